"""A new offence from suspicion to judgment, the province's rate, and the list behind the number."""

from datetime import date

import pytest

from corrections.enums import OffenceKind
from corrections.models import Case, Offence, Organisation, User
from corrections.selectors.names import name_for
from corrections.services.offence import offence_record, offence_update
from reporting.enums import IndicatorKey, Part
from reporting.indicators import INDICATORS
from reporting.models import Snapshot
from reporting.selectors import AsOf, RowList
from reporting.services import indicators_compute
from tests.factories import CaseFactory
from tests.journeys.days import Days
from tests.people import TODAY, World
from tests.reporting.lives import move_person

REOFFENDING = IndicatorKey.REOFFENDING


def computed(on: date, office: Organisation, key: IndicatorKey = REOFFENDING) -> tuple[int, int | None]:
    """k and n as a night stores them."""
    indicators_compute(on=on)
    period = INDICATORS[key].window.current(on)
    found = Snapshot.objects.get(
        organisation=office, indicator=key, starts_on=period.starts_on, ends_on=period.ends_on
    )
    return found.k, found.n


def behind(office: Organisation, user: User, on: date) -> RowList:
    indicator = INDICATORS[REOFFENDING]
    return RowList(office, user=user, indicator=indicator, part=Part.COUNTED, as_of=AsOf(on))


@pytest.fixture
def offender_case(world: World) -> Case:
    """One of three people; the offence happens at the first station."""
    CaseFactory(station=world.station)
    CaseFactory(station=world.other_station)
    made: Case = CaseFactory(station=world.station)
    return made


def offence_suspected(case: Case, officer: User) -> Offence:
    return offence_record(
        by=officer,
        case=case,
        kind=OffenceKind.NEW,
        crime="盗窃罪",
        committed_on=date(2026, 11, 2),
        suspected_on=date(2026, 11, 5),
    )


def test_judged_offence_stands_in_the_provinces_rate_and_opens_its_person(
    offender_case: Case, world: World, officer: User, inspector: User, days: Days
) -> None:
    offence = offence_suspected(offender_case, officer)
    assert computed(days.on, world.province) == (0, 3)
    assert computed(days.on, world.province, IndicatorKey.SUSPECTED)[0] == 1

    days.go(date(2026, 12, 10))
    offence_update(
        by=officer,
        offence=offence,
        kind=OffenceKind.NEW,
        crime="盗窃罪",
        committed_on=offence.committed_on,
        suspected_on=offence.suspected_on,
        indicted_on=date(2026, 11, 25),
        effective_on=days.on,
        court_name="开江县人民法院",
    )
    for office in (world.province, world.prefecture, world.county, world.station):
        indicators_compute(on=days.on)
        found = behind(office, inspector, days.on)
        assert (found.number(), found.frozen_number()) == (1, 1), office
        assert [row.pk for row in found[:20]] == [offender_case.pk]
    assert computed(days.on, world.province) == (1, 3)
    assert computed(days.on, world.other_county) == (0, 1)

    (row,) = behind(world.province, inspector, days.on)[:20]
    assert row.is_open_to_user
    assert name_for(inspector, row) == f"{offender_case.offender.name[0]}**"
    assert name_for(officer, row) == offender_case.offender.name


def test_person_who_moved_on_counts_where_the_offence_was_committed(
    offender_case: Case, world: World, officer: User, days: Days
) -> None:
    offence = offence_suspected(offender_case, officer)
    days.go(date(2026, 11, 30))
    move_person(offender_case, world.other_station, days.on)
    Offence.objects.filter(pk=offence.pk).update(indicted_on=date(2026, 11, 20), effective_on=days.on)
    assert computed(days.on, world.county) == (1, 2)
    assert computed(days.on, world.other_county)[0] == 0


def test_figure_frozen_before_a_late_entry_says_so(
    offender_case: Case, world: World, officer: User, inspector: User
) -> None:
    assert computed(TODAY, world.province) == (0, 3)
    offence_record(
        by=officer,
        case=offender_case,
        kind=OffenceKind.NEW,
        crime="盗窃罪",
        committed_on=date(2026, 6, 1),
        suspected_on=date(2026, 6, 3),
        indicted_on=date(2026, 8, 3),
        effective_on=date(2026, 10, 15),
    )
    found = behind(world.province, inspector, TODAY)
    assert (found.frozen_number(), found.number()) == (0, 1)


def test_earlier_offence_found_later_is_no_new_one(
    offender_case: Case, world: World, officer: User, days: Days
) -> None:
    offence_record(
        by=officer,
        case=offender_case,
        kind=OffenceKind.EARLIER,
        crime="诈骗罪",
        committed_on=date(2024, 5, 1),
        suspected_on=date(2026, 11, 5),
    )
    Offence.objects.update(indicted_on=date(2026, 11, 10), effective_on=TODAY)
    assert computed(TODAY, world.province) == (0, 3)
