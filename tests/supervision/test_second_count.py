"""counting.md counted a second time, day by day and without SQL, and held against the ledger on random lives."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, example, given, settings

from core.clock import frozen
from corrections.enums import Level, StatusKind, TemporaryKind
from corrections.models import Case, User
from supervision.enums import Channel, DutyKind, DutyOutcome, RecordOutcome
from supervision.models import Duty
from tests.people import World
from tests.supervision.lives import (
    Assessed,
    Began,
    Ended,
    EndTakenBack,
    Levelled,
    Life,
    Over,
    Planned,
    Reported,
    Righted,
    Withdrawn,
    lives,
)
from tests.supervision.living import Living
from tests.supervision.second_count import KINDS, Due, Known, Record, second_count

pytestmark = pytest.mark.usefixtures("books")

LIVES = int(os.environ.get("LIVES", "40"))
"""How many random lives; the same ones every time unless the number is given."""
ORAL, WRITTEN, VISIT = DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT, DutyKind.VISIT
HEALTH, RECHECK = DutyKind.HEALTH_REPORT, DutyKind.MEDICAL_RECHECK

MONTH_ENDS = Life(
    received_on=date(2026, 1, 31),
    term_ends_on=date(2026, 11, 30),
    asked_on=date(2026, 12, 31),
    temporary=TemporaryKind.MEDICAL_BAIL,
    acts=(
        Reported(date(2026, 2, 28), date(2026, 2, 28), kinds=(HEALTH, WRITTEN)),
        Reported(date(2026, 3, 1), date(2026, 2, 28), channel=None),
        Reported(date(2026, 4, 1), date(2026, 3, 31), kinds=(WRITTEN, HEALTH)),
        Reported(date(2026, 4, 30), date(2026, 4, 30), kinds=(RECHECK,)),
        Assessed(date(2026, 5, 31), date(2026, 4, 30)),
        Reported(date(2026, 8, 3), date(2026, 7, 31), kinds=(RECHECK,), late=1),
        Ended(date(2026, 12, 1), date(2026, 11, 30)),
    ),
)
"""保外就医 from the last day of January; the case ends on the last day of its term, a month's end."""
LEAP_YEAR = Life(
    received_on=date(2027, 8, 31),
    term_ends_on=date(2028, 2, 29),
    asked_on=date(2028, 3, 31),
    temporary=TemporaryKind.MEDICAL_BAIL,
    acts=(
        Reported(date(2028, 2, 29), date(2028, 2, 29), kinds=(RECHECK, HEALTH)),
        Ended(date(2028, 2, 29), date(2028, 2, 29)),
    ),
)
NEW_YEAR = Life(
    received_on=date(2026, 11, 16),
    term_ends_on=date(2027, 12, 31),
    asked_on=date(2027, 2, 15),
    level=Level.LENIENT,
    acts=(
        Reported(date(2027, 1, 4), date(2027, 1, 1), kinds=(ORAL, WRITTEN)),
        Reported(date(2027, 1, 5), date(2027, 1, 5), late=2),
        Righted(date(2027, 1, 5), date(2026, 12, 20), 0, RecordOutcome.UNACCEPTABLE),
        Withdrawn(date(2027, 1, 6), date(2027, 1, 6), 0),
        Reported(date(2027, 1, 7), date(2027, 1, 7), kinds=(ORAL, WRITTEN), late=1),
        Levelled(date(2027, 1, 20), date(2026, 12, 28), Level.STRICT),
        Reported(date(2027, 1, 21), date(2027, 1, 3), Channel.PHONE),
        Levelled(date(2027, 2, 1), date(2027, 2, 1), Level.LENIENT),
    ),
)
"""Fortnights that lie over the new year, and a week that does once the level is corrected."""
CUSTODY_TO_THE_END = Life(
    received_on=date(2026, 6, 1),
    term_ends_on=date(2027, 5, 31),
    asked_on=date(2026, 9, 30),
    level=Level.STRICT,
    acts=(
        Began(date(2026, 6, 5), date(2026, 6, 3), StatusKind.CUSTODY),
        Ended(date(2026, 7, 8), date(2026, 7, 5)),
        EndTakenBack(date(2026, 7, 9), date(2026, 7, 9)),
        Over(date(2026, 8, 3), date(2026, 7, 20)),
        Planned(date(2026, 8, 4), date(2026, 7, 22)),
        Began(date(2026, 8, 4), date(2026, 8, 3), StatusKind.HOSPITAL),
        Reported(date(2026, 9, 1), date(2026, 8, 31), channel=None, outcome=RecordOutcome.FAILED_ATTEMPT),
    ),
)
"""Everything rests; an end recorded by mistake and taken back; then visits rest alone."""
SAID_TWICE = Life(
    received_on=date(2026, 6, 1),
    term_ends_on=date(2027, 5, 31),
    asked_on=date(2026, 8, 1),
    acts=(
        Reported(date(2026, 6, 17), date(2026, 6, 10), outcome=RecordOutcome.UNACCEPTABLE),
        Reported(date(2026, 6, 18), date(2026, 6, 10)),
        Reported(date(2026, 6, 18), date(2026, 6, 17), outcome=RecordOutcome.WAITING),
        Reported(date(2026, 6, 24), date(2026, 6, 24), late=1),
        Reported(date(2026, 6, 25), date(2026, 6, 18)),
        Reported(date(2026, 7, 2), date(2026, 6, 30), outcome=RecordOutcome.ACCEPTABLE_ABSENCE),
        Reported(date(2026, 7, 2), date(2026, 7, 1)),
        Withdrawn(date(2026, 7, 3), date(2026, 7, 3), 4),
    ),
)
"""The first record of a week decides, in the order of entry; a second settles nothing until the first is taken back."""
EXACTLY_HALF = Life(
    received_on=date(2026, 6, 1),
    term_ends_on=date(2027, 5, 31),
    asked_on=date(2026, 8, 1),
    level=Level.LENIENT,
    acts=(
        Began(date(2026, 6, 8), date(2026, 6, 8), StatusKind.CUSTODY),
        Over(date(2026, 6, 15), date(2026, 6, 14)),
    ),
)
"""Seven of the fourteen days of a fortnight."""
NOT_MADE_BEFORE_THE_END = Life(
    received_on=date(2026, 6, 1),
    term_ends_on=date(2027, 5, 31),
    asked_on=date(2026, 9, 30),
    acts=(
        Began(date(2026, 6, 5), date(2026, 6, 3), StatusKind.CUSTODY),
        Ended(date(2026, 7, 8), date(2026, 7, 5)),
    ),
)
"""In custody from the third day to the end: no plan was owed, and none is missed."""


@settings(
    max_examples=LIVES,
    deadline=None,
    derandomize="LIVES" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(life=lives())
@example(life=MONTH_ENDS)
@example(life=LEAP_YEAR)
@example(life=NEW_YEAR)
@example(life=CUSTODY_TO_THE_END)
@example(life=SAID_TWICE)
@example(life=EXACTLY_HALF)
@example(life=NOT_MADE_BEFORE_THE_END)
def test_ledger_counts_as_a_person_with_a_calendar_would(life: Life, world: World, head: User) -> None:
    with transaction.atomic():
        living = Living(head, world, life)
        living.live()
        with frozen(life.asked_on):
            compare(living)
        transaction.set_rollback(True)


def compare(living: Living) -> None:
    """Line by line, then the questions that lists, badges and rates ask."""
    on = living.life.asked_on
    found = counted(living.case)
    assert set(found.values()) == second_count(living.known, on)
    duties = Duty.objects.standing().filter(pk__in=found)
    assert listed(found, duties.overdue(on=on)) == chosen(found, lambda due: due.is_overdue(on))
    assert listed(found, duties.missed(on=on)) == chosen(found, lambda due: due.is_missed)
    assert listed(found, duties.due_during(on.min, on.max)) == chosen(found, lambda due: due.counts_as_due)
    assert listed(found, duties.on_time()) == chosen(found, lambda due: due.is_on_time)


def counted(case: Case) -> dict[int, Due]:
    """The ledger's standing duties, as the second count writes them."""
    duties = Duty.objects.standing().filter(case=case, kind__in=[kind.value for kind in KINDS])
    return {
        duty.pk: Due(
            DutyKind(duty.kind), duty.opens_on, duty.due_on, duty.closes_on, DutyOutcome(duty.outcome),
            duty.settled_on, duty.is_settled_late, bool(duty.suspended_by),
        )
        for duty in duties
    }  # fmt: skip


def listed(found: dict[int, Due], duties: QuerySet[Duty]) -> set[Due]:
    return {found[pk] for pk in duties.values_list("pk", flat=True)}


def chosen(found: dict[int, Due], is_so: Callable[[Due], bool]) -> set[Due]:
    return {due for due in found.values() if is_so(due)}


def lasts(known: Known, kind: DutyKind, on: date) -> list[str]:
    dues = sorted(second_count(known, on), key=lambda due: due.first)
    return [f"{due.last:%m-%d} {due.outcome.value}" for due in dues if due.kind == kind]


def test_the_second_count_knows_month_ends() -> None:
    """Counted by hand: what has no 31st is due on its last day, and the next counts from there."""
    known = Known(
        date(2026, 1, 31), date(2027, 12, 31), [(date(2026, 1, 31), Level.ORDINARY)],
        is_temporary=True, is_medical_bail=True,
        records=[Record(date(2026, 3, 28), (HEALTH, WRITTEN), RecordOutcome.COMPLIED)],
    )  # fmt: skip
    on = date(2026, 4, 30)
    assert lasts(known, HEALTH, on) == ["02-28 missed", "03-28 complied", "04-28 open", "05-28 open"]
    assert lasts(known, RECHECK, on) == ["04-30 open"]
    assert lasts(known, WRITTEN, on) == ["02-28 missed", "03-31 complied", "04-30 open"]
    assert lasts(known, VISIT, on) == ["04-30 open"]


def test_the_second_count_knows_the_new_year() -> None:
    known = Known(date(2026, 12, 6), date(2027, 12, 31), [(date(2026, 12, 6), Level.LENIENT)])
    known.records = [Record(date(2027, 1, 1), (ORAL, WRITTEN), RecordOutcome.COMPLIED)]
    on = date(2027, 1, 18)
    assert lasts(known, ORAL, on) == ["12-20 missed", "01-03 complied", "01-17 open", "01-31 open"]
    assert lasts(known, WRITTEN, on) == ["03-31 complied"]
    known.levels.append((date(2026, 12, 28), Level.STRICT))
    assert lasts(known, ORAL, on)[1:4] == ["01-03 complied", "01-03 complied", "01-10 missed"]
