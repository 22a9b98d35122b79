"""Everybody with an account, and one row of everything."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from corrections.models import User
from supervision.services import rule_books_load
from tests.architecture.things import things_make
from tests.people import World

FIXTURES = {
    "officer": "officer",
    "neighbour": "neighbour",
    "head": "head",
    "inspector": "inspector",
    "outsider": "outsider",
    "roster": "roster_administrator",
    "worker": "social_worker",
    "system": "system_administrator",
    "security": "security_administrator",
    "audit": "audit_administrator",
    "rules": "rule_book_administrator",
}
"""A column of the access matrix → the person of tests/people.py."""


@pytest.fixture
def people(world: World, request: pytest.FixtureRequest) -> dict[str, User]:
    return {word: request.getfixturevalue(name) for word, name in FIXTURES.items()}


@pytest.fixture
def things(world: World, people: dict[str, User], tmp_path: Path, settings: Settings) -> dict[str, int]:
    files = settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": files}
    rule_books_load()
    return things_make(world, people)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Hundreds of refusals are the point of these tests; each would write a traceback."""
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(level)
