"""Finding people, and the rows of the list."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from corrections.enums import StatusKind
from corrections.models import Case, User
from corrections.selectors.cases import case_rows
from corrections.selectors.search import offender_search
from tests.factories import (
    CaseFactory,
    CaseGrantFactory,
    CommunityFactory,
    OffenderFactory,
    StatusSpanFactory,
    id_number,
)
from tests.people import TODAY, World


@pytest.fixture
def case(world: World) -> Case:
    offender = OffenderFactory(name="单于小明", id_number=id_number(77), phone="13812345678")
    made: Case = CaseFactory(station=world.station, offender=offender)
    CaseFactory(station=world.station, offender=OffenderFactory(name="王芳", id_number=id_number(78)))
    return made


def found(user: User, text: str) -> list[Case]:
    return list(offender_search(user, text))


@pytest.mark.parametrize(
    "text",
    [
        "单于小明", "小明", " 于 小", "cyxm", "CYX", "chanyu", "chan yu xiao", "ChanYuXiaoMing",
        "13812345678", "138-1234-5678", "+8613812345678",
    ],
)  # fmt: skip
def test_offender_search_finds(case: Case, officer: User, text: str) -> None:
    assert found(officer, text) == [case]


def test_offender_search_by_number(case: Case, officer: User) -> None:
    number = case.offender.id_number

    assert found(officer, number) == found(officer, f" {number[:6]} {number[6:].lower()}") == [case]
    assert found(officer, number[-4:]) == found(officer, number[-4:].lower()) == [case]


@pytest.mark.parametrize(
    "text", ["", "  ", "%", "_", "李", "138123456", "5139", "zzz", "' OR 1=1 --", "x" * 5000]
)
def test_offender_search_finds_nobody(case: Case, officer: User, text: str) -> None:
    assert found(officer, text) == []


def test_offender_search_by_people(
    case: Case, officer: User, neighbour: User, head: User, outsider: User
) -> None:
    assert [len(found(user, "小明")) for user in (officer, head, neighbour, outsider)] == [1, 1, 0, 0]


def test_offender_search_inspector_only_by_a_whole_number(case: Case, inspector: User) -> None:
    assert [found(inspector, text) for text in ("小明", "cyxm", case.offender.id_number[-4:])] == [[], [], []]
    assert found(inspector, case.offender.id_number) == found(inspector, "13812345678") == [case]


def test_offender_search_lent_case_by_name(case: Case, neighbour: User) -> None:
    CaseGrantFactory(user=neighbour, content_object=case)

    assert found(User.objects.get(pk=neighbour.pk), "小明") == [case]


def test_offender_search_restricted_person(world: World, officer: User, inspector: User) -> None:
    minor = CaseFactory(station=world.station, juvenile=True)

    assert found(officer, minor.offender.name) == found(officer, minor.offender.id_number) == [minor]
    assert found(inspector, minor.offender.id_number) == []


def test_offender_search_open_cases_first(world: World, officer: User) -> None:
    ended = CaseFactory(station=world.station, ended=True, offender__name="赵一")
    current = CaseFactory(station=world.station, offender=ended.offender)

    assert found(officer, "赵一") == [current, ended]


def test_case_rows_annotations(world: World, officer: User) -> None:
    case = CaseFactory(
        station=world.station,
        absconding=True,
        community=CommunityFactory(station=world.station, name="东街社区"),
    )
    StatusSpanFactory(case=case, hospital=True)

    row: Any = case_rows(officer, on=TODAY).get()

    assert row.statuses == [StatusKind.HOSPITAL, StatusKind.LOST_CONTACT]
    assert (row.is_absconding, row.community_name) == (True, "东街社区")


def test_case_rows_cost_the_same_for_one_and_twenty(
    world: World, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    CaseFactory.create_batch(20, station=world.station, responsible=officer.staff)
    assert officer.may("corrections.offender_view")

    for number in (1, 20):
        with django_assert_num_queries(1):
            rows = case_rows(officer, on=TODAY)[:number]
            assert (
                len([(row.offender.name, row.station.name, str(row.responsible)) for row in rows]) == number
            )
