"""到期日历: a month of what is due, and the lines of one day or week of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.day_words import month_day
from core.views import Crumb
from supervision.models import Duty
from supervision.selectors.due_calendar import due_between, month_of_due, week_of
from supervision.selectors.rows import duty_rows
from supervision.selectors.workbench import with_people
from supervision.views.workbench import WorkListPage


class DueCalendarView(WorkListPage):
    """`?month=2026-12` another month, `?day=` the lines of that day, else those of the week of today or of the month's
    first."""

    page_title = gettext_lazy("到期日历")
    template_name = "supervision/due_calendar.html"
    filterset_class = None  # type: ignore[assignment] # the day chosen is the filter
    empty_text = gettext_lazy("这几天没有到期的事项。每一期的事项在该期第一天开出，往后的还没有列入。")

    @cached_property
    def month(self) -> date:
        return _day(f"{self.request.GET.get('month', '')}-01") or (self.day or self.on).replace(day=1)

    @cached_property
    def day(self) -> date | None:
        return _day(self.request.GET.get("day", ""))

    @property
    def span(self) -> tuple[date, date]:
        if self.day is not None:
            return self.day, self.day
        is_now = (self.month.year, self.month.month) == (self.on.year, self.on.month)
        return week_of(self.on if is_now else self.month)

    def get_queryset(self) -> QuerySet[Any]:
        return with_people(due_between(self.user, *self.span))

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("工作台"), reverse("supervision:workbench")), Crumb(self.page_title))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super(WorkListPage, self).get_context_data(**kwargs)
        found: list[Duty] = list(context["rows"])
        context["rows"] = duty_rows(self.user, found, on=self.on, back=self.request.get_full_path())
        first, last = self.span
        shown = month_day(first) if first == last else f"{month_day(first)}—{month_day(last)}"
        return context | {
            "on": self.on,
            "month": self.month,
            "shown": shown,
            "chosen": self.day,
            "weeks": month_of_due(self.user, self.month, on=self.on),
            "before": (self.month - timedelta(days=1)).replace(day=1),
            "after": (self.month + timedelta(days=32)).replace(day=1),
        }


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
