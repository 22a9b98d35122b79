"""How a figure is read: value, interval, standing."""

import pytest

from corrections.enums import OrganisationKind
from reporting.enums import IndicatorKey, Standing
from reporting.indicators import INDICATORS, Figure

PROVINCE, COUNTY = OrganisationKind.PROVINCE, OrganisationKind.COUNTY


def figure(key: IndicatorKey, k: int | None, n: int | None, level: str = PROVINCE) -> Figure:
    return Figure(INDICATORS[key], level, k, n)


@pytest.mark.parametrize(
    ("k", "n", "text"),
    [
        (18, 24_862 + 22_255, "0.038%"),  # Fujian 2018, published 0.038 %
        (16, 29_647, "0.054%"),  # Shaanxi to 2014-10, published 0.05 %
        (33, 63_418, "0.052%"),
        (0, 500, "0.000%"),
        (1, 1_000_000, "<0.001%"),
        (0, 0, "—"),
        (None, None, "—"),
        (2_001, 1_000_000, "0.201%"),  # over the target by a hair, never rounded onto it
    ],
)
def test_reoffending_text(k: int | None, n: int | None, text: str) -> None:
    assert figure(IndicatorKey.REOFFENDING, k, n).value_text == text


def test_reoffending_interval_text() -> None:
    assert figure(IndicatorKey.REOFFENDING, 33, 63_418).interval_text == "0.036–0.073%"


def test_reoffending_target_is_inclusive_and_compared_unrounded() -> None:
    assert figure(IndicatorKey.REOFFENDING, 2, 1_000).standing == Standing.MET
    assert figure(IndicatorKey.REOFFENDING, 20_001, 10_000_000).standing == Standing.NEAR


@pytest.mark.parametrize(
    ("k", "n", "standing"),
    [
        (29, 29, Standing.TOO_FEW),
        (98, 100, Standing.UNCLEAR),  # 93.0–99.8 %: the target of 95 % lies inside
        (999, 1_000, Standing.MET),
        (500, 1_000, Standing.FAR),
        (860, 1_000, Standing.NEAR),
        (0, 0, Standing.NONE),
    ],
)
def test_standing_of_a_county_needs_the_whole_interval(k: int, n: int, standing: Standing) -> None:
    assert figure(IndicatorKey.REPORTS_ON_TIME, k, n, COUNTY).standing == standing


def test_standing_of_a_prefecture_goes_by_the_value() -> None:
    assert figure(IndicatorKey.REPORTS_ON_TIME, 98, 100, OrganisationKind.PREFECTURE).standing == Standing.MET


def test_full_coverage_is_not_rounded_up_to() -> None:
    almost = figure(IndicatorKey.STATIONS_STAFFED, 9_999, 10_000)
    assert (almost.value_text, almost.standing) == ("99.9%", Standing.NEAR)
    assert figure(IndicatorKey.STATIONS_STAFFED, 3, 3, COUNTY).standing == Standing.MET  # offices are exempt


@pytest.mark.parametrize(
    ("shares", "people", "text", "needed", "standing"),
    [
        (349_000, 45_026, "1 : 12.9", "1,013", Standing.NEAR),
        (1_000, 100, "1 : 10.0", "0", Standing.MET),
        (1_000, 101, "1 : 10.1", "1", Standing.NEAR),
        (99_999, 10_000, "1 : 10.1", "0.01", Standing.NEAR),
        (50, 30, "1 : 60.0", "2.5", Standing.FAR),
        (0, 11, "无", "2", Standing.FAR),
        (200, 3, "1 : 1.5", "0", Standing.MET),
        (100, 0, "—", "", Standing.NONE),
    ],
)
def test_social_worker_ratio(shares: int, people: int, text: str, needed: str, standing: Standing) -> None:
    found = figure(IndicatorKey.SOCIAL_WORKERS, shares, people, COUNTY)
    assert (found.value_text, found.still_needed_text, found.standing) == (text, needed, standing)


def test_absconding_is_a_count_with_its_rate_beside() -> None:
    four = figure(IndicatorKey.ABSCONDING, 4, 63_418)
    assert (four.value_text, four.beside_text, four.standing) == ("4", "0.006%", Standing.FAR)
    assert figure(IndicatorKey.ABSCONDING, 0, 63_418).standing == Standing.MET
    assert figure(IndicatorKey.ABSCONDING, 0, 0).value_text == "—"


def test_open_absconding_has_no_population_and_zero_is_a_number() -> None:
    assert figure(IndicatorKey.ABSCONDING_OPEN, 0, None).value_text == "0"
