"""Lost contact, absconding, custody and hospital."""

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, transaction

from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import AbscondingNature, StatusKind
from corrections.models import Case, StatusSpan, User
from corrections.services.status import (
    absconding_confirm,
    custody_begin,
    custody_end,
    hospital_begin,
    hospital_end,
    lost_contact_begin,
    lost_contact_end,
)
from tests.factories import CaseFactory, StatusSpanFactory
from tests.people import TODAY, World

FROM = date(2026, 11, 10)
BEGIN = [lost_contact_begin, custody_begin, hospital_begin]


@pytest.fixture
def case(world: World) -> Case:
    made: Case = CaseFactory(station=world.station, ordinary=True)
    return made


@pytest.mark.parametrize(
    ("begin", "end", "word"),
    [
        (lost_contact_begin, lost_contact_end, "lost_contact"),
        (custody_begin, custody_end, "custody"),
        (hospital_begin, hospital_end, "hospital"),
    ],
)
def test_status_begins_and_ends(case: Case, officer: User, begin: object, end: object, word: str) -> None:
    span = begin(by=officer, case=case, starts_on=FROM, reason="接群众报告")  # type: ignore[operator]
    assert Case.objects.in_status(StatusKind(word), on=TODAY).contains(case)

    ended = end(by=officer, span=span, ends_on=date(2026, 11, 20), note="已恢复")  # type: ignore[operator]

    assert (ended.starts_on, ended.ends_on, ended.end_note) == (FROM, date(2026, 11, 20), "已恢复")
    assert not Case.objects.in_status(StatusKind(word), on=TODAY).exists()
    events = AuditEvent.objects.filter(case_id=case.pk).order_by("id").values_list("event", flat=True)
    assert list(events) == [f"{word}_begun", f"{word}_ended"]


def test_status_begins_twice(case: Case, officer: User) -> None:
    lost_contact_begin(by=officer, case=case, starts_on=FROM)

    with pytest.raises(Refused, match="已登记为失联"):
        lost_contact_begin(by=officer, case=case, starts_on=FROM)


def test_status_custody_while_lost(case: Case, officer: User) -> None:
    lost_contact_begin(by=officer, case=case, starts_on=FROM)

    with pytest.raises(Refused, match="失联尚未结束"):
        custody_begin(by=officer, case=case, starts_on=TODAY)


def test_status_lost_while_in_custody(case: Case, officer: User) -> None:
    custody_begin(by=officer, case=case, starts_on=FROM)

    with pytest.raises(Refused, match="羁押"):
        lost_contact_begin(by=officer, case=case, starts_on=TODAY)


@pytest.mark.parametrize("begin", BEGIN)
def test_status_of_an_ended_case(world: World, officer: User, begin: object) -> None:
    with pytest.raises(Refused, match="解除或终止"):
        begin(by=officer, case=CaseFactory(station=world.station, ended=True), starts_on=FROM)  # type: ignore[operator]


def test_status_after_the_term(world: World, officer: User) -> None:
    with pytest.raises(Refused, match="届满"):
        lost_contact_begin(
            by=officer, case=CaseFactory(station=world.station, term_over=True), starts_on=FROM
        )


@pytest.mark.parametrize(
    ("day", "sentence"), [(date(2026, 11, 24), "晚于今天"), (date(2026, 3, 4), "早于接收")]
)
def test_status_day_out_of_range(case: Case, officer: User, day: date, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        hospital_begin(by=officer, case=case, starts_on=day)


def test_status_overlapping_an_earlier_one(case: Case, officer: User) -> None:
    StatusSpanFactory(case=case, hospital=True, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 10))

    with pytest.raises(BadInput, match="重叠"):
        hospital_begin(by=officer, case=case, starts_on=date(2026, 6, 10))
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusSpanFactory(case=case, hospital=True, starts_on=date(2026, 6, 10), ends_on=date(2026, 6, 12))


def test_status_ends_before_it_began(case: Case, officer: User) -> None:
    span = hospital_begin(by=officer, case=case, starts_on=FROM)

    with pytest.raises(BadInput, match="早于开始"):
        hospital_end(by=officer, span=span, ends_on=date(2026, 11, 9))


def test_status_ends_twice(case: Case, officer: User) -> None:
    span = StatusSpanFactory(case=case, custody=True, ends_on=date(2026, 11, 5))

    with pytest.raises(Refused, match="已于2026-11-05结束"):
        custody_end(by=officer, span=span, ends_on=TODAY)


def test_status_of_another_kind_is_not_found(case: Case, officer: User) -> None:
    with pytest.raises(ObjectDoesNotExist):
        custody_end(by=officer, span=StatusSpanFactory(case=case), ends_on=TODAY)


@pytest.mark.parametrize("person", ["neighbour", "inspector", "outsider"])
def test_status_without_the_right(case: Case, person: str, request: pytest.FixtureRequest) -> None:
    user, span = request.getfixturevalue(person), StatusSpanFactory(case=case)

    with pytest.raises(PermissionDenied):
        custody_begin(by=user, case=case, starts_on=FROM)
    with pytest.raises(PermissionDenied):
        lost_contact_end(by=user, span=span, ends_on=TODAY)
    assert StatusSpan.objects.get(case=case).ends_on is None


def test_absconding_confirm(case: Case, officer: User) -> None:
    span = lost_contact_begin(by=officer, case=case, starts_on=FROM)

    absconding_confirm(
        by=officer, span=span, absconding_from=date(2026, 11, 12), nature=AbscondingNature.NOT_FOUND
    )

    assert Case.objects.absconding(on=date(2026, 11, 12)).contains(case)
    assert not Case.objects.absconding(on=date(2026, 11, 11)).exists()


def test_absconding_confirm_twice(case: Case, officer: User) -> None:
    span = StatusSpanFactory(case=case, absconding=True)

    with pytest.raises(Refused, match="已认定"):
        absconding_confirm(by=officer, span=span, absconding_from=TODAY, nature=AbscondingNature.REFUSES)


def test_absconding_confirm_before_the_loss(case: Case, officer: User) -> None:
    span = StatusSpanFactory(case=case)

    with pytest.raises(BadInput, match="失联之日"):
        absconding_confirm(
            by=officer, span=span, absconding_from=date(2026, 11, 1), nature=AbscondingNature.NOT_FOUND
        )


def test_absconding_confirm_by_an_outsider(case: Case, outsider: User) -> None:
    with pytest.raises(PermissionDenied):
        absconding_confirm(
            by=outsider,
            span=StatusSpanFactory(case=case),
            absconding_from=TODAY,
            nature=AbscondingNature.NOT_FOUND,
        )
