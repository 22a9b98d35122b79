"""Papers: the same facts on the page and in the document, blanks to sign, an event each time one is taken."""

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from docx import Document

from core.audit import AuditEvent
from core.papers import Block, Cell, Grid, Paper, paper_write
from corrections.models import Case, User
from supervision.enums import Channel, DutyKind
from supervision.services import check_in_record, duties_open, visit_record
from tests.corrections.browsing import page, text
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY

pytestmark = pytest.mark.usefixtures("books")


@pytest.fixture
def person(world: World) -> Case:
    made: Case = CaseFactory(station=world.station, ordinary=True, offender__name="廖娟艳")
    duties_open(on=MONDAY, case_ids=[made.pk])
    return made


def words_of(response: Any) -> str:
    """All that stands in the document."""
    document = Document(BytesIO(b"".join(response.streaming_content)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_talk_is_a_record_to_sign(person: Case, officer: User) -> None:
    record = check_in_record(
        by=officer,
        case=person,
        channel=Channel.IN_PERSON,
        happened_on=MONDAY,
        content="在家务农。\n<b>无异常</b>",
    )
    url = reverse("supervision:check_in_paper", args=[record.pk])
    shown = text(page(officer, url))
    assert "谈话笔录" in shown and "廖娟艳" in shown and "&lt;b&gt;无异常" in shown
    assert "以上笔录我看过" in shown and person.offender.id_number not in shown
    document = words_of(page(officer, f"{url}?format=docx"))
    for words in ("谈话笔录", "廖娟艳", "在家务农。", "以上笔录我看过", "社区矫正对象（签名）"):
        assert words in document
    events = AuditEvent.objects.filter(event="paper_taken", case_id=person.pk)
    assert events.count() == 2 and "廖娟艳" not in str(events[0].changes)


def test_a_call_a_visit_and_the_month(person: Case, officer: User) -> None:
    call = check_in_record(by=officer, case=person, channel=Channel.PHONE, happened_on=MONDAY)
    assert "报告登记表" in text(page(officer, reverse("supervision:check_in_paper", args=[call.pk])))
    visit = visit_record(by=officer, case=person, happened_on=MONDAY, place="新宁镇1组")
    assert "新宁镇1组" in text(page(officer, reverse("supervision:visit_paper", args=[visit.pk])))
    month = reverse("supervision:month_paper", args=[person.pk])
    shown = text(page(officer, f"{month}?month=2026-11"))
    assert "11月监督管理情况表" in shown and str(DutyKind.ORAL_REPORT.label) in shown
    assert "实地查访" in words_of(page(officer, f"{month}?month=2026-12&format=docx"))
    assert page(officer, f"{month}?month=nonsense").status_code == 200


def test_list_and_register_of_a_station(person: Case, world: World, officer: User, inspector: User) -> None:
    check_in_record(by=officer, case=person, channel=Channel.PHONE, happened_on=MONDAY)
    people = reverse("supervision:people_paper", args=[world.station.pk])
    register = reverse("supervision:register_paper", args=[world.station.pk])
    assert "廖娟艳" in words_of(page(officer, f"{people}?format=docx"))
    assert "廖娟艳" in text(page(officer, register)) and "共 1 条" in text(page(officer, register))
    masked = text(page(inspector, people))
    assert "廖娟艳" not in masked and "廖" in masked
    shown = text(page(officer, reverse("supervision:check_in_list")))
    assert people in shown and register in shown


def test_nothing_typed_breaks_the_document() -> None:
    paper = Paper(
        title="标题",
        office="",
        cells=(Cell("甲", "\x00\x0b<&>"), Cell("乙", "2", is_wide=True), Cell("丙")),
        blocks=(Block("内容", "一\n二", lines=2),),
        grid=Grid(("a", "b"), (("1", "=cmd|' /C calc'!A0"),), numbers=(0,)),
        signs=("签名",),
    )
    book = BytesIO()
    paper_write(book, paper)
    book.seek(0)
    document = Document(book)
    assert document.tables[0].rows[0].cells[1].text == "<&>"
    assert [len(row) for row in paper.cell_rows] == [1, 1, 1]
