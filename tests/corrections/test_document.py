"""A wrong document number put right: found under the new one, with a trace, by the county alone."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.audit import AuditEvent
from core.errors import BadInput, Clash, Refused
from corrections.enums import IdKind, Role, Sex
from corrections.models import Case, Offender, User
from corrections.selectors.search import offender_search
from corrections.services.document import document_correct
from corrections.services.offender import PersonFacts
from tests.corrections.browsing import page, send, text
from tests.corrections.rosters import Importer, person
from tests.factories import CaseFactory
from tests.factories.offenders import id_number
from tests.people import World, account

REASON = "接收时录错，已核对原件"
RIGHT = "513401197906300038"  # a man born on 1979-06-30
WOMANS = "511321198511150023"


@pytest.fixture
def case(world: World) -> Case:
    made: Case = CaseFactory(station=world.station, offender__name="廖娟艳")
    return made


def facts(case: Case, number: str = RIGHT, sex: str = Sex.MALE, sex_reason: str = "") -> PersonFacts:
    return PersonFacts(id_number=number, name=case.offender.name, sex=sex, sex_reason=sex_reason)


def test_number_birth_and_search_follow(case: Case, head: User) -> None:
    old = case.offender.id_number
    document_correct(by=head, case=case, facts=facts(case), reason=REASON)
    person_now = Offender.objects.get(pk=case.offender_id)
    assert (person_now.id_number, person_now.birth_on) == (RIGHT, date(1979, 6, 30))
    assert [found.pk for found in offender_search(head, RIGHT)] == [case.pk]
    assert [found.pk for found in offender_search(head, old)] == [case.pk]  # papers still bear the old one
    event = AuditEvent.objects.get(event="offender_document_corrected")
    assert event.changes["id_number"] == ["5130**********" + old[-4:], "5134**********0038"]
    assert event.reason == REASON and RIGHT not in str(event.changes)


def test_a_number_of_another_kind(case: Case, head: User) -> None:
    document_correct(
        by=head,
        case=case,
        facts=PersonFacts(id_number="E12345678", name="廖娟艳", id_kind=IdKind.PASSPORT, sex=Sex.FEMALE),
        reason=REASON,
    )
    person_now = Offender.objects.get(pk=case.offender_id)
    assert (person_now.id_kind, person_now.sex) == (IdKind.PASSPORT, Sex.FEMALE)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("513401197906300039", "校验码"), ("51340119790630003", "18"), ("", "身份证号")],
)
def test_a_bad_number_is_refused(case: Case, head: User, number: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        document_correct(by=head, case=case, facts=facts(case, number), reason=REASON)


def test_sex_against_the_number_needs_a_reason(case: Case, head: User) -> None:
    with pytest.raises(BadInput, match="性别与身份证号不一致"):
        document_correct(by=head, case=case, facts=facts(case, WOMANS), reason=REASON)
    document_correct(by=head, case=case, facts=facts(case, WOMANS, sex_reason="已变更登记"), reason=REASON)
    assert AuditEvent.objects.get(event="offender_document_corrected").reason == f"{REASON}；已变更登记"


def test_the_number_of_another_person_is_refused_and_tells_only_who_may_know(
    case: Case, head: User, world: World
) -> None:
    near = CaseFactory(station=world.next_station, offender__name="冯倩")
    far = CaseFactory(station=world.other_station, offender__name="韩月英")
    with pytest.raises(Refused, match="已登记在冯倩名下"):
        document_correct(by=head, case=case, facts=facts(case, near.offender.id_number), reason=REASON)
    with pytest.raises(Refused) as refused:
        document_correct(by=head, case=case, facts=facts(case, far.offender.id_number), reason=REASON)
    assert "韩月英" not in refused.value.sentence and "上级社区矫正机构" in refused.value.sentence


def test_reason_version_and_a_real_change_are_asked_for(case: Case, head: User) -> None:
    with pytest.raises(BadInput, match="更正理由"):
        document_correct(by=head, case=case, facts=facts(case), reason=" ")
    with pytest.raises(Clash, match="有人改过"):
        document_correct(by=head, case=case, facts=facts(case), reason=REASON, version=99)
    with pytest.raises(BadInput, match="与原来相同"):
        document_correct(
            by=head, case=case, facts=facts(case, case.offender.id_number, case.offender.sex), reason=REASON
        )


def test_station_and_others_may_not(case: Case, officer: User, inspector: User, neighbour: User) -> None:
    for user in (officer, inspector, neighbour):
        with pytest.raises(PermissionDenied):
            document_correct(by=user, case=case, facts=facts(case), reason=REASON)


def test_juvenile_track_is_judged_anew(case: Case, head: User) -> None:
    young = id_number(5, birth_on=date(2010, 3, 1))
    Case.objects.filter(pk=case.pk).update(received_on=date(2026, 3, 1), is_juvenile_track=False)
    document_correct(by=head, case=case, facts=facts(case, young), reason=REASON)
    judged = Case.objects.select_related("offender").get(pk=case.pk)
    assert judged.is_juvenile_track and judged.offender.is_restricted
    assert AuditEvent.objects.filter(event="case_age_judged", case_id=case.pk).exists()


def test_roster_with_the_old_number_still_means_the_person(importer: Importer) -> None:
    importer.rows(person(1))
    head = account("leader", "张局长", Role.COUNTY_HEAD, importer.place.county)
    case = Case.objects.get()
    document_correct(by=head, case=case, facts=facts(case), reason=REASON)
    assert importer.rows(person(1)).as_counts()["unchanged"] == 1
    assert importer.rows(person(1, 身份证号=RIGHT)).as_counts()["unchanged"] == 1


# The page


def test_page_checks_the_answers_and_never_shows_the_old_number(case: Case, head: User) -> None:
    url = reverse("corrections:document_correct", args=[case.pk])
    asked = text(page(head, url))
    assert case.offender.id_number not in asked and "正确的证件号码" in asked
    answers = {"id_kind": "resident", "id_number": RIGHT, "sex": "male", "reason": REASON, "version": "1"}
    checked = text(send(head, url, answers))
    assert "确认提交" in checked and RIGHT in checked and case.offender.id_masked in checked
    assert send(head, url, answers | {"checked": "1"}).status_code == 302
    assert Offender.objects.get(pk=case.offender_id).id_number == RIGHT
    wrong = send(head, url, answers | {"id_number": "1", "version": "2", "checked": "1"})
    assert wrong.status_code == 200 and 'value="1"' in text(wrong)


def test_button_stands_with_the_basics_for_the_county(case: Case, head: User, officer: User) -> None:
    basics = reverse("corrections:case_basics", args=[case.pk])
    assert "更正证件号码" in text(page(head, basics))
    assert "更正证件号码" not in text(page(officer, basics))
