import pytest

from supervision.services import rule_books_load
from tests.people import World


@pytest.fixture
def world(world: World) -> World:
    """The world with the shipped rule books."""
    rule_books_load()
    return world
