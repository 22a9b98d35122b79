"""The panels of communities: who represents them, and how many are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import Action
from core.clock import today
from core.views import Crumb, DetailPage, FormPage, ListPage
from corrections.enums import Sex
from corrections.models import Community
from reviews.enums import PanelState
from reviews.filters import CommunityFilter
from reviews.forms import RepresentativeEndForm, RepresentativeForm
from reviews.models import Representative
from reviews.permissions import Permission
from reviews.policies import check_can_add_representative, check_can_end_representative
from reviews.selectors import community_rows
from reviews.services import representative_add, representative_end

STATE_TONES = {
    PanelState.NONE: "plain",
    PanelState.SHORT: "warn",
    PanelState.COMPLETE: "ok",
    PanelState.FULL: "ok",
}


def communities(crumb: Any = "") -> Sequence[Crumb]:
    return [Crumb(_("社区评议"), reverse("reviews:community_list")), *([Crumb(crumb)] if crumb else [])]


def community_url(community_id: int) -> str:
    return reverse("reviews:community_detail", args=[community_id])


class CommunityListView(ListPage):
    permission = Permission.APPRAISAL_VIEW
    page_title = gettext_lazy("评议代表")
    table_template = "reviews/community_table.html"
    filterset_class = CommunityFilter
    orderings = {
        "station": ("station__path", "name"),
        "representatives": ("in_office",),
        "people": ("people",),
    }
    default_ordering = "station"
    empty_text = gettext_lazy("没有符合条件的村（社区）。")

    def get_queryset(self) -> QuerySet[Community]:
        return community_rows(self.user, on=today())

    def get_actions(self) -> Sequence[Action]:
        return [Action(_("评议记录"), reverse("reviews:appraisal_list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = list(context["rows"])
        for row in rows:
            state = PanelState(row.state)
            row.chip = {"text": state.label, "tone": STATE_TONES[state]}
        return context | {"rows": rows}


class CommunityDetailView(DetailPage):
    """The representatives of one community, those of today first."""

    permission = Permission.APPRAISAL_VIEW
    template_name = "reviews/community_detail.html"
    visible_is_enough = True

    def get_queryset(self) -> QuerySet[Community]:
        return community_rows(self.user, on=today())

    def get_page_title(self) -> str:
        return str(self.object.name)

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return communities(self.object.name)

    @property
    def may_edit(self) -> bool:
        return bool(self.user.may(Permission.REPRESENTATIVE_EDIT, path=self.object.station.path))

    def get_actions(self) -> Sequence[Action]:
        if not self.may_edit:
            return []
        url = reverse("reviews:representative_add", args=[self.object.pk])
        return [
            Action.checked(
                _("增加代表"),
                url,
                lambda: check_can_add_representative(self.object.in_office),
                kind="primary",
                dialog=True,
            )
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state, on = PanelState(self.object.state), today()
        found = Representative.objects.filter(community=self.object).order_by("-starts_on", "pk")
        return super().get_context_data(
            state={"text": state.label, "tone": STATE_TONES[state]},
            present=[(each, self.end_actions(each)) for each in found if each.is_in_office(on)],
            past=[each for each in found if not each.is_in_office(on)],
            **kwargs,
        )

    def end_actions(self, representative: Representative) -> list[Action]:
        if not self.may_edit:
            return []
        url = reverse("reviews:representative_end", args=[representative.pk])
        return [
            Action.checked(_("离任"), url, lambda: check_can_end_representative(representative), dialog=True)
        ]


class RepresentativeAddView(FormPage):
    permission = Permission.REPRESENTATIVE_EDIT
    page_title = gettext_lazy("增加评议代表")
    form_class = RepresentativeForm
    success_message = gettext_lazy("评议代表已增加。")
    menu_url_name = "reviews:community_list"

    def get_queryset(self) -> QuerySet[Community]:
        return community_rows(self.user, on=today())

    def get_object_path(self, found: Community) -> str:
        return found.station.path

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return [
            *communities(),
            Crumb(self.object.name, community_url(self.object.pk)),
            Crumb(self.page_title),
        ]

    def get_cancel_url(self) -> str:
        return community_url(self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=f"{self.object.station.name} · {self.object.name}", **kwargs)

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        representative_add(by=self.user, community=self.object, **answers | {"sex": Sex(answers["sex"])})
        return community_url(self.object.pk)


class RepresentativeEndView(FormPage):
    permission = Permission.REPRESENTATIVE_EDIT
    page_title = gettext_lazy("评议代表离任")
    form_class = RepresentativeEndForm
    success_message = gettext_lazy("已登记离任。")
    menu_url_name = "reviews:community_list"

    def get_queryset(self) -> QuerySet[Representative]:
        rows = Representative.objects.visible_to(self.user, Permission.APPRAISAL_VIEW)
        return rows.select_related("community__station")

    def get_object_path(self, found: Representative) -> str:
        return found.community.station.path

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        community = self.object.community
        return [*communities(), Crumb(community.name, community_url(community.pk)), Crumb(self.page_title)]

    def get_cancel_url(self) -> str:
        return community_url(self.object.community_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=f"{self.object.community.name} · {self.object.name}", **kwargs)

    def perform(self, form: Any) -> str:
        representative_end(by=self.user, representative=self.object, **form.cleaned_data)
        return community_url(self.object.community_id)
