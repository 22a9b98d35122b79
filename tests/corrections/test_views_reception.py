"""接收登记 by hand: the number first, what it says at once, the check, and the file at the end."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from corrections.enums import Level
from corrections.models import Case, Offender, User
from tests.corrections.browsing import page, send, signed_in, text
from tests.factories import CaseFactory, CommunityFactory, OffenderFactory, id_number
from tests.people import World

pytestmark = pytest.mark.django_db
RECEIVE = reverse("corrections:case_receive")
CHECK = reverse("corrections:document_check")
NUMBER = id_number(900, birth_on=date(1990, 5, 6))


def answers(world: World, **changed: Any) -> dict[str, Any]:
    """A person of thirty-six with a suspended sentence of a year and a half, here and registered."""
    return {
        "id_kind": "resident", "id_number": NUMBER, "name": "程新来", "phone": "138-0000-3333",
        "category": "suspended", "decision_organ": "court", "decision_organ_name": "开江县人民法院",
        "crimes": "盗窃罪、诈骗罪", "penalty": "fixed_term", "penalty_term": "1年", "term_text": "1年6个月",
        "term_starts_on": "2026-11-10", "station": world.station.pk, "received_on": "2026-11-18",
        "registered_on": "2026-11-18", "registration_result": "in_time", "reception_kind": "self",
        "level": "undetermined", "effective_on": "2026-11-10",
    } | changed  # fmt: skip


def received() -> Case:
    found: Case = Case.objects.select_related("offender").get(offender__name="程新来")
    return found


def test_reception_is_checked_and_carried_out(world: World, officer: User) -> None:
    asked = text(send(officer, RECEIVE, answers(world)))
    assert "盗窃罪、诈骗罪" in asked and "2028-05-09" in asked and not Case.objects.exists()
    done = send(officer, RECEIVE, answers(world, checked="1"))
    case = received()
    assert done.headers["Location"] == reverse("corrections:offender_detail", args=[case.offender_id])
    assert (case.term_ends_on, case.level, case.crimes) == (
        date(2028, 5, 9), Level.UNDETERMINED, ["盗窃罪", "诈骗罪"],
    )  # fmt: skip
    assert (case.offender.birth_on, case.offender.sex, case.offender.phone) == (
        date(1990, 5, 6), "male", "13800003333",
    )  # fmt: skip


def test_person_not_here_yet_is_awaited(world: World, officer: User) -> None:
    send(
        officer,
        RECEIVE,
        answers(world, received_on="", registered_on="", registration_result="", checked="1"),
    )
    assert list(Case.objects.awaiting_reception()) == [received()]


def test_place_and_officer_are_kept(world: World, officer: User) -> None:
    community = CommunityFactory(station=world.station)
    send(officer, RECEIVE, answers(world, community=community.pk, responsible=officer.staff_id, checked="1"))
    case = received()
    assert case.responsible == officer.staff
    assert case.placements.get().community == community


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"id_number": "51172319900506123X"}, "校验码不对"),
        ({"name": ""}, "请填写姓名"),
        ({"category": "temporary"}, "暂予监外执行请选择情形"),
        ({"term_text": "一阵子"}, "看不懂期限"),
        ({"registration_result": ""}, "请选择报到情况"),
        ({"received_on": "2026-12-24"}, "不能晚于今天"),
        ({"sex": "female"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(
    changed: dict[str, str], sentence: str, world: World, officer: User
) -> None:
    seen = text(send(officer, RECEIVE, answers(world, **changed)))
    assert sentence in seen and 'value="开江县人民法院"' in seen
    assert not Case.objects.exists()


def test_sex_against_the_number_needs_a_reason(world: World, officer: User) -> None:
    seen = text(send(officer, RECEIVE, answers(world, sex="female", checked="1")))
    assert "性别与身份证号不一致" in seen and 'value="程新来"' in seen


def test_bounds_of_the_law_warn_at_the_check(world: World, officer: User) -> None:
    seen = text(send(officer, RECEIVE, answers(world, term_ends_on="2028-05-31")))
    assert "缓刑考验期应到2028-05-09止" in seen and "确认提交" in seen


def test_person_with_an_open_case_is_refused_at_the_check(world: World, officer: User) -> None:
    CaseFactory(station=world.station, offender=OffenderFactory(name="程新来", id_number=NUMBER))
    refused = send(officer, RECEIVE, answers(world))
    assert refused.status_code == 409 and "一人同时只能有一个案件" in text(refused)


def test_known_person_gets_a_second_case(world: World, officer: User) -> None:
    person = OffenderFactory(name="程新来", id_number=NUMBER)
    CaseFactory(station=world.station, offender=person, ended=True)
    send(officer, RECEIVE, answers(world, checked="1"))
    assert person.cases.count() == 2 and Offender.objects.count() == 1


def test_station_without_delegation_is_told_so(neighbour: User) -> None:
    answer = page(neighbour, RECEIVE)
    assert answer.status_code == 409 and "请由县级社区矫正机构办理接收" in text(answer)


def test_station_of_others_is_no_choice(world: World, officer: User) -> None:
    seen = text(send(officer, RECEIVE, answers(world, station=world.next_station.pk)))
    assert "选择一个有效的选项" in seen and not Case.objects.exists()


def test_reception_is_closed_to_who_does_not_receive(inspector: User, outsider: User) -> None:
    for user in (inspector, outsider):
        assert page(user, RECEIVE).status_code == 403
        assert send(user, CHECK, {"id_number": NUMBER}).status_code == 403


# What the number says


def said(user: User, number: str, kind: str = "resident") -> str:
    return text(send(user, CHECK, {"id_number": number, "id_kind": kind}))


def test_number_fills_birth_sex_and_age(officer: User) -> None:
    seen = said(officer, f"{NUMBER[:6]} {NUMBER[6:]}".lower())
    assert 'data-birth="1990-05-06"' in seen and 'data-sex="male"' in seen and "36 岁" in seen


def test_wrong_number_is_said_at_once(officer: User) -> None:
    assert "校验码不对" in said(officer, "51172319900506123X")
    assert said(officer, "").strip() == ""


def test_number_shows_an_existing_file(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, offender=OffenderFactory(id_number=NUMBER))
    seen = said(officer, NUMBER)
    assert "已有档案" in seen and reverse("corrections:offender_detail", args=[case.offender_id]) in seen


def test_number_of_a_person_elsewhere_tells_no_more_than_it_must(world: World, officer: User) -> None:
    case = CaseFactory(station=world.other_station, offender=OffenderFactory(name="某人", id_number=NUMBER))
    seen = said(officer, NUMBER)
    assert "此人在其他机构有未解除的案件" in seen
    assert "某人" not in seen and "竹阳" not in seen and f"/offenders/{case.offender_id}/" not in seen


def test_document_of_another_kind_is_looked_up_unchecked(officer: User) -> None:
    assert said(officer, "H12345678", "hong_kong").strip() == ""


# The station's communities and staff


def test_place_is_cut_down_to_the_station(world: World, head: User, officer: User) -> None:
    here, there = CommunityFactory(station=world.station), CommunityFactory(station=world.next_station)
    place = reverse("corrections:reception_place")
    seen = text(page(head, place, data={"station": world.station.pk}))
    assert here.name in seen and there.name not in seen and "李所员" in seen
    assert there.name not in text(page(officer, place, data={"station": world.next_station.pk}))


def test_form_costs_the_same_for_many_communities(world: World, head: User) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        client = signed_in(head)
        with CaptureQueriesContext(connection) as queries:
            client.get(RECEIVE)
        return len(queries)

    CommunityFactory(station=world.station)
    one = cost()
    CommunityFactory.create_batch(10, station=world.next_station)
    assert cost() == one
