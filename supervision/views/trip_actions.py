"""The buttons of a leave or a travel permit: what may be recorded of it next, for who may record."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actions import Action
from core.clock import today
from supervision.enums import ApprovalKind, ApprovalStatus, LeaveStage
from supervision.models import Approval, Leave, TravelPermit
from supervision.permissions import Permission

Button = tuple[str, Any]


def trip_actions(user: Any, approval: Approval) -> list[Action]:
    """Departure, contacts, return, more days, cancelling, by what has happened so far; the likely one first."""
    if not user.may(Permission.APPROVAL_REQUEST, path=approval.case.path):
        return []
    if approval.kind == ApprovalKind.LEAVE:
        pk, buttons = approval.leave.pk, _leave_buttons(approval.leave)
    elif approval.kind == ApprovalKind.TRAVEL_PERMIT:
        pk, buttons = approval.travel_permit.pk, _permit_buttons(approval, approval.travel_permit)
    else:
        return []
    return [
        Action(
            label,
            reverse(f"supervision:{name}", args=[pk]),
            kind="primary" if place == 0 else "default",
            dialog=True,
        )
        for place, (name, label) in enumerate(buttons)
    ]


def _leave_buttons(leave: Leave) -> list[Button]:
    stage = leave.stage(on=today())
    if stage == LeaveStage.AHEAD:
        return [
            ("leave_depart", _("登记出发")),
            ("leave_extend", _("申请延期")),
            ("leave_cancel", _("取消外出")),
        ]
    if stage in (LeaveStage.OUT, LeaveStage.OVERDUE):
        return [
            ("leave_return", _("登记返回")),
            ("leave_note", _("登记联系")),
            ("leave_extend", _("申请延期")),
        ]
    return []


def _permit_buttons(approval: Approval, permit: TravelPermit) -> list[Button]:
    if permit.trips.filter(returned_on=None).exists():
        return [("travel_return", _("登记返回"))]
    if approval.status == ApprovalStatus.APPROVED and permit.starts_on <= today() <= permit.ends_on:
        return [("travel_depart", _("登记出发"))]
    return []
