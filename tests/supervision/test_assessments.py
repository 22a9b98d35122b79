"""月度考核: the month's duty, the draft from the ledger, one save for a station, the correction of a finding."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.audit import AuditEvent
from core.clock import frozen
from core.errors import BadInput, Clash
from corrections.enums import StatusKind
from corrections.models import Case, StatusSpan, User
from supervision.enums import (
    AssessmentGrade,
    Attended,
    Channel,
    DutyKind,
    DutyOutcome,
    RecordOutcome,
    RoundKind,
)
from supervision.models import Assessment
from supervision.selectors import EntryKind, case_timeline
from supervision.selectors.assessments import (
    MonthFacts,
    assessment_lines,
    assessment_month,
    facts_words,
    month_facts,
)
from supervision.services import check_in_record, duties_open
from supervision.services.assessments import Finding, assessment_correct, assessments_record
from supervision.services.rounds import Mark, round_record
from tests.corrections.browsing import page, send, text
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import duty_of

pytestmark = pytest.mark.usefixtures("books")

NOVEMBER = assessment_month(date(2026, 11, 15))
LAST, TENTH = date(2026, 11, 30), date(2026, 12, 10)
GOOD = Finding(AssessmentGrade.QUALIFIED, "")


@pytest.fixture
def known(world: World) -> Case:
    """Ordinary level since July: a report every week, a written one and an assessment every month."""
    made: Case = CaseFactory(
        station=world.station, ordinary=True, received_on=date(2026, 7, 6), taken_over_on=date(2026, 10, 30)
    )
    return made


def opened(case: Case, on: date) -> None:
    duties_open(on=on, case_ids=[case.pk])


def assess(case: Case, by: User, finding: Finding = GOOD) -> str:
    (outcome,) = assessments_record(by=by, month=NOVEMBER, findings={case.pk: finding})
    return outcome.why or outcome.result


def test_each_month_at_any_level_has_one(known: Case, officer: User) -> None:
    with frozen(LAST):
        opened(known, LAST)
        duty = duty_of(known, DutyKind.ASSESSMENT)
        assert (duty.occasion, duty.opens_on, duty.due_on, duty.owner) == (
            "2026-11", date(2026, 11, 1), LAST, "office",
        )  # fmt: skip
        assert assess(known, officer) == "done"
    duty.refresh_from_db()
    assert (duty.outcome, duty.settled_by_kind, duty.is_settled_late) == (
        DutyOutcome.COMPLIED,
        "assessment",
        False,
    )


def test_in_the_next_month_it_is_late_and_after_that_closed(known: Case, world: World, officer: User) -> None:
    other = CaseFactory(station=world.station, ordinary=True, received_on=date(2026, 7, 6))
    with frozen(TENTH):
        opened(known, TENTH)
        opened(other, TENTH)
        assert assess(known, officer) == "done"
    duty = duty_of(known, DutyKind.ASSESSMENT, "2026-11")
    assert (duty.outcome, duty.is_settled_late) == (DutyOutcome.COMPLIED, True)
    with frozen(date(2027, 1, 4)):
        opened(other, date(2027, 1, 4))
        assert duty_of(other, DutyKind.ASSESSMENT, "2026-11").outcome == DutyOutcome.MISSED
        assert "已过时限" in assess(other, officer)
    assert not Assessment.objects.filter(case=other).exists()


def test_who_has_no_such_month_is_refused(world: World, officer: User) -> None:
    new = CaseFactory(station=world.station, ordinary=True, received_on=date(2026, 11, 12))
    with frozen(LAST):
        opened(new, LAST)
        assert "没有考核事项" in assess(new, officer)


def test_facts_are_counted_from_the_ledger_and_the_records(known: Case, world: World, officer: User) -> None:
    def report(on: date, **facts: Any) -> None:
        check_in_record(by=officer, case=known, channel=Channel.PHONE, happened_on=on, **facts)

    with frozen(date(2026, 11, 27)):
        opened(known, date(2026, 11, 27))
        report(date(2026, 11, 4))  # in the week to the 8th
        report(date(2026, 11, 10), outcome=RecordOutcome.FAILED_ATTEMPT)
        report(date(2026, 11, 12), outcome=RecordOutcome.ACCEPTABLE_ABSENCE, absence_reason="illness")
        late = duty_of(known, DutyKind.ORAL_REPORT, "2026-W47")
        report(date(2026, 11, 24), late_for=late)
        for kind, mark in ((RoundKind.SERVICE, Attended.PRESENT), (RoundKind.EDUCATION, Attended.ABSENT)):
            round_record(
                by=officer, kind=kind, station=world.station, happened_on=date(2026, 11, 25),
                marks={known.pk: Mark(mark)}, hours=Decimal(4), is_report=False,
            )  # fmt: skip
        StatusSpan.objects.create(
            case=known, kind=StatusKind.LOST_CONTACT, starts_on=date(2026, 10, 30), ends_on=date(2026, 11, 2),
            recorded_at="2026-11-02T08:00Z",
        )  # fmt: skip
        facts = month_facts([known.pk], NOVEMBER, on=date(2026, 11, 27))[known.pk]
    # Weeks end on the 8th (kept), 15th (excused), 22nd (made up for late) and 29th; the written report on the 30th.
    assert facts == MonthFacts(
        due=4, on_time=1, late=1, missed=0, waiting=2, excused=1, failed_attempts=1,
        group_present=1, group_absent=1, service_hours=4.0, days_lost=2,
    )  # fmt: skip
    assert not facts.is_clean
    assert facts_words(facts) == (
        "应报告 4 次，按时 1，补报 1，未到期 2，有正当理由 1，未联系上 1 次，参加集中活动 1 次，缺席集中活动 1 次，"
        "公益活动 4 小时，失去联系 2 天"
    )
    with frozen(TENTH):
        opened(known, TENTH)
        later = month_facts([known.pk], NOVEMBER, on=TENTH)[known.pk]
    assert (later.due, later.missed, later.waiting) == (4, 2, 0)


def test_an_unfavourable_finding_says_why(known: Case, officer: User) -> None:
    with frozen(LAST):
        opened(known, LAST)
        assert "须写明考核意见" in assess(known, officer, Finding(AssessmentGrade.UNQUALIFIED, " "))
        assert assess(known, officer, Finding(AssessmentGrade.UNQUALIFIED, "两次未报告")) == "done"
        assert assess(known, officer) == "这个月已经考核过"


def test_each_by_itself_and_strangers_are_refused(
    known: Case, world: World, officer: User, social_worker: User
) -> None:
    there = CaseFactory(station=world.next_station, ordinary=True)
    with frozen(LAST):
        opened(known, LAST)
        opened(there, LAST)
        outcomes = assessments_record(by=officer, month=NOVEMBER, findings={known.pk: GOOD, there.pk: GOOD})
        assert {outcome.case_id: outcome.result for outcome in outcomes} == {
            known.pk: "done",
            there.pk: "refused",
        }
        with pytest.raises(BadInput, match="还没有选择"):
            assessments_record(by=officer, month=NOVEMBER, findings={})
    assert list(Assessment.objects.values_list("case_id", flat=True)) == [known.pk]
    with pytest.raises(PermissionDenied):
        assessment_correct(
            by=social_worker, assessment=Assessment.objects.get(), finding=GOOD, reason="看错", version=1
        )


def test_a_correction_keeps_the_day_and_says_why(known: Case, officer: User) -> None:
    with frozen(LAST):
        opened(known, LAST)
        assess(known, officer)
    found = Assessment.objects.get()
    worse = Finding(AssessmentGrade.UNQUALIFIED, "漏看一次未报告")
    with frozen(TENTH):
        with pytest.raises(BadInput, match="更正原因"):
            assessment_correct(by=officer, assessment=found, finding=worse, reason="", version=1)
        assessment_correct(by=officer, assessment=found, finding=worse, reason="漏看", version=1)
        with pytest.raises(Clash, match="有人改过"):
            assessment_correct(by=officer, assessment=found, finding=GOOD, reason="看错", version=1)
    found.refresh_from_db()
    assert (found.grade, found.assessed_on, found.version) == ("unqualified", LAST, 2)
    event = AuditEvent.objects.get(event="assessment_corrected")
    assert event.changes["grade"] == ["qualified", "unqualified"]
    assert "漏看一次" not in str(event.changes)
    titles = [entry.title for entry in case_timeline(known, on=TENTH) if entry.kind == EntryKind.ASSESSMENT]
    assert titles == ["11月考核：不合格"]


def test_the_page_drafts_who_is_clean_in_the_last_week_only(known: Case, world: World, officer: User) -> None:
    url = f"{reverse('supervision:assessments')}?month=2026-11"
    drafted = f'name="grade_{known.pk}" value="qualified"'
    with frozen(date(2026, 11, 10)):
        opened(known, date(2026, 11, 10))
        for line in assessment_lines(officer, world.station, NOVEMBER, on=date(2026, 11, 10)):
            assert line.facts.missed == 1  # the week to the 8th
        assert "本月还没有结束" in text(page(officer, url))
    with frozen(LAST):
        opened(known, LAST)
        shown = page(officer, url).content.decode()
        assert drafted in shown
        assert (
            "checked" not in shown.split(drafted)[1].split(">")[0]
        )  # two weeks are missed: the officer decides
        send(officer, url, {f"grade_{known.pk}": "good", f"words_{known.pk}": "表现好"})
        assert "表现好" in text(page(officer, url))
    assert Assessment.objects.get().facts["missed"] >= 1


def test_clean_months_are_drafted_and_saved_at_once(world: World, officer: User) -> None:
    facts = {"lenient": True, "received_on": date(2026, 3, 2), "taken_over_on": date(2026, 10, 30)}
    clean, silent = [CaseFactory(station=world.station, **facts) for _each in range(2)]
    url = f"{reverse('supervision:assessments')}?month=2026-11"
    with frozen(date(2026, 11, 28)):
        opened(clean, date(2026, 11, 28))
        opened(silent, date(2026, 11, 28))
        for day in (4, 11, 18, 25):
            check_in_record(by=officer, case=clean, channel=Channel.PHONE, happened_on=date(2026, 11, day))
        shown = page(officer, url).content.decode()
        drafted = {
            case: "checked" in shown.split(f'name="grade_{case.pk}" value="qualified"')[1].split(">")[0]
            for case in (clean, silent)
        }
        assert drafted == {clean: True, silent: False}
        answer = send(officer, url, {f"grade_{clean.pk}": "qualified", f"grade_{silent.pk}": ""})
        assert answer.status_code == 302
    assert [row.case_id for row in Assessment.objects.all()] == [clean.pk]


def test_paper_and_panel(known: Case, world: World, officer: User, neighbour: User) -> None:
    with frozen(LAST):
        opened(known, LAST)
        assess(known, officer, Finding(AssessmentGrade.GOOD, "积极参加公益活动"))
        paper = reverse("supervision:assessment_paper", args=[world.station.pk])
        shown = text(page(officer, f"{paper}?month=2026-11"))
        assert "11月社区矫正对象考核表" in shown
        assert "积极参加公益活动" in shown
        assert page(neighbour, paper).status_code == 404
        panel = text(page(officer, reverse("supervision:assessment_panel", args=[known.pk])))
    assert "良好" in panel
    assert "更正" in panel
