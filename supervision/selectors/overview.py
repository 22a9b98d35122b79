"""本所概况: how many people, at which level, and how this month's reports and visits stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from corrections.enums import Level
from corrections.models import Case, User
from supervision.enums import DutyKind
from supervision.models import Duty
from supervision.models.duty import on_time_q
from supervision.permissions import Permission
from supervision.selectors.workbench import numbers_of

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


def office_overview(user: User, *, on: date, numbers: Mapping[str, int] | None = None) -> Overview:
    """One query, or none with the `numbers` of `overview_groups`. The month counts its days that are over: what is due
    today may still be done.
    """
    if numbers is None:
        numbers = numbers_of({}, *overview_groups(user, on=on))
    since, until = _month(on)
    levels = {level: numbers.get(f"{_LEVEL}{level.value}", 0) for level in Level}

    def on_time(name: str) -> OnTime:
        kept = numbers.get(f"{name}_kept", 0)
        return OnTime(kept, kept + numbers.get(f"{name}_other", 0))

    return Overview(
        people=sum(levels.values()),
        by_level=tuple(levels.items()),
        reports=on_time("reports"),
        visits=on_time("visits"),
        since=since,
        until=until,
    )


def overview_groups(user: User, *, on: date) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """People by level and the month's duties by how they stand, as (card, number) rows for `numbers_of`."""
    text = CharField()
    people = Case.objects.visible_to(user, Permission.WORKBENCH_VIEW).under_correction(on=on)
    levels = people.order_by().values(card=Concat(Value(_LEVEL), F("level"), output_field=text))
    since, until = _month(on)
    duties = Duty.objects.visible_to(user, Permission.WORKBENCH_VIEW).due_during(since, until)
    visit, kept = Q(kind=DutyKind.VISIT), on_time_q()
    stand = Choice(
        When(visit & kept, then=Value("visits_kept")),
        When(visit, then=Value("visits_other")),
        When(kept, then=Value("reports_kept")),
        default=Value("reports_other"),
        output_field=text,
    )
    counted = duties.filter(kind__in=(*REPORT_KINDS, DutyKind.VISIT)).order_by().values(card=stand)
    return levels.annotate(number=Count("pk")), counted.annotate(number=Count("pk"))


def _month(on: date) -> tuple[date, date]:
    until = on - timedelta(days=1)
    return until.replace(day=1), until
