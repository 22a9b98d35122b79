"""Dashboards and lists over HTTP: who sees what, that every number leads to as many rows, and at which cost."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.enums import OffenceKind
from corrections.models import Case, Organisation, User
from reporting.services import indicators_compute
from tests.factories import (
    CaseFactory,
    CountyFactory,
    OffenceFactory,
    OffenderFactory,
    PostingFactory,
    StationFactory,
    full_team,
)
from tests.people import World
from tests.reporting.lives import NOV_23, duty, move_person, person


def get(user: User, url: str, **query: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    response = client.get(url, query)
    return response.status_code, response.content.decode()


def board(office: Organisation) -> str:
    return reverse("reporting:office", args=[office.pk])


def rows(office: Organisation, indicator: str, part: str) -> str:
    return reverse("reporting:rows", args=[office.pk, indicator, part])


@pytest.fixture
def reoffender(world: World) -> Case:
    """Under correction and judged for a new offence; the figures of the day are stored."""
    case = person(world.station)
    OffenceFactory(case=case, judged=True)
    full_team(person(world.station))
    duty(case, date(2026, 11, 15))
    indicators_compute(on=NOV_23)
    return case


def test_home_is_the_highest_office_of_the_user(inspector: User, officer: User, reoffender: Case) -> None:
    assert "<h1>全省看板</h1>" in get(inspector, reverse("reporting:home"))[1]
    assert "<h1>新宁镇司法所看板</h1>" in get(officer, reverse("reporting:home"))[1]


@pytest.mark.parametrize(
    ("person_name", "office_name", "status"),
    [
        ("inspector", "province", 200),
        ("inspector", "station", 200),
        ("head", "county", 200),
        ("head", "prefecture", 404),
        ("head", "other_county", 404),
        ("officer", "station", 200),
        ("officer", "county", 404),
        ("officer", "next_station", 404),
        ("outsider", "station", 403),
        ("social_worker", "station", 403),
    ],
)
def test_dashboard_reaches_down_never_up_or_aside(
    request: pytest.FixtureRequest, world: World, person_name: str, office_name: str, status: int
) -> None:
    user, office = request.getfixturevalue(person_name), getattr(world, office_name)
    assert get(user, board(office))[0] == status
    assert get(user, rows(office, "reoffending", "counted"))[0] == status


def test_dashboard_shows_value_k_and_n_as_links(world: World, inspector: User, reoffender: Case) -> None:
    _status, body = get(inspector, board(world.county))
    counted, population = (rows(world.county, "reoffending", part) for part in ("counted", "population"))
    assert (
        f'<a href="{counted}?period=2026-11-23">1</a> / <a href="{population}?period=2026-11-23">2</a>'
        in body
    )
    assert "数量过少" in body  # fewer than 30 people


def test_every_link_of_a_number_opens_a_list_of_as_many_rows(
    world: World, inspector: User, reoffender: Case
) -> None:
    seen = 0
    for office in (world.province, world.county, world.station):
        _status, body = get(inspector, board(office))
        for url, number in re.findall(
            r'<a href="(/reporting/offices/\d+/[a-z_]+/[a-z]+/\?[^"]+)">(\d+)</a>', body
        ):
            status, page = get(inspector, url)
            assert status == 200
            assert f"名单 {number} " in page, url
            assert "与看板数字一致" in page
            seen += 1
    assert seen > 20


def test_dashboard_keeps_period_and_indicator_on_the_way_down(
    world: World, inspector: User, reoffender: Case
) -> None:
    _status, body = get(inspector, board(world.prefecture), period="2026-10", indicator="team_complete")
    assert f"{board(world.county)}?period=2026-10&amp;indicator=team_complete" in body


def test_dashboard_without_figures_says_so(world: World, inspector: User) -> None:
    status, body = get(inspector, board(world.county))
    assert (status, "还没有计算指标" in body) == (200, True)


@pytest.mark.parametrize(
    "query",
    [
        {"period": "yesterday"},
        {"period": "2026-13"},
        {"period": "9999-01-01"},
        {"indicator": "nothing"},
        {"indicator": "suspected"},
    ],
)
def test_dashboard_with_a_word_it_does_not_know(world: World, inspector: User, query: dict[str, str]) -> None:
    assert get(inspector, board(world.county), **query)[0] == 404


def test_rows_say_whose_and_which_they_are(world: World, inspector: User, reoffender: Case) -> None:
    _status, body = get(inspector, rows(world.county, "reoffending", "counted"))
    assert "<h1>开江县 · 再犯罪人员</h1>" in body
    assert "再犯罪率 · 2026年1月1日—11月23日" in body


def test_rows_page_by_page_show_each_once(world: World, inspector: User) -> None:
    cases = [person(world.station) for _number in range(25)]
    url = rows(world.county, "social_workers", "population")
    seen: list[str] = []
    for number in ("1", "2", "3"):  # a page beyond the last is the last
        _status, body = get(inspector, url, page=number)
        seen += re.findall(r"/offenders/(\d+)/", body)
    assert sorted(seen[:25]) == sorted(str(case.offender_id) for case in cases)
    assert seen[25:] == seen[20:25]


def test_rows_of_an_unknown_indicator_or_part(world: World, inspector: User) -> None:
    assert get(inspector, rows(world.county, "nothing", "counted"))[0] == 404
    assert get(inspector, rows(world.county, "reoffending", "rest"))[0] == 404


def test_rows_mask_names_for_an_inspector_and_not_for_the_officer(
    world: World, inspector: User, officer: User, reoffender: Case
) -> None:
    name = reoffender.offender.name
    masked = name[0] + "*" * (len(name) - 1)
    _status, seen = get(inspector, rows(world.station, "reoffending", "counted"))
    assert (name in seen, masked in seen, "判决生效" in seen) == (False, True, True)
    _status, seen = get(officer, rows(world.station, "reoffending", "counted"))
    assert name in seen


def test_rows_say_restricted_and_nothing_else(world: World, inspector: User) -> None:
    case = CaseFactory(station=world.station, offender=OffenderFactory(minor=True), is_juvenile_track=True)
    OffenceFactory(case=case, judged=True)
    indicators_compute(on=NOV_23)
    _status, body = get(inspector, rows(world.county, "reoffending", "counted"))
    assert "受限" in body
    assert "盗窃罪" not in body
    assert "名单 1 人，与看板数字一致" in body


def test_rows_keep_who_moved_away_without_saying_who(world: World, head: User, reoffender: Case) -> None:
    move_person(reoffender, world.other_station, date(2026, 11, 1))
    indicators_compute(on=NOV_23)
    _status, body = get(head, rows(world.county, "reoffending", "counted"))
    assert "现不在您的查看范围" in body
    assert reoffender.offender.name not in body
    assert "名单 1 人，与看板数字一致" in body


def test_rows_say_then_and_now_when_more_is_known_since(world: World, head: User, reoffender: Case) -> None:
    OffenceFactory(case=person(world.station), judged=True, kind=OffenceKind.NEW)
    _status, body = get(head, rows(world.county, "reoffending", "counted"), period="2026-11-23")
    assert "看板当时 1 人，现在 2 人" in body


def test_rows_of_what_is_missing_name_the_empty_seats(world: World, head: User, reoffender: Case) -> None:
    _status, body = get(head, rows(world.county, "team_complete", "rest"))
    assert "缺：司法所工作人员、社区民警、社会工作者、志愿者、其他成员（X）" in body


def test_rows_of_duties_posts_and_offices(world: World, head: User, reoffender: Case) -> None:
    assert "2026-W46" in get(head, rows(world.county, "reports_on_time", "rest"))[1]
    PostingFactory(organisation=world.station, staff__name="周社工", social_worker=True)
    assert "周社工" in get(head, rows(world.county, "social_workers", "counted"))[1]
    assert "普安镇司法所" in get(head, rows(world.county, "stations_staffed", "rest"))[1]


def queries(user: User, url: str) -> int:
    client = Client()
    client.force_login(user)
    client.get(url)  # the session and the content types are read once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_dashboard_costs_the_same_for_one_and_for_many_offices(world: World, inspector: User) -> None:
    indicators_compute(on=NOV_23)
    few = queries(inspector, board(world.prefecture))
    for _number in range(12):
        person(StationFactory(parent=CountyFactory(parent=world.prefecture)))
    indicators_compute(on=NOV_23)
    assert queries(inspector, board(world.prefecture)) == few <= 12


@pytest.mark.parametrize(
    ("indicator", "part"), [("reoffending", "population"), ("reports_on_time", "population")]
)
def test_rows_cost_the_same_for_one_and_for_twenty(
    world: World, inspector: User, indicator: str, part: str
) -> None:
    duty(person(world.station), date(2026, 11, 15))
    indicators_compute(on=NOV_23)
    few = queries(inspector, rows(world.county, indicator, part))
    for _number in range(20):
        duty(person(world.station), date(2026, 11, 15))
    assert queries(inspector, rows(world.county, indicator, part)) == few <= 12
