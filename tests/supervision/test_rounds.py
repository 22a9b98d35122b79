"""A round of calls and a group day: one save for many, each told what became of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import BadInput
from corrections.models import Case, Offender, User
from supervision.enums import Attended, Channel, DutyKind, DutyOutcome, RecordOutcome, RoundKind
from supervision.models import Attendance, CheckIn, Duty, GroupDay
from supervision.selectors import EntryKind, case_timeline
from supervision.selectors.rounds import round_people
from supervision.services import duties_open
from supervision.services.rounds import Mark, round_record
from tests.corrections.browsing import page, send, signed_in, text
from tests.factories import CaseFactory
from tests.people import TODAY, World
from tests.supervision.duties import MONDAY, duty_of

pytestmark = pytest.mark.usefixtures("books")

HERE, AWAY = Mark(Attended.PRESENT), Mark(Attended.ABSENT, "关机")


@pytest.fixture
def people(world: World) -> list[Case]:
    made: list[Case] = [CaseFactory(station=world.station, ordinary=True) for _each in range(3)]
    duties_open(on=MONDAY)
    return made


def test_a_round_of_calls_settles_whoever_answered(people: list[Case], world: World, officer: User) -> None:
    one, two, three = people
    outcomes = round_record(
        by=officer,
        kind=RoundKind.PHONE,
        station=world.station,
        happened_on=MONDAY,
        marks={one.pk: HERE, two.pk: AWAY},
        content="在家，无异常。",
    )
    assert {outcome.case_id: outcome.result for outcome in outcomes} == {one.pk: "done", two.pk: "done"}
    assert duty_of(one, DutyKind.ORAL_REPORT).outcome == DutyOutcome.COMPLIED
    failed = CheckIn.objects.get(case=two)
    assert (failed.outcome, failed.content, failed.channel) == (
        RecordOutcome.FAILED_ATTEMPT,
        "关机",
        Channel.PHONE,
    )
    assert duty_of(two, DutyKind.ORAL_REPORT).outcome == duty_of(three, DutyKind.ORAL_REPORT).outcome
    assert not GroupDay.objects.exists()


def test_the_same_list_again_is_skipped_and_strangers_are_refused(
    people: list[Case], world: World, officer: User
) -> None:
    there = CaseFactory(station=world.next_station, ordinary=True)
    ended = CaseFactory(station=world.station, ended=True)
    facts: dict[str, Any] = {
        "by": officer,
        "kind": RoundKind.PHONE,
        "station": world.station,
        "happened_on": MONDAY,
    }
    round_record(marks={people[0].pk: HERE}, **facts)
    marks = {people[0].pk: HERE, there.pk: HERE, ended.pk: HERE, people[1].pk: HERE}
    outcomes = {outcome.case_id: outcome for outcome in round_record(marks=marks, **facts)}
    assert [outcomes[case].result for case in marks] == ["skipped", "refused", "refused", "done"]
    assert "权限" in outcomes[there.pk].why and "解除" in outcomes[ended.pk].why
    assert CheckIn.objects.count() == 2


def test_a_group_day_keeps_its_roll_call_and_counts_as_a_report(
    people: list[Case], world: World, officer: User
) -> None:
    round_record(
        by=officer,
        kind=RoundKind.EDUCATION,
        station=world.station,
        happened_on=MONDAY,
        topic="法治教育",
        hours=Decimal("2.5"),
        marks={people[0].pk: HERE, people[1].pk: AWAY},
    )
    day = GroupDay.objects.get()
    assert (day.kind, day.topic, day.hours, day.attendances.count()) == (
        "education",
        "法治教育",
        Decimal("2.5"),
        2,
    )
    assert duty_of(people[0], DutyKind.ORAL_REPORT).outcome == DutyOutcome.COMPLIED
    assert Attendance.objects.get(case=people[0]).check_in == CheckIn.objects.get(case=people[0])
    (entry,) = case_timeline(people[0], on=MONDAY, kinds=[EntryKind.GROUP])
    assert (entry.title, entry.detail) == ("集中教育：已联系（到场）", "法治教育 · 2.5 小时")


def test_education_that_is_no_report_settles_nothing(people: list[Case], world: World, officer: User) -> None:
    round_record(
        by=officer,
        kind=RoundKind.SERVICE,
        station=world.station,
        happened_on=MONDAY,
        marks={people[0].pk: HERE},
        is_report=False,
    )
    assert Attendance.objects.count() == 1 and not CheckIn.objects.exists()


def test_no_mark_and_a_day_to_come_stop_all(people: list[Case], world: World, officer: User) -> None:
    facts: dict[str, Any] = {"by": officer, "kind": RoundKind.REPORT, "station": world.station}
    with pytest.raises(BadInput, match="没有标记"):
        round_record(marks={}, happened_on=MONDAY, **facts)
    with pytest.raises(BadInput, match="晚于今天"):
        round_record(marks={people[0].pk: HERE}, happened_on=MONDAY + timedelta(days=1), **facts)
    with pytest.raises(PermissionDenied):
        round_record(
            by=officer,
            kind=RoundKind.REPORT,
            station=world.other_station,
            happened_on=MONDAY,
            marks={people[0].pk: HERE},
        )
    assert not GroupDay.objects.exists()


def test_whoever_owes_a_report_stands_first_and_closed_files_not_at_all(
    people: list[Case], world: World, social_worker: User, officer: User
) -> None:
    lenient = CaseFactory(station=world.station, lenient=True)
    CaseFactory(station=world.station, awaiting=True)
    Offender.objects.filter(pk=people[1].offender_id).update(is_restricted=True)
    Duty.objects.filter(case=people[2]).update(due_on=MONDAY)
    shown = [person.case.pk for person in round_people(officer, world.station, on=TODAY)]
    assert shown[0] == people[2].pk and shown[-1] == lenient.pk
    assert people[1].pk in shown  # the officer may open restricted files
    assert round_people(social_worker, world.station, on=TODAY) == []


def test_in_the_browser(people: list[Case], world: World, officer: User, head: User) -> None:
    url = reverse("supervision:round")
    shown = text(page(officer, url))
    assert people[0].offender.name in shown and "换一个所" not in shown
    assert "换一个所" in text(page(head, f"{url}?station={world.station.pk}"))
    answers = {
        "kind": "report",
        "happened_on": "2026-11-23",
        "is_report": "on",
        f"mark_{people[0].pk}": "present",
        f"mark_{people[1].pk}": "absent",
        f"words_{people[1].pk}": "请假看病",
    }
    browser = signed_in(officer)
    done = browser.post(url, answers)
    told = text(browser.get(done["Location"]))
    assert people[0].offender.name in told and "已登记" in told
    days = text(page(officer, reverse("supervision:group_day_list")))
    day = GroupDay.objects.get()
    assert "1/2" in days
    assert "请假看病" in text(page(officer, reverse("supervision:group_day_detail", args=[day.pk])))
    assert "还没有标记任何人" in text(send(officer, url, {"kind": "phone", "happened_on": "2026-11-23"}))
