"""Suspensions name the kinds they cover and cover a period when they hold on at least half of its days."""

from datetime import date, timedelta

import pytest

from corrections.enums import EndKind, StatusKind
from corrections.models import Case, StatusSpan, User
from corrections.services.end import case_end
from corrections.services.status import absconding_confirm, custody_begin, custody_end, lost_contact_begin
from supervision.enums import Channel, DutyKind, DutyOutcome
from supervision.models import Duty
from supervision.services import check_in_record, duties_open, duties_reconcile
from tests.factories import CaseFactory, StatusSpanFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of

ORAL, VISIT = DutyKind.ORAL_REPORT, DutyKind.VISIT


def suspended(case: Case, on: date = MONDAY) -> set[tuple[str, str, str]]:
    duties_reconcile(case_ids=[case.pk], on=on, by=None)
    rows = Duty.objects.filter(case=case).exclude(suspended_by="")
    return set(rows.values_list("kind", "occasion", "suspended_by"))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "rests"),
    [
        (date(2026, 11, 19), date(2026, 11, 22), True),  # 4 of 7 days
        (date(2026, 11, 20), date(2026, 11, 22), False),  # 3 of 7 days
        (date(2026, 11, 12), date(2026, 11, 19), True),
        (date(2026, 11, 12), date(2026, 11, 18), False),
        (date(2026, 11, 17), date(2026, 11, 17), False),
    ],
)
def test_a_week_rests_when_custody_holds_on_half_of_its_days(
    case: Case, starts_on: date, ends_on: date, rests: bool
) -> None:
    StatusSpanFactory(case=case, custody=True, starts_on=starts_on, ends_on=ends_on)
    assert ((ORAL, "2026-W47", StatusKind.CUSTODY) in suspended(case)) is rests


def test_exactly_half_is_enough(world: World, books: None) -> None:
    made = CaseFactory(station=world.station, lenient=True)  # fortnights of 14 days
    StatusSpanFactory(case=made, custody=True, starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 22))
    assert (ORAL, "2026-F167", StatusKind.CUSTODY) in suspended(made)


def test_days_of_two_statuses_count_once(case: Case) -> None:
    StatusSpanFactory(case=case, custody=True, starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 18))
    StatusSpanFactory(case=case, absconding=True, starts_on=date(2026, 11, 17), ends_on=date(2026, 11, 18))
    assert not {row for row in suspended(case) if row[1] == "2026-W47"}


def test_days_of_two_statuses_add_up(case: Case) -> None:
    StatusSpanFactory(case=case, custody=True, starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 17))
    StatusSpanFactory(case=case, absconding=True, starts_on=date(2026, 11, 18), ends_on=date(2026, 11, 19))
    assert {row[1] for row in suspended(case) if row[0] == ORAL} == {"2026-W47"}


def test_custody_suspends_everything(world: World, books: None) -> None:
    made = CaseFactory(station=world.station, strict=True, in_custody=True)
    kinds = {
        kind for kind, occasion, _by in suspended(made) if occasion in ("2026-W47", "2026-F167", "2026-11")
    }
    assert kinds == {ORAL, DutyKind.WRITTEN_REPORT, VISIT, DutyKind.ASSESSMENT}


def test_hospital_suspends_visits_only(world: World, books: None) -> None:
    made = CaseFactory(station=world.station, strict=True, in_hospital=True)
    assert {kind for kind, _occasion, _by in suspended(made)} == {VISIT}


def test_absconding_suspends_everything_but_the_search(world: World, books: None) -> None:
    made = CaseFactory(station=world.station, strict=True, absconding=True)
    rows = suspended(made)
    assert {ORAL, DutyKind.WRITTEN_REPORT, VISIT} <= {kind for kind, _occasion, _by in rows}
    assert duty_of(made, DutyKind.SEARCH).suspended_by == ""


def test_lost_contact_alone_suspends_nothing(world: World, books: None) -> None:
    """Only 脱管 replaces the duties; a missed report is how a loss of contact begins."""
    made = CaseFactory(station=world.station, strict=True, lost=True)
    assert not suspended(made)


def test_who_never_registered_goes_on_showing(world: World, books: None) -> None:
    """漏管 is not 脱管: correction never began."""
    made = CaseFactory(station=world.station, awaiting=True, effective_on=date(2026, 11, 10))
    StatusSpanFactory(case=made, absconding=True, starts_on=date(2026, 11, 11))
    assert DutyKind.REGISTRATION not in {kind for kind, _occasion, _by in suspended(made)}


def test_a_suspended_duty_is_neither_overdue_nor_missed_nor_due(case: Case) -> None:
    StatusSpanFactory(case=case, custody=True, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 22))
    suspended(case, on=date(2026, 12, 21))
    duty = duty_of(case, ORAL, "2026-W47")
    assert duty.outcome == DutyOutcome.OPEN
    for day in (MONDAY, date(2026, 12, 21)):
        assert not Duty.objects.overdue(on=day).filter(pk=duty.pk).exists()
        assert not Duty.objects.missed(on=day).filter(pk=duty.pk).exists()
    assert not Duty.objects.due_during(duty.due_on, duty.due_on).exists()


def test_a_suspension_recorded_afterwards_takes_back_what_was_missed(case: Case) -> None:
    duties_open(on=MONDAY, case_ids=[case.pk])
    assert duty_of(case, ORAL, "2026-W46").outcome == DutyOutcome.MISSED
    span = StatusSpanFactory(case=case, custody=True, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 15))
    suspended(case)
    assert duty_of(case, ORAL, "2026-W46").outcome == DutyOutcome.OPEN
    span.delete()
    suspended(case)
    assert duty_of(case, ORAL, "2026-W46").outcome == DutyOutcome.MISSED


def test_an_open_suspension_covers_the_periods_that_a_night_opens(case: Case) -> None:
    StatusSpanFactory(case=case, custody=True, starts_on=date(2026, 11, 12))
    duties_open(on=date(2026, 12, 7))
    assert duty_of(case, ORAL, "2026-W50").suspended_by == StatusKind.CUSTODY


def test_a_once_only_duty_rests_as_long_as_the_status_lasts(world: World, books: None) -> None:
    made = CaseFactory(station=world.station, received_on=date(2026, 11, 2), in_custody=True)
    assert (DutyKind.TEAM, "reception:2026-11-02", StatusKind.CUSTODY) in suspended(made)
    StatusSpan.objects.filter(case=made).update(ends_on=date(2026, 11, 20))
    assert not suspended(made)
    assert Duty.objects.overdue(on=MONDAY).filter(case=made, kind=DutyKind.TEAM).exists()


def test_a_once_only_duty_that_rested_to_the_end_is_not_missed(
    world: World, books: None, officer: User, head: User
) -> None:
    """The end of the case closes the custody; it does not wake the duty for that one moment."""
    made = CaseFactory(station=world.station, received_on=date(2026, 11, 2))
    custody_begin(by=officer, case=made, starts_on=date(2026, 11, 3))
    case_end(by=head, case=made, kind=EndKind.DEATH, ended_on=date(2026, 11, 20))
    plan = duty_of(made, DutyKind.PLAN)
    assert (plan.outcome, plan.suspended_by) == (DutyOutcome.OPEN, StatusKind.CUSTODY)
    assert not Duty.objects.missed(on=MONDAY).filter(pk=plan.pk).exists()


def test_a_record_settles_a_suspended_duty_without_making_it_due(case: Case, officer: User) -> None:
    StatusSpanFactory(case=case, custody=True, starts_on=date(2026, 11, 16))
    suspended(case)
    check_in_record(by=officer, case=case, channel=Channel.PHONE, happened_on=MONDAY)
    duty = duty_of(case, ORAL, "2026-W48")
    assert (duty.outcome, duty.suspended_by) == (DutyOutcome.COMPLIED, StatusKind.CUSTODY)
    assert not Duty.objects.due_during(duty.due_on, duty.due_on).exists()


def test_status_services_reach_the_ledger(case: Case, officer: User) -> None:
    duties_open(on=MONDAY, case_ids=[case.pk])
    span = custody_begin(by=officer, case=case, starts_on=date(2026, 11, 16))
    assert duty_of(case, ORAL, "2026-W48").suspended_by == StatusKind.CUSTODY
    custody_end(by=officer, span=span, ends_on=MONDAY - timedelta(days=1))
    assert duty_of(case, ORAL, "2026-W48").suspended_by == ""
    assert duty_of(case, ORAL, "2026-W47").suspended_by == StatusKind.CUSTODY


def test_lost_contact_opens_the_search_and_absconding_the_suspension(case: Case, officer: User) -> None:
    duties_open(on=MONDAY, case_ids=[case.pk])
    span = lost_contact_begin(by=officer, case=case, starts_on=MONDAY)
    assert duty_of(case, DutyKind.SEARCH).due_on == MONDAY
    assert duty_of(case, ORAL, "2026-W48").suspended_by == ""
    absconding_confirm(by=officer, span=span, absconding_from=MONDAY, nature="not_found")  # type: ignore[arg-type]
    assert duty_of(case, ORAL, "2026-W48").suspended_by == StatusKind.LOST_CONTACT
