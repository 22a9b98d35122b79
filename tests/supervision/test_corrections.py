"""A record put right settles and reopens as if it had been recorded so at once (counting.md, Duties)."""

from __future__ import annotations

from datetime import date, time
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.audit import AuditEvent
from core.audit_words import event_title
from core.clock import frozen
from core.errors import BadInput, Clash, Refused
from corrections.enums import EndKind, Role
from corrections.models import Case, User
from supervision.enums import (
    AbsenceReason,
    Attended,
    Channel,
    DutyKind,
    DutyOutcome,
    MetPerson,
    RecordOutcome,
    RoundKind,
)
from supervision.models import CheckIn, CheckInCorrection, Duty, Visit
from supervision.policies.records import check_can_correct
from supervision.selectors.corrections import record_history
from supervision.selectors.papers import check_in_paper
from supervision.services import (
    check_in_record,
    duties_open,
    overdue_flag,
    record_correct,
    record_withdraw,
    rule_books_load,
    visit_record,
)
from supervision.services.rounds import Mark, round_record
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
IN_W46, IN_W47, IN_W48 = date(2026, 11, 11), date(2026, 11, 18), MONDAY


@pytest.fixture
def running(world: World, books: None) -> Case:
    """Strict since October: weekly oral reports, fortnightly written ones, monthly visits."""
    made: Case = CaseFactory(station=world.station, strict=True, received_on=date(2026, 9, 28))
    duties_open(on=MONDAY, case_ids=[made.pk])
    return made


@pytest.fixture
def call(running: Case, officer: User) -> CheckIn:
    """A telephone report in W47, recorded the same day."""
    with frozen(IN_W47):
        return check_in_record(
            by=officer, case=running, channel=Channel.PHONE, happened_on=IN_W47, content="在家务农"
        )


def correct(
    record: Any, by: User, *, version: int | None = None, reason: str = "录错", **changes: Any
) -> Any:
    now = record.version if version is None else version
    return record_correct(by=by, record=record, version=now, reason=reason, changes=changes)


def outcome(case: Case, kind: DutyKind, occasion: str) -> str:
    return duty_of(case, kind, occasion).outcome


# What is settled


def test_another_day_releases_the_old_period_and_settles_the_right_one(
    running: Case, call: CheckIn, officer: User
) -> None:
    made = correct(call, officer, happened_on=IN_W46)
    assert outcome(running, ORAL, "2026-W47") == DutyOutcome.OPEN
    settled = duty_of(running, ORAL, "2026-W46")
    assert (settled.outcome, settled.settled_on, settled.settled_by_id) == ("complied", IN_W46, made.pk)
    assert (made.pk, made.version, made.recorded_on) == (call.pk, 2, IN_W47)


def test_another_kind_releases_the_one_and_settles_the_other(
    running: Case, call: CheckIn, officer: User
) -> None:
    correct(call, officer, channel=Channel.WRITTEN, settles=[WRITTEN])
    assert outcome(running, ORAL, "2026-W47") == DutyOutcome.OPEN
    assert outcome(running, WRITTEN, "2026-F167") == DutyOutcome.COMPLIED


def test_what_the_way_cannot_settle_is_bad_input(running: Case, call: CheckIn, officer: User) -> None:
    with pytest.raises(BadInput, match="不能抵作"):
        correct(call, officer, channel=Channel.WRITTEN)
    assert CheckIn.objects.get(pk=call.pk).channel == Channel.PHONE
    assert outcome(running, ORAL, "2026-W47") == DutyOutcome.COMPLIED


@pytest.mark.parametrize(
    ("result", "reason", "wanted"),
    [
        (RecordOutcome.ACCEPTABLE_ABSENCE, AbsenceReason.ILLNESS, DutyOutcome.EXCUSED),
        (RecordOutcome.UNACCEPTABLE, "", DutyOutcome.MISSED),
        (RecordOutcome.WAITING, "", DutyOutcome.OPEN),
        (RecordOutcome.FAILED_ATTEMPT, "", DutyOutcome.OPEN),
    ],
)
def test_another_result_is_what_the_duty_becomes(
    running: Case, call: CheckIn, officer: User, result: str, reason: str, wanted: str
) -> None:
    made = correct(call, officer, outcome=result, absence_reason=reason)
    assert outcome(running, ORAL, "2026-W47") == wanted
    correct(made, officer, outcome=RecordOutcome.COMPLIED, absence_reason="")
    assert outcome(running, ORAL, "2026-W47") == DutyOutcome.COMPLIED


def test_what_is_released_goes_to_the_next_record(running: Case, call: CheckIn, officer: User) -> None:
    second = check_in_record(by=officer, case=running, channel=Channel.VIDEO, happened_on=date(2026, 11, 20))
    correct(call, officer, happened_on=IN_W46)
    assert duty_of(running, ORAL, "2026-W47").settled_by_id == second.pk


def test_the_order_of_entry_stays(running: Case, call: CheckIn, officer: User) -> None:
    check_in_record(by=officer, case=running, channel=Channel.VIDEO, happened_on=date(2026, 11, 20))
    away = correct(call, officer, outcome=RecordOutcome.FAILED_ATTEMPT)
    correct(away, officer, outcome=RecordOutcome.COMPLIED)
    assert duty_of(running, ORAL, "2026-W47").settled_by_id == call.pk


def test_a_period_that_had_closed_as_missed_is_settled_and_the_entry_shows_as_late(
    running: Case, call: CheckIn, officer: User
) -> None:
    later = date(2026, 12, 14)
    with frozen(later):
        overdue_flag(on=later)
        assert outcome(running, ORAL, "2026-W46") == DutyOutcome.MISSED
        made = correct(call, officer, happened_on=IN_W46)
        assert outcome(running, ORAL, "2026-W46") == DutyOutcome.COMPLIED
        assert outcome(running, ORAL, "2026-W47") == DutyOutcome.MISSED
    assert made.is_entered_late and not call.is_entered_late


def test_other_words_put_right_long_after_are_no_late_entry(call: CheckIn, officer: User) -> None:
    with frozen(date(2026, 12, 14)):
        made = correct(call, officer, content="在家务农，照看老人")
    assert (made.content, made.is_entered_late) == ("在家务农，照看老人", False)


def test_a_report_of_its_own_week_may_turn_out_to_make_up_for_the_week_before(
    running: Case, call: CheckIn, officer: User
) -> None:
    """The duty it has settled itself does not stand in its way."""
    week = duty_of(running, ORAL, "2026-W47")
    made = correct(call, officer, happened_on=IN_W48, late_for=week)
    week.refresh_from_db()
    assert (week.outcome, week.is_settled_late, week.settled_by_id) == ("complied", True, made.pk)
    assert outcome(running, ORAL, "2026-W48") == DutyOutcome.OPEN
    again = correct(made, officer, content="补打的电话")
    assert again.late_for == week


def test_a_duty_that_another_record_settled_is_not_made_up_for(
    running: Case, call: CheckIn, officer: User
) -> None:
    other = check_in_record(by=officer, case=running, channel=Channel.PHONE, happened_on=IN_W48)
    with pytest.raises(Refused, match="已经办结"):
        correct(other, officer, late_for=duty_of(running, ORAL, "2026-W47"))


def test_a_visit_nobody_was_met_at_is_none(running: Case, officer: User) -> None:
    trip = visit_record(by=officer, case=running, happened_on=IN_W47, place="居住地")
    with pytest.raises(BadInput, match="无人在家"):
        correct(trip, officer, met=MetPerson.NOBODY)
    correct(trip, officer, met=MetPerson.NOBODY, outcome=RecordOutcome.FAILED_ATTEMPT)
    assert outcome(running, VISIT, "2026-11") == DutyOutcome.OPEN


# When


def test_after_the_end_only_days_up_to_it(running: Case, call: CheckIn, officer: User) -> None:
    Case.objects.filter(pk=running.pk).update(ended_on=date(2026, 11, 19), end_kind=EndKind.RECALLED)
    with pytest.raises(Refused, match="2026-11-19 解除或终止"):
        correct(call, officer, happened_on=date(2026, 11, 20))
    made = correct(call, officer, happened_on=IN_W46)
    assert made.happened_on == IN_W46


def test_a_day_before_the_cut_over_settles_nothing(world: World, books: None, officer: User) -> None:
    taken = CaseFactory(
        station=world.station, strict=True, received_on=date(2026, 9, 28), taken_over_on=date(2026, 11, 13)
    )
    duties_open(on=MONDAY, case_ids=[taken.pk])
    made = check_in_record(by=officer, case=taken, channel=Channel.PHONE, happened_on=IN_W47)
    correct(made, officer, happened_on=IN_W46)
    assert not Duty.objects.filter(case=taken, settled_by_id=made.pk).exists()
    assert outcome(taken, ORAL, "2026-W47") == DutyOutcome.OPEN


@pytest.mark.parametrize(
    ("day", "sentence"), [(date(2026, 11, 24), "不能晚于今天"), (date(2026, 9, 27), "早于接收日期")]
)
def test_days_are_checked_as_in_recording(call: CheckIn, officer: User, day: date, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        correct(call, officer, happened_on=day)


def test_what_was_taken_back_is_not_corrected(call: CheckIn, officer: User) -> None:
    record_withdraw(by=officer, record=call, reason="登记错人")
    call.refresh_from_db()
    with pytest.raises(Refused, match="已经撤回，不能更正"):
        correct(call, officer, happened_on=IN_W46)
    with pytest.raises(Refused):
        check_can_correct(call)
    assert call.corrected_times == 0


# Group days


@pytest.fixture
def called(world: World, running: Case, officer: User) -> CheckIn:
    """Who came to the group day of W47."""
    round_record(
        by=officer,
        kind=RoundKind.REPORT,
        station=world.station,
        happened_on=IN_W47,
        marks={running.pk: Mark(Attended.PRESENT)},
    )
    found: CheckIn = CheckIn.objects.get(case=running)
    return found


def test_day_and_way_of_a_group_day_stay_its_own(called: CheckIn, officer: User) -> None:
    for change in ({"happened_on": IN_W46}, {"channel": Channel.PHONE}):
        with pytest.raises(Refused, match="以该次活动为准"):
            correct(called, officer, **change)
    assert correct(called, officer, content="发言积极", happened_at=time(9, 30)).content == "发言积极"


def test_the_result_agrees_with_the_roll_call(called: CheckIn, officer: User) -> None:
    with pytest.raises(BadInput, match="须与点名一致"):
        correct(called, officer, outcome=RecordOutcome.UNACCEPTABLE)


# Who, and at the same time


@pytest.mark.parametrize(
    ("person", "may"),
    [("officer", True), ("head", True), ("neighbour", False), ("inspector", False), ("outsider", False)],
)
def test_who_may_record_may_correct(
    call: CheckIn, person: str, may: bool, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(person)
    if may:
        assert correct(call, user, content="改").version == 2
        return
    with pytest.raises(PermissionDenied):
        correct(call, user, content="改")
    assert CheckIn.objects.get(pk=call.pk).version == 1


def test_a_second_correction_of_the_same_version_clashes(call: CheckIn, officer: User, head: User) -> None:
    correct(call, head, content="局里更正")
    with pytest.raises(Clash) as clash:
        correct(call, officer, version=1, content="所里更正")
    assert clash.value.who == "张局长" and clash.value.at is not None
    assert CheckIn.objects.get(pk=call.pk).content == "局里更正"


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_stands() -> None:
    rule_books_load()
    with frozen(MONDAY):
        station = StationFactory(parent=ProvinceFactory())
        officers = [UserFactory(), UserFactory()]
        for user in officers:
            OrganisationGrantFactory(user=user, role=Role.STATION_OFFICER, content_object=station)
        case = CaseFactory(station=station, strict=True)
        duties_open(on=MONDAY, case_ids=[case.pk])
        record = check_in_record(by=officers[0], case=case, channel=Channel.PHONE, happened_on=MONDAY)
    start, clashes, failures = Barrier(2), [], []

    def act(user: User) -> None:
        try:
            with frozen(MONDAY):
                start.wait()
                correct(record, user, outcome=RecordOutcome.UNACCEPTABLE, content=user.username)
        except Clash as clash:
            clashes.append((user, clash))
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(user,)) for user in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and len(clashes) == 1
    ((loser, clash),) = clashes
    winner = next(user for user in officers if user != loser)
    record.refresh_from_db()
    assert (record.version, record.content) == (2, winner.username)
    assert clash.who == winner.display_name
    assert CheckInCorrection.objects.get().corrected_by == winner


# What is asked for, and what stays


def test_a_reason_and_a_change_are_asked_for(call: CheckIn, officer: User) -> None:
    with pytest.raises(BadInput, match="更正原因"):
        correct(call, officer, reason=" ", content="改")
    with pytest.raises(BadInput, match="没有改动"):
        correct(call, officer, content=call.content, settles=[ORAL], happened_on=IN_W47)
    with pytest.raises(BadInput, match="case"):
        correct(call, officer, case=call.case)
    assert not CheckInCorrection.objects.exists()


def test_the_history_says_who_what_when_and_why(call: CheckIn, officer: User, head: User) -> None:
    first = correct(call, officer, happened_on=IN_W46, reason="日期录错")
    correct(first, head, content="在家务农，照看老人", reason="补充")
    newest, middle, oldest = record_history(CheckIn.objects.get(pk=call.pk))
    assert (oldest.what, middle.who, middle.reason, newest.who) == ("登记", "李所员", "日期录错", "张局长")
    assert [(each.label, each.old, each.new) for each in newest.changes] == [
        ("内容", "在家务农", "在家务农，照看老人")
    ]
    settled = middle.changes[-1]
    assert settled.label == "办结事项" and "11月16—22日" in settled.old and "11月9—15日" in settled.new


def test_words_lie_sealed_and_the_event_only_names_them(call: CheckIn, officer: User) -> None:
    correct(call, officer, content="照看老人", outcome=RecordOutcome.WAITING)
    event = AuditEvent.objects.get(event="check_in_corrected")
    assert event.changes == {"outcome": ["complied", "waiting"], "words": [None, ["content"]]}
    assert (event.reason, event.actor_id, event.case_id) == ("录错", officer.pk, call.case_id)
    assert event_title(event.event, event.subject_type) == "更正报告"
    with connection.cursor() as cursor:
        cursor.execute("SELECT changes FROM supervision_checkincorrection")
        assert "照看老人".encode() not in bytes(cursor.fetchone()[0])


def test_the_paper_prints_what_stands_and_that_it_was_corrected(call: CheckIn, officer: User) -> None:
    assert "更正" not in check_in_paper(officer, call).note
    made = correct(call, officer, content="照看老人")
    paper = check_in_paper(officer, made)
    assert paper.blocks[0].text == "照看老人"
    assert "已更正 1 次" in paper.note and "李所员更正" in paper.note


def test_corrections_are_seen_by_who_sees_the_record(call: CheckIn, officer: User, neighbour: User) -> None:
    correct(call, officer, content="照看老人")
    assert CheckInCorrection.objects.visible_to(officer).count() == 1
    assert CheckInCorrection.objects.visible_to(neighbour).count() == 0
    assert not Visit.objects.exists()
