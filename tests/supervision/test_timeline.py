"""The work record and the year of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest

from core.clock import frozen
from corrections.enums import Level
from corrections.models import Case, User
from corrections.services.level import case_level_change
from supervision.enums import Channel, DutyKind, RecordOutcome
from supervision.selectors import (
    EntryKind,
    TimelineEntry,
    case_timeline,
    register_timeline_source,
    year_calendar,
)
from supervision.selectors import timeline as timeline_module
from supervision.services import (
    check_in_record,
    duties_open,
    duties_reconcile,
    overdue_flag,
    record_withdraw,
    visit_record,
)
from tests.factories import CaseFactory, OffenceFactory, StatusSpanFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of
from tests.supervision.leaves import approved_leave, away, wish

ORAL = DutyKind.ORAL_REPORT


@pytest.fixture
def lived(world: World, books: None, officer: User) -> Case:
    """A strict case with a report, a withdrawn one, a visit, a missed week and an overdue one."""
    made: Case = CaseFactory(station=world.station, strict=True, received_on=date(2026, 10, 30))
    duties_open(on=MONDAY, case_ids=[made.pk])
    with frozen(date(2026, 11, 10)):
        check_in_record(
            by=officer,
            case=made,
            channel=Channel.PHONE,
            happened_on=date(2026, 11, 4),
            happened_at=time(9, 30),
        )
        wrong = check_in_record(by=officer, case=made, channel=Channel.PHONE, happened_on=date(2026, 11, 10))
        record_withdraw(by=officer, record=wrong, reason="登记错人")
        visit_record(by=officer, case=made, happened_on=date(2026, 11, 10), content="与母亲同住")
    overdue_flag(on=MONDAY)
    return made


def titles(case: Case, *kinds: str) -> list[str]:
    return [entry.title for entry in case_timeline(case, on=MONDAY, kinds=kinds)]


def test_case_timeline_is_newest_first(lived: Case) -> None:
    entries = case_timeline(lived, on=MONDAY)
    assert [entry.on for entry in entries] == sorted((entry.on for entry in entries), reverse=True)
    assert entries[-1].kind == EntryKind.CASE


def test_case_timeline_shows_records_with_what_became_of_them(lived: Case) -> None:
    withdrawn, kept = case_timeline(lived, on=MONDAY, kinds=[EntryKind.REPORT])
    assert kept.title == "电话报告：已履行" and kept.at == time(9, 30) and kept.tone == "ok"
    assert [chip.text for chip in kept.chips] == ["补录"]
    assert withdrawn.is_withdrawn and withdrawn.chips[0].text == "已撤回：登记错人"
    assert titles(lived, EntryKind.VISIT) == ["实地查访：见到本人"]


def test_case_timeline_shows_failures_and_how_often_somebody_was_told(lived: Case) -> None:
    overdue = next(
        entry
        for entry in case_timeline(lived, on=MONDAY, kinds=[EntryKind.FAILURE])
        if "11月16—22日" in entry.title
    )
    assert overdue.title == "电话（当面）报告逾期（11月16—22日）"
    assert [chip.text for chip in overdue.chips] == ["已提醒 1 次"]
    assert "电话（当面）报告未履行（11月9—15日）" in titles(lived, EntryKind.FAILURE)


def test_case_timeline_shows_spans_offences_and_the_end(lived: Case, head: User) -> None:
    case_level_change(by=head, case=lived, level=Level.ORDINARY, starts_on=MONDAY, reason="考核合格")
    StatusSpanFactory(case=lived, absconding=True, starts_on=date(2026, 11, 11), ends_on=date(2026, 11, 12))
    OffenceFactory(case=lived, judged=True)
    assert titles(lived, EntryKind.LEVEL) == ["管理等级：严管 → 普管"]
    assert titles(lived, EntryKind.STATUS) == ["失联结束", "失联开始", "认定脱管：下落不明"]
    assert titles(lived, EntryKind.OFFENCE) == [
        "再犯新罪：判决生效",
        "再犯新罪：起诉",
        "再犯新罪：立案或被采取措施",
    ]
    assert "接收" in titles(lived, EntryKind.CASE)


def test_case_timeline_of_a_past_day_ends_there(lived: Case) -> None:
    assert all(entry.on <= date(2026, 11, 5) for entry in case_timeline(lived, on=date(2026, 11, 5)))


def test_case_timeline_costs_the_same_queries_however_long(
    lived: Case, officer: User, django_assert_max_num_queries: Any
) -> None:
    for day in range(16, 23):
        check_in_record(by=officer, case=lived, channel=Channel.PHONE, happened_on=date(2026, 11, day))
    case = Case.objects.get(pk=lived.pk)
    with django_assert_max_num_queries(15):
        case_timeline(case, on=MONDAY)


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(timeline_module, "_sources", [])
    yield


def test_another_room_adds_what_it_knows(lived: Case, sources: None) -> None:
    def appraisals(case: Case, on: date) -> list[TimelineEntry]:
        return [TimelineEntry(date(2026, 11, 15), "appraisal", "社区评议")]

    register_timeline_source(appraisals)
    register_timeline_source(appraisals)
    assert titles(lived, "appraisal") == ["社区评议"]


# The year


def test_year_calendar_has_twelve_months_and_three_rows(
    lived: Case, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        year = year_calendar(lived, on=MONDAY)
    assert (year.months[0], year.months[-1], len(year.months)) == (date(2025, 12, 1), date(2026, 11, 1), 12)
    assert [row.kind for row in year.rows] == [ORAL, DutyKind.WRITTEN_REPORT, DutyKind.VISIT]


def test_year_calendar_tells_kept_late_missed_overdue_and_open(lived: Case, officer: User) -> None:
    def states() -> list[str]:
        return [cell.state for cell in year_calendar(lived, on=MONDAY).rows[0].cells]

    assert states() == ["kept", "missed", "overdue", "open"]
    check_in_record(
        by=officer,
        case=lived,
        channel=Channel.PHONE,
        happened_on=MONDAY,
        late_for=duty_of(lived, ORAL, "2026-W47"),
    )
    assert states() == ["kept", "missed", "late", "open"]


def test_year_calendar_tells_excused_and_suspended(lived: Case, officer: User) -> None:
    check_in_record(
        by=officer,
        case=lived,
        channel=Channel.PHONE,
        happened_on=date(2026, 11, 18),
        outcome=RecordOutcome.ACCEPTABLE_ABSENCE,
        absence_reason="illness",
    )
    StatusSpanFactory(case=lived, custody=True, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 15))
    duties_reconcile(case_ids=[lived.pk], on=MONDAY, by=None)
    states = [cell.state for cell in year_calendar(lived, on=MONDAY).rows[0].cells]
    assert states == ["kept", "suspended", "excused", "open"]


def test_year_calendar_puts_a_duty_in_the_month_it_is_due(world: World, books: None) -> None:
    made = CaseFactory(station=world.station, ordinary=True)
    duties_open(on=MONDAY, case_ids=[made.pk])
    oral, written, visit = year_calendar(made, on=MONDAY).rows
    assert [cell.month for cell in written.cells] == list(range(4, 12))
    assert {cell.span for cell in oral.cells} == {1}
    # A duty of two months covers both; the one due in December is cut off at the end of the year shown.
    assert [(cell.month, cell.span) for cell in visit.cells] == [(6, 2), (8, 2), (10, 2), (11, 1)]


def test_requests_decisions_and_trips_stand_in_the_timeline(case: Case, officer: User, head: User) -> None:
    leave = approved_leave(officer, head, case, wish(5, MONDAY, short_notice_reason="急诊"))
    away(officer, leave, MONDAY)
    entries = case_timeline(case, on=MONDAY, kinds=[EntryKind.APPROVAL])
    assert {entry.title for entry in entries} == {"申请：外出", "开江县司法局：同意", "外出：出发"}
