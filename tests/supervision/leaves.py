"""What the tests of approvals and leaves ask again and again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from corrections.enums import DelegatedMatter, Role
from corrections.models import Case, User
from supervision.enums import ApprovalAct, Channel, LeaveReason
from supervision.models import Approval, ApprovalStep, Leave, TravelPermit
from supervision.services.approvals import approval_decide
from supervision.services.leaves import LeaveWish, leave_depart, leave_request
from supervision.services.travel import TravelWish, travel_permit_request
from tests.factories import DelegationFactory
from tests.people import World, account

MONDAY = date(2026, 11, 23)
WISH = LeaveWish(
    starts_on=date(2026, 12, 1),
    ends_on=date(2026, 12, 5),
    province="重庆市万州区",
    place="万州区人民医院",
    reason=LeaveReason.MEDICAL,
    reason_words="住院检查",
    proof="转诊证明",
)


TRAVEL = TravelWish(
    starts_on=MONDAY,
    places="达州市通川区",
    frequency="每周一至周五早出晚归",
    reason_words="在通川区上班",
    proof="单位证明、劳动合同",
)


def wish(days: int = 5, first: date = WISH.starts_on, **values: Any) -> LeaveWish:
    """So many days from that day on, both included."""
    return replace(WISH, starts_on=first, ends_on=first + timedelta(days=days - 1), **values)


def delegate(world: World) -> None:
    """The county lets the first station decide leaves."""
    DelegationFactory(station=world.station, matter=DelegatedMatter.LEAVE)


def prefecture_officer(world: World) -> User:
    return account("prefecture", "市局审批", Role.PREFECTURE_OFFICER, world.prefecture)


def station_head(world: World) -> User:
    return account("station-head", "杨所长", Role.STATION_HEAD, world.station)


def open_step(approval: Approval) -> ApprovalStep:
    found: ApprovalStep = approval.steps.select_related("office").get(acted_at=None)
    return found


def decide(
    by: User, approval: Approval, act: ApprovalAct = ApprovalAct.APPROVE, words: str = "", **more: Any
) -> Approval:
    """The step that waits now."""
    approval.refresh_from_db()
    return approval_decide(by=by, approval=approval, number=approval.step, act=act, words=words, **more)


def approved_leave(by: User, decider: User, case: Case, found: LeaveWish = WISH) -> Leave:
    leave = leave_request(by=by, case=case, wish=found)
    decide(decider, leave.approval)
    return again(leave)


def approved_permit(by: User, decider: User, case: Case) -> TravelPermit:
    """From today on."""
    permit = travel_permit_request(by=by, case=case, wish=TRAVEL)
    decide(decider, permit.approval)
    return TravelPermit.objects.get(pk=permit.pk)


def away(by: User, leave: Leave, departed_on: date) -> Leave:
    leave_depart(by=by, leave=leave, departed_on=departed_on, channel=Channel.PHONE)
    return again(leave)


def again(leave: Leave) -> Leave:
    """As it stands in the database now."""
    found: Leave = Leave.objects.select_related("approval", "trip", "case").get(pk=leave.pk)
    return found
