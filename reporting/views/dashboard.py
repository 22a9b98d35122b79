"""Tiles, map, ranking and trend of one office, from the province down to the station."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from core.clock import today
from core.views import Crumb
from corrections.models import Organisation
from reporting.indicators import LEADING, Indicator
from reporting.permissions import Permission
from reporting.selectors import AsOf, dashboard_of
from reporting.selectors.charts import legend, map_data, trend_data
from reporting.views.office import Links, OfficePage, dashboard_title
from reporting.views.tiles import Cards, rank_rows

MONTHS_OFFERED = 24
MAP_WORDS = {"county": gettext_lazy("按县"), "prefecture": gettext_lazy("按市（州）")}


@dataclass(frozen=True)
class Choice:
    """One of a few links beside each other."""

    label: Any
    url: str
    is_current: bool


class DashboardView(OfficePage):
    """Without an office in the URL the highest one the user has."""

    permission = Permission.DASHBOARD_VIEW
    template_name = "reporting/dashboard.html"

    @cached_property
    def object(self) -> Any:
        if self.pk_url_kwarg in self.kwargs:
            return get_object_or_404(self.get_offices(), pk=self.kwargs[self.pk_url_kwarg])
        tops = [path for _role, path in self.user.reach.holding(self.permission)]
        found = self.get_offices().filter(path__in=tops).order_by("path").first()
        if found is None:
            raise Http404
        return found

    @property
    def has_object(self) -> bool:
        return True

    @cached_property
    def indicator(self) -> Indicator:
        found = self.indicator_of(self.request.GET.get("indicator") or LEADING[0].key.value)
        if found not in LEADING:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return dashboard_title(self.object)

    def may_list(self, office: Organisation) -> bool:
        return bool(self.user.may(Permission.INDICATOR_PEOPLE_VIEW, path=office.path))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("map", "")
        map_by = asked if asked in MAP_WORDS else ""
        board = dashboard_of(
            self.object,
            user=self.user,
            as_of=self.as_of,
            indicator=self.indicator,
            map_by=map_by,
        )
        links = Links(self.as_of, self.indicator, map_by)
        cards = Cards(self.object, links, may_list=self.may_list(self.object))
        context = super().get_context_data(**kwargs)
        return context | {
            "board": board,
            "cards": [cards.card(tile) for tile in board.tiles],
            "ranked": rank_rows(
                board.ranked, links, longest=board.longest_bar, may_list=self.may_list, is_ranked=True
            ),
            "unranked": rank_rows(
                board.unranked, links, longest=board.longest_bar, may_list=self.may_list, is_ranked=False
            ),
            "trend": [
                (month, links.office(self.object, as_of=month.as_of)) for month in reversed(board.trend)
            ],
            "trend_data": trend_data(board),
            "areas": [(row, links.office(row.office) if row.is_reachable else "") for row in board.areas],
            "map_data": map_data(board, links.office),
            "map_choices": [
                Choice(label, links.office(self.object, map_by=word), word == board.map_by)
                for word, label in MAP_WORDS.items()
            ],
            "legend": legend(self.indicator),
            "leading": LEADING,
            "months": months_offered(),
            "breadcrumbs": [
                *(Crumb(each.short_name, links.office(each)) for each in board.above),
                Crumb(self.object.short_name),
            ],
        }


def months_offered() -> list[AsOf]:
    """The closed months before today, the latest first."""
    months = [AsOf(today()).before()]
    while len(months) < MONTHS_OFFERED:
        months.append(months[-1].before())
    return months
