"""The registers 报告 and 走访: every record of the user's people, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.chips import Chip
from core.views import ListPage
from corrections.selectors.names import may_open, may_see_name, name_for
from corrections.tables import file_url
from supervision.filters import CheckInFilter, VisitFilter
from supervision.models import CheckIn, Visit
from supervision.permissions import Permission
from supervision.selectors.records import record_chips, record_how


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    is_current: bool


@dataclass(frozen=True)
class RecordRow:
    """`content` is empty for who sees names only masked: what was said names people."""

    record: CheckIn | Visit
    name: str
    url: str
    station: str
    how: str
    content: str
    by: str
    chips: tuple[Chip, ...]


class RecordListPage(ListPage):
    permission = Permission.DUTY_VIEW
    page_title = _("报告与走访")
    template_name = "supervision/registers.html"
    table_template = "supervision/record_table.html"
    orderings = {"day": ("happened_on", "pk"), "name": ("case__offender__name_pinyin",)}
    default_ordering = "-day"
    empty_text = _("没有符合条件的记录。")
    menu_url_name = "supervision:check_in_list"
    model: type[CheckIn | Visit]

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.visible_to(self.user)
        return rows.select_related("case__offender", "case__station", "recorded_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [self._row(record) for record in context["rows"]]
        context["tabs"] = [
            Tab(_("报告"), reverse("supervision:check_in_list"), self.model is CheckIn),
            Tab(_("走访"), reverse("supervision:visit_list"), self.model is Visit),
            Tab(_("集中活动"), reverse("supervision:group_day_list"), False),
        ]
        return context

    def get_actions(self) -> list[Action]:
        return [*round_actions(self.user), *paper_actions(self.user)]

    def _row(self, record: CheckIn | Visit) -> RecordRow:
        case, user = record.case, self.user
        is_open = may_open(user, case)
        return RecordRow(
            record=record,
            name=name_for(user, case),
            url=file_url(case) if is_open else "",
            station=case.station.name,
            how=record_how(record),
            content=record.content if is_open and may_see_name(user, case) else "",
            by=record.recorded_by.display_name if record.recorded_by else "",
            chips=record_chips(record),
        )


def round_actions(user: Any) -> list[Action]:
    """The ways to what is done for many at once, for who may do it."""
    buttons = []
    if user.may(Permission.CHECK_IN_RECORD):
        buttons.append(Action(_("点名登记"), reverse("supervision:round")))
    if user.may(Permission.ASSESSMENT_RECORD):
        buttons.append(Action(_("月度考核"), reverse("supervision:assessments")))
    return buttons


def paper_actions(user: Any) -> list[Action]:
    """The list and the register of one's own station, to print."""
    office = user.office
    if office is None or office.kind != "station":
        return []
    return [
        Action(_("打印花名册"), reverse("supervision:people_paper", args=[office.pk])),
        Action(_("打印登记簿"), reverse("supervision:register_paper", args=[office.pk])),
    ]


class CheckInListView(RecordListPage):
    model = CheckIn
    filterset_class = CheckInFilter


class VisitListView(RecordListPage):
    model = Visit
    filterset_class = VisitFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().prefetch_related("findings")
