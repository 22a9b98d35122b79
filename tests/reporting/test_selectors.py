"""What a dashboard is made of: periods in the URL, the map's steps, the trend's gaps."""

from datetime import date

import pytest

from corrections.models import Organisation, User
from reporting.enums import IndicatorKey, Standing
from reporting.indicators import INDICATORS, Window, months_before
from reporting.models import Snapshot
from reporting.selectors import AsOf, Dashboard, dashboard_of, last_computed_on
from reporting.selectors.charts import legend, map_data, trend_data
from reporting.services import indicators_compute
from tests.people import World
from tests.reporting.lives import NOV_23, person


def dashboard(office: Organisation, user: User, key: IndicatorKey, as_of: AsOf | None = None) -> Dashboard:
    return dashboard_of(office, user=user, as_of=as_of or AsOf(NOV_23), indicator=INDICATORS[key])


def freeze(office: Organisation, key: IndicatorKey, k: int, n: int | None, as_of: AsOf) -> None:
    """A stored figure."""
    period = as_of.period(INDICATORS[key])
    Snapshot.objects.update_or_create(
        organisation=office,
        indicator=key,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        defaults={"k": k, "n": n, "computed_at": "2026-11-23T02:14:00+08:00"},
    )


@pytest.mark.parametrize(
    ("word", "day", "is_month"),
    [
        ("2026-11-23", NOV_23, False),
        ("2026-10", date(2026, 10, 31), True),
        ("2024-02", date(2024, 2, 29), True),
    ],
)
def test_as_of_reads_and_writes_one_word(word: str, day: date, is_month: bool) -> None:
    found = AsOf.parse(word)
    assert found == AsOf(day, is_month)
    assert found.word == word


@pytest.mark.parametrize("word", ["", "2026", "2026-13", "2026-02-30", "20261123", "2026-W47"])
def test_as_of_refuses_other_words(word: str) -> None:
    assert AsOf.parse(word) is None


def test_as_of_before_is_the_whole_month_before() -> None:
    assert AsOf(NOV_23).before() == AsOf(date(2026, 10, 31), is_month=True)
    assert AsOf.month(date(2026, 1, 9)).before().word == "2025-12"


@pytest.mark.parametrize(
    ("window", "on", "expected"),
    [
        (Window.YEAR, date(2026, 1, 1), ("2026-01-01", "2026-01-01")),
        (Window.MONTH, date(2026, 11, 2), ("2026-11-01", "2026-11-01")),
        (Window.MONTH, date(2026, 3, 1), ("2026-02-01", "2026-02-28")),
        (Window.DAY, NOV_23, ("2026-11-23", "2026-11-23")),
    ],
)
def test_window_of_a_day(window: Window, on: date, expected: tuple[str, str]) -> None:
    found = window.current(on)
    assert (found.starts_on.isoformat(), found.ends_on.isoformat()) == expected


def test_months_before_crosses_the_year() -> None:
    months = months_before(date(2026, 2, 10), 3)
    assert [month.ends_on.isoformat() for month in months] == ["2026-01-31", "2025-12-31", "2025-11-30"]


def test_last_computed_on_is_the_newest_day(world: World) -> None:
    assert last_computed_on(world.county) is None
    indicators_compute(on=NOV_23)
    assert last_computed_on(world.county) == NOV_23


def test_dashboard_of_the_users_own_office_names_none_above(
    world: World, head: User, inspector: User
) -> None:
    assert dashboard(world.county, head, IndicatorKey.REOFFENDING).above == ()
    above = dashboard(world.county, inspector, IndicatorKey.REOFFENDING).above
    assert [office.pk for office in above] == [world.province.pk, world.prefecture.pk]


def test_dashboard_ranks_the_worst_first_and_the_few_not_at_all(world: World, inspector: User) -> None:
    key, as_of = IndicatorKey.REPORTS_ON_TIME, AsOf(NOV_23)
    freeze(world.station, key, 90, 100, as_of)
    freeze(world.next_station, key, 20, 29, as_of)
    board = dashboard(world.county, inspector, key)
    assert [row.office.pk for row in board.ranked] == [world.station.pk]
    assert [row.figure.standing for row in board.unranked] == [Standing.TOO_FEW]


def test_dashboard_shows_what_stands_apart_and_none_as_zero(world: World, inspector: User) -> None:
    freeze(world.county, IndicatorKey.REOFFENDING, 1, 300, AsOf(NOV_23))
    freeze(world.county, IndicatorKey.SUSPECTED, 2, None, AsOf(NOV_23))
    tile = dashboard(world.county, inspector, IndicatorKey.REOFFENDING).chosen
    assert [(each.indicator.key, each.k) for each in tile.companions] == [
        (IndicatorKey.INDICTED, 0),
        (IndicatorKey.SUSPECTED, 2),
    ]


def test_map_colours_no_county_whose_interval_crosses_the_target(world: World, inspector: User) -> None:
    key, as_of = IndicatorKey.REPORTS_ON_TIME, AsOf(NOV_23)
    freeze(world.county, key, 98, 100, as_of)
    freeze(world.other_county, key, 500, 1_000, as_of)
    board = dashboard(world.province, inspector, key)
    steps = {area["code"]: area["step"] for area in map_data(board, lambda office: "/")}
    assert steps == {world.county.code: None, world.other_county.code: 3}


def test_map_falls_back_on_prefectures_where_no_county_can_be_judged(world: World, inspector: User) -> None:
    key, as_of = IndicatorKey.REPORTS_ON_TIME, AsOf(NOV_23)
    freeze(world.county, key, 98, 100, as_of)
    freeze(world.prefecture, key, 980, 1_000, as_of)
    board = dashboard(world.province, inspector, key)
    assert board.map_by == "prefecture"
    assert {area["step"] for area in map_data(board, lambda office: "/")} == {0}


def test_legend_of_a_ceiling_and_of_a_floor() -> None:
    assert [step.text for step in legend(INDICATORS[IndicatorKey.SOCIAL_WORKERS])] == [
        "≤ 10 达标", "10–12", "12–15", "> 15",
    ]  # fmt: skip
    assert [step.text for step in legend(INDICATORS[IndicatorKey.TEAM_COMPLETE])] == [
        "100% 达标", "95–100%", "80–95%", "< 80%",
    ]  # fmt: skip


def test_trend_leaves_a_gap_for_a_missing_month(world: World, inspector: User) -> None:
    key = IndicatorKey.SOCIAL_WORKERS
    freeze(world.county, key, 100, 12, AsOf.month(date(2026, 8, 1)))
    freeze(world.county, key, 100, 11, AsOf.month(date(2026, 10, 1)))
    trend = trend_data(dashboard(world.county, inspector, key))
    assert len(trend["months"]) == 24
    assert trend["months"][-3:] == ["2026年8月", "2026年9月", "2026年10月"]
    assert trend["values"][-3:] == [12.0, None, 11.0]
    assert trend["target"] == 10.0


def test_trend_of_a_closed_month_ends_with_it(world: World, inspector: User) -> None:
    person(world.station)
    indicators_compute(on=NOV_23, months=3)
    board = dashboard(world.county, inspector, IndicatorKey.SOCIAL_WORKERS, AsOf.month(date(2026, 9, 1)))
    assert board.trend[-1].as_of.word == "2026-09"
    assert not board.trend[-1].figure.is_missing
