"""Requests and their decisions: the table of what follows what, and who may act now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.day_words import month_day
from core.errors import BadInput, Refused
from corrections.models import User
from supervision.enums import ApprovalAct, ApprovalKind, ApprovalStatus
from supervision.models import Approval, ApprovalErrand, ApprovalStep, Trip
from supervision.permissions import Permission

S = ApprovalStatus
APPROVAL_TRANSITIONS: Mapping[ApprovalStatus, Mapping[ApprovalStatus, str]] = {
    S.WAITING: {
        S.WAITING: "opinion, passed on to the office above",
        S.APPROVED: "approved by the last office of the route",
        S.REFUSED: "refused by the office that acts",
        S.RETURNED: "returned to be completed",
        S.WITHDRAWN: "taken back by the office that asked",
    },
    S.RETURNED: {
        S.WAITING: "completed and handed in again to the office that returned it",
        S.WITHDRAWN: "taken back by the office that asked",
    },
    S.APPROVED: {
        S.REVOKED: "revoked by the county to which the decision was filed, or by the office that decided"
    },
    S.REFUSED: {},
    S.WITHDRAWN: {},
    S.REVOKED: {},
}
"""Status → the statuses that may follow, and by what. `approval_table` prints it."""

FOLLOWS: Mapping[ApprovalAct, ApprovalStatus] = {
    ApprovalAct.APPROVE: S.APPROVED,
    ApprovalAct.FORWARD: S.WAITING,
    ApprovalAct.RETURN: S.RETURNED,
    ApprovalAct.REFUSE: S.REFUSED,
}


def check_moves(approval: Approval, status: ApprovalStatus) -> None:
    """The table allows that step; a request that was decided says so, and by whom is said by `check_step`."""
    if status not in APPROVAL_TRANSITIONS[ApprovalStatus(approval.status)]:
        raise Refused(_("该申请现为“%(status)s”，不能这样办理。") % {"status": approval.get_status_display()})


def acts_at(step: ApprovalStep, approval: Approval) -> tuple[ApprovalAct, ...]:
    """What the office of that step may decide: the last of the route approves, one before it passes on."""
    is_last = step.key == approval.route[-1]
    forward = ApprovalAct.APPROVE if is_last else ApprovalAct.FORWARD
    return forward, ApprovalAct.RETURN, ApprovalAct.REFUSE


def check_step(approval: Approval, step: ApprovalStep) -> None:
    """The step still waits. Who comes second learns who was first, when, and with what."""
    if step.acted_at is not None:
        name = step.acted_by.name if step.acted_by else ""
        raise Refused(
            _("%(name)s已于%(day)s办理：%(act)s。请刷新后查看。")
            % {
                "name": name,
                "day": month_day(step.acted_on or approval.requested_on),
                "act": step.get_act_display(),
            }
        )
    if approval.status != ApprovalStatus.WAITING:
        check_moves(approval, ApprovalStatus.APPROVED)


def check_can_decide(by: User, approval: Approval, step: ApprovalStep) -> None:
    """The right at the very office that must act; one's own request needs a right of its own, which no role has."""
    own = Permission.APPROVAL_DECIDE
    holds = any(path == step.path for _role, path in by.reach.holding(own))
    if not holds or not by.may(own, path=step.path):
        raise PermissionDenied(_("该申请由%(office)s办理。") % {"office": step.office.name})
    if approval.requested_by_id == by.pk and not by.may(Permission.APPROVAL_DECIDE_OWN, path=step.path):
        raise Refused(_("本人提出的申请不能由本人审批，请由其他有审批权的同事办理，或者撤回后报上一级。"))


def check_act(approval: Approval, step: ApprovalStep, act: ApprovalAct, words: str) -> None:
    """An act the step knows; whoever does not agree says why."""
    if act not in acts_at(step, approval):
        raise BadInput(_("这一步不能“%(act)s”。") % {"act": act.label})
    if act in (ApprovalAct.RETURN, ApprovalAct.REFUSE) and not words.strip():
        raise BadInput(_("请写明理由。"))


def check_can_withdraw_approval(approval: Approval) -> None:
    """Only what nobody has decided."""
    check_moves(approval, ApprovalStatus.WITHDRAWN)


def check_can_revoke(approval: Approval) -> None:
    """What nobody has used yet; who is away is ordered back instead, and an extension goes with its leave."""
    check_moves(approval, S.REVOKED)
    if approval.kind == ApprovalKind.LEAVE_EXTENSION:
        raise Refused(_("延期不能单独撤销：请责令返回，或者撤销尚未使用的外出批准。"))
    if approval.kind == ApprovalKind.LEAVE and Trip.objects.filter(leave__approval=approval).exists():
        raise Refused(_("该外出已经使用，不能撤销：在外的请联系本人、责令返回。"))


def check_can_resubmit(approval: Approval) -> None:
    """Only what came back."""
    if approval.status != ApprovalStatus.RETURNED:
        raise Refused(_("只有退回补正的申请才能重新提交。"))


def check_can_do_errand(by: User, errand: ApprovalErrand) -> None:
    """An officer of the very office that has to do it."""
    need = Permission.APPROVAL_REQUEST
    if not any(path == errand.path for _role, path in by.reach.holding(need)) or not by.may(
        need, path=errand.path
    ):
        raise PermissionDenied(_("该事项由%(office)s办理。") % {"office": errand.office.name})


def check_errand_done(errand: ApprovalErrand, done_on: date, receipt: str, *, on: date) -> None:
    """Once, on a day from the decision to today, with its receipt."""
    if errand.done_on is not None:
        raise Refused(_("该事项已于%(day)s办理。") % {"day": month_day(errand.done_on)})
    if not errand.opened_on <= done_on <= on:
        raise BadInput(_("办理日期应在%(day)s至今天之间。") % {"day": month_day(errand.opened_on)})
    if not receipt.strip():
        raise BadInput(_("请填写回执或文号。"))
