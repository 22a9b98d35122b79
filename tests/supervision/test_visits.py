"""What a visit found: items, risks, who was seen; on the file, in the register, on paper; and what is refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document

from core.errors import BadInput
from core.models import AuditEvent
from corrections.models import Case, User
from supervision.enums import FindingResult, MetPerson, RecordOutcome, VisitItem, VisitRisk
from supervision.forms import VisitForm
from supervision.models import Visit, VisitFinding
from supervision.policies.visits import Found, Learnt
from supervision.services import visit_record
from tests.corrections.browsing import page, send, text
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]

MIND = Found(VisitItem.MIND, FindingResult.PROBLEM, "连日酗酒")
WORK = Found(VisitItem.WORK, FindingResult.NORMAL)
TRIP: dict[str, Any] = {
    "met": ["family", "self", "village"],
    "interviewees": "王芳，妻子",
    "happened_on": "2026-11-23",
    "outcome": "complied",
    "place_kind": "home",
    "result_work": "normal",
    "result_mind": "problem",
    "remark_mind": "连日酗酒",
    "risks": ["mental"],
    "risk_handled": "已约心理咨询",
    "difficulties": "没有低保",
    "help_given": "联系民政所",
    "next_step": "三日内再访",
}


@pytest.fixture
def person(world: World) -> Case:
    made: Case = CaseFactory(station=world.station, ordinary=True, offender__name="廖娟艳")
    return made


def url(name: str, pk: int) -> str:
    return reverse(f"supervision:{name}", args=[pk])


def form_of(case: Case, **changed: Any) -> VisitForm:
    return VisitForm(data={**TRIP, **changed}, case=case)


def test_everything_that_was_learnt_is_kept(person: Case, officer: User) -> None:
    assert send(officer, url("visit_record", person.pk), TRIP).status_code == 302
    made = Visit.objects.get()
    assert (made.met, made.also_met) == (MetPerson.SELF, [MetPerson.FAMILY, MetPerson.VILLAGE])
    assert (made.interviewees, made.place_kind, made.place) == ("王芳，妻子", "home", "")
    assert (made.risks, made.risk_handled, made.next_step) == (["mental"], "已约心理咨询", "三日内再访")
    found = {each.item: (each.result, each.remark) for each in made.findings.all()}
    assert found == {"work": ("normal", ""), "mind": ("problem", "连日酗酒")}
    changes = AuditEvent.objects.get(event="visit_recorded").changes
    assert changes["not_normal"] == [None, ["mind"]] and "酗酒" not in str(changes)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"remark_mind": " "}, "remark_mind", "请写明“思想情绪”有问题的情况。"),
        ({"result_mind": ""}, "result_mind", "写了说明的，请选择正常、需关注或有问题。"),
        ({"result_mind": "fine"}, "result_mind", "选择一个有效的选项"),
        ({"risk_handled": ""}, "risk_handled", "发现风险的，请写明采取了什么措施。"),
        ({"risks": []}, "risk_handled", "写了风险处置的，请选择发现了哪种风险。"),
        ({"risks": ["war"]}, "risks", "选择一个有效的选项"),
        ({"met": ["nobody", "self"]}, "met", "选了“无人在家”，就不能再选见到的人。"),
        ({"met": []}, "met", "请选择见到何人"),
        ({"met": ["neighbour"]}, "met", "选择一个有效的选项"),
        ({"place_kind": "moon"}, "place_kind", "选择一个有效的选项"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field(
    person: Case, changed: dict[str, Any], field: str, sentence: str
) -> None:
    form = form_of(person, **changed)
    assert sentence in form.errors[field][0]


def test_who_met_nobody_learnt_nothing(person: Case, officer: User) -> None:
    form = form_of(person, met=["nobody"], outcome="failed_attempt")
    assert set(form.errors) == {"result_work", "result_mind"}
    with pytest.raises(BadInput, match="无人在家"):
        visit_record(
            by=officer, case=person, happened_on=MONDAY, met=MetPerson.NOBODY,
            learnt=Learnt(found=(WORK,)), outcome=RecordOutcome.FAILED_ATTEMPT,
        )  # fmt: skip
    assert not Visit.objects.exists()


def test_the_service_refuses_what_the_form_would(person: Case, officer: User) -> None:
    for learnt in (
        Learnt(found=(Found(VisitItem.MIND, FindingResult.NOTICED),)),
        Learnt(risks=(VisitRisk.CONFLICT,)),
        Learnt(risk_handled="已调解"),
    ):
        with pytest.raises(BadInput):
            visit_record(by=officer, case=person, happened_on=MONDAY, learnt=learnt)
    assert not Visit.objects.exists() and not VisitFinding.objects.exists()


def test_the_database_holds_each_item_once_and_remarked(person: Case, officer: User) -> None:
    made = visit_record(by=officer, case=person, happened_on=MONDAY, learnt=Learnt(found=(WORK,)))
    for item, result in ((VisitItem.WORK, "normal"), (VisitItem.MIND, "noticed")):
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitFinding.objects.create(visit=made, item=item, result=result)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=made.pk).update(risks=["mental"])


def test_what_is_not_normal_stands_out_on_the_file_and_in_the_register(
    person: Case, officer: User, inspector: User
) -> None:
    quiet = visit_record(by=officer, case=person, happened_on=MONDAY, content="一切平静")
    loud = visit_record(
        by=officer, case=person, happened_on=MONDAY, learnt=Learnt(found=(WORK, MIND)), content="已谈话"
    )
    timeline = reverse("supervision:timeline_panel", args=[person.pk])
    everything, concerns = text(page(officer, timeline)), text(page(officer, f"{timeline}?kind=concern"))
    assert "思想情绪：有问题" in everything and "有问题：连日酗酒" in everything and "一切平静" in everything
    assert "已谈话" in concerns and "一切平静" not in concerns
    assert "有问题：连日酗酒" in text(page(officer, reverse("supervision:records_panel", args=[person.pk])))
    register = reverse("supervision:visit_list")
    for query, seen in (("concern=yes", [loud]), ("concern=no", [quiet]), ("", [loud, quiet])):
        rows = page(officer, f"{register}?{query}").context["rows"]
        assert [row.record for row in rows] == seen
    assert "连日酗酒" not in text(page(inspector, register))


def test_who_was_also_seen_is_found_by_the_filter(person: Case, officer: User) -> None:
    made = visit_record(by=officer, case=person, happened_on=MONDAY, also_met=[MetPerson.VILLAGE])
    register = reverse("supervision:visit_list")
    assert [row.record for row in page(officer, f"{register}?met=village").context["rows"]] == [made]
    assert page(officer, f"{register}?met=employer").context["rows"] == []


def test_paper_and_document_say_what_was_learnt(person: Case, officer: User) -> None:
    send(officer, url("visit_record", person.pk), TRIP)
    made = Visit.objects.get()
    paper = url("visit_paper", made.pk)
    shown = text(page(officer, paper))
    response: Any = page(officer, f"{paper}?format=docx")
    document = Document(BytesIO(b"".join(response.streaming_content)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    written = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    for words in (
        "本人、家属、村（社区）干部", "王芳，妻子", "思想情绪", "有问题：连日酗酒", "就业就学", "社会交往",
        "没有低保", "联系民政所", "情绪或精神异常", "已约心理咨询", "三日内再访",
    ):  # fmt: skip
        assert words in shown and words in written, words


def test_a_visit_from_before_has_neither_items_nor_blanks_for_them(person: Case, officer: User) -> None:
    made = visit_record(by=officer, case=person, happened_on=MONDAY, place="居住地", content="近况平稳")
    shown = text(page(officer, url("visit_paper", made.pk)))
    assert "近况平稳" in shown and "社会交往" not in shown
    assert "近况平稳" in text(page(officer, reverse("supervision:timeline_panel", args=[person.pk])))


def test_the_form_says_where_the_person_lives_and_how_to_call(person: Case, officer: User) -> None:
    shown = text(page(officer, url("visit_record", person.pk)))
    assert person.offender.residence in shown and person.offender.phone not in shown
    own = CaseFactory(station=person.station, ordinary=True, responsible=officer.staff)
    assert reverse("supervision:phone_reveal", args=[own.pk]) in text(
        page(officer, url("visit_record", own.pk))
    )


def test_what_a_visit_was_recorded_with_fills_a_form_again(person: Case, officer: User) -> None:
    send(officer, url("visit_record", person.pk), TRIP)
    again = VisitForm.initial_of(Visit.objects.get())
    wanted = {name: value for name, value in TRIP.items() if name not in ("happened_on", "outcome", "met")}
    assert {name: again[name] for name in wanted} == wanted
    assert again["met"] == ["self", "family", "village"]
