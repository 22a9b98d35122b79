"""Every figure equals its list: for each indicator, each number of it, at each office, on made lives.

The lives are made by arithmetic, not chance: people of five stations in two prefectures who move between counties,
change level, leave, return, reoffend, abscond and report, while a county changes its prefecture and two stations merge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from corrections.enums import EndKind, Level, StaffKind
from corrections.models import Case, LevelSpan, Organisation
from reporting.enums import IndicatorKey, Part
from reporting.indicators import INDICATORS, Period, month_of
from reporting.models import Snapshot
from reporting.services import indicators_compute
from supervision.enums import DutyKind, DutyOwner
from tests.factories import (
    CaseFactory,
    CountyFactory,
    OffenceFactory,
    PostingFactory,
    PrefectureFactory,
    StaffAbsenceFactory,
    StationFactory,
    StatusSpanFactory,
    full_team,
)
from tests.people import World
from tests.reporting.lives import NOV_23, duty, listed, move_office, move_person, numbers, weigh

COUNTY_MOVED_ON = date(2026, 6, 15)
STATIONS_MERGED_ON = date(2026, 8, 1)
DAYS = (date(2026, 6, 14), date(2026, 6, 15), date(2026, 11, 1), NOV_23)
PEOPLE = 60


@dataclass(frozen=True)
class Lives:
    offices: tuple[Organisation, ...]


@pytest.fixture
def lives(world: World) -> Lives:
    next_prefecture = PrefectureFactory(parent=world.province)
    third = StationFactory(parent=CountyFactory(parent=next_prefecture))
    stations: list[Organisation] = [
        world.station,
        world.next_station,
        world.other_station,
        third,
        StationFactory(parent=third.parent),
    ]
    for n in range(PEOPLE):
        live(n, stations)
    for n, station in enumerate(stations):
        PostingFactory(organisation=station, share=100 if n % 2 else 60)
        posting = PostingFactory(organisation=station, kind=StaffKind.SOCIAL_WORKER, share=40 + n * 15)
        if n == 3:
            StaffAbsenceFactory(staff=posting.staff)
    move_office(world.county, next_prefecture, COUNTY_MOVED_ON)
    merge(world.next_station, world.station)
    return Lives(tuple(Organisation.objects.order_by("path")))


def live(n: int, stations: list[Organisation]) -> None:
    """The n-th life."""
    received = date(2025, 9, 1) + timedelta(days=n * 11 % 420)
    fields: dict[str, Any] = {
        "term_starts_on": received,
        "received_on": received,
        "term_ends_on": received + timedelta(days=300 + n),
    }
    if n % 7 == 3:
        fields |= {"ended_on": received + timedelta(days=100 + n), "end_kind": EndKind.DISCHARGE}
    case = CaseFactory(station=stations[n % 5], level=Level.STRICT, **fields)
    if n % 3 == 0 and n % 7 != 3:
        move_person(case, stations[(n + 2) % 5], received + timedelta(days=60 + n))
    if n % 4 == 1:
        changed_on = received + timedelta(days=61)
        LevelSpan.objects.filter(case=case).update(ends_on=changed_on - timedelta(days=1))
        LevelSpan.objects.create(
            case=case,
            level=Level.ORDINARY,
            starts_on=changed_on,
            ends_on=case.ended_on,
            recorded_at=case.created_at,
        )
    if n % 6 == 0:
        committed = received + timedelta(days=50)
        OffenceFactory(case=case, committed_on=committed, effective_on=committed + timedelta(days=70 + n))
    if n % 9 == 2:
        OffenceFactory(case=case, committed_on=received + timedelta(days=20), indicted=bool(n % 2))
    if n % 10 == 5:
        since = received + timedelta(days=30)
        StatusSpanFactory(
            case=case,
            absconding=True,
            starts_on=since,
            ends_on=None if n % 20 == 5 else since + timedelta(days=200),
        )
    if n % 2:
        full_team(case)
    case.refresh_from_db()
    for week in range(8):
        duty(case, date(2026, 10, 4) + timedelta(weeks=week), kept=(n + week) % 5 > 0)
    month_end = date(2026, 10, 31)
    duty(case, month_end, kind=DutyKind.VISIT, owner=DutyOwner.OFFICE, occasion="2026-10", kept=n % 4 > 0)


def merge(closing: Organisation, into: Organisation) -> None:
    """The station is closed and its people are placed at another one."""
    for case in Case.objects.filter(station=closing, ended_on=None):
        placed = case.placements.get(ends_on=None)
        if placed.starts_on < STATIONS_MERGED_ON:
            move_person(case, into, STATIONS_MERGED_ON)
    Organisation.objects.filter(pk=closing.pk).update(closed_on=STATIONS_MERGED_ON - timedelta(days=1))


def parts() -> Iterator[tuple[IndicatorKey, Part]]:
    for indicator in INDICATORS.values():
        for part in (Part.COUNTED, Part.POPULATION):
            if part in indicator.words:
                yield indicator.key, part


def test_every_number_equals_its_list_at_every_office(lives: Lives) -> None:
    seen = set()
    for key, part in parts():
        for on in DAYS:
            period = INDICATORS[key].window.current(on)
            counted = numbers(key, part, period)
            for office in lives.offices:
                number = counted.get(office.pk, 0)
                assert weigh(key, part, listed(key, part, period, office)) == number, (key, part, on, office)
                seen.add((key, part, number > 0))
    assert [pair for pair in parts() if (*pair, True) not in seen] == []  # no list was empty everywhere


def test_who_is_in_k_is_in_n_at_every_office(lives: Lives) -> None:
    for key, indicator in INDICATORS.items():
        if Part.POPULATION not in indicator.words or key is IndicatorKey.SOCIAL_WORKERS:
            continue
        period = indicator.window.current(NOV_23)
        for office in lives.offices:
            k = listed(key, Part.COUNTED, period, office)
            assert len(k) <= len(listed(key, Part.POPULATION, period, office))


def test_snapshots_hold_what_the_lists_say(lives: Lives) -> None:
    indicators_compute(on=NOV_23)
    for snapshot in Snapshot.objects.all():
        numbers_now = {
            part: weigh(
                snapshot.key, part, listed(snapshot.key, part, snapshot.period, snapshot.organisation)
            )
            for part in (Part.COUNTED, Part.POPULATION)
            if part in snapshot.declared.words
        }
        assert snapshot.k == numbers_now[Part.COUNTED]
        assert snapshot.n == numbers_now.get(Part.POPULATION)


def test_parts_may_add_up_to_more_than_the_whole(lives: Lives) -> None:
    counted = numbers(IndicatorKey.REOFFENDING, Part.POPULATION, Period(date(2026, 1, 1), NOV_23))
    by_kind: dict[str, int] = {}
    for office in lives.offices:
        by_kind[office.kind] = by_kind.get(office.kind, 0) + counted.get(office.pk, 0)
    assert by_kind["station"] > by_kind["province"]
    assert by_kind["prefecture"] > by_kind["province"]


def test_a_past_day_is_counted_by_its_own_tree(lives: Lives, world: World) -> None:
    before = numbers(IndicatorKey.SOCIAL_WORKERS, Part.POPULATION, Period(DAYS[0], DAYS[0]))
    after = numbers(IndicatorKey.SOCIAL_WORKERS, Part.POPULATION, Period(DAYS[1], DAYS[1]))
    moved = before[world.county.pk]
    assert moved > 0
    assert before[world.prefecture.pk] == moved + before[world.other_county.pk]
    assert after[world.prefecture.pk] == after[world.other_county.pk]


def test_october_of_the_duties_is_a_whole_month(lives: Lives, world: World) -> None:
    indicators_compute(on=NOV_23)
    october = month_of(date(2026, 10, 1))
    visits = Snapshot.objects.get(
        organisation=world.province,
        indicator=IndicatorKey.VISITS_ON_TIME,
        starts_on=october.starts_on,
        ends_on=october.ends_on,
    )
    assert (visits.k, visits.n) == (PEOPLE - PEOPLE // 4, PEOPLE)
