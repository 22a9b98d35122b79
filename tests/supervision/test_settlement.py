"""Any sequence of records, withdrawals and nights against a slow, plain reading of counting.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import frozen
from core.errors import BadInput, Refused
from corrections.models import Case, User
from supervision.enums import AbsenceReason, Channel, DutyKind, DutyOutcome, RecordOutcome
from supervision.models import CheckIn, Duty
from supervision.services import (
    check_in_record,
    duties_open,
    overdue_flag,
    record_correct,
    record_withdraw,
)
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY

FIRST = date(2026, 11, 2)
WEEKS = 3
ORAL, WRITTEN = DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT


@dataclass(frozen=True)
class Enter:
    """An act of some day; `late` counts the weeks back to the oral duty it is entered for, 0 for none."""

    day: int
    outcome: RecordOutcome
    with_paper: bool
    late: int


@dataclass(frozen=True)
class Withdraw:
    number: int


@dataclass(frozen=True)
class Correct:
    """The record of that number says from now on what the other act would have said."""

    number: int
    to: Enter


@dataclass(frozen=True)
class Night:
    """Flags and closes as of today: it must add nothing to the truth."""


enter = st.builds(
    Enter,
    day=st.integers(0, 7 * WEEKS - 1),
    outcome=st.sampled_from(RecordOutcome),
    with_paper=st.booleans(),
    late=st.integers(0, 2),
)
withdraw, correct = st.builds(Withdraw, st.integers(0, 5)), st.builds(Correct, st.integers(0, 5), enter)
Step = Enter | Withdraw | Correct | Night
steps = st.lists(st.one_of(enter, enter, withdraw, correct, st.builds(Night)))


@pytest.fixture
def running(world: World, books: None) -> Case:
    made: Case = CaseFactory(station=world.station, strict=True, received_on=date(2026, 10, 30))
    with frozen(MONDAY):
        duties_open(on=MONDAY, case_ids=[made.pk])
    return made


def plain_outcome(duty: Duty, records: list[CheckIn], on: date) -> tuple[str, date | None, bool]:
    """The first deciding record in the order of entry, else the days that went by."""
    for record in records:
        if record.withdrawn_at or duty.kind not in record.settles:
            continue
        late_for = record.late_for if record.late_for and record.late_for.kind == duty.kind else None
        if late_for is not None:
            concerns = late_for.pk == duty.pk
        else:
            concerns = duty.opens_on <= record.happened_on <= duty.due_on
        if not concerns:
            continue
        if record.outcome == RecordOutcome.COMPLIED:
            return DutyOutcome.COMPLIED, record.happened_on, late_for is not None
        if record.outcome == RecordOutcome.ACCEPTABLE_ABSENCE:
            return DutyOutcome.EXCUSED, record.happened_on, False
        if record.outcome == RecordOutcome.UNACCEPTABLE:
            return DutyOutcome.MISSED, record.happened_on, False
    closed = duty.closes_on is not None and duty.closes_on < on
    return (DutyOutcome.MISSED if closed else DutyOutcome.OPEN), None, False


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_the_ledger_agrees_with_a_plain_count(running: Case, officer: User, plan: list[Step]) -> None:
    """Whatever is recorded, taken back and corrected: as if what stands had been recorded so at once."""
    with transaction.atomic():
        for step in plan:
            _do(step, running, officer)
        records = list(CheckIn.objects.order_by("pk").select_related("late_for"))
        for duty in Duty.objects.filter(case=running, closes_on__isnull=False):
            wanted = plain_outcome(duty, records, MONDAY)
            assert (duty.outcome, duty.settled_on, duty.is_settled_late) == wanted, duty
            on_time = Duty.objects.on_time().filter(pk=duty.pk).exists()
            assert on_time == (wanted[0] == DutyOutcome.COMPLIED and not wanted[2])
        transaction.set_rollback(True)


def _do(step: Step, case: Case, officer: User) -> None:
    if isinstance(step, Night):
        overdue_flag(on=MONDAY)
        return
    if isinstance(step, Withdraw):
        records = list(CheckIn.objects.standing().order_by("pk"))
        if step.number < len(records):
            record_withdraw(by=officer, record=records[step.number], reason="登记有误")
        return
    act = step.to if isinstance(step, Correct) else step
    said = _said(act, case)
    try:
        with transaction.atomic():
            if isinstance(step, Enter):
                check_in_record(by=officer, case=case, channel=Channel.IN_PERSON, **said)
            elif len(records := list(CheckIn.objects.order_by("pk"))) > step.number:
                found = records[step.number]
                record_correct(by=officer, record=found, version=found.version, reason="录错", changes=said)
    except (BadInput, Refused) as problem:
        may = act.late or (isinstance(step, Correct) and re.search("撤回|没有改动", problem.sentence))
        assert may, "only an entry as late may be refused here, and a correction of nothing"


def _said(act: Enter, case: Case) -> dict[str, Any]:
    happened_on = FIRST + timedelta(days=act.day)
    monday = happened_on - timedelta(days=happened_on.weekday())
    late_for = Duty.objects.filter(case=case, kind=ORAL, opens_on=monday - timedelta(weeks=act.late)).first()
    return {
        "happened_on": happened_on,
        "outcome": act.outcome,
        "absence_reason": AbsenceReason.ILLNESS if act.outcome == RecordOutcome.ACCEPTABLE_ABSENCE else "",
        "settles": [ORAL, WRITTEN] if act.with_paper else [ORAL],
        "late_for": late_for if act.late else None,
    }
