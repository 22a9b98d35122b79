"""The engine: who decides, in which order, once; every step with its clock."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core.clock import frozen
from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import EndKind, Role
from corrections.models import Case, User
from corrections.services.end import case_end
from supervision.enums import ApprovalAct, ApprovalStatus, DutyKind, DutyOutcome, StepKey
from supervision.models import Approval, ApprovalStep, Duty
from supervision.policies.approvals import APPROVAL_TRANSITIONS
from supervision.services.approvals import (
    approval_decide,
    approval_resubmit,
    approval_revoke,
    approval_say,
    approval_withdraw,
)
from supervision.services.leaves import leave_request
from tests.people import World, account
from tests.supervision.leaves import (
    MONDAY,
    decide,
    delegate,
    open_step,
    prefecture_officer,
    station_head,
    wish,
)

pytestmark = pytest.mark.usefixtures("books")
APPROVE, FORWARD, RETURN, REFUSE = (
    ApprovalAct.APPROVE, ApprovalAct.FORWARD, ApprovalAct.RETURN, ApprovalAct.REFUSE,
)  # fmt: skip


def clock_of(step: ApprovalStep) -> Duty:
    return Duty.objects.get(kind=DutyKind.APPROVAL, occasion=f"approval:{step.approval_id}:{step.number}")


def test_a_step_opens_with_a_clock_of_the_office_that_must_act(
    case: Case, officer: User, world: World
) -> None:
    step = open_step(leave_request(by=officer, case=case, wish=wish(10)).approval)
    clock = clock_of(step)
    assert (step.key, step.office, step.due_on) == (StepKey.COUNTY, world.county, date(2026, 11, 26))
    assert (clock.office, clock.station, clock.path) == (world.county, world.county, world.county.path)
    assert (clock.due_on, clock.outcome, clock.case) == (date(2026, 11, 26), DutyOutcome.OPEN, case)


def test_approval_decide_settles_the_clock_and_leaves_an_event(case: Case, officer: User, head: User) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    step = open_step(approval)
    decide(head, approval, words="同意")
    approval.refresh_from_db()
    assert (approval.status, approval.decided_on) == (ApprovalStatus.APPROVED, MONDAY)
    clock = clock_of(step)
    assert (clock.outcome, clock.settled_on, clock.is_settled_late) == (DutyOutcome.COMPLIED, MONDAY, False)
    event = AuditEvent.objects.get(event="approval_approved")
    assert (event.actor_id, event.case_id, event.changes["status"]) == (
        head.pk,
        case.pk,
        ["waiting", "approved"],
    )


def test_a_decision_after_its_day_is_late(case: Case, officer: User, head: User) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    step = open_step(approval)
    with frozen(date(2026, 11, 27)):
        decide(head, approval)
    assert clock_of(step).is_settled_late


def test_opinion_of_the_county_then_the_prefecture(
    case: Case, officer: User, head: User, world: World
) -> None:
    above = prefecture_officer(world)
    approval = leave_request(by=officer, case=case, wish=wish(31)).approval
    assert approval.route == [StepKey.COUNTY_OPINION, StepKey.PREFECTURE]
    with pytest.raises(PermissionDenied):
        decide(above, approval)
    with pytest.raises(BadInput, match="不能“同意”"):
        decide(head, approval, APPROVE)
    decide(head, approval, FORWARD, words="拟同意")
    approval.refresh_from_db()
    assert (approval.status, open_step(approval).office) == (ApprovalStatus.WAITING, world.prefecture)
    with pytest.raises(PermissionDenied):
        decide(head, approval)
    decide(above, approval)
    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.APPROVED


def test_only_the_office_that_must_act_decides(
    case: Case, officer: User, head: User, neighbour: User, inspector: User, outsider: User, world: World
) -> None:
    delegate(world)
    approval = leave_request(by=officer, case=case, wish=wish(5)).approval
    for user in (head, officer, neighbour, inspector, outsider):
        with pytest.raises(PermissionDenied):
            decide(user, approval)
    decide(station_head(world), approval)


def test_nobody_decides_their_own(case: Case, world: World) -> None:
    delegate(world)
    own = station_head(world)
    approval = leave_request(by=own, case=case, wish=wish(5)).approval
    with pytest.raises(Refused, match="本人提出的申请"):
        decide(own, approval)
    decide(account("second", "副所长", Role.STATION_HEAD, world.station), approval)


def test_the_second_is_told_who_was_first(case: Case, officer: User, head: User, world: World) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    second = account("deputy", "副局长", Role.COUNTY_HEAD, world.county)
    decide(head, approval)
    with pytest.raises(Refused, match="张局长已于11月23日办理：同意"):
        approval_decide(by=second, approval=approval, number=1, act=REFUSE, words="材料不足")


def test_refusing_and_returning_need_words(case: Case, officer: User, head: User) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    for act in (RETURN, REFUSE):
        with pytest.raises(BadInput, match="请写明理由"):
            decide(head, approval, act)


def test_what_came_back_goes_to_the_same_office_again(case: Case, officer: User, head: User) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    decide(head, approval, RETURN, words="补单位证明")
    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.RETURNED
    with pytest.raises(Refused):
        decide(head, approval)
    approval_resubmit(by=officer, approval=approval, words="已补")
    approval.refresh_from_db()
    step = open_step(approval)
    assert (step.number, step.key, approval.status) == (2, StepKey.COUNTY, ApprovalStatus.WAITING)
    with pytest.raises(Refused, match="只有退回补正"):
        approval_resubmit(by=officer, approval=approval, words="再交")
    decide(head, approval)


def test_withdrawing_closes_the_step_and_voids_its_clock(case: Case, officer: User, head: User) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    step = open_step(approval)
    approval_withdraw(by=officer, approval=approval, reason="不去了")
    assert clock_of(step).outcome == DutyOutcome.VOID
    approval.refresh_from_db()
    with pytest.raises(Refused):
        decide(head, approval)
    with pytest.raises(Refused, match="已撤回"):
        approval_withdraw(by=officer, approval=approval, reason="再撤")


def test_the_county_revokes_what_its_station_approved(
    case: Case, officer: User, head: User, world: World
) -> None:
    delegate(world)
    leave = leave_request(by=officer, case=case, wish=wish(5))
    decide(station_head(world), leave.approval)
    leave.refresh_from_db()
    assert leave.filed_on == MONDAY
    with pytest.raises(PermissionDenied):
        approval_revoke(by=officer, approval=leave.approval, reason="不符合规定")
    approval_revoke(by=head, approval=leave.approval, reason="证明材料不实")
    leave.refresh_from_db()
    assert not leave.is_standing


def test_the_talk_is_for_who_asks_and_who_decides(
    case: Case, officer: User, head: User, neighbour: User
) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    approval_say(by=head, approval=approval, words="和谁同去？")
    approval_say(by=officer, approval=approval, words="与妻子同去。")
    with pytest.raises(PermissionDenied):
        approval_say(by=neighbour, approval=approval, words="我也看看")
    assert [message.words for message in approval.messages.all()] == ["和谁同去？", "与妻子同去。"]


def test_the_database_keeps_one_open_step(case: Case, officer: User) -> None:
    step = open_step(leave_request(by=officer, case=case, wish=wish(10)).approval)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalStep.objects.create(
            approval=step.approval,
            number=2,
            key=step.key,
            office=step.office,
            path=step.path,
            opened_on=MONDAY,
            due_on=MONDAY,
        )


@pytest.mark.parametrize(("before", "act"), product(ApprovalStatus, ApprovalAct))
def test_no_act_leaves_the_table(
    before: ApprovalStatus, act: ApprovalAct, case: Case, officer: User, head: User
) -> None:
    """Put into any status, a request takes an act only where the table has the arrow."""
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    decided: dict[str, Any] = {"decided_on": MONDAY} if before in ("approved", "refused", "revoked") else {}
    reason = {"closed_reason": "原因"} if before in ("withdrawn", "revoked") else {}
    type(approval).objects.filter(pk=approval.pk).update(status=before, **decided, **reason)
    approval.refresh_from_db()
    try:
        decide(head, approval, act, words="理由")
    except (BadInput, Refused):
        approval.refresh_from_db()
        assert approval.status == before
    else:
        approval.refresh_from_db()
        assert ApprovalStatus(approval.status) in APPROVAL_TRANSITIONS[before]


def test_requests_of_an_ended_case_are_taken_back_with_it(case: Case, officer: User, head: User) -> None:
    leave = leave_request(by=officer, case=case, wish=wish(10))
    step = open_step(leave.approval)
    case_end(by=head, case=case, kind=EndKind.REVOKED_SUSPENSION, ended_on=MONDAY, reason="撤销缓刑")
    leave.refresh_from_db()
    approval = Approval.objects.get()
    assert (approval.status, approval.closed_reason) == (ApprovalStatus.WITHDRAWN, "本案已解除或终止")
    assert (clock_of(step).outcome, leave.is_standing) == (DutyOutcome.VOID, False)
