"""The shipped rule books, and a case at the first station."""

from datetime import date

import pytest

from corrections.models import Case
from supervision.services import rule_books_load
from tests.factories import CaseFactory
from tests.people import World


@pytest.fixture
def books(db: None) -> None:
    """Both rule books as shipped."""
    rule_books_load()


@pytest.fixture
def case(world: World, books: None) -> Case:
    """Ordinary level since Monday 2026-11-02, registered the same day at the first station, no duty opened yet."""
    made: Case = CaseFactory(
        station=world.station,
        ordinary=True,
        term_starts_on=date(2026, 10, 30),
        term_ends_on=date(2028, 10, 29),
        received_on=date(2026, 11, 2),
    )
    return made
