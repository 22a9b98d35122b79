from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.models import Case, Community, User
from reviews.enums import AppraisalItem
from reviews.models import Appraisal, Representative
from reviews.selectors import community_rows
from reviews.services import appraisal_record
from tests.factories import CaseFactory, CommunityFactory
from tests.people import World

TODAY = date(2026, 11, 23)


def page(user: User, name: str, *args: int, **query: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    response = client.get(reverse(f"reviews:{name}", args=args), query)
    return response.status_code, response.content.decode()


def marks(panel: list[Representative], mark: int = 4) -> dict[str, int]:
    return {f"mark_{found.pk}_{item.value}": mark for found in panel for item in AppraisalItem}


def test_communities_show_their_state_and_people(
    world: World, officer: User, case: Case, panel: list[Representative]
) -> None:
    CommunityFactory(station=world.station, name="空白村")
    rows: Any = community_rows(officer, on=TODAY)
    assert {row.name: [row.in_office, row.people, row.state] for row in rows} == {
        "石龙社区": [3, 1, "complete"],
        "空白村": [0, 0, "none"],
    }
    status, body = page(officer, "community_list")
    assert (status, "符合" in body, "未建" in body) == (200, True, True)


def test_communities_filtered_by_state(world: World, officer: User, panel: list[Representative]) -> None:
    CommunityFactory(station=world.station, name="空白村")
    _status, body = page(officer, "community_list", state="none")
    assert "空白村" in body
    assert "石龙社区" not in body


def test_community_of_another_station_does_not_exist(neighbour: User, community: Community) -> None:
    assert page(neighbour, "community_detail", community.pk)[0] == 404
    assert page(neighbour, "representative_add", community.pk)[0] == 404


def test_community_to_an_inspector_has_no_buttons(inspector: User, community: Community) -> None:
    status, body = page(inspector, "community_detail", community.pk)
    assert (status, "增加代表" in body) == (200, False)
    assert page(inspector, "representative_add", community.pk)[0] == 403


def test_outsider_sees_no_reviews(outsider: User, community: Community) -> None:
    assert page(outsider, "community_list")[0] == 403


def test_representative_add_and_end_in_the_browser(officer: User, community: Community) -> None:
    client = Client()
    client.force_login(officer)
    answers = {
        "name": "周代表",
        "sex": "female",
        "occupation": "退休教师",
        "phone": "",
        "starts_on": "20261101",
    }
    client.post(reverse("reviews:representative_add", args=[community.pk]), answers)
    made = Representative.objects.get()
    assert (made.name, made.starts_on) == ("周代表", date(2026, 11, 1))
    client.post(reverse("reviews:representative_end", args=[made.pk]), {"ends_on": "2026-11-20"})
    made.refresh_from_db()
    assert made.ends_on == date(2026, 11, 20)


def test_appraisal_record_in_the_browser_and_shown_in_the_file(
    officer: User, case: Case, panel: list[Representative]
) -> None:
    client = Client()
    client.force_login(officer)
    url = reverse("reviews:appraisal_record", args=[case.pk])
    assert "周代表" in client.get(url).content.decode()
    answers = {"happened_on": "2026-11-20", "words": "按时参加公益活动。", **marks(panel)}
    response = client.post(url, answers)
    assert response.headers["Location"] == reverse("reviews:case_panel", args=[case.pk])
    status, body = page(officer, "case_panel", case.pk)
    assert (status, "按时参加公益活动。" in body, "平均 4.0 分" in body) == (200, True, True)


def test_appraisal_record_with_half_a_row_says_whose(
    officer: User, case: Case, panel: list[Representative]
) -> None:
    client = Client()
    client.force_login(officer)
    answers = {"happened_on": "2026-11-20", **marks(panel[:2]), f"mark_{panel[2].pk}_work_life": 3}
    body = client.post(reverse("reviews:appraisal_record", args=[case.pk]), answers).content.decode()
    assert "郑代表还有项目没有评分" in body
    assert not Appraisal.objects.exists()


def test_appraisal_record_refused_for_a_minor_before_anything_is_typed(
    officer: User, world: World, panel: list[Representative]
) -> None:
    status, body = page(officer, "appraisal_record", CaseFactory(station=world.station, juvenile=True).pk)
    assert (status, "第五十四条" in body) == (409, True)


def test_appraisals_name_nobody_to_an_inspector(
    officer: User, inspector: User, case: Case, panel: list[Representative]
) -> None:
    scores = {found: dict.fromkeys(AppraisalItem, 5) for found in panel}
    appraisal_record(by=officer, case=case, happened_on=TODAY, scores=scores)
    _status, body = page(inspector, "appraisal_list")
    name = case.offender.name
    assert name not in body
    assert name[0] + "*" * (len(name) - 1) in body


@pytest.mark.parametrize("name", ["appraisal_feedback", "appraisal_withdraw"])
def test_appraisal_of_another_station_does_not_exist(
    officer: User, neighbour: User, case: Case, panel: list[Representative], name: str
) -> None:
    scores = {found: dict.fromkeys(AppraisalItem, 5) for found in panel}
    made = appraisal_record(by=officer, case=case, happened_on=TODAY, scores=scores)
    assert page(neighbour, name, made.pk)[0] == 404
    assert page(officer, name, made.pk)[0] == 200
