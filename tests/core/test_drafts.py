"""Drafts: sealed, for who typed them alone, gone with the form they became."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from core.clock import frozen, today
from core.drafts import MOST_CHARACTERS, draft_of, draft_save, drafts_expire
from core.errors import BadInput
from core.models import Draft
from corrections.models import Case, User
from supervision.models import CheckIn
from supervision.services import rule_books_load
from tests.corrections.browsing import page, send, text
from tests.factories import CaseFactory
from tests.people import World


@pytest.fixture
def case(world: World) -> Case:
    rule_books_load()
    made: Case = CaseFactory(station=world.station, ordinary=True)
    return made


def keep(user: User, case: Case, **answers: str) -> Any:
    url = reverse("supervision:check_in_record", args=[case.pk])
    return send(user, reverse("core:draft_save"), {"draft-page": url, **answers})


def test_what_was_typed_is_there_again_for_who_typed_it_alone(case: Case, officer: User, head: User) -> None:
    url = reverse("supervision:check_in_record", args=[case.pk])
    assert keep(officer, case, content="本人在家，话没说完", channel="video").status_code == 204
    shown = text(page(officer, url))
    assert "本人在家，话没说完" in shown and "没有提交的内容" in shown
    assert "本人在家，话没说完" not in text(page(head, url))
    other = CaseFactory(station=case.station, ordinary=True)
    assert "话没说完" not in text(page(officer, reverse("supervision:check_in_record", args=[other.pk])))


def test_it_lies_sealed_and_without_passwords(case: Case, officer: User) -> None:
    keep(officer, case, content="只有我知道", password="geheim", csrfmiddlewaretoken="x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM core_draft")
        assert "只有我知道".encode() not in bytes(cursor.fetchone()[0])
    assert set(Draft.objects.get().answers) == {"content"}


def test_it_goes_with_the_form_it_became_and_stays_with_one_that_was_refused(
    case: Case, officer: User
) -> None:
    url = reverse("supervision:check_in_record", args=[case.pk])
    keep(officer, case, content="第一句")
    answers = {"channel": "phone", "happened_on": "2027-01-01", "outcome": "complied", "content": "第一句"}
    assert "晚于今天" in text(send(officer, url, answers)) and Draft.objects.exists()
    send(officer, url, answers | {"happened_on": "2026-11-23"})
    assert CheckIn.objects.get().content == "第一句"
    assert not Draft.objects.exists()


def test_thrown_away_by_hand(case: Case, officer: User, head: User) -> None:
    url = reverse("supervision:check_in_record", args=[case.pk])
    keep(officer, case, content="算了")
    forget = reverse("core:draft_forget")
    send(head, forget, {"draft-page": url})
    assert draft_of(officer, url) is not None
    assert send(officer, forget, {"draft-page": url, "next": url})["Location"] == url
    assert draft_of(officer, url) is None


def test_only_addresses_of_ours_and_only_so_much(officer: User) -> None:
    for where in ("", "https://elsewhere/", "/" + "a" * 300):
        with pytest.raises(BadInput):
            draft_save(by=officer, page=where, answers={"a": ["b"]})
    with pytest.raises(BadInput):
        draft_save(by=officer, page="/a/", answers={"a": ["b" * (MOST_CHARACTERS + 1)]})


def test_forgotten_after_seven_days(officer: User) -> None:
    draft_save(by=officer, page="/a/", answers={"a": ["b"]})
    assert drafts_expire() == 0
    with frozen(today() + timedelta(days=8)):
        assert draft_of(officer, "/a/") is None
        assert drafts_expire() == 1
