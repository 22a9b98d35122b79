"""(address, person, status): the matrix misses no address and keeps no dead one, and every answer is safe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from corrections.models import User
from tests.architecture.addresses import addresses
from tests.architecture.conftest import FIXTURES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]

ANONYMOUS = "anonymous"
PEOPLE = (ANONYMOUS, *FIXTURES)
POST = "POST "
REFUSED = (403, 404)


@dataclass(frozen=True)
class Line:
    """One address of the matrix: what each person gets, and what it is about."""

    name: str
    is_post: bool
    statuses: dict[str, int]
    about: str

    def url(self, things: dict[str, int]) -> str:
        """The address of the thing it is about."""
        words: dict[str, int | str] = {}
        for part in filter(None, self.about.split(",")):
            name, is_given, value = part.partition("=")
            words[name if is_given else "pk"] = value if is_given else things[part]
        return reverse(self.name, kwargs=words)


def _lines() -> list[Line]:
    text = Path(__file__).with_name("access_matrix.txt").read_text(encoding="utf-8")
    heading, *rows = [line for line in text.splitlines() if not line.startswith("#")]
    assert tuple(heading.split()) == (*PEOPLE, "about")
    return [_line(row) for row in rows]


def _line(row: str) -> Line:
    name, *cells = row.removeprefix(POST).split()
    statuses = dict(zip(PEOPLE, map(int, cells[: len(PEOPLE)]), strict=True))
    return Line(name, row.startswith(POST), statuses, "".join(cells[len(PEOPLE) :]))


LINES = _lines()


def client_of(person: User | None) -> Client:
    """A browser with that person's session; errors come back as pages, as they would to a person."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="core.login.backends.AccountBackend")
    return client


def answer(person: User | None, method: str, url: str) -> Any:
    """The answer, whose effect is undone: every line starts from the same rows."""
    undo = transaction.savepoint()
    response = client_of(person).generic(method, url)
    transaction.savepoint_rollback(undo)
    return response


def test_every_address_stands_in_the_matrix_once() -> None:
    known, named = [address.name for address in addresses()], [line.name for line in LINES]
    assert [name for name in known if name not in named] == [], "missing in access_matrix.txt"
    assert [name for name in named if name not in known] == [], "stale in access_matrix.txt"
    assert [name for name in set(named) if named.count(name) > 1] == [], "twice in access_matrix.txt"


@pytest.mark.parametrize("word", PEOPLE)
def test_person_gets_what_the_matrix_says(word: str, people: dict[str, User], things: dict[str, int]) -> None:
    wrong, unsafe = [], []
    for line in LINES:
        response = answer(people.get(word), "POST" if line.is_post else "GET", line.url(things))
        if response.status_code != line.statuses[word]:
            wrong.append(f"{line.name}: {response.status_code}, not {line.statuses[word]}")
        unsafe += [f"{line.name}: {why}" for why in missing_headers(response)]
    assert wrong == []
    assert unsafe == []


def missing_headers(response: Any) -> list[str]:
    """What a page of ours must say to the browser, whatever its status."""
    policy = response.headers.get("Content-Security-Policy", "")
    said = {
        "no-store": "no-store" in response.headers.get("Cache-Control", ""),
        "a policy without unsafe-*": bool(policy) and "unsafe-" not in policy,
        "nosniff": response.headers.get("X-Content-Type-Options") == "nosniff",
        "no frames": response.headers.get("X-Frame-Options") == "DENY" or "frame-ancestors" in policy,
    }
    return [why for why, is_said in said.items() if not is_said]


@pytest.mark.parametrize("word", ["neighbour", "inspector", "worker"])
def test_who_may_not_look_may_not_send(word: str, people: dict[str, User], things: dict[str, int]) -> None:
    """A refused page refuses a POST in the same way, before it looks at what was sent."""
    refused = [line for line in LINES if line.statuses[word] in REFUSED and not line.is_post]
    different = [
        f"{line.name}: {status}, not {line.statuses[word]}"
        for line in refused
        if (status := answer(people[word], "POST", line.url(things)).status_code) != line.statuses[word]
    ]
    assert different == []


def test_page_without_a_get_says_so(people: dict[str, User], things: dict[str, int]) -> None:
    """Somebody who may press the button gets 405 for its address, or the question whether they mean it."""
    for line in LINES:
        if not line.is_post:
            continue
        presser = next(word for word in ("officer", "roster", "system") if line.statuses[word] not in REFUSED)
        response = answer(people[presser], "GET", line.url(things))
        is_question = response.status_code == 200 and b'name="csrfmiddlewaretoken"' in response.content
        assert response.status_code == 405 or is_question, line.name
