"""Which duties, records and notices exist for whom."""

from __future__ import annotations

from datetime import date

import pytest

from corrections.models import Case, ResponsibleOfficer, User
from supervision.enums import Channel
from supervision.models import CheckIn, Duty, Visit
from supervision.permissions import Permission
from supervision.selectors import workbench_cards
from supervision.services import check_in_record, duties_open, visit_record
from tests.factories import AccessDenialFactory, CaseGrantFactory
from tests.supervision.duties import MONDAY

MODELS = (Duty, CheckIn, Visit)


@pytest.fixture
def recorded(case: Case, officer: User) -> Case:
    duties_open(on=MONDAY, case_ids=[case.pk])
    check_in_record(by=officer, case=case, channel=Channel.PHONE, happened_on=date(2026, 11, 18))
    visit_record(by=officer, case=case, happened_on=date(2026, 11, 18))
    return case


def seen(user: User) -> set[str]:
    fresh = User.objects.get(pk=user.pk)
    return {model.__name__ for model in MODELS if model.objects.visible_to(fresh).exists()}


EVERYTHING = {"Duty", "CheckIn", "Visit"}


def test_the_station_the_county_and_the_province_see_them(
    recorded: Case, officer: User, head: User, inspector: User
) -> None:
    assert seen(officer) == seen(head) == seen(inspector) == EVERYTHING


def test_the_next_station_and_an_outsider_see_nothing(
    recorded: Case, neighbour: User, outsider: User
) -> None:
    assert seen(neighbour) == seen(outsider) == set()


def test_a_social_worker_sees_the_caseload(recorded: Case, social_worker: User) -> None:
    assert seen(social_worker) == set() and social_worker.staff is not None
    ResponsibleOfficer.objects.create(
        case=recorded, staff=social_worker.staff, starts_on=MONDAY, recorded_at=recorded.created_at
    )
    assert seen(social_worker) == EVERYTHING


def test_a_lent_case_shows_its_duties(recorded: Case, neighbour: User) -> None:
    CaseGrantFactory(user=neighbour, content_object=recorded)
    assert seen(neighbour) == EVERYTHING


def test_a_restriction_wins(recorded: Case, officer: User) -> None:
    AccessDenialFactory(user=officer, case=recorded)
    assert seen(officer) == set()


def test_a_disabled_account_sees_nothing(recorded: Case, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert seen(officer) == set()


def test_the_workbench_counts_only_where_the_user_works(
    recorded: Case, officer: User, inspector: User, neighbour: User
) -> None:
    assert officer.may(Permission.WORKBENCH_VIEW) and not inspector.may(Permission.WORKBENCH_VIEW)
    assert sum(card.count for card in workbench_cards(officer, on=MONDAY)) > 0
    for user in (inspector, neighbour):
        assert sum(card.count for card in workbench_cards(user, on=MONDAY)) == 0
