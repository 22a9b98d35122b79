"""The end of a case by kind, and taking it back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import Category, EndKind, Level
from corrections.models import Case, LevelSpan, Placement, StatusSpan, TeamSeat, User
from corrections.policies.case import END_KINDS
from corrections.services.end import case_end, case_end_undo
from corrections.services.level import case_level_change
from tests.factories import CaseFactory, TeamSeatFactory
from tests.people import TODAY, World

DAY = date(2026, 11, 20)
MISFITS = [(category, kind) for category in Category for kind in EndKind if kind not in END_KINDS[category]]


def end(
    by: User, case: Case, kind: EndKind = EndKind.DEATH, ended_on: date = DAY, reason: str = "病亡"
) -> Case:
    return case_end(by=by, case=case, kind=kind, ended_on=ended_on, reason=reason)


def test_case_end_closes_what_is_open(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, lost=True)
    gone = TeamSeatFactory(case=case, ends_on=date(2026, 8, 1))
    seat = TeamSeatFactory(case=case)

    ended = end(head, case)

    assert (ended.ended_on, ended.end_kind, ended.end_reason) == (DAY, EndKind.DEATH, "病亡")
    assert {model.objects.get(case=case).ends_on for model in (Placement, LevelSpan, StatusSpan)} == {DAY}
    assert TeamSeat.objects.get(pk=seat.pk).ends_on == DAY
    gone.refresh_from_db()
    assert gone.ends_on == date(2026, 8, 1)
    assert AuditEvent.objects.get(event="case_ended").changes["end_kind"] == ["", "death"]
    assert not Case.objects.under_correction(on=TODAY).exists()


def test_case_end_counts_on_its_last_day(world: World, head: User) -> None:
    end(head, CaseFactory(station=world.station))

    assert Case.objects.under_correction(on=DAY).count() == 1


@pytest.mark.parametrize(("category", "kind"), MISFITS)
def test_case_end_kind_must_fit_the_category(
    world: World, head: User, category: Category, kind: EndKind
) -> None:
    case = CaseFactory(station=world.station, **{category.value: True})

    with pytest.raises(Refused):
        end(head, case, kind)
    assert Case.objects.get(pk=case.pk).ended_on is None


def test_case_end_surveillance_cannot_be_revoked(world: World, head: User) -> None:
    with pytest.raises(Refused, match="管制不能撤销"):
        end(head, CaseFactory(station=world.station, surveillance=True), EndKind.REVOKED_SUSPENSION)


def test_case_end_discharge_waits_for_the_term(world: World, head: User) -> None:
    with pytest.raises(Refused, match="2028-02-29届满"):
        end(head, CaseFactory(station=world.station), EndKind.DISCHARGE)

    late = end(head, CaseFactory(station=world.station, term_over=True), EndKind.DISCHARGE)
    assert late.ended_on == DAY


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"ended_on": date(2026, 3, 4)}, "早于接收"),
        ({"ended_on": date(2026, 11, 24)}, "晚于今天"),
        ({"kind": EndKind.OTHER, "reason": ""}, "原因"),
    ],
)
def test_case_end_bad_input(world: World, head: User, given: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        end(head, CaseFactory(station=world.station), **given)  # type: ignore[arg-type]


def test_case_end_before_a_later_fact(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, ordinary=True)
    case_level_change(by=head, case=case, level=Level.STRICT, starts_on=TODAY, reason="警告")

    with pytest.raises(Refused, match="以后还有管理等级的登记"):
        end(head, case)


def test_case_end_twice(world: World, head: User) -> None:
    with pytest.raises(Refused, match="已于2026-10-31"):
        end(head, CaseFactory(station=world.station, ended=True))


def test_case_end_of_a_person_who_never_came(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, awaiting=True)

    with pytest.raises(Refused, match="还没有报到接收"):
        end(head, case, EndKind.PARDON)
    assert end(head, case, EndKind.DEATH, ended_on=date(2026, 2, 1)).ended_on == date(2026, 2, 1)


@pytest.mark.parametrize("person", ["officer", "neighbour", "inspector", "outsider"])
def test_case_end_without_the_right(world: World, person: str, request: pytest.FixtureRequest) -> None:
    user, case = request.getfixturevalue(person), CaseFactory(station=world.station)

    with pytest.raises(PermissionDenied):
        end(user, case)
    with pytest.raises(PermissionDenied):
        case_end_undo(by=user, case=CaseFactory(station=world.station, ended=True), reason="误登记")


def test_case_end_undo_opens_what_the_end_closed(world: World, head: User) -> None:
    case = CaseFactory(station=world.station)
    gone = TeamSeatFactory(case=case, ends_on=DAY)
    end(head, case)

    undone = case_end_undo(by=head, case=case, reason="误登记")

    assert (undone.ended_on, undone.end_kind) == (None, "")
    assert Placement.objects.get(case=case).ends_on is None
    assert LevelSpan.objects.get(case=case).ends_on is None
    gone.refresh_from_db()
    assert gone.ends_on == DAY
    assert AuditEvent.objects.get(event="case_end_undone").reason == "误登记"


def test_case_end_undo_of_an_end_that_came_with_a_roster(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, ended=True)
    for model in (Placement, LevelSpan):
        model.objects.update(is_closed_with_case=False)

    case_end_undo(by=head, case=case, reason="名册有误")

    assert Placement.objects.get(case=case).ends_on is LevelSpan.objects.get(case=case).ends_on is None


def test_case_end_undo_refusals(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, ended=True)

    with pytest.raises(BadInput, match="理由"):
        case_end_undo(by=head, case=case, reason="")
    CaseFactory(offender=case.offender, station=world.station)
    with pytest.raises(Refused, match="新的未解除案件"):
        case_end_undo(by=head, case=case, reason="误登记")
    with pytest.raises(Refused, match="不需要撤回"):
        case_end_undo(by=head, case=CaseFactory(station=world.station), reason="误登记")
