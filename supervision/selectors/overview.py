"""本所概况: how many people, at which level, and how this month's reports and visits stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from corrections.enums import Level
from corrections.models import Case, User
from supervision.enums import DutyKind
from supervision.models import Duty
from supervision.models.duty import on_time_q
from supervision.permissions import Permission

REPORT_KINDS = (DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT)


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


def office_overview(user: User, *, on: date) -> Overview:
    """Two queries. The month counts its days that are over: what is due today may still be done."""
    until = on - timedelta(days=1)
    since = until.replace(day=1)
    levels = dict(
        Case.objects.visible_to(user, Permission.WORKBENCH_VIEW)
        .under_correction(on=on)
        .values_list("level")
        .annotate(number=Count("pk"))
        .order_by()
    )
    duties = Duty.objects.visible_to(user, Permission.WORKBENCH_VIEW).due_during(since, until)
    kept = on_time_q()
    counted = duties.aggregate(
        reports=Count("pk", filter=Q(kind__in=REPORT_KINDS)),
        reports_kept=Count("pk", filter=Q(kind__in=REPORT_KINDS) & kept),
        visits=Count("pk", filter=Q(kind=DutyKind.VISIT)),
        visits_kept=Count("pk", filter=Q(kind=DutyKind.VISIT) & kept),
    )
    return Overview(
        people=sum(levels.values()),
        by_level=tuple((level, levels.get(level.value, 0)) for level in Level),
        reports=OnTime(counted["reports_kept"], counted["reports"]),
        visits=OnTime(counted["visits_kept"], counted["visits"]),
        since=since,
        until=until,
    )
