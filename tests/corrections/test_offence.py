"""New offences and earlier ones found later."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import BadInput
from core.models import AuditEvent
from corrections.enums import OffenceKind, OffenceStage
from corrections.models import Case, Offence, User
from corrections.services.offence import offence_record, offence_update
from tests.factories import CaseFactory, OffenceFactory
from tests.people import World


@pytest.fixture
def case(world: World) -> Case:
    made: Case = CaseFactory(station=world.station)
    return made


def record(by: User, case: Case, **given: object) -> Offence:
    facts: dict[str, object] = {
        "kind": OffenceKind.NEW,
        "crime": "盗窃罪",
        "committed_on": date(2026, 6, 1),
        "suspected_on": date(2026, 6, 3),
    }
    return offence_record(by=by, case=case, **(facts | given))  # type: ignore[arg-type]


def test_offence_record_suspected(case: Case, officer: User) -> None:
    offence = record(officer, case)

    assert offence.stage == OffenceStage.SUSPECTED and offence.recorded_by == officer
    assert AuditEvent.objects.get(case_id=case.pk).event == "offence_recorded"


def test_offence_record_judged_after_the_end(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, ended=True)

    assert record(officer, case, effective_on=date(2026, 11, 20)).stage == OffenceStage.JUDGED


def test_offence_record_earlier_offence(case: Case, officer: User) -> None:
    offence = record(officer, case, kind=OffenceKind.EARLIER, committed_on=date(2025, 5, 1))

    assert offence.kind == OffenceKind.EARLIER


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"crime": " "}, "罪名"),
        ({"suspected_on": None}, "至少"),
        ({"effective_on": date(2026, 11, 24)}, "晚于今天"),
        ({"indicted_on": date(2026, 6, 2)}, "依次"),
        ({"committed_on": date(2026, 2, 28)}, "登记为漏罪"),
        ({"kind": OffenceKind.EARLIER}, "登记为再犯新罪"),
    ],
)
def test_offence_record_days_that_cannot_be(
    case: Case, officer: User, given: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        record(officer, case, **given)


def test_offence_record_after_the_term(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, term_over=True)

    with pytest.raises(BadInput, match="届满"):
        record(officer, case, committed_on=date(2026, 11, 1), suspected_on=date(2026, 11, 2))


@pytest.mark.parametrize("person", ["neighbour", "inspector", "outsider"])
def test_offence_without_the_right(case: Case, person: str, request: pytest.FixtureRequest) -> None:
    user, offence = request.getfixturevalue(person), OffenceFactory(case=case)

    with pytest.raises(PermissionDenied):
        record(user, case)
    with pytest.raises(PermissionDenied):
        update(user, offence)


def update(by: User, offence: Offence, **given: object) -> Offence:
    facts = {
        name: getattr(offence, name)
        for name in ("kind", "crime", "committed_on", "suspected_on", "indicted_on")
    }
    facts |= {"effective_on": date(2026, 10, 15)}
    return offence_update(by=by, offence=offence, **(facts | given))


def test_offence_update_reaches_the_next_stage(case: Case, officer: User) -> None:
    offence = update(officer, OffenceFactory(case=case))

    assert offence.stage == OffenceStage.JUDGED
    assert AuditEvent.objects.get(event="offence_updated").changes == {"effective_on": [None, "2026-10-15"]}


def test_offence_update_with_nothing_new_leaves_no_event(case: Case, officer: User) -> None:
    update(officer, OffenceFactory(case=case, judged=True))

    assert not AuditEvent.objects.exists()


def test_offence_update_that_cannot_be(case: Case, officer: User) -> None:
    offence = OffenceFactory(case=case)

    with pytest.raises(BadInput, match="依次"):
        update(officer, offence, effective_on=date(2026, 6, 2))
    offence.refresh_from_db()
    assert offence.effective_on is None
