"""Where people count: once at each level, by the tree as it was on the day."""

from datetime import date

import pytest

from corrections.enums import EndKind
from corrections.models import Case, Organisation
from reporting.enums import IndicatorKey, Part
from reporting.indicators import Period
from tests.factories import CaseFactory, OffenceFactory, PrefectureFactory, StatusSpanFactory
from tests.people import World
from tests.reporting.lives import NOV_23, move_office, move_person, numbers, person

YEAR = Period(date(2026, 1, 1), NOV_23)
DAY = Period(NOV_23, NOV_23)
REOFFENDING, POPULATION, COUNTED = IndicatorKey.REOFFENDING, Part.POPULATION, Part.COUNTED


def in_correction(period: Period = YEAR) -> dict[int, int]:
    return numbers(REOFFENDING, POPULATION, period)


def test_population_counts_a_person_who_moved_once_at_each_level(world: World) -> None:
    case = person(world.station)
    move_person(case, world.other_station, date(2026, 7, 1))
    assert in_correction() == {
        world.station.pk: 1,
        world.county.pk: 1,
        world.other_station.pk: 1,
        world.other_county.pk: 1,
        world.prefecture.pk: 1,
        world.province.pk: 1,
    }


def test_population_of_a_day_counts_where_the_person_was_on_that_day(world: World) -> None:
    case = person(world.station)
    move_person(case, world.other_station, date(2026, 7, 1))
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    assert world.station.pk in in_correction(Period(before, before))
    assert world.other_county.pk not in in_correction(Period(before, before))
    assert world.other_county.pk in in_correction(Period(after, after))
    assert world.station.pk not in in_correction(Period(after, after))


def test_population_two_cases_of_one_person_are_one_person(world: World) -> None:
    first = person(
        world.station,
        term_starts_on=date(2025, 3, 1),
        term_ends_on=date(2026, 2, 28),
        received_on=date(2025, 3, 5),
        ended_on=date(2026, 2, 28),
        end_kind=EndKind.DISCHARGE,
    )
    person(
        world.station, offender=first.offender, term_starts_on=date(2026, 9, 1), received_on=date(2026, 9, 3)
    )
    assert in_correction()[world.station.pk] == 1


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({}, True),
        ({"received_on": NOV_23}, True),
        ({"received_on": date(2026, 11, 24)}, False),
        ({"term_ends_on": NOV_23}, True),
        ({"term_ends_on": date(2026, 11, 22)}, False),
        ({"ended_on": NOV_23, "end_kind": EndKind.DEATH}, True),
        ({"ended_on": date(2026, 11, 22), "end_kind": EndKind.DEATH}, False),
        ({"awaiting": True}, False),
    ],
)
def test_population_of_a_day_has_both_its_ends(
    world: World, fields: dict[str, object], counted: bool
) -> None:
    person(world.station, **fields)
    found = numbers(IndicatorKey.SOCIAL_WORKERS, POPULATION, DAY)
    assert found.get(world.station.pk, 0) == int(counted)


def test_population_leaves_out_who_was_received_after_the_term(world: World) -> None:
    person(
        world.station,
        term_starts_on=date(2025, 9, 1),
        term_ends_on=date(2026, 8, 31),
        received_on=date(2026, 9, 5),
    )
    assert in_correction() == {}


def test_population_of_an_office_that_moved_stays_where_it_was(world: World) -> None:
    next_prefecture = PrefectureFactory(parent=world.province)
    person(world.station)
    move_office(world.county, next_prefecture, date(2026, 7, 1))
    june, july = Period(date(2026, 6, 1), date(2026, 6, 30)), Period(date(2026, 7, 1), date(2026, 7, 31))
    assert world.prefecture.pk in in_correction(june)
    assert next_prefecture.pk not in in_correction(june)
    assert world.prefecture.pk not in in_correction(july)
    assert in_correction(july)[next_prefecture.pk] == 1
    assert in_correction()[world.province.pk] == 1


def test_population_of_a_merged_station_counts_at_both_for_the_year(world: World) -> None:
    case = person(world.station)
    Organisation.objects.filter(pk=world.station.pk).update(closed_on=date(2026, 6, 30))
    move_person(case, world.next_station, date(2026, 7, 1))
    found = in_correction()
    assert (found[world.station.pk], found[world.next_station.pk], found[world.county.pk]) == (1, 1, 1)
    stations = numbers(IndicatorKey.STATIONS_STAFFED, POPULATION, DAY)
    assert stations[world.county.pk] == 1


def reoffender(station: Organisation, **offence: object) -> Case:
    case = person(station)
    OffenceFactory(case=case, judged=True, **offence)
    return case


def test_reoffended_counts_where_the_person_was_on_the_day_of_the_offence(world: World) -> None:
    case = reoffender(world.station, committed_on=date(2026, 6, 1))
    move_person(case, world.other_station, date(2026, 7, 1))
    found = numbers(REOFFENDING, COUNTED, YEAR)
    assert found == {world.station.pk: 1, world.county.pk: 1, world.prefecture.pk: 1, world.province.pk: 1}


def test_reoffended_counts_persons_not_offences(world: World) -> None:
    case = reoffender(world.station)
    OffenceFactory(case=case, judged=True, committed_on=date(2026, 6, 20))
    assert numbers(REOFFENDING, COUNTED, YEAR)[world.province.pk] == 1


@pytest.mark.parametrize(
    ("offence", "counted"),
    [
        ({"committed_on": date(2026, 3, 1)}, True),  # the first day of the term, before the reception
        ({"committed_on": date(2026, 2, 28)}, False),
        ({"effective_on": date(2026, 1, 1)}, True),
        ({"effective_on": date(2025, 12, 31)}, False),
        ({"effective_on": NOV_23}, True),
        ({"effective_on": date(2026, 11, 24)}, False),
        ({"kind": "earlier"}, False),
        ({"effective_on": None}, False),
    ],
)
def test_reoffended_needs_a_new_offence_in_the_term_judged_in_the_period(
    world: World, offence: dict[str, object], counted: bool
) -> None:
    reoffender(world.station, **offence)
    assert numbers(REOFFENDING, COUNTED, YEAR).get(world.county.pk, 0) == int(counted)


def test_reoffended_after_leaving_is_in_the_population_too(world: World) -> None:
    case = person(
        world.station,
        term_starts_on=date(2024, 3, 1),
        term_ends_on=date(2025, 10, 31),
        received_on=date(2024, 3, 5),
        ended_on=date(2025, 10, 31),
        end_kind=EndKind.DISCHARGE,
    )
    OffenceFactory(case=case, committed_on=date(2025, 10, 1), effective_on=date(2026, 4, 1))
    assert numbers(REOFFENDING, COUNTED, YEAR)[world.county.pk] == 1
    assert in_correction()[world.county.pk] == 1


def test_suspected_and_indicted_stand_apart(world: World) -> None:
    OffenceFactory(case=person(world.station))
    OffenceFactory(case=person(world.station), indicted=True)
    OffenceFactory(case=person(world.station), judged=True)
    apart = [
        numbers(key, COUNTED, YEAR)[world.county.pk]
        for key in (IndicatorKey.SUSPECTED, IndicatorKey.INDICTED, REOFFENDING)
    ]
    assert apart == [1, 1, 1]


def test_absconded_counts_episodes_begun_in_the_period_as_persons(world: World) -> None:
    case = person(world.station, absconding=True)
    StatusSpanFactory(case=case, absconding=True, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 9))
    person(world.station, lost=True)  # not yet 脱管
    assert numbers(IndicatorKey.ABSCONDING, COUNTED, YEAR)[world.county.pk] == 1
    assert numbers(IndicatorKey.ABSCONDING_OPEN, COUNTED, DAY)[world.county.pk] == 1
    may = Period(date(2026, 5, 20), date(2026, 5, 20))
    assert numbers(IndicatorKey.ABSCONDING_OPEN, COUNTED, may) == {}


def test_absconding_open_ends_with_the_term(world: World) -> None:
    person(world.station, absconding=True, term_ends_on=date(2026, 11, 10))
    assert numbers(IndicatorKey.ABSCONDING_OPEN, COUNTED, DAY) == {}
    assert numbers(IndicatorKey.ABSCONDING, COUNTED, YEAR)[world.county.pk] == 1


def test_case_placed_later_than_received_counts_from_reception(world: World) -> None:
    """A gap in the record loses nobody: the first known placement holds backwards."""
    case = CaseFactory(station=world.station)
    case.placements.update(starts_on=NOV_23)
    assert in_correction(Period(date(2026, 4, 1), date(2026, 4, 1)))[world.county.pk] == 1
