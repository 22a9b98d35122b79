"""The list of people: search without names in addresses, filters, masks, the same cost for any number of rows."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.models import Case, User
from tests.corrections.browsing import page, signed_in, text
from tests.factories import CaseFactory, OffenderFactory, StatusSpanFactory
from tests.people import World

pytestmark = pytest.mark.django_db
LIST = reverse("corrections:offender_list")
SEARCH = reverse("corrections:offender_search")


@pytest.fixture
def case(world: World) -> Case:
    made: Case = CaseFactory(
        station=world.station, ordinary=True, offender__name="廖娟艳", offender__phone="13800001111"
    )
    return made


def rows(response: Any) -> list[str]:
    return [row.name for row in response.context["rows"]]


def search(user: User, typed: str, **filters: str) -> Any:
    return signed_in(user).post(SEARCH, {"q": typed, **filters}, follow=True)


@pytest.mark.parametrize("typed", ["廖娟", "ljy", "liaojuan", "13800001111"])
def test_search_finds_by_name_pinyin_and_phone(typed: str, officer: User, case: Case, world: World) -> None:
    CaseFactory(station=world.station, offender__name="王建国")
    assert rows(search(officer, typed)) == ["廖娟艳"]


def test_search_finds_by_whole_number_and_last_four(officer: User, case: Case) -> None:
    number = case.offender.id_number
    assert rows(search(officer, f" {number[:6]} {number[6:]}")) == ["廖娟艳"]
    assert rows(search(officer, number[-4:])) == ["廖娟艳"]


def test_search_leaves_no_text_in_any_address_nor_plainly_in_the_session(officer: User, case: Case) -> None:
    client = signed_in(officer)
    response = client.post(SEARCH, {"q": case.offender.id_number, "level": "ordinary"}, follow=True)
    addresses = [url for url, _status in response.redirect_chain]
    assert addresses and not any(case.offender.id_number in url for url in addresses)
    assert "level=ordinary" in addresses[-1]
    assert case.offender.id_number not in str(dict(client.session))
    assert f'value="{case.offender.id_number}"' in text(response)


def test_search_twice_keeps_one_key_and_ten_at_most(officer: User, case: Case) -> None:
    client = signed_in(officer)
    first = client.post(SEARCH, {"q": "廖"}).headers["Location"]
    assert client.post(SEARCH, {"q": "廖"}).headers["Location"] == first
    for number in range(12):
        client.post(SEARCH, {"q": f"王{number}"})
    assert len(client.session["searches"]) == 10
    assert "这次查找的内容已经不在" in text(client.get(first))


def test_search_of_another_session_finds_nothing(officer: User, neighbour: User, case: Case) -> None:
    address = signed_in(officer).post(SEARCH, {"q": "廖"}).headers["Location"]
    assert rows(page(neighbour, address)) == []


def test_search_bears_control_characters(officer: User, case: Case) -> None:
    assert rows(search(officer, "\0廖\0", ordering="password\0")) == ["廖娟艳"]


def test_search_finds_ended_cases_that_the_list_hides(officer: User, world: World) -> None:
    CaseFactory(station=world.station, ended=True, offender__name="吴江")
    assert rows(page(officer, LIST)) == []
    assert rows(search(officer, "吴江")) == ["吴江"]


def test_list_shows_names_masked_or_restricted_by_right(
    officer: User, inspector: User, case: Case, world: World
) -> None:
    CaseFactory(station=world.station, offender=OffenderFactory(name="张小明", minor=True))
    assert sorted(rows(page(officer, LIST))) == ["廖娟艳", "张小明"]
    seen = page(inspector, LIST)
    assert sorted(rows(seen)) == ["受限", "廖**"]
    assert "张小明" not in text(seen) and "廖娟艳" not in text(seen)


def test_restricted_row_says_nothing_else(inspector: User, world: World) -> None:
    hidden = CaseFactory(station=world.station, juvenile=True, crimes=["抢劫罪"], strict=True)
    answer = text(page(inspector, LIST))
    assert (
        "抢劫罪" not in answer
        and reverse("corrections:offender_detail", args=[hidden.offender_id]) not in answer
    )


def test_list_shows_only_what_exists_for_the_user(neighbour: User, outsider: User, case: Case) -> None:
    assert rows(page(neighbour, LIST)) == []
    assert page(outsider, LIST).status_code == 403


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", "在矫 失联 期满 待接收 羁押"),
        ("all", "在矫 失联 已解除 期满 待接收 羁押"),
        ("under_correction", "在矫 失联 羁押"),
        ("awaiting", "待接收"),
        ("unregistered", "待接收"),
        ("lost_contact", "失联"),
        ("absconding", ""),
        ("custody", "羁押"),
        ("hospital", ""),
        ("term_over", "期满"),
        ("ended", "已解除"),
    ],
)
def test_filter_by_state(state: str, expected: str, officer: User, world: World) -> None:
    for name, traits in {
        "在矫": {}, "失联": {"lost": True}, "期满": {"term_over": True}, "待接收": {"awaiting": True},
        "羁押": {"in_custody": True}, "已解除": {"ended": True},
    }.items():  # fmt: skip
        CaseFactory(station=world.station, offender__name=name, **traits)
    assert sorted(rows(page(officer, LIST, data={"state": state}))) == sorted(expected.split())


def test_filters_by_office_level_category_responsible_and_end(
    head: User, officer: User, world: World
) -> None:
    near = CaseFactory(
        station=world.station,
        strict=True,
        parole=True,
        offender__name="甲",
        term_ends_on=date(2026, 12, 1),
        responsible=officer.staff,
    )
    CaseFactory(station=world.next_station, lenient=True, offender__name="乙")
    for words in (
        {"office": str(near.station_id)},
        {"level": "strict"},
        {"category": "parole"},
        {"ending": "30"},
        {"responsible": str(officer.staff_id)},
    ):
        assert rows(page(head, LIST, data=words)) == ["甲"], words
    assert rows(page(officer, LIST, data={"responsible": "me"})) == ["甲"]


def test_filter_by_juvenile_track(officer: User, world: World) -> None:
    CaseFactory(station=world.station, juvenile=True)
    CaseFactory(station=world.station, offender__name="成年人")
    assert rows(page(officer, LIST, data={"juvenile": "no"})) == ["成年人"]


def test_offices_are_offered_step_by_step(inspector: User, head: User, world: World) -> None:
    def offered(user: User, **words: str) -> str:
        field = page(user, LIST, data=words).context["filterset"].form.fields["office"]
        return str([label for _value, label in field.choices])

    assert "达州市司法局" in offered(inspector) and "开江县" not in offered(inspector)
    assert "开江县司法局" in offered(inspector, office=str(world.prefecture.pk))
    assert "新宁镇司法所" in offered(head) and "大竹县" not in offered(head)


def test_an_office_of_others_is_no_choice(head: User, world: World) -> None:
    CaseFactory(station=world.other_station)
    seen = page(head, LIST, data={"office": str(world.other_station.pk)})
    assert rows(seen) == [] and "选择一个有效的选项" in text(seen)


def test_ordering_is_a_whitelist(officer: User, world: World) -> None:
    for name, level, end in (("王一", "lenient", date(2027, 1, 1)), ("陈二", "strict", date(2028, 1, 1))):
        CaseFactory(station=world.station, offender__name=name, level=level, term_ends_on=end)
    assert rows(page(officer, LIST)) == ["陈二", "王一"]
    assert rows(page(officer, LIST, data={"ordering": "term_end"})) == ["王一", "陈二"]
    assert rows(page(officer, LIST, data={"ordering": "-level"})) == ["王一", "陈二"]
    assert rows(page(officer, LIST, data={"ordering": "offender__id_index"})) == ["陈二", "王一"]


def test_list_costs_the_same_for_one_and_for_twenty_rows(officer: User, world: World) -> None:
    def cost() -> int:
        client = signed_in(officer)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        return len(queries)

    CaseFactory(station=world.station, responsible=officer.staff)
    one = cost()
    for _number in range(19):
        StatusSpanFactory(case=CaseFactory(station=world.station, ordinary=True))
    assert cost() == one


def test_list_offers_boxes_only_to_who_changes_levels(officer: User, head: User, case: Case) -> None:
    assert 'name="case"' not in text(page(officer, LIST))
    assert 'name="case"' in text(page(head, LIST))


def test_list_answers_htmx_with_the_table_alone(officer: User, case: Case) -> None:
    response = page(officer, LIST, headers={"HX-Request": "true", "HX-Target": "results"})
    assert "<html" not in text(response) and "廖娟艳" in text(response)
