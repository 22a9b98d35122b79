"""社区矫正法 第四十四、四十五条: preparing the discharge, ending the case, and what was still ahead."""

from datetime import date

import pytest

from core.errors import Refused
from corrections.enums import EndKind, Level
from corrections.models import Case, User
from corrections.services.end import case_end, case_end_undo
from reporting.enums import IndicatorKey, Part
from supervision.enums import Channel, DutyKind, NoticeKind
from supervision.models import Duty, Notice
from supervision.selectors import card_rows
from supervision.services import check_in_record, duties_open
from tests.factories import CaseFactory, StaffFactory, full_team
from tests.journeys.days import Days, counted, open_ahead, outcomes
from tests.people import World
from tests.supervision.duties import duty_of

ORAL = DutyKind.ORAL_REPORT


@pytest.fixture
def last_weeks(world: World) -> Case:
    """Ordinary level, one year until Wednesday 2027-01-06; of the last periods nothing is opened yet."""
    made: Case = CaseFactory(
        station=world.station,
        level=Level.ORDINARY,
        responsible=StaffFactory(name="吴专干"),
        term_starts_on=date(2026, 1, 7),
        term_ends_on=date(2027, 1, 6),
        received_on=date(2026, 11, 20),
    )
    full_team(made)
    duties_open(on=date(2026, 11, 23), case_ids=[made.pk])
    return made


def test_revoked_case_leaves_nothing_ahead(strict_case: Case, head: User, days: Days) -> None:
    days.go(date(2026, 12, 2))
    ahead = Duty.objects.filter(case=strict_case, outcome="open", due_on__gt=date(2026, 12, 2))
    assert {str(duty.kind) for duty in ahead} == {"oral_report", "written_report", "visit", "assessment"}
    case_end(
        by=head, case=strict_case, kind=EndKind.REVOKED_SUSPENSION, ended_on=days.on, reason="撤销缓刑裁定"
    )

    assert open_ahead(strict_case) == set()
    void = Duty.objects.filter(case=strict_case, outcome="void")
    assert {duty.void_reason for duty in void} == {"已解除或终止"}
    # Due before the end and never done: the rate keeps it.
    assert outcomes(strict_case, ORAL) == {"2026-W48": "missed"}
    days.go(date(2026, 12, 20))
    assert open_ahead(strict_case) == set()
    for card in ("overdue", "due_today", "this_week", "visits_ahead", "term_over"):
        assert not card_rows(card, head, on=days.on).exists(), card


def test_end_taken_back_opens_again_what_it_closed(strict_case: Case, head: User, days: Days) -> None:
    days.go(date(2026, 12, 2))
    case_end(by=head, case=strict_case, kind=EndKind.DEATH, ended_on=days.on)
    days.go(date(2026, 12, 8))
    case_end_undo(by=head, case=strict_case, reason="误将同名者登记为死亡")
    assert outcomes(strict_case, ORAL) == {"2026-W48": "missed", "2026-W49": "open", "2026-W50": "open"}
    assert open_ahead(strict_case) == {"oral_report", "written_report", "visit", "assessment", "plan"}


def test_discharge_is_prepared_and_done_on_the_last_day(
    last_weeks: Case, head: User, officer: User, days: Days
) -> None:
    preparation = duty_of(last_weeks, DutyKind.DISCHARGE_PREPARATION)
    assert (preparation.opens_on, preparation.due_on) == (last_weeks.received_on, date(2026, 12, 7))
    check_in_record(
        by=officer,
        case=last_weeks,
        channel=Channel.IN_PERSON,
        happened_on=date(2026, 11, 23),
        settles=[ORAL, DutyKind.DISCHARGE_PREPARATION],
        content="交来个人总结",
    )
    preparation.refresh_from_db()
    assert preparation.outcome == "complied"

    days.go(date(2027, 1, 5))
    with pytest.raises(Refused):
        case_end(by=head, case=last_weeks, kind=EndKind.DISCHARGE, ended_on=days.on)
    days.go(date(2027, 1, 6))
    assert not Duty.objects.filter(case=last_weeks, due_on__gt=date(2027, 1, 6)).exists()
    case_end(by=head, case=last_weeks, kind=EndKind.DISCHARGE, ended_on=days.on)
    days.go(date(2027, 1, 10))
    assert open_ahead(last_weeks) == set()
    assert not Notice.objects.filter(case=last_weeks, kind=NoticeKind.TERM_OVER).exists()


def test_term_over_without_an_end_is_the_offices_and_no_longer_under_correction(
    last_weeks: Case, world: World, officer: User, days: Days
) -> None:
    days.go(date(2027, 1, 6))
    assert counted(IndicatorKey.SOCIAL_WORKERS, Part.POPULATION, world.county, days.on) == 1
    days.go(date(2027, 1, 14))
    assert counted(IndicatorKey.SOCIAL_WORKERS, Part.POPULATION, world.county, days.on) == 0
    assert [case.pk for case in card_rows("term_over", officer, on=days.on)] == [last_weeks.pk]
    notices = Notice.objects.filter(case=last_weeks, kind=NoticeKind.TERM_OVER).order_by("told_on")
    assert list(notices.values_list("told_on", "office__short_name")) == [
        (date(2027, 1, 7), "新宁镇"),
        (date(2027, 1, 8), "开江县"),
        (date(2027, 1, 14), "达州市"),
    ]
    assert not Duty.objects.filter(case=last_weeks, opens_on__gt=date(2027, 1, 6)).exists()
