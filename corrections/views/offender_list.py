"""The list of people under correction."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from core.actions import Action
from core.clock import today
from core.views import ListPage
from corrections.enums import Level
from corrections.filters import OffenderFilter
from corrections.models import Case
from corrections.permissions import Permission
from corrections.selectors.cases import case_rows
from corrections.selectors.search import offender_search
from corrections.tables import offender_row
from corrections.views.search import search_text

LEVEL_RANK = models.Case(
    *(When(level=level.value, then=Value(rank)) for rank, level in enumerate(Level)),
    output_field=models.IntegerField(),
)


class OffenderListView(ListPage):
    permission = Permission.OFFENDER_VIEW
    page_title = _("矫正对象")
    template_name = "corrections/offender_list.html"
    table_template = "corrections/offender_table.html"
    orderings = {
        "name": ("offender__name_pinyin",),
        "level": ("level_rank", "offender__name_pinyin"),
        "term_end": ("term_ends_on", "offender__name_pinyin"),
    }
    default_ordering = "name"
    export_url_name = "corrections:export_ask"

    @cached_property
    def search_key(self) -> str:
        return self.request.GET.get("q", "")[:20]

    @cached_property
    def search(self) -> str | None:
        """What was typed under the key of the address; None without one, or when it is not kept any more."""
        return search_text(self.request.session, self.search_key) if self.search_key else None

    def get_queryset(self) -> QuerySet[Case]:
        rows = case_rows(self.user, on=today()).alias(level_rank=LEVEL_RANK)
        if not self.search_key:
            return rows
        if self.search is None:
            return rows.none()
        return rows.filter(pk__in=offender_search(self.user, self.search).order_by().values("pk"))

    def get_filterset(self, rows: QuerySet[Any]) -> FilterSet:
        return OffenderFilter(
            data=self.request.GET, queryset=rows, request=self.request, is_search=bool(self.search_key)
        )

    def get_export_url(self) -> str:
        return super().get_export_url() if self.user.may(Permission.ROSTER_EXPORT) else ""

    def get_actions(self) -> list[Action]:
        actions = []
        if self.user.may(Permission.ROSTER_EXPORT):
            actions.append(Action(_("我的导出"), reverse("corrections:export_list")))
        if self.user.may(Permission.CASE_RECEIVE):
            actions.append(Action(_("接收登记"), reverse("corrections:case_receive"), kind="primary"))
        return actions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        on = today()
        context["rows"] = [offender_row(self.user, case, on=on) for case in context["rows"]]
        context |= {
            "search": self.search or "",
            "search_key": self.search_key,
            "is_search_forgotten": bool(self.search_key) and self.search is None,
            "can_change_levels": self.user.may(Permission.CASE_LEVEL_CHANGE),
        }
        return context
