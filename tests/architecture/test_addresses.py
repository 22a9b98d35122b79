"""Every address names its right, lists bear any words, and ids of others do not exist."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from django.conf import settings

from core.views import ActionPage, ListPage
from corrections.enums import Role
from corrections.models import User
from corrections.permissions import Permission as Corrections
from corrections.roles import permissions_of
from reporting.permissions import Permission as Reporting
from reviews.permissions import Permission as Reviews
from supervision.permissions import Permission as Supervision
from tests.architecture.addresses import Address, addresses
from tests.architecture.test_access_matrix import LINES, Line, answer
from tests.architecture.things import things_make
from tests.people import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]

PERMISSIONS = {str(word) for room in (Corrections, Supervision, Reviews, Reporting) for word in room.values}
JUNK = (
    "?ordering=password",
    "?ordering=-user__password",
    "?page=-1",
    "?page=1000000000",
    "?page=x&page_size=7",
    "?page_size=100000",
    "?q=%00&status=%27&office=x",
    "?office=999999999999999999999&from=2026-13-45",
)


def is_page(address: Address, kind: type) -> bool:
    return inspect.isclass(address.view) and issubclass(address.view, kind)


def test_every_view_names_a_permission_or_a_reason() -> None:
    nameless = [
        address.name
        for address in addresses()
        if address.name not in settings.PUBLIC_URLS
        and getattr(address.view, "permission", "") not in PERMISSIONS
        and not getattr(address.view, "any_user_reason", "")
    ]
    assert nameless == []


def test_public_addresses_exist() -> None:
    assert set(settings.PUBLIC_URLS) - {address.name for address in addresses()} == set()


HELD_BY_NOBODY = {"supervision.approval_decide_own"}
"""Rights that no role brings: to decide one's own request is given to nobody by default."""


def test_every_permission_is_held_by_a_role_and_every_right_is_known() -> None:
    held = {permission for role in Role for permission in permissions_of(role)}
    assert held == PERMISSIONS - HELD_BY_NOBODY
    assert held & HELD_BY_NOBODY == set(), "stale exceptions"


def test_buttons_stand_in_the_matrix_as_posts() -> None:
    posted = {line.name for line in LINES if line.is_post}
    without_get = {
        address.name
        for address in addresses()
        if is_page(address, ActionPage) or (address.methods and "get" not in address.methods)
    }
    assert without_get - posted == set()


# Words in the address


def lists() -> list[Line]:
    names = {address.name for address in addresses() if is_page(address, ListPage)}
    return [line for line in LINES if line.name in names]


@pytest.mark.parametrize("query", JUNK)
def test_list_bears_any_words(query: str, people: dict[str, User], things: dict[str, int]) -> None:
    bad = {
        line.name: response.status_code
        for line in lists()
        if (response := answer(people[opener(line)], "GET", line.url(things) + query)).status_code != 200
    }
    assert bad == {}


def opener(line: Line) -> str:
    """Somebody who may open the page or press the button."""
    return next(word for word, status in line.statuses.items() if status < 400 and word != "anonymous")


# Ids of others


def about_rows() -> list[Line]:
    return [line for line in LINES if line.about and not line.about.startswith(("key=", "card=", "kind="))]


OF_THE_PROVINCE = ("rule", "coming_rule")
"""Rows that lie in no county: who may read the rule book reads all of it."""


@pytest.mark.parametrize("pk", [10**17, 10**30])
def test_unknown_id_is_404(pk: int, people: dict[str, User], things: dict[str, int]) -> None:
    nothing = dict.fromkeys(things, pk)
    found = {
        line.name: status
        for line in about_rows()
        if (status := status_of(line, people[opener(line)], nothing)) != 404
    }
    assert found == {}


@pytest.mark.parametrize("word", ["officer", "head", "roster", "worker"])
def test_rows_of_another_county_do_not_exist(
    word: str, world: World, people: dict[str, User], things: dict[str, int]
) -> None:
    """The next id may be anybody's: what lies in another county is 404 wherever one's own would open."""
    there = things_make(elsewhere(world), stranger(people), mark="b")
    wrong = []
    for line in about_rows():
        if line.about in OF_THE_PROVINCE:
            continue
        refused = {404, 403} if line.statuses[word] == 403 else {404}
        if (status := status_of(line, people[word], there)) not in refused:
            wrong.append(f"{line.name}: {status}")
    assert wrong == []


def status_of(line: Line, person: User, things: dict[str, int]) -> int:
    return int(answer(person, "POST" if line.is_post else "GET", line.url(things)).status_code)


def elsewhere(world: World) -> World:
    """The same world seen from the other county."""
    return World(**vars(world) | {"county": world.other_county, "station": world.other_station})


def stranger(people: dict[str, User]) -> dict[str, Any]:
    """Nobody of ours: the inspector of the province stands for whoever recorded there."""
    return dict.fromkeys(("officer", "worker", "roster"), people["inspector"])
