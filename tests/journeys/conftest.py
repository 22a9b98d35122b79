"""A story runs on its own days, with the shipped rule books."""

from collections.abc import Iterator
from datetime import date

import pytest

from corrections.enums import Level
from corrections.models import Case
from supervision.services import duties_open, rule_books_load
from tests.factories import CaseFactory, StaffFactory, full_team
from tests.journeys.days import Days
from tests.people import World


@pytest.fixture
def days(db: None) -> Iterator[Days]:
    """Begins on Monday 2026-11-23."""
    story = Days()
    yield story
    story.close()


@pytest.fixture(autouse=True)
def books(db: None) -> None:
    """Both rule books as shipped."""
    rule_books_load()


@pytest.fixture
def strict_case(world: World) -> Case:
    """Strictly supervised at the first station since Friday 2026-11-20, with a team; its first week has just begun."""
    made: Case = CaseFactory(
        station=world.station,
        level=Level.STRICT,
        responsible=StaffFactory(name="吴专干"),
        term_starts_on=date(2026, 11, 18),
        term_ends_on=date(2028, 11, 17),
        received_on=date(2026, 11, 20),
    )
    full_team(made)
    duties_open(on=date(2026, 11, 23), case_ids=[made.pk])
    return made
