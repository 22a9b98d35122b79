"""Each card counts what its list shows: one queryset."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.chips import Chip
from corrections.enums import StatusKind
from corrections.models import Case, User
from supervision.enums import AbsenceReason, Channel, DutyKind, DutyOutcome, RecordOutcome
from supervision.models import Duty
from supervision.selectors import (
    CARDS,
    card_rows,
    duty_chip,
    occasion_text,
    office_overview,
    settled_text,
    workbench_cards,
)
from supervision.services import check_in_record, duties_open, duties_reconcile, visit_record
from tests.factories import CaseFactory, StatusSpanFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of

ORAL, WRITTEN, VISIT = DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT, DutyKind.VISIT


@pytest.fixture
def station_of_cases(world: World, books: None) -> dict[str, Case]:
    """One of everything the cards speak of."""
    station = world.station
    made: dict[str, Case] = {
        "late": CaseFactory(station=station, ordinary=True, received_on=date(2026, 10, 5)),
        "strict": CaseFactory(station=station, strict=True, received_on=date(2026, 10, 5)),
        "awaiting": CaseFactory(station=station, awaiting=True, effective_on=date(2026, 11, 6)),
        "today": CaseFactory(station=station, awaiting=True, effective_on=date(2026, 11, 13)),
        "ending": CaseFactory(station=station, term_ends_on=date(2026, 12, 23)),
        "not_yet": CaseFactory(station=station, term_ends_on=date(2026, 12, 24)),
        "over": CaseFactory(station=station, term_over=True),
        "elsewhere": CaseFactory(station=world.next_station, strict=True),
    }
    duties_open(on=MONDAY, case_ids=[case.pk for case in made.values()])
    return made


def counts(user: User) -> dict[str, int]:
    return {card.key: card.count for card in workbench_cards(user, on=MONDAY)}


def people(key: str, user: User) -> set[int]:
    rows = card_rows(key, user, on=MONDAY)
    return {int(row.case_id or 0) if isinstance(row, Duty) else row.pk for row in rows}


def test_every_cards_count_is_the_length_of_its_list(
    station_of_cases: dict[str, Case], officer: User, head: User
) -> None:
    for user in (officer, head):
        for key, count in counts(user).items():
            assert count == len(card_rows(key, user, on=MONDAY)), key


def test_cards_and_their_people(station_of_cases: dict[str, Case], officer: User) -> None:
    of = {name: case.pk for name, case in station_of_cases.items()}
    assert people("awaiting_reception", officer) == {of["awaiting"], of["today"]}
    assert people("registration_overdue", officer) == {of["awaiting"]}
    assert of["today"] in people("due_today", officer)
    assert {of["late"], of["strict"], of["awaiting"]} == people("overdue_person", officer)
    assert of["strict"] in people("overdue_office", officer)
    assert people("visits_ahead", officer) == {of["strict"]}
    assert people("term_ending", officer) == {of["ending"]}
    assert people("term_over", officer) == {of["over"]}


def test_the_persons_failures_and_the_offices_are_never_mixed(
    station_of_cases: dict[str, Case], officer: User
) -> None:
    person = {duty.pk for duty in card_rows("overdue_person", officer, on=MONDAY)}
    office = {duty.pk for duty in card_rows("overdue_office", officer, on=MONDAY)}
    assert person and office and not person & office
    assert person | office == {duty.pk for duty in card_rows("overdue", officer, on=MONDAY)}


def test_waiting_for_evidence_stands_on_its_card_until_it_is_decided(
    station_of_cases: dict[str, Case], officer: User
) -> None:
    late = station_of_cases["late"]
    act: dict[str, Any] = {
        "by": officer,
        "case": late,
        "channel": Channel.PHONE,
        "happened_on": date(2026, 11, 18),
    }
    check_in_record(outcome=RecordOutcome.WAITING, **act)
    assert [duty.occasion for duty in card_rows("waiting", officer, on=MONDAY)] == ["2026-W47"]
    check_in_record(outcome=RecordOutcome.ACCEPTABLE_ABSENCE, absence_reason=AbsenceReason.ILLNESS, **act)
    assert not card_rows("waiting", officer, on=MONDAY).exists()


def test_a_visit_waiting_for_evidence_stands_there_too(
    station_of_cases: dict[str, Case], officer: User
) -> None:
    strict = station_of_cases["strict"]
    visit_record(by=officer, case=strict, happened_on=MONDAY, outcome=RecordOutcome.WAITING)
    assert [duty.kind for duty in card_rows("waiting", officer, on=MONDAY)] == [VISIT]


def test_a_suspended_duty_is_on_no_card(station_of_cases: dict[str, Case], officer: User) -> None:
    late = station_of_cases["late"]
    StatusSpanFactory(case=late, custody=True, starts_on=date(2026, 10, 5))
    duties_reconcile(case_ids=[late.pk], on=MONDAY, by=None)
    assert late.pk not in people("overdue_person", officer) | people("due_today", officer)


def test_an_ended_case_leaves_every_card(station_of_cases: dict[str, Case], officer: User) -> None:
    for case in station_of_cases.values():
        Case.objects.filter(pk=case.pk).update(ended_on=date(2026, 11, 20), end_kind="recalled")
    duties_reconcile(case_ids=[case.pk for case in station_of_cases.values()], on=MONDAY, by=None)
    assert set(counts(officer).values()) == {0}


def test_workbench_costs_the_same_queries_for_one_and_many(
    station_of_cases: dict[str, Case], officer: User, django_assert_max_num_queries: Any
) -> None:
    workbench_cards(officer, on=MONDAY)
    with django_assert_max_num_queries(2):
        workbench_cards(officer, on=MONDAY)
    with django_assert_max_num_queries(2):
        for duty in card_rows("overdue", officer, on=MONDAY):
            assert duty.case.offender.name and duty.station.name and duty.rule.legal_basis


def test_a_card_nobody_declared_is_a_key_error(officer: User, books: None) -> None:
    with pytest.raises(KeyError):
        card_rows("made-up", officer, on=MONDAY)
    assert all(kind.meaning and kind.title for kind in CARDS.values())


# Words


@pytest.mark.parametrize(
    ("level", "kind", "occasion", "text"),
    [
        ("strict", ORAL, "2026-W47", "11月16—22日"),
        ("strict", ORAL, "2026-W49", "11月30日—12月6日"),
        ("strict", WRITTEN, "2026-F167", "11月9—22日"),
        ("strict", VISIT, "2026-11", "11月"),
        ("ordinary", VISIT, "2026-P6", "11—12月"),
        ("lenient", VISIT, "2026-Q4", "2026年第四季度"),
    ],
)
def test_occasion_text_of_periods(
    world: World, books: None, level: str, kind: DutyKind, occasion: str, text: str
) -> None:
    made = CaseFactory(station=world.station, level=level)
    duties_open(on=date(2026, 12, 1), case_ids=[made.pk])
    assert occasion_text(duty_of(made, kind, occasion)) == text


def test_occasion_text_of_once_only_duties(station_of_cases: dict[str, Case], world: World) -> None:
    assert (
        occasion_text(duty_of(station_of_cases["awaiting"], DutyKind.REGISTRATION)) == "判决、裁定11月6日生效"
    )
    assert occasion_text(duty_of(station_of_cases["late"], DutyKind.TEAM)) == "10月5日接收"
    assert (
        occasion_text(duty_of(station_of_cases["ending"], DutyKind.DISCHARGE_PREPARATION)) == "12月23日期满"
    )
    lost = CaseFactory(station=world.station, lost=True)
    duties_open(on=MONDAY, case_ids=[lost.pk])
    assert occasion_text(duty_of(lost, DutyKind.SEARCH)) == "11月2日起失联"


def test_duty_chip_in_words() -> None:
    duty = Duty(
        kind=ORAL, opens_on=date(2026, 11, 16), due_on=date(2026, 11, 22), closes_on=date(2026, 11, 29)
    )
    assert duty_chip(duty, on=date(2026, 11, 20)) == Chip("剩 2 天", "warn")
    assert duty_chip(duty, on=date(2026, 11, 22)) == Chip("今日", "warn")
    assert duty_chip(duty, on=date(2026, 11, 25)) == Chip("逾期 3 天", "late")
    assert duty_chip(duty, on=date(2026, 11, 30)) == Chip("未履行", "late")
    duty.suspended_by = StatusKind.CUSTODY
    assert duty_chip(duty, on=date(2026, 11, 25)).text == "暂停（羁押）"
    duty.suspended_by = ""
    duty.outcome, duty.settled_on, duty.settled_by_kind = DutyOutcome.COMPLIED, date(2026, 11, 18), "check_in"
    assert duty_chip(duty, on=MONDAY) == Chip("已办", "ok")
    assert settled_text(duty) == "报告记录 11月18日"
    duty.settled_on = date(2026, 11, 24)
    assert duty_chip(duty, on=MONDAY).text == "补报"
    duty.outcome = DutyOutcome.EXCUSED
    assert duty_chip(duty, on=MONDAY).text == "有正当理由"
    duty.outcome = DutyOutcome.VOID
    assert duty_chip(duty, on=MONDAY).text == "作废"


# 本所概况


def test_office_overview_counts_people_and_this_months_duties(
    station_of_cases: dict[str, Case], officer: User, django_assert_max_num_queries: Any
) -> None:
    late = station_of_cases["late"]
    check_in_record(by=officer, case=late, channel=Channel.PHONE, happened_on=date(2026, 11, 18))
    with django_assert_max_num_queries(2):
        overview = office_overview(officer, on=MONDAY)
    assert overview.people == 4  # late, strict, ending, not yet; who is past the term is not under correction
    assert dict(overview.by_level)["strict"] == 1 and dict(overview.by_level)["undetermined"] == 2  # type: ignore[index]
    # W44 (due on 1 November) to W47 of two people, and two written fortnights of one; today's are still to come.
    assert (overview.reports.kept, overview.reports.due) == (1, 10)
    assert (overview.since, overview.until) == (date(2026, 11, 1), date(2026, 11, 22))


def test_office_overview_without_duties_has_no_rate(officer: User, books: None) -> None:
    assert office_overview(officer, on=MONDAY).visits.percent is None
