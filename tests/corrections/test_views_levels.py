"""The level of many people at once: chosen in the list, checked, and told one by one."""

import pytest
from django.urls import reverse

from corrections.enums import Level
from corrections.models import Case, User
from tests.corrections.browsing import page, send, signed_in, text
from tests.factories import CaseFactory
from tests.people import World

pytestmark = pytest.mark.django_db
MANY = reverse("corrections:cases_level_change")
ANSWERS = {"level": "lenient", "starts_on": "2026-11-20", "reason": "季度考核合格"}


@pytest.fixture
def cases(world: World) -> list[Case]:
    return [
        CaseFactory(station=world.station, ordinary=True, offender__name="甲一"),
        CaseFactory(station=world.next_station, lenient=True, offender__name="乙二"),
        CaseFactory(station=world.station, awaiting=True, offender__name="丙三"),
    ]


def test_chosen_people_stand_above_the_form(cases: list[Case], head: User) -> None:
    seen = text(page(head, MANY, data={"case": [case.pk for case in cases]}))
    assert "共 3 人" in seen and "甲一" in seen and seen.count('name="case"') == 3


def test_nothing_chosen_leads_back_to_the_list(head: User) -> None:
    assert page(head, MANY).headers["Location"] == reverse("corrections:offender_list")


def test_levels_change_after_the_check_and_each_outcome_is_told(cases: list[Case], head: User) -> None:
    answers = ANSWERS | {"case": [case.pk for case in cases]}
    asked = send(head, MANY, answers)
    assert "请核对" not in text(asked) and "确认提交" in text(asked) and "宽管" in text(asked)
    assert Case.objects.get(pk=cases[0].pk).level == Level.ORDINARY
    client = signed_in(head)
    told = client.post(MANY, answers | {"checked": "1"}, follow=True)
    assert told.context["counts"] == {"done": 1, "skipped": 1, "refused": 1}
    assert "已是宽管" in text(told) and "还没有报到接收" in text(told)
    assert Case.objects.get(pk=cases[0].pk).level == Level.LENIENT


def test_levels_of_others_cannot_be_slipped_in(cases: list[Case], head: User, world: World) -> None:
    foreign = CaseFactory(station=world.other_station, ordinary=True)
    answers = ANSWERS | {"case": [cases[0].pk, foreign.pk], "checked": "1"}
    assert "已不在您的管辖范围内" in text(send(head, MANY, answers))
    assert Case.objects.get(pk=cases[0].pk).level == Level.ORDINARY


def test_result_is_ones_own(cases: list[Case], head: User, officer: User) -> None:
    done = send(head, MANY, ANSWERS | {"case": [cases[0].pk], "checked": "1"})
    assert page(head, done.headers["Location"]).status_code == 404  # another session
    assert page(officer, done.headers["Location"]).status_code == 403


def test_many_levels_are_closed_to_who_may_not(cases: list[Case], officer: User, inspector: User) -> None:
    for user in (officer, inspector):
        assert send(user, MANY, ANSWERS | {"case": [cases[0].pk]}).status_code == 403


def test_bad_ids_are_no_error(head: User) -> None:
    assert page(head, MANY, data={"case": ["x", "-1", "9" * 40]}).status_code == 302
