"""The pages an officer lives in read in twelve queries at most, whatever is on them (docs/performance.md, Pages)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.clock import frozen
from corrections.enums import StatusKind
from corrections.models import Case, User
from supervision.services import duties_open
from tests.corrections.browsing import signed_in
from tests.factories import CaseFactory, StatusSpanFactory
from tests.people import World
from tests.supervision.duties import MONDAY

MOST = 12


@pytest.fixture
def full_station(world: World, books: None) -> Case:
    """Twelve people with duties of all ages; the last one is lost."""
    cases = [
        CaseFactory(station=world.station, ordinary=True, received_on=date(2026, 10, 5))
        for _each in range(12)
    ]
    StatusSpanFactory(case=cases[-1], kind=StatusKind.LOST_CONTACT, starts_on=date(2026, 11, 18))
    duties_open(on=MONDAY, case_ids=[case.pk for case in cases])
    return cases[-1]


def queries(user: User, url: str) -> int:
    client = signed_in(user)
    with frozen(MONDAY):
        assert client.get(url).status_code == 200  # opening a file leaves an event, once a day
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
    print("\n".join(query["sql"] for query in captured))  # shown when there were too many
    return len(captured)


@pytest.mark.parametrize("person", ["officer", "head"])
@pytest.mark.parametrize("tab", ["", "?tab=overdue", "?kind=oral_report"])
def test_workbench_reads_in_few_queries(
    full_station: Case, person: str, tab: str, request: pytest.FixtureRequest
) -> None:
    user: Any = request.getfixturevalue(person)
    assert queries(user, reverse("supervision:workbench") + tab) <= MOST


@pytest.mark.parametrize("person", ["officer", "head", "inspector"])
def test_list_of_people_reads_in_few_queries(
    full_station: Case, person: str, request: pytest.FixtureRequest
) -> None:
    user: Any = request.getfixturevalue(person)
    assert queries(user, reverse("corrections:offender_list")) <= MOST


@pytest.mark.parametrize("person", ["officer", "head"])
def test_file_reads_in_few_queries(full_station: Case, person: str, request: pytest.FixtureRequest) -> None:
    user: Any = request.getfixturevalue(person)
    assert queries(user, reverse("corrections:offender_detail", args=[full_station.offender_id])) <= MOST
