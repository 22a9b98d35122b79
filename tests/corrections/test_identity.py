"""One person under two numbers: asked, answered, remembered, merged; nothing recorded in either file is lost."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.audit import AuditEvent
from core.clock import now
from core.errors import BadInput, Refused
from core.jobs import JobStatus, job_run_now
from corrections.enums import NamesakeState, Role, RosterState, SeatRole, StatusKind
from corrections.models import (
    AccessDenial,
    Case,
    FormerDocument,
    Namesake,
    Offender,
    PersonMerge,
    RosterImport,
    TeamSeat,
    User,
)
from corrections.selectors.file import case_events
from corrections.selectors.namesakes import number_note
from corrections.selectors.search import offender_search
from corrections.services.document import document_correct
from corrections.services.merge import people_merge
from corrections.services.namesake import namesake_differ, namesake_raise, namesake_same
from corrections.services.offender import PersonFacts, offender_find_or_create
from corrections.services.roster_undo import roster_undo_ask
from corrections.services.roster_upload import roster_upload
from reviews.models import Appraisal
from supervision.enums import Channel, DutyKind, RecordOutcome
from supervision.models import CheckIn, Duty
from tests.corrections.browsing import page, send, text
from tests.corrections.rosters import Importer, Kaijiang, codes, person
from tests.factories import CaseFactory, CommunityFactory, OffenceFactory, StatusSpanFactory, TeamSeatFactory
from tests.factories.offenders import id_number
from tests.people import TODAY, World, account

REASON = "已核对身份证原件"
BORN = date(1985, 11, 15)
WRONG, RIGHT = id_number(71, birth_on=BORN), id_number(72, birth_on=BORN)


@pytest.fixture
def leader(kaijiang: Kaijiang) -> User:
    return account("leader", "张局长", Role.COUNTY_HEAD, kaijiang.county)


def two_files(world: World, **options: Any) -> tuple[Case, Case]:
    """One man under two numbers at two stations of the county, both cases open."""
    facts = {"offender__name": "廖娟", "offender__birth_on": BORN}
    one = CaseFactory(station=world.station, offender__id_number=WRONG, ordinary=True, **facts)
    two = CaseFactory(station=world.next_station, offender__id_number=RIGHT, ordinary=True, **facts | options)
    return one, two


def question_of(one: Case, two: Case, world: World) -> Namesake:
    other = two.offender
    return Namesake.objects.create(
        known=one.offender,
        id_kind=other.id_kind,
        id_index=other.id_index,
        path=world.county.path,
        found_at=now(),
    )


# Found


def test_import_asks_once_and_remembers_the_answer(importer: Importer) -> None:
    importer.rows(person(1, 姓名="廖娟", 身份证号=WRONG))
    result = importer.rows(person(1, 姓名="廖娟", 身份证号=RIGHT))
    assert "namesake" in codes(result)
    question = Namesake.objects.get()
    assert question.newcomer() == Offender.objects.latest("pk") and question.state == NamesakeState.OPEN
    namesake_differ(by=importer.place.clerk, question=question, reason="双胞胎，已核对")
    Case.objects.latest("pk").delete()
    Offender.objects.latest("pk").delete()
    assert "namesake" not in codes(importer.rows(person(1, 姓名="廖娟", 身份证号=RIGHT)))
    assert Namesake.objects.count() == 1


def test_the_same_name_twice_in_one_file_is_asked_too(importer: Importer) -> None:
    rows = person(1, 姓名="廖娟", 身份证号=WRONG), person(1, 姓名="廖娟", 身份证号=RIGHT)
    result = importer.rows(*rows)
    assert "namesake_in_file" in codes(result, row=3) and result.failed == 0
    assert Namesake.objects.count() == 1


def test_another_birth_or_another_county_is_no_question(importer: Importer, kaijiang: Kaijiang) -> None:
    CaseFactory(
        station=kaijiang.neighbour_station,
        offender__name="廖娟",
        offender__id_number=WRONG,
        offender__birth_on=BORN,
    )
    importer.rows(person(1, 姓名="廖娟", 身份证号=id_number(73, birth_on=date(1985, 11, 16))))
    importer.rows(person(1, 姓名="廖娟", 身份证号=RIGHT))
    assert not Namesake.objects.exists()


def test_number_note_says_where_two_numbers_differ() -> None:
    assert number_note("511723198511150012", "511723198511150021") == "两个号码有2位不同：第17、18位"
    assert number_note("1", "22") == ""


# Decided before the roster is confirmed


@pytest.fixture
def waiting(importer: Importer) -> RosterImport:
    """廖娟 is registered; a roster that waits names her under another number."""
    importer.rows(person(1, 姓名="廖娟", 身份证号=WRONG))
    content = importer.sheet(person(1, 姓名="廖娟", 身份证号=RIGHT)).read_bytes()
    roster = roster_upload(
        by=importer.place.clerk, office=importer.place.county, name="名册.xlsx", content=content
    )
    return checked(roster)


def checked(roster: RosterImport) -> RosterImport:
    """Its job done, the row as it then stands."""
    roster.refresh_from_db()
    assert roster.job is not None
    assert job_run_now(roster.job).status == JobStatus.DONE
    roster.refresh_from_db()
    return roster


def test_the_rows_number_is_right(waiting: RosterImport, importer: Importer) -> None:
    assert (waiting.state, waiting.created) == (RosterState.CHECKED, 1)
    namesake_same(
        by=importer.place.clerk, question=Namesake.objects.get(), is_known_right=False, reason=REASON
    )
    assert Offender.objects.get().id_number == RIGHT
    roster = checked(waiting)
    assert (roster.state, roster.created, roster.failed) == (RosterState.CHECKED, 0, 0)
    assert FormerDocument.objects.get().id_number == WRONG


def test_the_files_number_is_right_and_the_wrong_one_is_known_from_then_on(
    waiting: RosterImport, importer: Importer
) -> None:
    namesake_same(
        by=importer.place.clerk, question=Namesake.objects.get(), is_known_right=True, reason=REASON
    )
    assert Offender.objects.get().id_number == WRONG
    roster = checked(waiting)
    assert (roster.created, roster.failed) == (0, 0)
    later = importer.rows(person(1, 姓名="廖娟", 身份证号=RIGHT, 联系电话="13800138000"))
    assert codes(later) == {"former_number"} and later.as_counts()["updated"] == 1
    assert Offender.objects.get().phone == "13800138000"


def test_two_different_people(waiting: RosterImport, importer: Importer) -> None:
    namesake_differ(by=importer.place.clerk, question=Namesake.objects.get(), reason="不是同一人")
    roster = checked(waiting)
    assert roster.created == 1 and not roster.entries.filter(has_warning=True).exists()


def test_page_before_the_import(waiting: RosterImport, importer: Importer) -> None:
    clerk, url = (
        importer.place.clerk,
        reverse("corrections:namesake_decide", args=[Namesake.objects.get().pk]),
    )
    shown = text(page(clerk, url))
    assert "名册第 2 行" in shown and "kept_file" not in shown and "位不同" in shown
    assert WRONG not in shown and RIGHT not in shown
    answers = {"answer": "same", "reason": REASON}
    assert "请选择一项" in text(send(clerk, url, answers))
    done = send(clerk, url, answers | {"right_number": "other"})
    assert done.url == reverse("corrections:roster_detail", args=[waiting.pk])
    assert "认定疑似重复" not in text(page(clerk, done.url))


# A former number


def test_roster_and_reception_know_a_corrected_number(importer: Importer, leader: User) -> None:
    importer.rows(person(1, 姓名="廖娟", 身份证号=WRONG))
    case = Case.objects.get()
    facts = PersonFacts(id_number=RIGHT, name="廖娟", sex=case.offender.sex, sex_reason="核对")
    document_correct(by=leader, case=case, facts=facts, reason=REASON)
    again = importer.rows(person(1, 姓名="廖娟", 身份证号=WRONG))
    assert again.as_counts()["created"] == 0 and codes(again) >= {"former_number"}
    both = importer.rows(
        person(1, 姓名="廖娟", 身份证号=RIGHT), person(1, 姓名="廖娟", 身份证号=WRONG), is_partial=True
    )
    assert both.failed == 1 and "duplicate_in_file" in codes(both, row=3)
    assert importer.rows(person(1, 姓名="何别人", 身份证号=WRONG)).as_counts()["created"] == 1
    assert [found.pk for found in offender_search(leader, WRONG)][-1:] != []


def test_reception_refuses_a_former_number(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, offender__name="廖娟", offender__id_number=WRONG)
    facts = PersonFacts(id_number=RIGHT, name="廖娟", sex=case.offender.sex, sex_reason="核对")
    document_correct(by=head, case=case, facts=facts, reason=REASON)
    with pytest.raises(BadInput, match="更正以前的证件号码"):
        offender_find_or_create(
            by=head, facts=PersonFacts(id_number=WRONG, name="廖娟"), path=world.station.path
        )
    assert [found.pk for found in offender_search(head, WRONG)] == [case.pk]


# Merged


def test_merge_keeps_everything_that_was_recorded(world: World, head: User, officer: User) -> None:
    one, two = two_files(world, offender__work_unit="开江县机械厂")
    StatusSpanFactory(case=two, hospital=True)
    OffenceFactory(case=two)
    TeamSeatFactory(case=two, role=SeatRole.VOLUNTEER, name="周志愿")
    AccessDenial.objects.create(user=officer, case=two, starts_on=TODAY, reason="亲属")
    CheckIn.objects.create(
        case=two,
        channel=Channel.PHONE,
        settles=[DutyKind.ORAL_REPORT],
        happened_on=TODAY,
        outcome=RecordOutcome.COMPLIED,
        recorded_on=TODAY,
        recorded_at=now(),
    )
    Appraisal.objects.create(
        case=two, community=CommunityFactory(station=world.station), happened_on=TODAY, recorded_at=now()
    )
    gone_id, gone_case = two.offender_id, two.pk
    people_merge(by=head, kept=one.offender, gone=two.offender, number_of=one.offender, reason=REASON)
    left = Offender.objects.get()
    assert (left.pk, left.id_number, left.work_unit) == (one.offender_id, WRONG, "开江县机械厂")
    assert Case.objects.get().pk == one.pk
    for model in (CheckIn, Appraisal, AccessDenial):
        assert model.objects.get().case_id == one.pk
    assert one.offences.count() == 1
    assert one.statusspans.get().kind == StatusKind.HOSPITAL
    assert TeamSeat.objects.filter(case=one, name="周志愿").exists()
    merge = PersonMerge.objects.get()
    assert (merge.gone_id, merge.cases) == (gone_id, [[gone_case, one.pk]])
    assert merge.facts["person"]["id_number"] == RIGHT and merge.facts["cases"][0]["id"] == gone_case
    former = FormerDocument.objects.get()
    assert (former.offender_id, former.id_number) == (one.offender_id, RIGHT)
    event = AuditEvent.objects.get(event="people_merged", subject_id=one.offender_id)
    assert event.reason == REASON and RIGHT not in str(event.changes)
    assert not Duty.objects.exclude(case=one).exists()


def test_merge_with_the_number_of_the_file_that_goes(world: World, head: User) -> None:
    one, two = two_files(world)
    people_merge(by=head, kept=one.offender, gone=two.offender, number_of=two.offender, reason=REASON)
    left = Offender.objects.get()
    assert (left.pk, left.id_number) == (one.offender_id, RIGHT)
    assert FormerDocument.objects.get().id_number == WRONG
    assert [found.pk for found in offender_search(head, WRONG)] == [one.pk]


def test_a_case_of_another_sentence_goes_over_whole(world: World, head: User) -> None:
    one, two = two_files(world, ended=True, term_starts_on=date(2020, 1, 1), term_ends_on=date(2021, 1, 1))
    people_merge(by=head, kept=one.offender, gone=two.offender, number_of=one.offender, reason=REASON)
    assert set(one.offender.cases.values_list("pk", flat=True)) == {one.pk, two.pk}


def test_events_and_address_of_the_file_that_went_lead_to_the_one_that_stayed(
    world: World, head: User
) -> None:
    one, two = two_files(world)
    gone = two.offender_id
    send(head, reverse("corrections:offender_restrict", args=[two.pk]), {"reason": "测试"})
    people_merge(by=head, kept=one.offender, gone=two.offender, number_of=one.offender, reason=REASON)
    one.refresh_from_db()
    assert "offender_restricted" in {event.event for event in case_events(one)}
    assert Offender.objects.get().is_restricted
    address = reverse("corrections:offender_detail", args=[gone])
    assert page(head, address).url == reverse("corrections:offender_detail", args=[one.offender_id])


def test_merging_needs_a_reason_and_both_people_in_reach(
    world: World, head: User, officer: User, neighbour: User
) -> None:
    one, two = two_files(world)
    with pytest.raises(BadInput, match="理由"):
        people_merge(by=head, kept=one.offender, gone=two.offender, number_of=one.offender, reason=" ")
    for user in (officer, neighbour):
        with pytest.raises(PermissionDenied):
            people_merge(by=user, kept=one.offender, gone=two.offender, number_of=one.offender, reason=REASON)
    far = CaseFactory(station=world.other_station)
    with pytest.raises(Refused, match="上级"):
        people_merge(by=head, kept=one.offender, gone=far.offender, number_of=one.offender, reason=REASON)
    assert Offender.objects.count() == 3


def test_an_import_whose_people_were_merged_is_not_undone(importer: Importer, leader: User) -> None:
    _result, first = importer.apply(importer.sheet(person(1, 姓名="廖娟", 身份证号=WRONG)))
    _result, second = importer.apply(importer.sheet(person(1, 姓名="廖娟", 身份证号=RIGHT)))
    namesake_same(by=leader, question=Namesake.objects.get(), is_known_right=True, reason=REASON)
    assert Offender.objects.get().id_number == WRONG
    for roster in (first, second):
        assert roster is not None
        try:
            checked(roster_undo_ask(by=importer.place.clerk, roster=roster, reason="试"))
        except Refused as refused:
            assert "不能整批撤销" in refused.sentence
    assert Case.objects.count() == 1


# Pages


def test_decided_in_the_browser(world: World, head: User) -> None:
    one, two = two_files(world)
    question = question_of(one, two, world)
    assert "廖娟" in text(page(head, reverse("corrections:namesake_list")))
    url = reverse("corrections:namesake_decide", args=[question.pk])
    assert "保留的档案" in text(page(head, url))
    answers = {"answer": "same", "right_number": "other", "kept_file": "other", "reason": REASON}
    assert send(head, url, answers).url == reverse("corrections:offender_detail", args=[two.offender_id])
    assert Offender.objects.get().pk == two.offender_id


def test_a_question_is_answered_once(world: World, head: User) -> None:
    one, two = two_files(world)
    question = question_of(one, two, world)
    namesake_differ(by=head, question=question, reason=REASON)
    url = reverse("corrections:namesake_decide", args=[question.pk])
    assert page(head, url).status_code == 409
    with pytest.raises(Refused, match="不是同一人"):
        namesake_same(by=head, question=question, is_known_right=True, reason=REASON)
    assert "不是同一人" in text(page(head, reverse("corrections:namesake_list") + "?decided=1"))


def test_raised_by_hand_through_the_number(world: World, head: User) -> None:
    one, two = two_files(world)
    url = reverse("corrections:namesake_raise", args=[two.pk])
    wrong = send(head, url, {"id_kind": "resident", "id_number": id_number(99)})
    assert "没有登记这个证件号码" in text(wrong)
    asked = send(head, url, {"id_kind": "resident", "id_number": WRONG})
    question = Namesake.objects.get()
    assert question.known_id == one.offender_id
    assert asked.url == reverse("corrections:namesake_decide", args=[question.pk])
    namesake_differ(by=head, question=question, reason=REASON)
    again = namesake_raise(by=head, case=one, id_kind="resident", id_number=RIGHT)
    assert (again.pk, again.state) == (question.pk, NamesakeState.OPEN)
