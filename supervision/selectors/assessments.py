"""The draft of a month's assessment: what the ledger and the records say of each person, before anybody judges it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from core.clock import today
from corrections.models import Case, Organisation, StatusSpan, User
from corrections.models.access import case_q
from corrections.selectors.names import may_open
from corrections.selectors.offices import stations_for
from supervision.enums import Attended, DutyKind, DutyOutcome, DutyOwner, Frequency, RecordOutcome, RoundKind
from supervision.models import Assessment, Attendance, CheckIn, Duty
from supervision.models.duty import missed_q, on_time_q, overdue_q
from supervision.permissions import Permission
from supervision.policies.periods import Period, period_of


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """Counts of one person's month. Duties are the person's own with their last day in the month (counting.md, Rates):
    `due` = `on_time` + `late` + `missed` + what is still `waiting`; `excused` and suspended ones are not in `due`.
    `failed_attempts`: reports and calls that reached nobody. Hours are of education and of service attended.
    """

    due: int = 0
    on_time: int = 0
    late: int = 0
    missed: int = 0
    waiting: int = 0
    excused: int = 0
    failed_attempts: int = 0
    group_present: int = 0
    group_absent: int = 0
    education_hours: float = 0
    service_hours: float = 0
    days_lost: int = 0

    @property
    def is_clean(self) -> bool:
        """Nothing in the month that speaks against the person."""
        return not (self.late or self.missed or self.group_absent or self.days_lost)

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    @staticmethod
    def of(stored: dict[str, Any]) -> MonthFacts:
        """The counts that were kept with an assessment."""
        return MonthFacts(**stored)


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One person of the month's list: the duty, what the month says, and the assessment where there is one."""

    case: Case
    duty: Duty
    facts: MonthFacts
    assessment: Assessment | None

    @property
    def is_open(self) -> bool:
        """May still be assessed: not closed as missed when the next month was over."""
        return self.duty.outcome == DutyOutcome.OPEN

    @property
    def words(self) -> str:
        """What the month says; of one that was assessed, what it said then."""
        return facts_words(self.facts if self.assessment is None else MonthFacts.of(self.assessment.facts))


def assessment_month(day: date) -> Period:
    """The calendar month of that day."""
    return period_of(Frequency.MONTH, day)


def month_asked(text: str | None) -> date:
    """The first day of the month written as `2026-11`; of today's where there is none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today().replace(day=1)


def assessment_stations(user: User) -> list[Organisation]:
    """Open stations where the user assesses."""
    return list(stations_for(user, Permission.ASSESSMENT_RECORD))


def assessment_lines(user: User, station: Organisation, month: Period, *, on: date) -> list[AssessmentLine]:
    """Whose month is to be assessed, or was, at that station; files closed to the user are left out. Those without an
    assessment first, then by name.
    """
    duties = (
        Duty.objects.standing()
        .filter(case_q(user, "case", Permission.ASSESSMENT_RECORD), kind=DutyKind.ASSESSMENT)
        .filter(station=station, occasion=month.key, suspended_by="", opens_on__lte=on)
        .select_related("case__offender", "case__station")
        .order_by("case__offender__name_pinyin", "pk")
    )
    found = [(duty.case, duty) for duty in duties if duty.case and may_open(user, duty.case)]
    ids = [case.pk for case, _duty in found]
    facts = month_facts(ids, month, on=on)
    known = {row.case_id: row for row in Assessment.objects.filter(case_id__in=ids, month=month.first)}
    lines = [
        AssessmentLine(case, duty, facts.get(case.pk, MonthFacts()), known.get(case.pk))
        for case, duty in found
    ]
    return sorted(lines, key=lambda line: line.assessment is not None)


def month_facts(case_ids: Sequence[int], month: Period, *, on: date) -> dict[int, MonthFacts]:
    """The counts of these cases as of `on`; a case with nothing at all is left out. Four queries."""
    gathered: dict[int, dict[str, Any]] = {}

    def gather(rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            gathered.setdefault(row.pop("case_id"), {}).update({k: v for k, v in row.items() if v})

    ids, within = list(case_ids), {"happened_on__gte": month.first, "happened_on__lte": month.last}
    duties = Duty.objects.filter(
        case_id__in=ids, owner=DutyOwner.PERSON, due_on__gte=month.first, due_on__lte=month.last
    )
    counted = Q(suspended_by="") & ~Q(outcome__in=(DutyOutcome.EXCUSED, DutyOutcome.VOID))
    missed = counted & (missed_q(on) | overdue_q(on))
    on_time = on_time_q() & Q(suspended_by="")
    gather(
        duties.order_by()
        .values("case_id")
        .annotate(
            due=Count("pk", filter=counted),
            on_time=Count("pk", filter=on_time),
            late=Count("pk", filter=counted & Q(outcome=DutyOutcome.COMPLIED) & ~on_time_q()),
            missed=Count("pk", filter=missed),
            waiting=Count(
                "pk", filter=counted & Q(outcome=DutyOutcome.OPEN) & ~(missed_q(on) | overdue_q(on))
            ),
            excused=Count("pk", filter=Q(outcome=DutyOutcome.EXCUSED)),
        )
    )
    failed = CheckIn.objects.standing().filter(
        case_id__in=ids, outcome=RecordOutcome.FAILED_ATTEMPT, **within
    )
    gather(failed.order_by().values("case_id").annotate(failed_attempts=Count("pk")))
    present, day = Q(attended=Attended.PRESENT), "day__happened_on"
    called = Attendance.objects.filter(
        **{"case_id__in": ids, f"{day}__gte": month.first, f"{day}__lte": month.last}
    )
    gather(
        called.order_by()
        .values("case_id")
        .annotate(
            group_present=Count("pk", filter=present),
            group_absent=Count("pk", filter=~present),
            education_hours=Sum("day__hours", filter=present & Q(day__kind=RoundKind.EDUCATION)),
            service_hours=Sum("day__hours", filter=present & Q(day__kind=RoundKind.SERVICE)),
        )
    )
    for case_id, days in _days_lost(ids, month, on).items():
        gathered.setdefault(case_id, {})["days_lost"] = days
    for row in gathered.values():
        for name in ("education_hours", "service_hours"):
            if name in row:
                row[name] = float(row[name])
    return {case_id: MonthFacts(**row) for case_id, row in gathered.items()}


def facts_words(facts: MonthFacts) -> str:
    """The counts in one line, what is nought left out."""
    said = [
        (facts.due, _("应报告 %(n)s 次")),
        (facts.on_time, _("按时 %(n)s")),
        (facts.late, _("补报 %(n)s")),
        (facts.missed, _("未履行或逾期 %(n)s")),
        (facts.waiting, _("未到期 %(n)s")),
        (facts.excused, _("有正当理由 %(n)s")),
        (facts.failed_attempts, _("未联系上 %(n)s 次")),
        (facts.group_present, _("参加集中活动 %(n)s 次")),
        (facts.group_absent, _("缺席集中活动 %(n)s 次")),
        (facts.education_hours, _("教育学习 %(n)s 小时")),
        (facts.service_hours, _("公益活动 %(n)s 小时")),
        (facts.days_lost, _("失去联系 %(n)s 天")),
    ]
    return "，".join(words % {"n": f"{count:g}"} for count, words in said if count) or _("本月没有应报告事项")


def _days_lost(case_ids: Sequence[int], month: Period, on: date) -> dict[int, int]:
    """Days of the month up to `on` on which the person could not be found."""
    last = min(month.last, on)
    spans = StatusSpan.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=month.first),
        case_id__in=case_ids,
        kind="lost_contact",
        starts_on__lte=last,
    )
    days: dict[int, int] = {}
    for span in spans:
        first, end = max(span.starts_on, month.first), min(span.ends_on or last, last)
        days[span.case_id] = days.get(span.case_id, 0) + (end - first).days + 1
    return days
