"""Rates of duties, teams, posts and offices, to the day."""

from datetime import date, timedelta

import pytest

from corrections.enums import SeatRole, StaffKind, StatusKind
from corrections.models import Organisation, TeamSeat
from reporting.enums import IndicatorKey, Part
from reporting.indicators import Period
from supervision.enums import DutyKind, DutyOutcome
from tests.factories import PostingFactory, StaffAbsenceFactory, TeamSeatFactory, full_team
from tests.people import World
from tests.reporting.lives import NOV_23, duty, move_person, numbers, person

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 22))
DAY = Period(NOV_23, NOV_23)
SUNDAY = date(2026, 11, 15)


def reports(office: Organisation) -> tuple[int, int]:
    """k and n of the reports on time."""
    k, n = (
        numbers(IndicatorKey.REPORTS_ON_TIME, part, NOVEMBER).get(office.pk, 0)
        for part in (Part.COUNTED, Part.POPULATION)
    )
    return k, n


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kept": True}, (1, 1)),
        ({"kept": True, "settled_on": SUNDAY + timedelta(days=1)}, (0, 1)),
        ({"kept": True, "is_settled_late": True}, (0, 1)),
        ({}, (0, 1)),
        ({"outcome": DutyOutcome.MISSED}, (0, 1)),
        ({"outcome": DutyOutcome.EXCUSED}, (0, 0)),
        ({"outcome": DutyOutcome.VOID}, (0, 0)),
        ({"suspended_by": StatusKind.CUSTODY}, (0, 0)),
        ({"kind": DutyKind.WRITTEN_REPORT, "kept": True}, (1, 1)),
        ({"kind": DutyKind.VISIT, "kept": True}, (0, 0)),
    ],
)
def test_reports_on_time(world: World, fields: dict[str, object], expected: tuple[int, int]) -> None:
    duty(person(world.station), SUNDAY, **fields)
    assert reports(world.county) == expected


@pytest.mark.parametrize(
    ("due_on", "counted"),
    [
        (date(2026, 10, 31), 0),
        (date(2026, 11, 1), 1),
        (date(2026, 11, 22), 1),
        (date(2026, 11, 23), 0),
    ],
)
def test_reports_due_in_the_period_with_both_its_ends(world: World, due_on: date, counted: int) -> None:
    duty(person(world.station), due_on)
    assert reports(world.county) == (0, counted)


def test_report_belongs_to_the_station_of_its_due_day(world: World) -> None:
    case = person(world.station)
    duty(case, SUNDAY, kept=True)
    move_person(case, world.other_station, date(2026, 11, 20))
    assert reports(world.county) == (1, 1)
    assert reports(world.other_county) == (0, 0)


def teams(office: Organisation) -> tuple[int, int]:
    k, n = (
        numbers(IndicatorKey.TEAM_COMPLETE, part, DAY).get(office.pk, 0)
        for part in (Part.COUNTED, Part.POPULATION)
    )
    return k, n


def test_team_complete_with_four_fixed_seats_and_one_other(world: World) -> None:
    full_team(person(world.station))
    assert teams(world.county) == (1, 1)


@pytest.mark.parametrize("missing", [*list(SeatRole)[:4], SeatRole.FAMILY])
def test_team_with_a_seat_missing_is_not_complete(world: World, missing: SeatRole) -> None:
    full_team(person(world.station))
    TeamSeat.objects.filter(role=missing).delete()
    assert teams(world.county) == (0, 1)


def test_team_seat_only_reported_is_not_complete(world: World) -> None:
    case = person(world.station)
    full_team(case)
    TeamSeat.objects.filter(role=SeatRole.VOLUNTEER).delete()
    TeamSeatFactory(case=case, role=SeatRole.VOLUNTEER, unnamed=True)
    assert teams(world.county) == (0, 1)


def test_team_seat_that_ended_before_the_day_is_not_complete(world: World) -> None:
    full_team(person(world.station))
    TeamSeat.objects.filter(role=SeatRole.POLICE).update(ends_on=date(2026, 11, 22))
    assert teams(world.county) == (0, 1)


@pytest.mark.parametrize(("days_ago", "counted"), [(3, 0), (4, 1)])
def test_team_counts_more_than_three_days_after_reception(world: World, days_ago: int, counted: int) -> None:
    person(world.station, received_on=NOV_23 - timedelta(days=days_ago))
    assert teams(world.county) == (0, counted)


def shares(office: Organisation) -> int:
    return numbers(IndicatorKey.SOCIAL_WORKERS, Part.COUNTED, DAY).get(office.pk, 0)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, 100),
        ({"half": True}, 50),
        ({"left": True}, 0),
        ({"future": True}, 0),
        ({"ends_on": NOV_23}, 100),
        ({"ends_on": date(2026, 11, 22)}, 0),
        ({"starts_on": NOV_23}, 100),
        ({"kind": StaffKind.INSTITUTION}, 0),
    ],
)
def test_social_workers_count_with_their_share(
    world: World, fields: dict[str, object], expected: int
) -> None:
    PostingFactory(organisation=world.station, social_worker=True, **fields)
    assert shares(world.station) == shares(world.province) == expected


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (date(2026, 11, 10), date(2026, 12, 9), 100),  # 30 days
        (date(2026, 11, 10), date(2026, 12, 10), 0),  # 31 days
        (date(2026, 10, 1), date(2026, 11, 22), 100),  # back at work
        (date(2026, 10, 1), NOV_23, 0),
        (date(2026, 10, 24), None, 0),  # no end yet, the 31st day
        (date(2026, 10, 25), None, 100),
    ],
)
def test_social_worker_away_longer_than_thirty_days_does_not_count(
    world: World, starts_on: date, ends_on: date | None, expected: int
) -> None:
    posting = PostingFactory(organisation=world.station, social_worker=True)
    StaffAbsenceFactory(staff=posting.staff, starts_on=starts_on, ends_on=ends_on)
    assert shares(world.county) == expected


def test_social_workers_posted_at_the_county_count_there_and_above(world: World) -> None:
    PostingFactory(organisation=world.county, social_worker=True)
    assert (shares(world.station), shares(world.county), shares(world.province)) == (0, 100, 100)


def staffed(office: Organisation) -> tuple[int, int]:
    k, n = (
        numbers(IndicatorKey.STATIONS_STAFFED, part, DAY).get(office.pk, 0)
        for part in (Part.COUNTED, Part.POPULATION)
    )
    return k, n


def test_station_staffed_by_one_full_share(world: World) -> None:
    PostingFactory(organisation=world.station)
    PostingFactory(organisation=world.station)
    assert staffed(world.station) == (1, 1)
    assert staffed(world.county) == (1, 2)


def test_station_not_staffed_by_two_halves_or_by_the_county(world: World) -> None:
    PostingFactory(organisation=world.station, half=True)
    PostingFactory(organisation=world.station, half=True)
    PostingFactory(organisation=world.county)
    assert staffed(world.county) == (0, 2)


def test_station_closed_before_the_day_is_not_counted(world: World) -> None:
    Organisation.objects.filter(pk=world.station.pk).update(closed_on=date(2026, 11, 22))
    assert staffed(world.county) == (0, 1)
