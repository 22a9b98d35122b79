"""A list page costs the same number of queries for 1 and for 20 rows, and shows the 20."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.views import ListPage
from corrections.models import User
from tests.architecture.addresses import addresses
from tests.architecture.rows import ROWS, Maker
from tests.architecture.test_access_matrix import LINES, Line, client_of
from tests.architecture.test_addresses import is_page, opener
from tests.people import World

pytestmark = pytest.mark.django_db


def test_every_list_page_has_its_rows() -> None:
    lists = {address.name for address in addresses() if is_page(address, ListPage)}
    assert lists - set(ROWS) == set(), "add what a line of it is made of to tests/architecture/rows.py"
    assert set(ROWS) - lists == set(), "stale rows"


@pytest.mark.parametrize("name", sorted(ROWS))
def test_list_costs_the_same_for_1_and_20_rows(
    name: str, world: World, people: dict[str, User], things: dict[str, int]
) -> None:
    line = next(line for line in LINES if line.name == name)
    viewer = "head" if name == "corrections:organisation_list" else opener(line)
    client, maker = client_of(people[viewer]), Maker(world, people, things)
    ROWS[name](maker, 0)
    url = address_of(line, things)
    load(client, url)  # what is remembered between requests
    few, few_rows = load(client, url)
    for n in range(1, 20):
        ROWS[name](maker, n)
    many, many_rows = load(client, url)
    assert many_rows >= 20 > few_rows
    assert len(many) == len(few), "\n".join(sorted(set(many) - set(few)))


def address_of(line: Line, things: dict[str, int]) -> str:
    """A whole page of rows; the list of an indicator at the station, where the offences are."""
    return f"{line.url(things)}?page_size=50"


def load(client: Client, url: str) -> tuple[list[str], int]:
    """The statements of one request, and how many rows its page shows."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response: Any = client.get(url)
    assert response.status_code == 200, url
    return [query["sql"] for query in captured.captured_queries], len(list(response.context["rows"]))
