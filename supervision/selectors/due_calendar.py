"""A month of what is due: how much on each day, how much of it is still open."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from corrections.models import User
from supervision.enums import DutyKind
from supervision.models import Duty
from supervision.models.duty import pending_q
from supervision.permissions import Permission


@dataclass(frozen=True, slots=True)
class DayCount:
    """One kind on one day: `left` of `due` is open."""

    kind: DutyKind
    due: int
    left: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    day: date
    is_in_month: bool
    counts: tuple[DayCount, ...]

    @property
    def left(self) -> int:
        return sum(count.left for count in self.counts)


def due_between(user: User, first: date, last: date) -> QuerySet[Any]:
    """Duties of the user's people that are due on these days, both included, and count: not void, not suspended."""
    duties = Duty.objects.visible_to(user, Permission.WORKBENCH_VIEW)
    return duties.due_during(first, last)


def month_of_due(user: User, month: date, *, on: date) -> list[list[CalendarDay]]:
    """The weeks of the month, Monday first, the days of its neighbours included; one query.

    What begins later is not there yet: a duty is opened on the first day of its period.
    """
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    rows = (
        due_between(user, weeks[0][0], weeks[-1][-1])
        .order_by()
        .values("due_on", "kind")
        .annotate(due=Count("pk"), left=Count("pk", filter=pending_q(on)))
    )
    found: dict[date, list[DayCount]] = defaultdict(list)
    order = list(DutyKind.values)
    for row in sorted(rows, key=lambda row: order.index(row["kind"])):
        found[row["due_on"]].append(DayCount(DutyKind(row["kind"]), row["due"], row["left"]))
    return [[CalendarDay(day, day.month == month.month, tuple(found[day])) for day in week] for week in weeks]


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
