"""The first page of an officer's day: counted cards, each of which opens exactly what it counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from core.actions import Action
from core.clock import today
from core.registry import WorkCard, work_cards_for
from core.views import Crumb, ListPage
from core.views.listing import clamp
from corrections.enums import OrganisationKind
from supervision.filters import WorkFilter
from supervision.models import Duty
from supervision.permissions import Permission
from supervision.selectors.office_team import office_team, team_parts
from supervision.selectors.overview import office_overview, overview_parts
from supervision.selectors.rows import case_rows, duty_rows
from supervision.selectors.rules import RuleSheet, rule_sheet
from supervision.selectors.workbench import (
    CARDS,
    TAB,
    TABS,
    Asked,
    Card,
    CardKind,
    card_parts,
    card_rows,
    numbers_of,
    pending_duties,
    tab_part,
)
from supervision.views.notices import digest_box
from supervision.views.registers import round_actions

_CARDS = tuple(kind for kind in CARDS.values() if not kind.is_tab)


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    count: int
    tone: str
    is_current: bool


class WorkListPage(ListPage):
    """Duties or cases of one card in the shape of a work list."""

    permission = Permission.WORKBENCH_VIEW
    table_template = "supervision/work_table.html"
    filterset_class = WorkFilter
    empty_text = _("没有待办事项。")
    menu_url_name = "supervision:workbench"

    @cached_property
    def on(self) -> date:
        return today()

    @cached_property
    def book(self) -> RuleSheet:
        return rule_sheet()

    @property
    def card(self) -> str:
        raise NotImplementedError

    @property
    def kind(self) -> CardKind:
        return CARDS[self.card]

    def get_queryset(self) -> QuerySet[Any]:
        return card_rows(self.card, self.user, on=self.on, book=self.book)

    def order(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows  # the selector's order: nearest deadline first

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(meaning=self.kind.meaning, **kwargs)
        found = list(context["rows"])
        shape = duty_rows if found and isinstance(found[0], Duty) else case_rows
        context["rows"] = shape(self.user, found, on=self.on, back=self.request.get_full_path())
        return context


class WorkbenchView(WorkListPage):
    """Cards, the things to do, and how the office stands; htmx asks for the things to do alone."""

    page_title = _("工作台")
    template_name = "supervision/workbench.html"
    fragment_template = "supervision/todo.html"

    def get_actions(self) -> list[Action]:
        actions = [Action(_("到期日历"), reverse("supervision:due_calendar"))]
        if self.user.office is None or self.user.office.kind != OrganisationKind.STATION:
            actions.insert(0, Action(_("下级未办"), reverse("supervision:offices_work")))
        return [*actions, *round_actions(self.user)]

    @property
    def card(self) -> str:
        asked = self.request.GET.get("tab", "")
        return asked if asked in TABS else "pending"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(on=self.on, **kwargs)
        numbers = self.numbers
        context["tabs"] = self._tabs()
        if not self.is_fragment:
            cards = [_work_card(Card(kind, numbers[kind.key])) for kind in _CARDS]
            context["cards"] = sorted([*cards, *work_cards_for(self.user)], key=lambda card: card.order)
            context["overview"] = office_overview(self.user, on=self.on, numbers=numbers)
            context["digest"] = digest_box(self.user)
            context["office_team"] = office_team(self.user, on=self.on, numbers=numbers)
        return context

    @cached_property
    def listed(self) -> tuple[QuerySet[Any], FilterSet | None]:
        return super().get_rows()

    def get_rows(self) -> tuple[QuerySet[Any], FilterSet | None]:
        return self.listed

    def get_page(self, rows: QuerySet[Any]) -> PaginatorPage[Any]:
        """The tab has counted its rows already."""
        if not self.is_filter_valid:
            return super().get_page(rows)
        paginator = Paginator(rows, self.get_page_size())
        paginator.count = self.numbers[TAB + self.card]
        return paginator.page(clamp(self.request.GET.get("page", ""), low=1, high=paginator.num_pages))

    @property
    def is_filter_valid(self) -> bool:
        filterset = self.listed[1]
        return filterset is None or filterset.is_valid()

    @property
    def is_fragment(self) -> bool:
        return self.is_htmx and self.request.headers.get("HX-Target") == "results"

    @cached_property
    def numbers(self) -> Counter[str]:
        """Every number of the page, in one query: tabs (what the chosen kind and officer leave of each), cards, the
        overview. The tabs alone for a fragment.
        """
        user, on, filterset = self.user, self.on, self.listed[1]
        asked = Asked(user, on, self.book)
        duties = pending_duties(asked)
        if filterset is not None and self.is_filter_valid:
            duties = filterset.filter_queryset(duties)
        parts = [tab_part(duties, asked)]
        if not self.is_fragment:
            parts += card_parts((kind.key for kind in _CARDS), asked)
            parts += overview_parts(user, on=on)
            parts += team_parts(user, on=on, book=self.book)
        return numbers_of(parts)

    def _tabs(self) -> list[Tab]:
        counts = {key: self.numbers[TAB + key] for key in TABS}
        return [
            Tab(
                CARDS[key].title,
                self.url_with(tab=None if key == "pending" else key, page=None),
                counts[key],
                CARDS[key].tone if counts[key] else "plain",
                self.card == key,
            )
            for key in TABS
        ]


class WorkView(WorkListPage):
    """The rows behind one card."""

    template_name = "supervision/work.html"
    fragment_template = "supervision/work_list.html"

    @property
    def card(self) -> str:
        asked: str = self.kwargs["card"]
        if asked not in CARDS:
            raise Http404
        return asked

    def get_page_title(self) -> Any:
        return self.kind.title

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("工作台"), reverse("supervision:workbench")), Crumb(self.kind.title)]


def _work_card(card: Card) -> WorkCard:
    url = reverse("supervision:work", args=[card.key])
    return WorkCard(card.key, card.title, card.count, url, card.tone, card.kind.order)
