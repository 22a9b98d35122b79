"""Whose people a roster may touch: never another county's, never where the user may not import."""

import pytest

from core.errors import Refused
from corrections.enums import Role
from corrections.models import Case
from corrections.services.roster_problems import RosterRefused
from tests.corrections.rosters import Importer, codes, person
from tests.factories import AccessDenialFactory
from tests.people import TODAY, account


def test_roster_rights_open_case_in_another_county_is_never_taken_over(importer: Importer) -> None:
    importer.rows(person(1))
    place = importer.place
    result = importer.rows(
        person(1, 司法所="竹阳街道司法所"), office=place.neighbour, by=place.neighbour_clerk, is_partial=True
    )
    assert codes(result) == {"held_elsewhere"}
    assert Case.objects.get().station == place.station("新宁镇")


def test_roster_rights_other_office_is_named_only_to_who_may_know(importer: Importer) -> None:
    importer.rows(person(1))
    place = importer.place
    row = person(1, 司法所="竹阳街道司法所")
    hidden = importer.preview(row, office=place.neighbour, by=place.neighbour_clerk)
    assert "新宁镇" not in hidden.problems[0].message
    both = account("both", "市名册", Role.ROSTER_ADMINISTRATOR, place.county.parent)
    known = importer.preview(row, office=place.neighbour, by=both)
    assert "新宁镇司法所" in known.problems[0].message


def test_roster_rights_ended_elsewhere_may_begin_here(importer: Importer) -> None:
    importer.rows(person(1, 矫正期限="6个月", 矫正结束日期="2026-08-31", 解除日期="2026-08-31"))
    place = importer.place
    row = person(1, 司法所="竹阳街道司法所", 矫正开始日期="2026-11-01", 矫正结束日期="2028-10-31")
    result = importer.rows(row, office=place.neighbour, by=place.neighbour_clerk)
    assert result.as_counts()["created"] == 1


def test_roster_rights_station_takes_a_sheet_without_offices(importer: Importer) -> None:
    station = importer.place.station("普安镇")
    result = importer.rows(person(1, 司法所=None), office=station)
    assert result.as_counts()["created"] == 1
    assert Case.objects.get().station == station


def test_roster_rights_station_takes_its_county_for_its_own_name(importer: Importer) -> None:
    result = importer.rows(person(1, 司法所="开江县司法局"), office=importer.place.station("普安镇"))
    assert result.as_counts()["created"] == 1


def test_roster_rights_station_refuses_rows_of_another(importer: Importer) -> None:
    result = importer.rows(person(1), office=importer.place.station("普安镇"))
    assert codes(result) == {"office_outside"}


def test_roster_rights_station_clerk_does_not_take_from_the_next_station(importer: Importer) -> None:
    importer.rows(person(1))
    station = importer.place.station("普安镇")
    clerk = account("pu'an", "普安名册", Role.ROSTER_ADMINISTRATOR, station)
    result = importer.rows(person(1, 司法所=None), office=station, by=clerk)
    assert codes(result) == {"held_by_neighbour"}


def test_roster_rights_restricted_case_is_not_touched(importer: Importer) -> None:
    importer.rows(person(1))
    AccessDenialFactory(user=importer.place.clerk, case=Case.objects.get())
    clerk = type(importer.place.clerk).objects.get(pk=importer.place.clerk.pk)
    result = importer.rows(person(1, 联系电话="13800001111"), by=clerk)
    assert codes(result) == {"held_by_neighbour"}


def test_roster_rights_other_counties_and_roles_are_refused(importer: Importer) -> None:
    place = importer.place
    officer = account("officer2", "李所员", Role.STATION_OFFICER, place.station("新宁镇"))
    for user in (place.neighbour_clerk, officer):
        with pytest.raises(Refused):
            importer.rows(person(1), by=user)
    assert not Case.objects.exists()


def test_roster_rights_disabled_account_is_refused(importer: Importer) -> None:
    clerk = importer.place.clerk
    clerk.is_active = False
    with pytest.raises(Refused):
        importer.rows(person(1), by=clerk)


def test_roster_rights_prefecture_takes_no_rosters(importer: Importer) -> None:
    prefecture = importer.place.county.parent
    assert prefecture is not None
    by = account("both", "市名册", Role.ROSTER_ADMINISTRATOR, prefecture)
    with pytest.raises(RosterRefused) as refused:
        importer.rows(person(1), office=prefecture, by=by, on=TODAY)
    assert refused.value.problem.code == "office_kind"


def test_roster_rights_restricted_station_takes_nobody(importer: Importer) -> None:
    AccessDenialFactory(user=importer.place.clerk, organisation=importer.place.station("普安镇"))
    clerk = type(importer.place.clerk).objects.get(pk=importer.place.clerk.pk)
    result = importer.rows(person(1), person(2, 司法所="普安镇司法所"), by=clerk, is_partial=True)
    assert (codes(result, 2), codes(result, 3)) == (set(), {"no_right"})
