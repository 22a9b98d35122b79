"""分类管理: another level from a day on; the frequency in force on a period's first day decides (counting.md)."""

from datetime import date

from corrections.enums import Level
from corrections.models import Case, LevelSpan, User
from corrections.services.level import case_level_change, cases_level_change
from supervision.enums import DutyKind, Frequency
from tests.journeys.days import Days, outcomes
from tests.people import World
from tests.supervision.duties import duty_of


def test_from_strict_to_ordinary_the_written_report_becomes_monthly(
    strict_case: Case, head: User, days: Days
) -> None:
    days.go(date(2026, 11, 25))
    # Fortnights from Monday 2026-06-29 on: the running one lasts from 23 November to 6 December.
    running = duty_of(strict_case, DutyKind.WRITTEN_REPORT)
    assert (running.opens_on, running.due_on) == (date(2026, 11, 23), date(2026, 12, 6))

    case_level_change(
        by=head, case=strict_case, level=Level.ORDINARY, starts_on=days.on, reason="考核良好，转普管"
    )
    running.refresh_from_db()
    assert running.outcome == "open"  # strict on the period's first day: it stands

    days.go(date(2026, 12, 7))
    written = outcomes(strict_case, DutyKind.WRITTEN_REPORT)
    assert list(written) == [running.occasion, "2026-12"]
    monthly = duty_of(strict_case, DutyKind.WRITTEN_REPORT, "2026-12")
    assert monthly.due_on == date(2026, 12, 31)
    assert monthly.rule is not None and monthly.rule.frequency == Frequency.MONTH


def test_from_strict_to_ordinary_visits_wait_for_the_next_pair_of_months(
    strict_case: Case, head: User, days: Days
) -> None:
    days.go(date(2026, 11, 30))
    case_level_change(by=head, case=strict_case, level=Level.ORDINARY, starts_on=days.on, reason="转普管")
    days.go(date(2027, 1, 4))
    assert list(outcomes(strict_case, DutyKind.VISIT)) == ["2027-P1"]  # none in November: not a whole month


def test_level_of_an_earlier_day_takes_back_what_was_opened_since(
    strict_case: Case, head: User, days: Days
) -> None:
    days.go(date(2026, 11, 25))
    opened = duty_of(strict_case, DutyKind.WRITTEN_REPORT)
    case_level_change(
        by=head, case=strict_case, level=Level.ORDINARY, starts_on=date(2026, 11, 20), reason="补录决定"
    )
    opened.refresh_from_db()
    assert (opened.outcome, opened.void_reason) == ("void", "管理等级、频率或登记事实变更")
    assert outcomes(strict_case, DutyKind.WRITTEN_REPORT) == {}
    assert LevelSpan.objects.get(case=strict_case, ends_on=None).starts_on == date(2026, 11, 20)


def test_many_at_once_by_the_county_changes_those_it_can(
    strict_case: Case, world: World, head: User, officer: User, days: Days
) -> None:
    days.go(date(2026, 11, 30))
    again = [strict_case.pk, strict_case.pk]
    refused = cases_level_change(
        by=officer, case_ids=again, level=Level.LENIENT, starts_on=days.on, reason="不应由所员办理"
    )
    assert [outcome.result for outcome in refused] == ["refused"]
    done = cases_level_change(
        by=head, case_ids=again, level=Level.LENIENT, starts_on=days.on, reason="季度考核"
    )
    assert [outcome.result for outcome in done] == ["done"]
    days.go(date(2026, 12, 21))
    # Strict until Sunday the 29th: the fortnight that began on 7 December is the first lenient period.
    assert list(outcomes(strict_case, DutyKind.ORAL_REPORT))[-2:] == ["2026-F169", "2026-F170"]
