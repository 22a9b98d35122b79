"""counting.md counted a second time, day by day and without SQL, and held against the ledger on random lives."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import frozen, now
from corrections.enums import EndKind, Level, StatusKind
from corrections.models import Case, LevelSpan, StatusSpan
from supervision.enums import Channel, DutyKind, DutyOutcome, RecordOutcome
from supervision.models import CheckIn, Duty, Visit
from supervision.services import duties_open
from tests.factories import CaseFactory
from tests.people import World

pytestmark = pytest.mark.usefixtures("books")

START, LAST = date(2026, 1, 1), date(2027, 3, 31)
LEVELS = (Level.UNDETERMINED, Level.STRICT, Level.ORDINARY, Level.LENIENT)
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
    (DutyKind.ASSESSMENT, Level.STRICT): "month",
    (DutyKind.ASSESSMENT, Level.ORDINARY): "month",
    (DutyKind.ASSESSMENT, Level.LENIENT): "month",
}
"""The shipped rule book since 2020, copied by hand."""


@dataclass(frozen=True)
class Life:
    """Days of one case: when it began, its levels from which day, its end, its rests, what was recorded."""

    registered_on: date
    taken_over_on: date | None
    levels: tuple[tuple[date, Level], ...]
    term_ends_on: date
    ended_on: date | None
    custody: tuple[date, date] | None
    reports: frozenset[tuple[date, DutyKind]]
    asked_on: date


Line = tuple[str, date, date, str, bool]
"""(kind, first day, last day, outcome, rests)."""


def day_in(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(first, last)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    registered_on = draw(day_in(START, date(2026, 9, 30)))
    asked_on = draw(day_in(registered_on, LAST))
    turns = sorted(draw(st.sets(day_in(registered_on, asked_on), max_size=3)) | {registered_on})
    levels = tuple((turn, draw(st.sampled_from(LEVELS))) for turn in turns)
    taken_over = draw(st.none() | day_in(registered_on, asked_on))
    ended_on = draw(st.none() | st.none() | day_in(registered_on, asked_on))
    custody = None
    if draw(st.booleans()):
        begins = draw(day_in(registered_on, asked_on))
        custody = begins, begins + timedelta(days=draw(st.integers(0, 60)))
    kinds = st.sampled_from((DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT, DutyKind.VISIT))
    reports = draw(st.frozensets(st.tuples(day_in(registered_on, ended_on or asked_on), kinds), max_size=25))
    term_ends_on = draw(day_in(max(asked_on - timedelta(days=60), registered_on), date(2028, 1, 1)))
    return Life(registered_on, taken_over, levels, term_ends_on, ended_on, custody, reports, asked_on)


def last_day(often: str, first: date) -> date | None:
    """The last day of the period that begins on that very day; None where none begins."""
    if often == "week":
        return first + timedelta(days=6) if first.weekday() == 0 else None
    if often == "fortnight":
        return first + timedelta(days=13) if (first - date(2020, 6, 29)).days % 14 == 0 else None
    months = {"month": 1, "two_months": 2, "quarter": 3}[often]
    if first.day != 1 or (first.month - 1) % months:
        return None
    month = first.month + months - 1
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def second_count(life: Life) -> set[Line]:
    """Each day is asked whether a period begins on it for the level of that day; then what became of that period."""
    lines: set[Line] = set()
    day = life.registered_on + timedelta(days=1)
    while day <= life.asked_on:
        level = [level for turn, level in life.levels if turn <= day][-1]
        for (kind, of_level), often in OFTEN.items():
            last = last_day(often, day) if of_level == level else None
            if last is None or last > life.term_ends_on:
                continue
            if life.taken_over_on is not None and day <= life.taken_over_on:
                continue
            if life.ended_on is not None and last >= life.ended_on:
                continue
            lines.add((kind.value, day, last, *became(life, kind, often, day, last)))
        day += timedelta(days=1)
    return lines


def became(life: Life, kind: DutyKind, often: str, first: date, last: date) -> tuple[str, bool]:
    rests = False
    if life.custody is not None:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        held = sum(life.custody[0] <= day <= life.custody[1] for day in days)
        rests = 2 * held >= len(days)
    if any(first <= day <= last and done == kind for day, done in life.reports):
        return DutyOutcome.COMPLIED.value, rests
    closes = last_day(often, last + timedelta(days=1))
    assert closes is not None
    is_over = life.ended_on is not None or closes < life.asked_on
    return (DutyOutcome.MISSED if is_over and not rests else DutyOutcome.OPEN).value, rests


def case_of(life: Life, world: World) -> Case:
    """The life as rows; a custody that lasts beyond the day asked about is recorded with its end all the same."""
    case: Case = CaseFactory(
        station=world.station,
        received_on=life.registered_on,
        registered_on=life.registered_on,
        effective_on=life.registered_on - timedelta(days=3),
        term_starts_on=life.registered_on - timedelta(days=3),
        term_ends_on=life.term_ends_on,
        taken_over_on=life.taken_over_on,
    )
    LevelSpan.objects.filter(case=case).delete()
    for place, (turn, level) in enumerate(life.levels):
        following = life.levels[place + 1][0] - timedelta(days=1) if place + 1 < len(life.levels) else None
        LevelSpan.objects.create(case=case, level=level, starts_on=turn, ends_on=following, recorded_at=now())
    if life.custody is not None:
        first, last = life.custody
        StatusSpan.objects.create(
            case=case, kind=StatusKind.CUSTODY, starts_on=first, ends_on=last, recorded_at=now()
        )
    if life.ended_on is not None:
        Case.objects.filter(pk=case.pk).update(ended_on=life.ended_on, end_kind=EndKind.OTHER)
    for day, kind in sorted(life.reports):
        facts: dict[str, Any] = {
            "case": case,
            "happened_on": day,
            "outcome": RecordOutcome.COMPLIED,
            "recorded_on": day,
            "recorded_at": now(),
        }
        if kind == DutyKind.VISIT:
            Visit.objects.create(**facts)
        else:
            CheckIn.objects.create(channel=Channel.IN_PERSON, settles=[kind.value], **facts)
    return case


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(life=lives())
def test_ledger_counts_as_a_person_with_a_calendar_would(life: Life, world: World) -> None:
    with frozen(life.asked_on):
        case = case_of(life, world)
        duties_open(on=life.asked_on, case_ids=[case.pk])
        duties = Duty.objects.filter(case=case, kind__in={kind.value for kind, _level in OFTEN})
        found = {
            (duty.kind, duty.opens_on, duty.due_on, str(duty.outcome), bool(duty.suspended_by))
            for duty in duties
        }
    assert found == second_count(life)
