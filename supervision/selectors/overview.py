"""本所概况: how many people, at which level, and how this month's reports and visits stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from corrections.enums import Level
from corrections.models import Case, User
from supervision.enums import DutyKind
from supervision.models import Duty
from supervision.models.duty import on_time_q
from supervision.permissions import Permission
from supervision.selectors.workbench import Part, numbers_of, part

REPORT_KINDS = (DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT)
_LEVEL = "level:"


@dataclass(frozen=True, slots=True)
class OnTime:
    """`kept` of `due`; no rate without a duty (a gap, neither 0 nor 100 %)."""

    kept: int
    due: int

    @property
    def percent(self) -> float | None:
        return 100 * self.kept / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Overview:
    """People under correction on the day whom the user sees, and duties due from `since` to `until`, both included."""

    people: int
    by_level: tuple[tuple[Level, int], ...]
    reports: OnTime
    visits: OnTime
    since: date
    until: date


def office_overview(user: User, *, on: date, numbers: Counter[str] | None = None) -> Overview:
    """One query, or none with the numbers of `overview_parts`. The month counts its days that are over: what is due
    today may still be done.
    """
    if numbers is None:
        numbers = numbers_of(overview_parts(user, on=on))
    since, until = _month(on)
    levels = tuple((level, numbers[_LEVEL + level.value]) for level in Level)
    return Overview(
        people=sum(number for _level, number in levels),
        by_level=levels,
        reports=OnTime(numbers["reports_kept"], numbers["reports"]),
        visits=OnTime(numbers["visits_kept"], numbers["visits"]),
        since=since,
        until=until,
    )


def overview_parts(user: User, *, on: date) -> list[Part]:
    """People by level, and the month's reports and visits, for `numbers_of`."""
    people = Case.objects.visible_to(user, Permission.WORKBENCH_VIEW).under_correction(on=on)
    duties = Duty.objects.visible_to(user, Permission.WORKBENCH_VIEW).due_during(*_month(on))
    reports, visits, kept = Q(kind__in=REPORT_KINDS), Q(kind=DutyKind.VISIT), on_time_q()
    return [
        part(people, **{_LEVEL + level.value: Count("pk", filter=Q(level=level)) for level in Level}),
        part(
            duties,
            reports=Count("pk", filter=reports),
            reports_kept=Count("pk", filter=reports & kept),
            visits=Count("pk", filter=visits),
            visits_kept=Count("pk", filter=visits & kept),
        ),
    ]


def _month(on: date) -> tuple[date, date]:
    until = on - timedelta(days=1)
    return until.replace(day=1), until
