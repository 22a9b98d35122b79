"""A record settles the open duty of its kind in the period in which it happened (counting.md, Duties)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.audit import AuditEvent
from core.clock import frozen
from core.errors import BadInput, Refused
from corrections.enums import EndKind, Role
from corrections.models import Case, Offender, User
from supervision.enums import (
    AbsenceReason,
    Channel,
    DutyKind,
    DutyOutcome,
    MetPerson,
    RecordOutcome,
    SettledBy,
)
from supervision.models import CheckIn, Duty, Visit
from supervision.services import (
    check_in_record,
    desk_entry_record,
    duties_open,
    overdue_flag,
    record_withdraw,
    rule_books_load,
    visit_record,
)
from tests.factories import (
    CaseFactory,
    OrganisationGrantFactory,
    ProvinceFactory,
    StationFactory,
    UserFactory,
)
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of

ORAL, WRITTEN, VISIT = DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT, DutyKind.VISIT
IN_W47 = date(2026, 11, 18)
IN_W48 = MONDAY


@pytest.fixture
def running(world: World, books: None) -> Case:
    """Strict since October: weekly oral reports, fortnightly written ones, monthly visits."""
    made: Case = CaseFactory(station=world.station, strict=True, received_on=date(2026, 9, 28))
    duties_open(on=MONDAY, case_ids=[made.pk])
    return made


@pytest.fixture
def phone(running: Case, officer: User) -> Callable[..., CheckIn]:
    def record(happened_on: date = IN_W47, **fields: Any) -> CheckIn:
        return check_in_record(
            by=officer,
            case=running,
            channel=fields.pop("channel", Channel.PHONE),
            happened_on=happened_on,
            **fields,
        )

    return record


def test_check_in_record_settles_the_duty_of_its_period(running: Case, phone: Any) -> None:
    made = phone()
    duty = duty_of(running, ORAL, "2026-W47")
    assert (duty.outcome, duty.settled_on, duty.is_settled_late) == (DutyOutcome.COMPLIED, IN_W47, False)
    assert (duty.settled_by_kind, duty.settled_by_id) == (SettledBy.CHECK_IN, made.pk)
    assert Duty.objects.on_time().filter(pk=duty.pk).exists()
    assert duty_of(running, ORAL, "2026-W48").outcome == DutyOutcome.OPEN


def test_check_in_record_settles_only_its_kind(running: Case, phone: Any) -> None:
    phone()
    assert duty_of(running, WRITTEN, "2026-F167").outcome == DutyOutcome.OPEN


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.VIDEO, Channel.ONLINE, Channel.IN_PERSON])
def test_an_oral_report_is_by_any_of_these_channels(running: Case, phone: Any, channel: Channel) -> None:
    assert phone(channel=channel).settles == [ORAL]
    assert duty_of(running, ORAL, "2026-W47").outcome == DutyOutcome.COMPLIED


def test_a_written_report_settles_the_written_duty(running: Case, phone: Any) -> None:
    assert phone(channel=Channel.WRITTEN).settles == [WRITTEN]
    assert duty_of(running, WRITTEN, "2026-F167").outcome == DutyOutcome.COMPLIED
    assert duty_of(running, ORAL, "2026-W47").outcome == DutyOutcome.OPEN


def test_a_talk_that_hands_in_the_written_report_settles_both(running: Case, phone: Any) -> None:
    phone(channel=Channel.IN_PERSON, settles=[ORAL, WRITTEN])
    assert duty_of(running, ORAL, "2026-W47").outcome == DutyOutcome.COMPLIED
    assert duty_of(running, WRITTEN, "2026-F167").outcome == DutyOutcome.COMPLIED


def test_the_summary_handed_in_settles_the_preparation_of_discharge(running: Case, phone: Any) -> None:
    Case.objects.filter(pk=running.pk).update(term_ends_on=date(2027, 1, 10))
    duties_open(on=MONDAY, case_ids=[running.pk])
    phone(MONDAY, channel=Channel.IN_PERSON, settles=[ORAL, DutyKind.DISCHARGE_PREPARATION])
    assert duty_of(running, DutyKind.DISCHARGE_PREPARATION).outcome == DutyOutcome.COMPLIED


def test_a_phone_call_cannot_hand_in_papers(phone: Any) -> None:
    with pytest.raises(BadInput, match="“电话”不能抵作“书面报告”"):
        phone(settles=[WRITTEN])


def test_a_second_record_settles_nothing_and_stands_in_the_file(running: Case, phone: Any) -> None:
    first, second = phone(date(2026, 11, 17)), phone(date(2026, 11, 16))
    duty = duty_of(running, ORAL, "2026-W47")
    assert (duty.settled_by_id, duty.settled_on) == (first.pk, date(2026, 11, 17))
    assert CheckIn.objects.standing().filter(pk=second.pk).exists()
    assert not Duty.objects.filter(settled_by_kind=SettledBy.CHECK_IN, settled_by_id=second.pk).exists()


def test_a_record_of_an_earlier_day_without_a_duty_settles_nothing(
    world: World, books: None, officer: User
) -> None:
    taken_over = CaseFactory(station=world.station, strict=True, taken_over_on=MONDAY)
    check_in_record(by=officer, case=taken_over, channel=Channel.PHONE, happened_on=IN_W47)
    assert not Duty.objects.filter(settled_by_kind=SettledBy.CHECK_IN).exists()


def test_a_record_made_before_the_night_opened_its_duty_settles_it(case: Case, officer: User) -> None:
    check_in_record(by=officer, case=case, channel=Channel.PHONE, happened_on=MONDAY)
    duties_open(on=MONDAY)
    assert duty_of(case, ORAL, "2026-W48").outcome == DutyOutcome.COMPLIED


def test_a_visit_settles_the_visit(running: Case, officer: User) -> None:
    made = visit_record(
        by=officer, case=running, happened_on=IN_W47, met=MetPerson.FAMILY, place="家中", companions="王芳"
    )
    duty = duty_of(running, VISIT, "2026-11")
    assert (duty.outcome, duty.settled_by_kind, duty.settled_by_id) == (
        DutyOutcome.COMPLIED, SettledBy.VISIT, made.pk,
    )  # fmt: skip
    assert duty_of(running, ORAL, "2026-W47").outcome == DutyOutcome.OPEN


def test_nobody_at_home_settles_nothing_and_shows(running: Case, officer: User) -> None:
    visit_record(
        by=officer,
        case=running,
        happened_on=IN_W47,
        met=MetPerson.NOBODY,
        outcome=RecordOutcome.FAILED_ATTEMPT,
    )
    assert duty_of(running, VISIT, "2026-11").outcome == DutyOutcome.OPEN
    assert Visit.objects.standing().filter(case=running).count() == 1


def test_nobody_at_home_is_no_visit(running: Case, officer: User) -> None:
    with pytest.raises(BadInput, match="未联系上"):
        visit_record(by=officer, case=running, happened_on=IN_W47, met=MetPerson.NOBODY)


# Outcomes


def test_an_acceptable_absence_excuses_with_its_reason(running: Case, phone: Any) -> None:
    phone(outcome=RecordOutcome.ACCEPTABLE_ABSENCE, absence_reason=AbsenceReason.ILLNESS)
    duty = duty_of(running, ORAL, "2026-W47")
    assert duty.outcome == DutyOutcome.EXCUSED
    assert not Duty.objects.overdue(on=MONDAY).filter(pk=duty.pk).exists()
    assert not Duty.objects.due_during(duty.due_on, duty.due_on).filter(kind=ORAL).exists()


def test_an_acceptable_absence_without_a_reason_is_bad_input(phone: Any) -> None:
    with pytest.raises(BadInput, match="请选择正当理由"):
        phone(outcome=RecordOutcome.ACCEPTABLE_ABSENCE)


def test_a_reason_for_anything_else_is_bad_input(phone: Any) -> None:
    with pytest.raises(BadInput, match="才需要选择理由"):
        phone(absence_reason=AbsenceReason.ILLNESS)


def test_waiting_for_evidence_leaves_the_duty_open(running: Case, phone: Any) -> None:
    phone(outcome=RecordOutcome.WAITING)
    assert Duty.objects.overdue(on=MONDAY).filter(case=running, occasion="2026-W47").exists()


def test_evidence_that_comes_decides_what_was_waiting(running: Case, phone: Any) -> None:
    phone(outcome=RecordOutcome.WAITING)
    phone(outcome=RecordOutcome.ACCEPTABLE_ABSENCE, absence_reason=AbsenceReason.FAMILY)
    assert duty_of(running, ORAL, "2026-W47").outcome == DutyOutcome.EXCUSED


def test_an_unacceptable_absence_closes_as_missed(running: Case, phone: Any) -> None:
    phone(outcome=RecordOutcome.UNACCEPTABLE)
    duty = duty_of(running, ORAL, "2026-W47")
    assert duty.outcome == DutyOutcome.MISSED
    assert not Duty.objects.pending(on=MONDAY).filter(pk=duty.pk).exists()
    assert Duty.objects.due_during(duty.due_on, duty.due_on).filter(pk=duty.pk).exists()


def test_a_failed_attempt_settles_nothing(running: Case, phone: Any) -> None:
    phone(outcome=RecordOutcome.FAILED_ATTEMPT)
    assert duty_of(running, ORAL, "2026-W47").outcome == DutyOutcome.OPEN


# Entered as late for an earlier duty


def test_late_for_settles_late_and_not_the_period_of_the_day(running: Case, phone: Any) -> None:
    earlier = duty_of(running, ORAL, "2026-W47")
    phone(IN_W48, late_for=earlier)
    earlier.refresh_from_db()
    assert (earlier.outcome, earlier.is_settled_late, earlier.settled_on) == (
        DutyOutcome.COMPLIED,
        True,
        IN_W48,
    )
    assert Duty.objects.due_during(earlier.due_on, earlier.due_on).filter(pk=earlier.pk).exists()
    assert not Duty.objects.on_time().filter(pk=earlier.pk).exists()
    assert duty_of(running, ORAL, "2026-W48").outcome == DutyOutcome.OPEN


def test_late_for_one_kind_leaves_the_other_kinds_as_usual(running: Case, phone: Any) -> None:
    earlier = duty_of(running, WRITTEN, "2026-F167")
    phone(IN_W48, channel=Channel.IN_PERSON, settles=[ORAL, WRITTEN], late_for=earlier)
    earlier.refresh_from_db()
    assert earlier.is_settled_late
    assert duty_of(running, ORAL, "2026-W48").outcome == DutyOutcome.COMPLIED


def test_late_for_a_settled_duty_is_refused(running: Case, phone: Any) -> None:
    phone()
    with pytest.raises(Refused, match="已经办结"):
        phone(IN_W48, late_for=duty_of(running, ORAL, "2026-W47"))


def test_late_for_a_duty_found_missed_is_refused(running: Case, phone: Any) -> None:
    phone(outcome=RecordOutcome.UNACCEPTABLE)
    with pytest.raises(Refused, match="先撤回那条记录"):
        phone(IN_W48, late_for=duty_of(running, ORAL, "2026-W47"))


def test_late_for_a_duty_that_had_closed_by_then_is_refused(running: Case, phone: Any) -> None:
    with pytest.raises(Refused, match="2026-11-22 之后已转为未履行"):
        phone(IN_W48, late_for=duty_of(running, ORAL, "2026-W46"))


def test_late_for_within_the_period_is_no_lateness(running: Case, phone: Any) -> None:
    with pytest.raises(BadInput, match="不用补报"):
        phone(IN_W47, late_for=duty_of(running, ORAL, "2026-W47"))


def test_late_for_another_persons_duty_is_refused(running: Case, world: World, phone: Any) -> None:
    other = CaseFactory(station=world.station, strict=True)
    duties_open(on=MONDAY, case_ids=[other.pk])
    with pytest.raises(BadInput, match="不属于该对象"):
        phone(IN_W48, late_for=duty_of(other, ORAL, "2026-W47"))


def test_late_for_another_kind_is_refused(running: Case, phone: Any) -> None:
    with pytest.raises(BadInput, match="没有抵作"):
        phone(IN_W48, late_for=duty_of(running, WRITTEN, "2026-F167"))


def test_late_for_an_absence_is_refused(running: Case, phone: Any) -> None:
    with pytest.raises(BadInput, match="补报只用于已履行"):
        phone(IN_W48, outcome=RecordOutcome.UNACCEPTABLE, late_for=duty_of(running, ORAL, "2026-W47"))


def test_a_report_entered_after_its_duty_had_closed_still_counts_on_its_day(
    running: Case, officer: User
) -> None:
    later = date(2026, 12, 7)
    with frozen(later):
        overdue_flag(on=later)
        assert duty_of(running, ORAL, "2026-W47").outcome == DutyOutcome.MISSED
        made = check_in_record(by=officer, case=running, channel=Channel.PHONE, happened_on=IN_W47)
    assert made.is_entered_late
    assert Duty.objects.on_time().filter(case=running, occasion="2026-W47").exists()


# Entered late


@pytest.mark.parametrize(
    ("recorded_on", "is_late"),
    [(date(2026, 9, 24), False), (date(2026, 9, 28), False), (date(2026, 9, 29), True)],
)
def test_entered_late_counts_workdays_by_the_holiday_table(
    world: World, books: None, officer: User, recorded_on: date, is_late: bool
) -> None:
    # After Tuesday 22 September: 23, 24, and since Friday 25 is the Mid-Autumn holiday, Monday 28 is the third workday.
    made = CaseFactory(station=world.station, strict=True, received_on=date(2026, 9, 1))
    with frozen(recorded_on):
        record = check_in_record(by=officer, case=made, channel=Channel.PHONE, happened_on=date(2026, 9, 22))
    assert record.is_entered_late is is_late
    assert record.recorded_on == recorded_on


# Withdrawal


def test_record_withdraw_reopens(running: Case, officer: User, phone: Any) -> None:
    made = phone()
    record_withdraw(by=officer, record=made, reason="登记错人")
    duty = duty_of(running, ORAL, "2026-W47")
    assert (duty.outcome, duty.settled_on, duty.settled_by_kind) == (DutyOutcome.OPEN, None, "")
    made.refresh_from_db()
    assert made.withdrawn_by == officer and made.withdrawn_reason == "登记错人"


def test_record_withdraw_lets_the_next_record_settle(running: Case, officer: User, phone: Any) -> None:
    first, second = phone(), phone(date(2026, 11, 20))
    record_withdraw(by=officer, record=first, reason="重复登记")
    duty = duty_of(running, ORAL, "2026-W47")
    assert (duty.settled_by_id, duty.settled_on) == (second.pk, date(2026, 11, 20))


def test_record_withdraw_of_what_settled_nothing_changes_nothing(
    running: Case, officer: User, phone: Any
) -> None:
    first, second = phone(), phone()
    record_withdraw(by=officer, record=second, reason="重复登记")
    assert duty_of(running, ORAL, "2026-W47").settled_by_id == first.pk


def test_record_withdraw_brings_back_what_had_closed_as_missed(
    running: Case, officer: User, phone: Any
) -> None:
    made = phone(date(2026, 11, 10))
    assert duty_of(running, ORAL, "2026-W46").outcome == DutyOutcome.COMPLIED
    record_withdraw(by=officer, record=made, reason="登记错人")
    assert duty_of(running, ORAL, "2026-W46").outcome == DutyOutcome.MISSED


def test_record_withdraw_twice_is_refused(officer: User, phone: Any) -> None:
    made = phone()
    record_withdraw(by=officer, record=made, reason="登记错人")
    with pytest.raises(Refused, match="已经撤回"):
        record_withdraw(by=officer, record=made, reason="再撤")


def test_record_withdraw_without_a_reason_is_bad_input(officer: User, phone: Any) -> None:
    """Peers' bug 5: a reminder was closed by setting a flag, with no reason and no record behind it."""
    with pytest.raises(BadInput, match="撤回原因"):
        record_withdraw(by=officer, record=phone(), reason=" ")


def test_no_periodic_duty_is_closed_without_a_record_or_the_time_behind_it(running: Case, phone: Any) -> None:
    phone()
    closed = Duty.objects.filter(closes_on__isnull=False).exclude(outcome=DutyOutcome.OPEN)
    for duty in closed:
        assert duty.settled_by_id or (duty.closes_on and duty.closes_on < MONDAY)


# Who, when, where


def test_check_in_record_of_tomorrow_is_bad_input(phone: Any) -> None:
    with pytest.raises(BadInput, match="不能晚于今天"):
        phone(date(2026, 11, 24))


def test_check_in_record_before_reception_is_bad_input(phone: Any) -> None:
    with pytest.raises(BadInput, match="早于接收日期"):
        phone(date(2026, 9, 27))


def test_check_in_record_before_anybody_was_received_is_refused(
    world: World, books: None, officer: User
) -> None:
    waiting = CaseFactory(station=world.station, awaiting=True)
    with pytest.raises(Refused, match="尚未接收"):
        check_in_record(by=officer, case=waiting, channel=Channel.PHONE, happened_on=MONDAY)


def test_check_in_record_after_the_end_is_refused(running: Case, phone: Any) -> None:
    Case.objects.filter(pk=running.pk).update(ended_on=date(2026, 11, 19), end_kind=EndKind.RECALLED)
    phone(IN_W47)
    with pytest.raises(Refused, match="2026-11-19 解除或终止"):
        phone(date(2026, 11, 20))


def test_check_in_record_by_the_next_station_is_denied(running: Case, neighbour: User) -> None:
    with pytest.raises(PermissionDenied):
        check_in_record(by=neighbour, case=running, channel=Channel.PHONE, happened_on=MONDAY)


def test_visit_record_by_an_inspector_is_denied(running: Case, inspector: User) -> None:
    with pytest.raises(PermissionDenied):
        visit_record(by=inspector, case=running, happened_on=MONDAY)


def test_records_leave_events_without_words_of_the_person(running: Case, officer: User, phone: Any) -> None:
    made = phone(content="在家务农，情绪稳定")
    record_withdraw(by=officer, record=made, reason="登记错人")
    written, withdrawn = AuditEvent.objects.filter(case_id=running.pk).order_by("pk")
    assert (written.event, withdrawn.event) == ("check_in_recorded", "check_in_withdrawn")
    assert written.changes["settles"] == [None, ["oral_report"]]
    assert "务农" not in str(written.changes)
    assert (withdrawn.reason, withdrawn.actor_id, withdrawn.path) == ("登记错人", officer.pk, running.path)


# At the desk


def test_desk_entry_record_is_one_act(running: Case, officer: User) -> None:
    made = desk_entry_record(
        by=officer,
        case=running,
        happened_on=MONDAY,
        content="换了工作",
        settles=[ORAL, WRITTEN],
        changed={"phone": "13900001111", "employment": "employed"},
    )
    assert made.channel == Channel.IN_PERSON and made.content == "换了工作"
    assert duty_of(running, ORAL, "2026-W48").outcome == DutyOutcome.COMPLIED
    assert duty_of(running, WRITTEN, "2026-F168").outcome == DutyOutcome.COMPLIED
    assert Offender.objects.get(pk=running.offender_id).phone == "13900001111"


def test_desk_entry_record_writes_nothing_when_the_change_is_refused(running: Case, officer: User) -> None:
    with pytest.raises(Refused):
        desk_entry_record(
            by=officer, case=running, happened_on=MONDAY, changed={"phone": "13900001111"}, version=99
        )
    assert not CheckIn.objects.exists()


def test_desk_entry_record_does_not_rename_people(running: Case, officer: User) -> None:
    with pytest.raises(BadInput, match="name"):
        desk_entry_record(by=officer, case=running, happened_on=MONDAY, changed={"name": "别人"})


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_settle_once() -> None:
    rule_books_load()
    with frozen(MONDAY):
        station = StationFactory(parent=ProvinceFactory())
        officers = [UserFactory() for _number in range(4)]
        for user in officers:
            OrganisationGrantFactory(user=user, role=Role.STATION_OFFICER, content_object=station)
        made = CaseFactory(station=station, strict=True)
        duties_open(on=MONDAY, case_ids=[made.pk])
    start, failures = Barrier(len(officers)), []

    def act(user: User) -> None:
        try:
            with frozen(MONDAY):
                start.wait()
                check_in_record(by=user, case=made, channel=Channel.PHONE, happened_on=MONDAY)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(user,)) for user in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    first = CheckIn.objects.order_by("pk").first()
    assert first is not None and CheckIn.objects.count() == len(officers)
    assert duty_of(made, ORAL, "2026-W48").settled_by_id == first.pk
