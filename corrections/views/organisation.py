"""机构与人员: offices level by level with people and posts, and the staff of one office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.clock import today
from core.masking import mask_phone
from core.paths import ancestors
from core.views import Crumb, DetailPage, ListPage
from corrections.enums import OrganisationKind
from corrections.models import Organisation
from corrections.permissions import Permission
from corrections.selectors.offices import office_rows, top_offices
from corrections.selectors.staffing import StaffLine, staff_lines


class OrganisationListView(ListPage):
    """What lies right below the user's top office; of several top offices, these themselves."""

    permission = Permission.STAFF_VIEW
    page_title = _("机构与人员")
    template_name = "corrections/organisation_list.html"
    table_template = "corrections/organisation_table.html"
    page_sizes = (50, 100)

    @cached_property
    def tops(self) -> list[Organisation]:
        return top_offices(self.user, self.permission)

    def get_queryset(self) -> QuerySet[Organisation]:
        offices = Organisation.objects.open(on=today())
        top = self.tops[0]
        if len(self.tops) > 1 or top.kind == OrganisationKind.STATION:
            offices = offices.filter(pk__in=[office.pk for office in self.tops])
        else:
            offices = offices.filter(parent=top)
        return office_rows(offices, on=today()).order_by("code", "path")

    def get_actions(self) -> list[Action]:
        top = self.tops[0]
        return [Action(top.name, reverse("corrections:organisation_detail", args=[top.pk]))]


class OrganisationDetailView(DetailPage):
    """One office: who works in it, and what lies below."""

    permission = Permission.STAFF_VIEW
    template_name = "corrections/organisation.html"

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.visible_to(self.user, self.permission).select_related("parent")

    def get_page_title(self) -> Any:
        return self.object.name

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        above = self.get_queryset().filter(path__in=ancestors(self.object.path)[:-1]).order_by("path")
        return (
            Crumb(_("机构与人员"), reverse("corrections:organisation_list")),
            *(
                Crumb(office.name, reverse("corrections:organisation_detail", args=[office.pk]))
                for office in above
            ),
            Crumb(self.object.name),
        )

    def get_actions(self) -> list[Action]:
        office, buttons = self.object, []
        if self.user.may(Permission.STAFF_EDIT, path=office.path):
            url = reverse("corrections:staff_create", args=[office.pk])
            buttons.append(Action(_("新增人员"), url, kind="primary", dialog=True))
        if self.user.may(Permission.USER_EDIT, path=office.path):
            buttons.append(Action(_("新建账号"), reverse("corrections:user_create", args=[office.pk])))
        if self.user.may(Permission.OFFENDER_VIEW, path=office.path):
            url = f"{reverse('corrections:offender_list')}?office={office.pk}"
            buttons.append(Action(_("查看矫正对象"), url))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        office, on = self.object, today()
        can_edit = self.user.may(Permission.STAFF_EDIT, path=office.path)
        below = Organisation.objects.open(on=on).filter(parent=office)
        lines = [
            (line, mask_phone(line.posting.staff.phone), line_actions(line) if can_edit else [])
            for line in staff_lines(office, on=on)
        ]
        (whole,) = office_rows(Organisation.objects.filter(pk=office.pk), on=on)
        return super().get_context_data(
            whole=whole,
            rows=list(office_rows(below, on=on).order_by("code", "path")),
            lines=lines,
            can_edit=can_edit,
            on=on,
            **kwargs,
        )


def line_actions(line: StaffLine) -> list[Action]:
    """What may be done with a posting and with who holds it."""
    pk = line.posting.pk
    away = next(iter(line.absences), None)
    absence = (
        Action(_("回到岗位"), reverse("corrections:absence_end", args=[away.pk]), dialog=True)
        if away is not None and away.ends_on is None
        else Action(_("登记不在岗"), reverse("corrections:absence_add", args=[pk]), dialog=True)
    )
    return [
        absence,
        Action(_("兼任"), reverse("corrections:posting_add", args=[pk]), dialog=True),
        Action(_("结束任职"), reverse("corrections:posting_end", args=[pk]), dialog=True),
    ]
