"""Acts of the room below reach the ledger in their own transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.registry import hooks
from corrections.enums import EndKind, SeatRole, Sex, TermKind
from corrections.models import Case, ResponsibleOfficer, User
from corrections.services.case import cases_changed
from corrections.services.offender import PersonFacts
from corrections.services.placement import placement_correct
from corrections.services.reception import DecisionFacts, case_receive, case_register
from corrections.services.team import team_seat_add
from corrections.services.term import term_change
from supervision.enums import Channel, DutyKind, DutyOutcome
from supervision.models import Duty
from supervision.services import check_in_record, duties_open
from supervision.services.hooks import import_undo_blockers
from tests.factories import CaseFactory, StaffFactory, id_number
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of, occasions

pytestmark = pytest.mark.usefixtures("books")


def test_reception_opens_the_first_duties(world: World, officer: User) -> None:
    received = case_receive(
        by=officer,
        station=world.station,
        person=PersonFacts(id_number=id_number(1), name="王建国"),
        decision=DecisionFacts(
            category="suspended",
            term_starts_on=date(2026, 11, 16),
            term_ends_on=date(2027, 11, 15),
            effective_on=date(2026, 11, 16),
        ),
        received_on=None,
    ).case
    assert duty_of(received, DutyKind.REGISTRATION).due_on == date(2026, 11, 26)
    case_register(by=officer, case=received, registered_on=MONDAY)
    assert duty_of(received, DutyKind.REGISTRATION).outcome == DutyOutcome.COMPLIED
    assert duty_of(received, DutyKind.TEAM).due_on == date(2026, 11, 26)


def test_a_seat_in_the_team_settles_its_duty(world: World, officer: User) -> None:
    made = CaseFactory(station=world.station, received_on=date(2026, 11, 20))
    ResponsibleOfficer.objects.create(
        case=made, staff=StaffFactory(), starts_on=date(2026, 11, 20), recorded_at=made.created_at
    )
    duties_open(on=MONDAY, case_ids=[made.pk])
    assert duty_of(made, DutyKind.TEAM).outcome == DutyOutcome.OPEN
    team_seat_add(by=officer, case=made, role=SeatRole.VOLUNTEER, starts_on=MONDAY, name="何平", sex=Sex.MALE)
    assert duty_of(made, DutyKind.TEAM).settled_on == MONDAY


def test_a_commutation_moves_the_last_duties(case: Case, head: User) -> None:
    duties_open(on=MONDAY, case_ids=[case.pk])
    term_change(
        by=head,
        case=case,
        kind=TermKind.COMMUTATION,
        starts_on=case.term_starts_on,
        ends_on=date(2026, 12, 10),
        decided_on=date(2026, 11, 20),
        document="（2026）川17刑更1号",
    )
    assert duty_of(case, DutyKind.DISCHARGE_PREPARATION).due_on == MONDAY
    duties_open(on=date(2026, 12, 7))
    assert occasions(case, DutyKind.ORAL_REPORT)[-1] == "2026-W48"


def test_a_corrected_placement_moves_the_duties(case: Case, world: World, head: User) -> None:
    duties_open(on=MONDAY, case_ids=[case.pk])
    placement_correct(
        by=head, case=case, station=world.next_station, community=None, starts_on=MONDAY, reason="辖区调整"
    )
    assert duty_of(case, DutyKind.ORAL_REPORT, "2026-W48").station == world.next_station
    assert duty_of(case, DutyKind.ORAL_REPORT, "2026-W47").station == world.station


def test_an_import_of_many_costs_the_same_queries(world: World, django_assert_max_num_queries: Any) -> None:
    ids = [CaseFactory(station=world.station, strict=True, taken_over_on=MONDAY).pk for _number in range(15)]
    with django_assert_max_num_queries(17):
        cases_changed(case_ids=ids, on=MONDAY, by=None)
    duties_open(on=date(2026, 11, 30))
    assert Duty.objects.filter(case_id__in=ids, kind=DutyKind.ORAL_REPORT, occasion="2026-W49").count() == 15


def test_records_forbid_the_undo_of_an_import_and_opened_duties_do_not(case: Case, officer: User) -> None:
    duties_open(on=MONDAY, case_ids=[case.pk])
    assert import_undo_blockers in hooks("import_undo_blockers")
    assert import_undo_blockers(case_ids=[case.pk]) == []
    check_in_record(by=officer, case=case, channel=Channel.PHONE, happened_on=MONDAY)
    assert import_undo_blockers(case_ids=[case.pk]) == ["已登记 1 条报告，涉及本次导入的对象"]


def test_an_ended_case_has_nothing_pending_on_any_day(case: Case) -> None:
    duties_open(on=MONDAY, case_ids=[case.pk])
    Case.objects.filter(pk=case.pk).update(ended_on=MONDAY, end_kind=EndKind.DEATH)
    cases_changed(case_ids=[case.pk], on=MONDAY, by=None)
    for day in (MONDAY, date(2026, 12, 31), date(2028, 1, 1)):
        assert not Duty.objects.pending(on=day).filter(case=case).exists()
