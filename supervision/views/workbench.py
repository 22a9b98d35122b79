"""The first page of an officer's day: counted cards, each of which opens exactly what it counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.registry import WorkCard, work_cards_for
from core.views import ListPage
from core.views.page import Crumb
from supervision.models import Duty
from supervision.permissions import Permission
from supervision.selectors.overview import office_overview
from supervision.selectors.rows import case_rows, duty_rows
from supervision.selectors.workbench import CARDS, Card, card_rows, with_people, workbench_cards


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    count: int
    tone: str
    is_current: bool


class WorkListPage(ListPage):
    """Duties or cases in the shape of a work list; `select` says which."""

    permission = Permission.WORKBENCH_VIEW
    table_template = "supervision/work_table.html"
    empty_text = _("没有待办事项。")

    @cached_property
    def on(self) -> Any:
        return today()

    def order(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows  # the selector's order: nearest deadline first

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = list(context["rows"])
        shape = duty_rows if found and isinstance(found[0], Duty) else case_rows
        context["rows"] = shape(self.user, found, on=self.on)
        return context


class WorkbenchView(WorkListPage):
    """Cards, the things to do, and how the office stands."""

    page_title = _("工作台")
    template_name = "supervision/workbench.html"

    @property
    def tab(self) -> str:
        asked = self.request.GET.get("tab", "")
        return asked if asked in CARDS else ""

    def get_queryset(self) -> QuerySet[Any]:
        if self.tab:
            return card_rows(self.tab, self.user, on=self.on)
        pending = Duty.objects.visible_to(self.user, Permission.WORKBENCH_VIEW).pending(on=self.on)
        return with_people(pending)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cards = workbench_cards(self.user, on=self.on)
        shown = [_work_card(card) for card in cards if not card.kind.is_tab] + work_cards_for(self.user)
        return super().get_context_data(
            on=self.on,
            cards=sorted(shown, key=lambda card: card.order),
            tabs=self._tabs(cards),
            overview=office_overview(self.user, on=self.on),
            **kwargs,
        )

    def _tabs(self, cards: list[Card]) -> list[Tab]:
        counts = {card.key: card for card in cards}
        home = reverse("supervision:workbench")
        return [
            Tab(card.title, f"{home}?tab={key}", card.count, card.tone, self.tab == key)
            for key in ("overdue", "due_today", "this_week")
            for card in (counts[key],)
        ]


class WorkView(WorkListPage):
    """The rows behind one card."""

    template_name = "supervision/work.html"

    @property
    def kind(self) -> Any:
        try:
            return CARDS[self.kwargs["card"]]
        except KeyError as unknown:
            raise Http404 from unknown

    def get_page_title(self) -> Any:
        return self.kind.title

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("工作台"), reverse("supervision:workbench")), Crumb(self.kind.title)]

    def get_queryset(self) -> QuerySet[Any]:
        return card_rows(self.kind.key, self.user, on=self.on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meaning=self.kind.meaning, **kwargs)


def _work_card(card: Card) -> WorkCard:
    url = reverse("supervision:work", args=[card.key])
    return WorkCard(card.key, card.title, card.count, url, card.tone, card.kind.order)
