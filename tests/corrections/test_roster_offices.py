"""How sheets name a station."""

from datetime import date

import pytest

from corrections.models import OrganisationCode
from corrections.resources.roster_widgets import CellError
from corrections.services.roster_offices import OfficeIndex
from tests.corrections.rosters import Kaijiang
from tests.factories import StationFactory
from tests.people import TODAY


@pytest.mark.parametrize(
    "text",
    [
        "讲治镇司法所",
        "讲治",
        "讲治镇",
        "讲治司法所",
        "讲治所",
        "511723105",
        "开江县讲治镇司法所",
        "开江讲治",
        "达州市开江县讲治镇司法所",
        " 讲 治 镇 司法所 ",
    ],
)
def test_office_index_finds(kaijiang: Kaijiang, text: str) -> None:
    found = OfficeIndex.of(kaijiang.county, on=TODAY).find(text)
    assert found.id == kaijiang.station("讲治镇").pk


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("大竹县司法局", "office_outside"),
        ("竹阳街道", "office_outside"),
        ("511724001", "office_outside"),
        ("开江县", "office_not_station"),
        ("不存在镇司法所", "office_unknown"),
    ],
)
def test_office_index_refuses(kaijiang: Kaijiang, text: str, code: str) -> None:
    with pytest.raises(CellError) as refused:
        OfficeIndex.of(kaijiang.county, on=TODAY).find(text)
    assert refused.value.code == code


def test_office_index_short_form_of_two_stations_is_ambiguous(kaijiang: Kaijiang) -> None:
    StationFactory(short_name="讲治乡", code="511723299", parent=kaijiang.county)
    index = OfficeIndex.of(kaijiang.county, on=TODAY)
    assert index.find("讲治镇").id == kaijiang.station("讲治镇").pk
    with pytest.raises(CellError) as refused:
        index.find("讲治")
    assert refused.value.code == "office_ambiguous"


def test_office_index_knows_no_closed_station(kaijiang: Kaijiang) -> None:
    station = kaijiang.station("讲治镇")
    station.closed_on = TODAY.replace(day=1)
    station.save()
    with pytest.raises(CellError):
        OfficeIndex.of(kaijiang.county, on=TODAY).find("讲治镇司法所")


def test_a_station_is_found_by_an_earlier_code(kaijiang: Kaijiang) -> None:
    station = kaijiang.station("新宁镇")
    OrganisationCode.objects.create(
        organisation=station, code="513025100", starts_on=date(1983, 1, 1), ends_on=date(1993, 12, 31)
    )
    index = OfficeIndex.of(kaijiang.county, on=TODAY)
    assert index.find("513025100").id == station.pk
