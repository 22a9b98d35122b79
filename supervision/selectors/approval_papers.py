"""What stands on the papers of a request: the form with every office's opinion, and the certificate to carry."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import today
from core.day_words import full_day, full_span
from core.papers import Block, Cell, Paper
from corrections.models import User
from corrections.permissions import Permission as CasePermission
from supervision.enums import ApprovalAct, ApprovalKind, ApprovalStatus, StepKey
from supervision.models import Approval, ApprovalStep
from supervision.selectors.approvals import approval_route, asked_facts, destination, leave_of, span_asked
from supervision.selectors.papers import person_cells

_OPINION_LINES = 3
_TITLES = {
    ApprovalKind.LEAVE: gettext_lazy("社区矫正对象外出审批表"),
    ApprovalKind.LEAVE_EXTENSION: gettext_lazy("社区矫正对象外出延期审批表"),
    ApprovalKind.TRAVEL_PERMIT: gettext_lazy("社区矫正对象经常性跨市县活动审批表"),
}


def approval_paper(user: User, approval: Approval) -> Paper:
    """审批表: what was asked for, the two months, a block for each office, ruled where nothing is decided."""
    sees_phone = user.may(CasePermission.OFFENDER_REVEAL, path=approval.case.path)
    facts = asked_facts(approval, sees_phone=sees_phone)
    route = approval_route(approval, on=today())
    window = (
        [(_("两个月内累计"), _("%(days)s 天") % {"days": route.window.days})] if route is not None else []
    )
    cells = [Cell(label, value, is_wide=len(value) > 16) for label, value in [*facts, *window]]
    return Paper(
        title=str(_TITLES[ApprovalKind(approval.kind)]),
        office=approval.case.station.name,
        cells=(
            *person_cells(user, approval.case),
            Cell(_("文号"), approval.number),
            Cell(_("申请日期"), full_day(approval.requested_on)),
            *cells,
        ),
        blocks=tuple(_opinion(approval, StepKey(key)) for key in approval.route),
        signs=(_("社区矫正对象（签名）"), _("承办人（签名）")),
        note=_("状态：%(status)s") % {"status": approval.get_status_display()},
    )


def leave_certificate(user: User, approval: Approval) -> Paper:
    """外出证明: until when the person may be where, for who has to be shown it; of an approved leave or permit."""
    last = approval.leave.last_on if approval.kind == ApprovalKind.LEAVE else span_asked(approval)[1]
    span = span_asked(approval)[0], last
    leave = leave_of(approval)
    reason = leave.get_reason_display() if leave is not None else approval.get_kind_display()
    office = _decider(approval)
    words = {
        "days": full_span(*span),
        "where": destination(approval),
        "reason": reason,
        "last": full_day(last),
    }
    text = _(
        "经批准，该社区矫正对象于%(days)s因%(reason)s前往%(where)s。外出期间应当遵守法律法规和监督管理规定，"
        "保持通讯畅通，按要求报告；%(last)s以前返回并办理销假，不能按时返回的应当及时报告。"
    )
    return Paper(
        title=_("外出证明"),
        office=office,
        cells=(*person_cells(user, approval.case), Cell(_("文号"), approval.number)),
        blocks=(
            Block(_("证明事项"), text % words),
            Block(_("目的地社区矫正机构或司法所记载（到达、离开日期）"), lines=_OPINION_LINES),
        ),
        signs=(_("社区矫正对象（签名）"), _("批准机关（盖章）")),
        note=_("批准日期：%(day)s") % {"day": full_day(approval.decided_on or today())},
    )


def has_certificate(approval: Approval) -> bool:
    """Only what was approved and stands; an extension is written on the leave's own certificate."""
    return approval.status == ApprovalStatus.APPROVED and approval.kind != ApprovalKind.LEAVE_EXTENSION


def _decider(approval: Approval) -> str:
    steps = [step for step in approval.steps.all() if step.act == ApprovalAct.APPROVE]
    return steps[-1].office.name if steps else approval.case.station.name


def _opinion(approval: Approval, key: StepKey) -> Block:
    """The last word of that office, with who said it and when; ruled lines where it has none."""
    said: list[ApprovalStep] = [step for step in approval.steps.all() if step.key == key and step.acted_on]
    heading = _("%(step)s意见") % {"step": key.label}
    if not said:
        return Block(heading, lines=_OPINION_LINES)
    step = said[-1]
    by = step.acted_by.display_name if step.acted_by else ""
    words = "：".join(filter(None, (str(step.get_act_display()), step.words)))
    return Block(f"{heading}（{step.office.name}）", f"{words}\n{by}  {full_day(step.acted_on or today())}")
