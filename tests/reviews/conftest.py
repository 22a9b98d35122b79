from datetime import date

import pytest

from corrections.models import Case, Community
from reviews.models import Representative
from tests.factories import CaseFactory, CommunityFactory
from tests.people import World

SINCE = date(2026, 1, 1)


@pytest.fixture
def community(world: World) -> Community:
    made: Community = CommunityFactory(station=world.station, name="石龙社区")
    return made


@pytest.fixture
def panel(community: Community) -> list[Representative]:
    """Three representatives in office since the first of January."""
    return [
        Representative.objects.create(community=community, name=name, starts_on=SINCE)
        for name in ("周代表", "吴代表", "郑代表")
    ]


@pytest.fixture
def case(world: World, community: Community) -> Case:
    """A man under correction who lives in that community."""
    made: Case = CaseFactory(station=world.station, community=community)
    return made
