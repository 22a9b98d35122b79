"""Changing a duty that was opened voids it and opens another, with a trace (counting.md, Duties)."""

from datetime import date
from typing import Any

import pytest

from core.clock import frozen
from core.registry import hooks
from corrections.enums import EndKind, Level
from corrections.models import Case, User
from corrections.services.end import case_end, case_end_undo
from corrections.services.level import case_level_change, cases_level_change
from supervision.enums import Channel, DutyKind, DutyOutcome
from supervision.models import Duty
from supervision.services import check_in_record, duties_open, duties_reconcile, overdue_flag
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of, level_switch, occasions

ORAL = DutyKind.ORAL_REPORT


@pytest.fixture
def running(case: Case) -> Case:
    """Three weeks of oral reports: W46 missed, W47 overdue, W48 open."""
    duties_open(on=MONDAY, case_ids=[case.pk])
    return case


def reconcile(case: Case, **fields: Any) -> None:
    if fields:
        Case.objects.filter(pk=case.pk).update(**fields)
    duties_reconcile(case_ids=[case.pk], on=MONDAY, by=None)


def rows() -> list[dict[str, Any]]:
    return list(Duty.objects.order_by("pk").values())


def test_duties_reconcile_without_a_change_changes_nothing(running: Case) -> None:
    before = rows()
    reconcile(running)
    assert rows() == before


def test_duties_reconcile_hangs_on_every_change_of_a_case() -> None:
    assert duties_reconcile in hooks("cases_changed")


def test_duties_reconcile_after_a_level_from_an_earlier_day(running: Case) -> None:
    level_switch(running, Level.LENIENT, date(2026, 11, 9))
    reconcile(running)
    assert occasions(running, ORAL) == ["2026-F167", "2026-F168"]
    void = Duty.objects.filter(case=running, outcome=DutyOutcome.VOID, kind=ORAL)
    assert sorted(void.values_list("occasion", flat=True)) == ["2026-W46", "2026-W47", "2026-W48"]
    assert all("等级" in duty.void_reason and duty.voided_at for duty in void)


def test_duties_reconcile_after_a_level_from_today_leaves_what_has_begun(running: Case) -> None:
    level_switch(running, Level.STRICT, date(2026, 11, 25))
    reconcile(running)
    assert occasions(running, ORAL) == ["2026-W46", "2026-W47", "2026-W48"]


def test_duties_reconcile_lets_records_settle_what_is_opened_anew(running: Case, head: User) -> None:
    check_in_record(by=head, case=running, channel=Channel.PHONE, happened_on=date(2026, 11, 18))
    level_switch(running, Level.LENIENT, date(2026, 11, 9))
    reconcile(running)
    assert duty_of(running, ORAL, "2026-F167").outcome == DutyOutcome.COMPLIED


def test_duties_reconcile_after_an_earlier_end_of_term(running: Case) -> None:
    reconcile(running, term_ends_on=date(2026, 11, 27))
    assert occasions(running, ORAL) == ["2026-W46", "2026-W47"]
    assert Duty.objects.get(occasion="2026-W48").void_reason == "期限变更"


def test_duties_reconcile_moves_the_discharge_duty_with_the_term(running: Case) -> None:
    reconcile(running, term_ends_on=date(2027, 1, 10))
    assert occasions(running, DutyKind.DISCHARGE_PREPARATION) == ["term:2027-01-10"]
    reconcile(running, term_ends_on=date(2027, 1, 12))
    assert occasions(running, DutyKind.DISCHARGE_PREPARATION) == ["term:2027-01-12"]
    assert Duty.objects.filter(occasion="term:2027-01-10", outcome=DutyOutcome.VOID).count() == 1


def test_duties_reconcile_after_a_correction_of_the_days_before_the_start(running: Case) -> None:
    reconcile(running, registered_on=date(2026, 11, 12))
    assert occasions(running, ORAL) == ["2026-W47", "2026-W48"]


def test_duties_reconcile_after_another_category(running: Case) -> None:
    reconcile(running, category="temporary")
    assert occasions(running, DutyKind.REGISTRATION) == []
    assert duty_of(running, DutyKind.HANDOVER).outcome == DutyOutcome.COMPLIED


def test_case_end_voids_what_is_due_later_and_closes_the_rest_as_missed(running: Case) -> None:
    reconcile(running, ended_on=MONDAY, end_kind=EndKind.RECALLED)
    assert duty_of(running, ORAL, "2026-W47").outcome == DutyOutcome.MISSED
    assert Duty.objects.get(occasion="2026-W48").void_reason == "已解除或终止"
    assert not Duty.objects.pending(on=MONDAY).exists()


def test_case_end_keeps_what_is_due_on_the_day_of_the_end(running: Case, head: User) -> None:
    """The case had not ended before the due day: the week is the person's, done or not."""
    check_in_record(by=head, case=running, channel=Channel.PHONE, happened_on=date(2026, 11, 22))
    reconcile(running, ended_on=date(2026, 11, 22), end_kind=EndKind.RECALLED)
    assert occasions(running, ORAL) == ["2026-W46", "2026-W47"]
    assert duty_of(running, ORAL, "2026-W47").outcome == DutyOutcome.COMPLIED
    assert duty_of(running, ORAL, "2026-W46").outcome == DutyOutcome.MISSED


def test_an_end_taken_back_opens_its_duties_again(running: Case) -> None:
    """Peers' bug 3: reminders stopped as soon as any release record existed, a returned one included."""
    before = {duty.occasion: duty.outcome for duty in Duty.objects.filter(kind=ORAL)}
    reconcile(running, ended_on=MONDAY, end_kind=EndKind.DISCHARGE)
    reconcile(running, ended_on=None, end_kind="")
    standing = Duty.objects.filter(kind=ORAL).exclude(outcome=DutyOutcome.VOID)
    assert {duty.occasion: duty.outcome for duty in standing} == before
    assert Duty.objects.overdue(on=MONDAY).filter(occasion="2026-W47").exists()


def test_a_move_takes_along_what_is_due_from_that_day_on(running: Case, world: World) -> None:
    placement = running.placements.get()
    placement.ends_on = date(2026, 11, 22)
    placement.save()
    running.placements.create(
        station=world.next_station, kind="move", starts_on=MONDAY, recorded_at=placement.recorded_at
    )
    reconcile(running, station=world.next_station, path=world.next_station.path)
    assert duty_of(running, ORAL, "2026-W47").station == world.station
    moved = duty_of(running, ORAL, "2026-W48")
    assert (moved.station, moved.path) == (world.next_station, world.next_station.path)


def test_overdue_duties_of_one_who_moved_are_on_the_new_officers_list(
    running: Case, world: World, officer: User, neighbour: User
) -> None:
    running.placements.update(ends_on=date(2026, 11, 22))
    running.placements.create(
        station=world.next_station, kind="move", starts_on=MONDAY, recorded_at=running.created_at
    )
    reconcile(running, station=world.next_station, path=world.next_station.path)
    assert not Duty.objects.visible_to(officer).overdue(on=MONDAY).exists()
    assert Duty.objects.visible_to(neighbour).overdue(on=MONDAY).filter(occasion="2026-W47").exists()


def test_case_level_change_opens_the_duties_of_the_level(world: World, books: None, head: User) -> None:
    made = CaseFactory(station=world.station)
    case_level_change(by=head, case=made, level=Level.STRICT, starts_on=MONDAY, reason="入矫评估")
    assert occasions(made, ORAL) == ["2026-W48"]
    assert occasions(made, DutyKind.WRITTEN_REPORT) == ["2026-F168"]


def test_cases_level_change_serves_many_at_once(world: World, books: None, head: User) -> None:
    made = [CaseFactory(station=world.station) for _number in range(3)]
    ids = [case.pk for case in made]
    cases_level_change(by=head, case_ids=ids, level=Level.STRICT, starts_on=MONDAY, reason="入矫评估")
    assert Duty.objects.filter(case_id__in=ids, kind=ORAL, occasion="2026-W48").count() == 3


def test_case_end_service_and_its_undo_reach_the_ledger(running: Case, head: User) -> None:
    case_end(by=head, case=running, kind=EndKind.DEATH, ended_on=MONDAY)
    assert not Duty.objects.pending(on=MONDAY).exists()
    case_end_undo(by=head, case=running, reason="登记错误")
    assert Duty.objects.pending(on=MONDAY).filter(occasion="2026-W48").exists()


def test_duties_reconcile_of_many_cases_costs_the_same_queries(
    world: World, books: None, django_assert_max_num_queries: Any
) -> None:
    ids = [CaseFactory(station=world.station, strict=True).pk for _number in range(20)]
    with django_assert_max_num_queries(14):
        duties_reconcile(case_ids=ids, on=MONDAY, by=None)
    assert Duty.objects.filter(case_id__in=ids, kind=ORAL).count() == 20 * 38


def test_duties_reconcile_without_rule_books_leaves_the_caller_alone(world: World) -> None:
    made = CaseFactory(station=world.station, strict=True)
    duties_reconcile(case_ids=[made.pk], on=MONDAY, by=None)
    assert not Duty.objects.exists()


def test_an_overdue_duty_closes_by_itself_when_the_next_period_ends(running: Case) -> None:
    duty = duty_of(running, ORAL, "2026-W47")
    sunday = date(2026, 11, 29)
    assert Duty.objects.overdue(on=sunday).filter(pk=duty.pk).exists()
    monday = date(2026, 11, 30)
    assert not Duty.objects.pending(on=monday).filter(pk=duty.pk).exists()
    assert Duty.objects.missed(on=monday).filter(pk=duty.pk).exists()  # whether or not the night has run
    with frozen(monday):
        overdue_flag(on=monday)
    duty.refresh_from_db()
    assert duty.outcome == DutyOutcome.MISSED
    assert Duty.objects.due_during(date(2026, 11, 16), sunday).filter(pk=duty.pk).exists()
