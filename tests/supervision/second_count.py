"""counting.md, Duties, read a second time: plain and slow, day by day, with nothing of the program but its words.

It asks what is `Known` of one case and knows neither rows nor services: the tests let both live the same life.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from corrections.enums import Level, StatusKind
from supervision.enums import Channel, DutyKind, DutyOutcome, RecordOutcome

DAY, MONTHS = timedelta(days=1), 12
OFTEN = {
    (DutyKind.ORAL_REPORT, Level.STRICT): "week",
    (DutyKind.ORAL_REPORT, Level.ORDINARY): "week",
    (DutyKind.ORAL_REPORT, Level.LENIENT): "fortnight",
    (DutyKind.WRITTEN_REPORT, Level.STRICT): "fortnight",
    (DutyKind.WRITTEN_REPORT, Level.ORDINARY): "month",
    (DutyKind.WRITTEN_REPORT, Level.LENIENT): "quarter",
    (DutyKind.VISIT, Level.STRICT): "month",
    (DutyKind.VISIT, Level.ORDINARY): "two_months",
    (DutyKind.VISIT, Level.LENIENT): "quarter",
    (DutyKind.COMPLIANCE_REPORT, Level.STRICT): "month",
    (DutyKind.COMPLIANCE_REPORT, Level.ORDINARY): "month",
    (DutyKind.COMPLIANCE_REPORT, Level.LENIENT): "month",
    (DutyKind.ASSESSMENT, Level.STRICT): "month",
    (DutyKind.ASSESSMENT, Level.ORDINARY): "month",
    (DutyKind.ASSESSMENT, Level.LENIENT): "month",
}
"""The shipped rule book since 2020, copied by hand; someone without a level yet has no periodic duty."""
USUALLY = {
    Channel.PHONE: DutyKind.ORAL_REPORT,
    Channel.VIDEO: DutyKind.ORAL_REPORT,
    Channel.ONLINE: DutyKind.ORAL_REPORT,
    Channel.IN_PERSON: DutyKind.ORAL_REPORT,
    Channel.WRITTEN: DutyKind.WRITTEN_REPORT,
}
"""What one report is for when the officer says nothing else."""
KINDS = (*{kind for kind, _level in OFTEN}, DutyKind.HEALTH_REPORT, DutyKind.MEDICAL_RECHECK, DutyKind.PLAN)
"""What is counted here. Registration, team, search and discharge are not."""


@dataclass
class Status:
    """Custody, hospital, or a lost contact, which suspends only from the day on which it counts as 脱管."""

    kind: StatusKind
    starts_on: date
    ends_on: date | None = None
    absconding_from: date | None = None
    is_closed_with_case: bool = False

    def suspends(self, kind: DutyKind, day: date) -> bool:
        if self.kind == StatusKind.HOSPITAL and kind != DutyKind.VISIT:
            return False
        begins = self.absconding_from if self.kind == StatusKind.LOST_CONTACT else self.starts_on
        return begins is not None and begins <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def is_lasting(self) -> bool:
        return self.ends_on is None or self.is_closed_with_case


@dataclass(frozen=True)
class Due:
    """One duty and what became of it. `closes_on`: the last day on which it may be made good."""

    kind: DutyKind
    first: date
    last: date
    closes_on: date | None
    outcome: DutyOutcome = DutyOutcome.OPEN
    settled_on: date | None = None
    is_late: bool = False
    rests: bool = False

    def is_overdue(self, on: date) -> bool:
        return self.outcome == DutyOutcome.OPEN and not self.rests and self.last < on

    @property
    def is_missed(self) -> bool:
        return self.outcome == DutyOutcome.MISSED and not self.rests

    @property
    def counts_as_due(self) -> bool:
        return self.outcome != DutyOutcome.EXCUSED and not self.rests

    @property
    def is_on_time(self) -> bool:
        return self.outcome == DutyOutcome.COMPLIED and not self.is_late

    def may_be_entered_late(self, happened_on: date) -> bool:
        """Nothing has settled it, and it was still open on the day of the act."""
        if self.rests or self.settled_on is not None or self.closes_on is None:
            return False
        return self.last < happened_on <= self.closes_on


@dataclass
class Record:
    """A report or a visit, in the order of entry."""

    happened_on: date
    kinds: tuple[DutyKind, ...]
    outcome: RecordOutcome
    late_for: Due | None = None
    is_withdrawn: bool = False

    def concerns(self, due: Due) -> bool:
        if self.is_withdrawn or due.kind not in self.kinds:
            return False
        if self.late_for is not None and self.late_for.kind == due.kind:
            return (self.late_for.first, self.late_for.last) == (due.first, due.last)
        return due.first <= self.happened_on <= due.last


@dataclass
class Known:
    """All that is known of one case: days of Shanghai, `levels` by the day from which each holds."""

    received_on: date
    term_ends_on: date
    levels: list[tuple[date, Level]]
    registered_on: date | None = None
    taken_over_on: date | None = None
    is_temporary: bool = False
    is_medical_bail: bool = False
    has_prohibition_order: bool = False
    ended_on: date | None = None
    statuses: list[Status] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    plans: list[date] = field(default_factory=list)
    assessed: dict[date, date] = field(default_factory=dict)
    """The month's first day → the day on which it was assessed."""

    def level_on(self, day: date) -> Level:
        return [level for starts_on, level in self.levels if starts_on <= day][-1]


def second_count(known: Known, on: date) -> set[Due]:
    """Every duty that has begun by the day, with what became of it by then."""
    found = (*_periods(known, on), *_intervals(known, on), *_plan(known))
    return {_became(known, due, on) for due in found if _stands(known, due)}


def last_day(often: str, first: date) -> date | None:
    """The last day of the period that begins on that very day; None where none begins."""
    if often == "week":
        return first + 6 * DAY if first.weekday() == calendar.MONDAY else None
    if often == "fortnight":
        return first + 13 * DAY if (first - date(2020, 6, 29)).days % 14 == 0 else None
    months = {"month": 1, "two_months": 2, "quarter": 3}[often]
    if first.day != 1 or (first.month - 1) % months:
        return None
    return months_later(first, months) - DAY


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last where it has no such day."""
    year, month = day.year, day.month + months
    if month > MONTHS:
        year, month = year + 1, month - MONTHS
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _periods(known: Known, on: date) -> Iterator[Due]:
    """Each day is asked whether a period begins on it for the level of that day."""
    day = (known.registered_on or known.received_on) + DAY
    if known.taken_over_on is not None:
        day = max(day, known.taken_over_on + DAY)
    while day <= on:
        for (kind, level), often in OFTEN.items():
            last = last_day(often, day) if level == known.level_on(day) else None
            if last is not None and (kind != DutyKind.COMPLIANCE_REPORT or known.has_prohibition_order):
                yield Due(kind, day, last, last_day(often, last + DAY))
        day += DAY


def _intervals(known: Known, on: date) -> Iterator[Due]:
    """From one due day to the next, the first from reception (or from the day of the import)."""
    for kind, months in ((DutyKind.HEALTH_REPORT, 1), (DutyKind.MEDICAL_RECHECK, 3)):
        if not known.is_temporary or (kind == DutyKind.MEDICAL_RECHECK and not known.is_medical_bail):
            continue
        first = before = max(known.received_on, known.taken_over_on or known.received_on)
        while first <= on:
            due_on = months_later(before, months)
            yield Due(kind, first, due_on, months_later(due_on, months))
            before, first = due_on, due_on + DAY


def _plan(known: Known) -> Iterator[Due]:
    """Ten days after reception; one that was due before the import is the paper file's."""
    due_on = known.received_on + 10 * DAY
    if known.taken_over_on is None or known.taken_over_on <= due_on:
        yield Due(DutyKind.PLAN, known.received_on, due_on, None)


def _stands(known: Known, due: Due) -> bool:
    """Within the term, and the case had not ended before the last day."""
    if due.kind != DutyKind.PLAN and due.last > known.term_ends_on:
        return False
    return known.ended_on is None or due.last <= known.ended_on


def _became(known: Known, due: Due, on: date) -> Due:
    due = replace(due, rests=_rests(known, due))
    for record in known.records:
        if not record.concerns(due):
            continue
        is_late = record.late_for is not None and record.late_for.kind == due.kind
        if record.outcome == RecordOutcome.COMPLIED:
            return replace(due, outcome=DutyOutcome.COMPLIED, settled_on=record.happened_on, is_late=is_late)
        if record.outcome == RecordOutcome.ACCEPTABLE_ABSENCE:
            return replace(due, outcome=DutyOutcome.EXCUSED, settled_on=record.happened_on)
        if record.outcome == RecordOutcome.UNACCEPTABLE:
            return replace(due, outcome=DutyOutcome.MISSED, settled_on=record.happened_on)
    done_on = _done_on(known, due)
    if done_on is not None:
        return replace(due, outcome=DutyOutcome.COMPLIED, settled_on=done_on, is_late=done_on > due.last)
    is_over = known.ended_on is not None or (due.closes_on is not None and due.closes_on < on)
    return replace(due, outcome=DutyOutcome.MISSED) if is_over and not due.rests else due


def _rests(known: Known, due: Due) -> bool:
    """A status that covers the kind holds on at least half of the days; one that is over no longer lets a plan wait."""
    statuses = [status for status in known.statuses if due.closes_on is not None or status.is_lasting]
    days = [due.first + n * DAY for n in range((due.last - due.first).days + 1)]
    held = [day for day in days if any(status.suspends(due.kind, day) for status in statuses)]
    return 2 * len(held) >= len(days)


def _done_on(known: Known, due: Due) -> date | None:
    """What no report settles: the plan by the first that stands, a month by its assessment."""
    if due.kind == DutyKind.PLAN:
        return min(known.plans, default=None)
    if due.kind == DutyKind.ASSESSMENT:
        day = known.assessed.get(due.first)
        return day if day is not None and due.closes_on is not None and day <= due.closes_on else None
    return None
