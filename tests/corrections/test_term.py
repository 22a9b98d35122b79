"""Commutation and correction of a term; placement corrected."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import TermKind
from corrections.models import Case, Placement, Term, User
from corrections.services.placement import placement_correct
from corrections.services.term import term_change
from tests.factories import CaseFactory, CommunityFactory
from tests.people import TODAY, World


def change(by: User, case: Case, **given: object) -> Case:
    facts: dict[str, object] = {
        "kind": TermKind.COMMUTATION,
        "starts_on": case.term_starts_on,
        "ends_on": date(2027, 8, 31),
        "decided_on": date(2026, 11, 20),
        "document": "（2026）川17刑更1号",
    }
    term_change(by=by, case=case, **(facts | given))  # type: ignore[arg-type]
    return Case.objects.get(pk=case.pk)


def test_term_change_commutation_shortens(world: World, head: User) -> None:
    case = change(head, CaseFactory(station=world.station))

    assert case.term_ends_on == date(2027, 8, 31)
    assert list(Term.objects.filter(case=case).values_list("kind", flat=True)) == ["original", "commutation"]
    assert AuditEvent.objects.get(event="term_changed").changes == {
        "term_ends_on": ["2028-02-29", "2027-08-31"]
    }


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"ends_on": date(2028, 2, 29)}, "只缩短"),
        ({"decided_on": None}, "裁定日期"),
        ({"decided_on": date(2026, 11, 24)}, "晚于今天"),
        ({"ends_on": date(2026, 1, 1)}, "早于开始"),
        ({"kind": TermKind.ORIGINAL}, "减刑或更正"),
        ({"kind": TermKind.CORRECTION}, "理由"),
    ],
)
def test_term_change_bad_input(world: World, head: User, given: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        change(head, CaseFactory(station=world.station), **given)


def test_term_change_correction_warns(world: World, head: User) -> None:
    case = CaseFactory(station=world.station)

    _term, warnings = term_change(
        by=head,
        case=case,
        kind=TermKind.CORRECTION,
        starts_on=case.term_starts_on,
        ends_on=date(2028, 3, 1),
        reason="录入错误",
    )

    assert [warning.code for warning in warnings] == ["term_end_differs"]


def test_term_change_of_an_ended_case(world: World, head: User) -> None:
    with pytest.raises(Refused, match="解除或终止"):
        change(head, CaseFactory(station=world.station, ended=True))


@pytest.mark.parametrize("person", ["officer", "neighbour", "inspector", "outsider"])
def test_term_change_without_the_right(world: World, person: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        change(request.getfixturevalue(person), CaseFactory(station=world.station))


def correct(by: User, case: Case, world: World, **given: object) -> Placement:
    facts: dict[str, object] = {
        "station": world.next_station,
        "community": None,
        "starts_on": date(2026, 11, 16),
        "reason": "辖区调整",
    }
    return placement_correct(by=by, case=case, **(facts | given))  # type: ignore[arg-type]


def test_placement_correct_moves_the_case(world: World, head: User, neighbour: User) -> None:
    case = CaseFactory(station=world.station)
    community = CommunityFactory(station=world.next_station)

    placement = correct(head, case, world, community=community)

    assert (placement.station, placement.community) == (world.next_station, community)
    assert Case.objects.visible_to(neighbour).contains(case)
    assert Placement.objects.get(case=case, station=world.station).ends_on == date(2026, 11, 15)


def test_placement_correct_refusals(world: World, head: User, officer: User) -> None:
    case = CaseFactory(station=world.station)

    with pytest.raises(PermissionDenied):
        correct(head, case, world, station=world.other_station)
    with pytest.raises(PermissionDenied):
        correct(officer, case, world)
    with pytest.raises(BadInput, match="理由"):
        correct(head, case, world, reason="")
    with pytest.raises(BadInput, match="晚于今天"):
        correct(head, case, world, starts_on=date(2026, 11, 24))
    with pytest.raises(Refused, match="解除或终止"):
        correct(head, CaseFactory(station=world.station, ended=True), world)
    assert case.received_on < TODAY
