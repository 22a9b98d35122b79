"""社区矫正法 第二十七条, 实施办法 第二十六条至第二十八条: a leave from the request to the return, tier by tier."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.clock import frozen
from corrections.models import Case, User
from supervision.enums import ApprovalAct, Channel, DutyKind, DutyOutcome, LeaveStage, StepKey
from supervision.models import Duty, Leave
from supervision.selectors import card_rows
from supervision.selectors.approvals import approvals_waiting
from supervision.services.leaves import leave_extend_request, leave_request, leave_return
from tests.journeys.days import Days
from tests.people import World
from tests.supervision.leaves import (
    again,
    approved_leave,
    away,
    decide,
    delegate,
    prefecture_officer,
    station_head,
    wish,
)

DECEMBER = date(2026, 12, 1)


def waits_for(user: User) -> list[int]:
    return [approval.pk for approval in approvals_waiting(user)]


@pytest.mark.parametrize(
    ("days_away", "tier"), [(7, StepKey.STATION), (10, StepKey.COUNTY), (31, StepKey.PREFECTURE)]
)
def test_each_tier_from_the_request_to_the_return(
    days_away: int, tier: StepKey, strict_case: Case, officer: User, head: User, world: World, days: Days
) -> None:
    delegate(world)
    above, own = prefecture_officer(world), station_head(world)
    leave = leave_request(by=officer, case=strict_case, wish=wish(days_away))
    approval = leave.approval
    deciders = {StepKey.STATION: [own], StepKey.COUNTY: [head], StepKey.PREFECTURE: [head, above]}[tier]
    for place, user in enumerate(deciders):
        assert waits_for(user) == [approval.pk]
        assert card_rows("approvals", user, on=days.on).count() == 1
        is_last = place == len(deciders) - 1
        decide(user, approval, ApprovalAct.APPROVE if is_last else ApprovalAct.FORWARD)
    assert [waits_for(user) for user in (own, head, above)] == [[], [], []]
    days.go(DECEMBER)
    leave = away(officer, again(leave), DECEMBER)
    back = leave.last_on
    days.go(back)
    leave_return(by=officer, leave=leave, returned_on=back, channel=Channel.IN_PERSON)
    assert again(leave).stage(on=back) == LeaveStage.BACK
    rests = Duty.objects.filter(case=strict_case, suspended_by="leave").values_list("kind", flat=True)
    assert set(rests) <= {DutyKind.VISIT, DutyKind.WRITTEN_REPORT}
    assert bool(rests) == (days_away == 31)  # ten days are half of no fortnight and no month


def test_extended_into_a_higher_tier_while_away(
    strict_case: Case, officer: User, head: User, world: World, days: Days
) -> None:
    delegate(world)
    leave = approved_leave(officer, station_head(world), strict_case, wish(7))
    days.go(DECEMBER)
    leave = away(officer, leave, DECEMBER)
    days.go(date(2026, 12, 6))
    extension = leave_extend_request(
        by=officer, leave=leave, last_on=date(2026, 12, 12), reason_words="术后复查", proof="病情证明"
    )
    assert waits_for(head) == [extension.approval_id]
    decide(head, extension.approval)
    days.go(date(2026, 12, 9))
    assert again(leave).stage(on=days.on) == LeaveStage.OUT
    assert not card_rows("leave_overdue", officer, on=days.on).exists()


def test_not_back_is_first_on_the_workbench_next_morning(
    strict_case: Case, officer: User, head: User, days: Days
) -> None:
    leave = approved_leave(officer, head, strict_case, wish(8))
    days.go(DECEMBER)
    leave = away(officer, leave, DECEMBER)
    days.go(leave.last_on)
    assert not card_rows("leave_overdue", officer, on=days.on).exists()
    days.go(leave.last_on + timedelta(days=1))
    (duty,) = card_rows("leave_overdue", officer, on=days.on)
    assert (duty.kind, duty.case, duty.due_on) == (DutyKind.LEAVE_RETURN, strict_case, leave.last_on)
    leave_return(
        by=officer,
        leave=leave,
        returned_on=days.on,
        channel=Channel.IN_PERSON,
        late_reason="暴雨停运",
        has_good_reason=True,
    )
    assert not card_rows("leave_overdue", officer, on=days.on).exists()
    duty.refresh_from_db()
    assert (duty.outcome, duty.is_settled_late) == (DutyOutcome.COMPLIED, True)


def test_a_return_recorded_afterwards_gives_the_free_days_back(
    strict_case: Case, officer: User, head: User, days: Days
) -> None:
    """Back on the third of ten days, recorded on the eighth: visits of the month are owed again."""
    leave = approved_leave(officer, head, strict_case, wish(20))
    days.go(DECEMBER)
    leave = away(officer, leave, DECEMBER)
    visit = Duty.objects.get(case=strict_case, kind=DutyKind.VISIT, occasion="2026-12")
    assert visit.suspended_by == "leave"
    days.go(date(2026, 12, 8))
    with frozen(date(2026, 12, 8)):
        leave_return(by=officer, leave=leave, returned_on=date(2026, 12, 3), channel=Channel.IN_PERSON)
    visit.refresh_from_db()
    assert visit.suspended_by == ""
    assert Leave.objects.get(pk=leave.pk).held_to == date(2026, 12, 3)
