"""Flags and escalation: once per duty, step and office, by the rule book; the job adds the message, never the truth."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.clock import now
from corrections.models import Case, Organisation, User
from supervision.enums import Channel, DutyKind, DutyOutcome, NoticeKind
from supervision.models import Duty, Notice, NoticeReading, Rule
from supervision.selectors import notice_text, notices_for, unread_count
from supervision.services import check_in_record, duties_open, notices_read, overdue_flag
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of

ORAL, REGISTRATION = DutyKind.ORAL_REPORT, DutyKind.REGISTRATION


@pytest.fixture
def running(case: Case) -> Case:
    """One oral report due on Sunday 2026-11-22; the team was to be formed by the fifth."""
    duties_open(on=MONDAY, case_ids=[case.pk])
    return case


def told(duty: Duty) -> list[tuple[date, int, Organisation]]:
    rows = Notice.objects.filter(duty=duty).order_by("step").select_related("office")
    return [(row.told_on, row.step, row.office) for row in rows]


def nights(first: date, last: date) -> None:
    for step in range((last - first).days + 1):
        overdue_flag(on=first + timedelta(days=step))


def test_overdue_flag_flags_on_the_first_overdue_day(running: Case, world: World) -> None:
    duty = duty_of(running, ORAL, "2026-W47")
    assert overdue_flag(on=date(2026, 11, 22)).flagged == 2  # the team and the plan
    assert told(duty) == []
    assert overdue_flag(on=MONDAY).flagged == 1
    assert told(duty) == [(MONDAY, 0, world.station)]


def test_overdue_flag_twice_tells_nobody_twice(running: Case) -> None:
    overdue_flag(on=MONDAY)
    before = list(Notice.objects.order_by("pk").values())
    done = overdue_flag(on=MONDAY)
    assert (done.flagged, done.escalated, done.missed) == (0, 0, 0)
    assert list(Notice.objects.order_by("pk").values()) == before


def test_overdue_flag_for_a_past_date_again_changes_nothing(running: Case) -> None:
    nights(date(2026, 11, 20), date(2026, 11, 25))
    before = list(Notice.objects.order_by("pk").values()), list(Duty.objects.order_by("pk").values())
    nights(date(2026, 11, 20), date(2026, 11, 25))
    assert (
        list(Notice.objects.order_by("pk").values()),
        list(Duty.objects.order_by("pk").values()),
    ) == before


def test_a_missed_report_goes_to_the_county_after_a_day_and_no_higher(running: Case, world: World) -> None:
    duty = duty_of(running, ORAL, "2026-W47")
    nights(MONDAY, date(2026, 11, 29))
    assert told(duty) == [(MONDAY, 0, world.station), (date(2026, 11, 24), 1, world.county)]


def test_registration_goes_up_to_the_prefecture_after_seven_days(world: World, books: None) -> None:
    made = CaseFactory(station=world.station, awaiting=True, effective_on=date(2026, 11, 6))
    duties_open(on=MONDAY, case_ids=[made.pk])
    duty = duty_of(made, REGISTRATION)
    assert duty.due_on == date(2026, 11, 16)
    nights(date(2026, 11, 16), date(2026, 11, 30))
    assert told(duty) == [
        (date(2026, 11, 17), 0, world.station),
        (date(2026, 11, 18), 1, world.county),
        (date(2026, 11, 24), 2, world.prefecture),
    ]


def test_the_county_is_told_at_once_of_its_own(world: World, books: None) -> None:
    made = CaseFactory(station=world.next_station, awaiting=True, effective_on=date(2026, 11, 6))
    duties_open(on=MONDAY, case_ids=[made.pk])
    nights(date(2026, 11, 16), date(2026, 11, 24))
    rows = Notice.objects.filter(duty=duty_of(made, REGISTRATION)).order_by("told_on", "office__path")
    assert [(row.told_on, row.step, row.office) for row in rows] == [
        (date(2026, 11, 17), 0, world.county),
        (date(2026, 11, 17), 0, world.next_station),
        (date(2026, 11, 24), 2, world.prefecture),
    ]


def test_escalation_is_the_rule_books(running: Case, world: World) -> None:
    Rule.objects.filter(key="oral_report_escalates_to_county").delete()
    duty = duty_of(running, ORAL, "2026-W47")
    nights(MONDAY, date(2026, 11, 29))
    assert [step for _day, step, _office in told(duty)] == [0]


def test_days_of_grace_hold_back_who_is_told_above_and_nothing_else(running: Case, world: World) -> None:
    Rule.objects.filter(key="oral_report_grace").update(number=2, updated_at=now())
    duty = duty_of(running, ORAL, "2026-W47")
    nights(MONDAY, date(2026, 11, 29))
    assert Duty.objects.overdue(on=MONDAY).filter(pk=duty.pk).exists()
    assert told(duty) == [(MONDAY, 0, world.station), (date(2026, 11, 26), 1, world.county)]


def test_a_run_after_missed_nights_tells_everybody_it_should(running: Case, world: World) -> None:
    duty = duty_of(running, ORAL, "2026-W47")
    overdue_flag(on=date(2026, 11, 27))
    assert [(step, office) for _day, step, office in told(duty)] == [(0, world.station), (1, world.county)]


def test_a_settled_duty_is_not_flagged(running: Case, officer: User) -> None:
    check_in_record(by=officer, case=running, channel=Channel.PHONE, happened_on=date(2026, 11, 18))
    overdue_flag(on=MONDAY)
    assert told(duty_of(running, ORAL, "2026-W47")) == []


def test_overdue_flag_closes_what_is_past_its_next_period(running: Case) -> None:
    Duty.objects.filter(occasion="2026-W46").update(outcome=DutyOutcome.OPEN)
    assert overdue_flag(on=MONDAY).missed == 1
    assert duty_of(running, ORAL, "2026-W46").outcome == DutyOutcome.MISSED
    assert told(duty_of(running, ORAL, "2026-W46")) == []


def test_overdue_flag_for_one_office_leaves_the_others(running: Case, world: World) -> None:
    other = CaseFactory(station=world.other_station)
    duties_open(on=MONDAY, case_ids=[other.pk])
    overdue_flag(on=MONDAY, path=world.county.path)
    assert Notice.objects.filter(duty__case=running).exists()
    assert not Notice.objects.filter(duty__case=other).exists()


def test_someone_past_the_term_is_told_upwards(world: World, books: None) -> None:
    made = CaseFactory(station=world.station, term_over=True)  # until 2026-10-31
    nights(date(2026, 10, 31), date(2026, 11, 10))
    rows = Notice.objects.filter(case=made).order_by("step")
    assert [(row.kind, row.told_on, row.step, row.office) for row in rows] == [
        (NoticeKind.TERM_OVER, date(2026, 11, 1), 0, world.station),
        (NoticeKind.TERM_OVER, date(2026, 11, 2), 1, world.county),
        (NoticeKind.TERM_OVER, date(2026, 11, 8), 2, world.prefecture),
    ]


def test_overdue_flag_costs_the_same_queries_for_one_and_many(
    running: Case, world: World, django_assert_max_num_queries: Any
) -> None:
    made = [CaseFactory(station=world.station, strict=True) for _number in range(10)]
    duties_open(on=MONDAY, case_ids=[case.pk for case in made])
    with django_assert_max_num_queries(14):
        overdue_flag(on=MONDAY)


# Reading them


def test_notices_are_read_up_to_one_and_never_back(running: Case, officer: User) -> None:
    overdue_flag(on=MONDAY)
    assert unread_count(officer) == 3
    newest, older = notices_for(officer)[:2]
    notices_read(by=officer, up_to=newest)
    notices_read(by=officer, up_to=older)
    assert unread_count(officer) == 0
    assert NoticeReading.objects.get(user=officer).last_notice_id == newest.pk


def test_notices_belong_to_the_office(
    running: Case, officer: User, neighbour: User, head: User, outsider: User
) -> None:
    overdue_flag(on=MONDAY)
    assert {notice.office_id for notice in notices_for(officer)} == {running.station_id}
    assert not notices_for(neighbour).exists()
    assert notices_for(head).count() == Notice.objects.count()
    assert not notices_for(outsider).exists()


def test_a_notice_says_what_in_words_and_names_nobody(running: Case, officer: User) -> None:
    overdue_flag(on=MONDAY)
    notice = Notice.objects.get(duty=duty_of(running, ORAL, "2026-W47"), step=0)
    assert notice_text(notice) == "电话（当面）报告（11月16—22日）已逾期"
    assert running.offender.name not in notice_text(notice)
