"""The factories themselves: what they make is whole."""

import pytest

from core.idnumber import parse
from corrections.models import Case, LevelSpan, Offender, Placement, StatusSpan, Term, User
from tests.factories import CaseFactory, OffenderFactory, StationFactory, id_number
from tests.people import TODAY, World


def test_factories_case_copies_its_spans(world: World) -> None:
    case = CaseFactory(station=world.station, strict=True, absconding=True)

    assert Placement.objects.get(case=case).station == world.station
    assert LevelSpan.objects.get(case=case).level == case.level
    assert Term.objects.get(case=case).ends_on == case.term_ends_on
    assert StatusSpan.objects.on(TODAY).get(case=case).absconding_from is not None
    assert case.path == f"{world.county.path}{world.station.pk}/"


@pytest.mark.parametrize(
    "trait",
    [
        "suspended",
        "parole",
        "surveillance",
        "temporary",
        "juvenile",
        "awaiting",
        "term_over",
        "ended",
        "lost",
    ],
)
def test_factories_trait_makes_a_case(db: None, trait: str) -> None:
    case = CaseFactory(**{trait: True})

    assert Case.objects.under_correction(on=TODAY).contains(case) == (
        trait not in ("awaiting", "term_over", "ended")
    )


def test_factories_id_numbers_are_valid_and_unique(db: None) -> None:
    people = [OffenderFactory(woman=n % 2 == 0, minor=n % 3 == 0) for n in range(30)]

    assert all(parse(person.id_number, on=TODAY).birth_date == person.birth_on for person in people)
    assert all(parse(person.id_number, on=TODAY).sex == person.sex for person in people)
    assert len({id_number(n) for n in range(30_000)}) == 30_000


def test_factories_stations_make_their_own_tree(db: None) -> None:
    station, other = StationFactory(), StationFactory()

    assert station.parent.parent.parent.path == station.path.split("/")[0] + "/"
    assert not other.path.startswith(station.parent.path)


def test_factories_five_people_see_their_own(
    world: World, officer: User, neighbour: User, head: User, inspector: User, outsider: User
) -> None:
    CaseFactory(station=world.station)
    seen = {
        user.username: Case.objects.visible_to(user).count() + Offender.objects.visible_to(user).count()
        for user in (officer, neighbour, head, inspector, outsider)
    }

    assert seen == {"officer": 2, "neighbour": 0, "head": 2, "inspector": 2, "outsider": 0}
