"""Requests as people read them: what is asked for, the chain of offices with the time left, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from core.chips import Chip, Tone, deadline_chip
from core.day_words import day_span, full_day, full_span
from corrections.models import User
from corrections.models.access import path_q
from supervision.enums import ApprovalAct, ApprovalKind, ApprovalStatus, LeaveStage, StepKey
from supervision.models import Approval, ApprovalStep, Leave, Movement, Trip
from supervision.permissions import Permission
from supervision.policies.leave_days import Span, days_of
from supervision.selectors.leaves import LeaveRoute, leave_route

_STATUS_TONES: dict[str, Tone] = {
    ApprovalStatus.WAITING: "warn",
    ApprovalStatus.RETURNED: "warn",
    ApprovalStatus.APPROVED: "ok",
    ApprovalStatus.REFUSED: "late",
}
_STAGE_TONES: dict[LeaveStage, Tone] = {
    LeaveStage.ASKED: "warn",
    LeaveStage.AHEAD: "info",
    LeaveStage.OUT: "info",
    LeaveStage.OVERDUE: "late",
    LeaveStage.BACK: "ok",
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One office of the chain: what it said and when, or how long it has left; `is_ahead` for one not yet asked."""

    what: str
    office: str
    chip: Chip | None
    when: str
    words: str
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    who: str
    at: datetime
    words: str


def with_subject(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The requests with what a list shows of them: person, what is asked for, steps; three queries."""
    steps = ApprovalStep.objects.select_related("office", "acted_by").order_by("number")
    return rows.select_related(
        "case__offender",
        "case__station",
        "requested_by",
        "leave__trip",
        "leave__division__parent",
        "leave_extension__leave__trip",
        "leave_extension__leave__division__parent",
        "travel_permit",
    ).prefetch_related(Prefetch("steps", queryset=steps))


def approvals_waiting(user: User) -> QuerySet[Any]:
    """Requests whose present step the user's offices decide, the nearest deadline first."""
    rows = Approval.objects.visible_to(user).filter(
        path_q(user, Permission.APPROVAL_DECIDE, "steps__path"),
        status=ApprovalStatus.WAITING,
        steps__acted_at=None,
    )
    return rows.order_by("steps__due_on", "pk")


def people_out(user: User) -> QuerySet[Any]:
    """Leaves and permits somebody is away on, who should be back first; a leave before a permit."""
    away = Exists(Trip.objects.filter(permit=OuterRef("travel_permit"), returned_on=None))
    rows = Approval.objects.visible_to(user).filter(
        away | Q(leave__trip__isnull=False, leave__trip__returned_on=None)
    )
    return rows.order_by("leave__last_on", "pk")


def approvals_counted(user: User, *, at_most: int = 100) -> QuerySet[Any]:
    """Requests that wait for the user's offices, to be counted: the number beside 审批."""
    if not user.may(Permission.APPROVAL_DECIDE):
        return Approval.objects.none()
    return approvals_waiting(user).order_by()[:at_most]


def leave_of(approval: Approval) -> Leave | None:
    """The leave a request is about, its extension included; None for another kind."""
    if approval.kind == ApprovalKind.TRAVEL_PERMIT:
        return None
    if approval.kind == ApprovalKind.LEAVE_EXTENSION:
        found: Leave = approval.leave_extension.leave
        return found
    return approval.leave


def movements_of(approval: Approval) -> list[Movement]:
    """What is known of the trips under a request, the oldest first."""
    if approval.kind == ApprovalKind.TRAVEL_PERMIT:
        return list(Movement.objects.filter(trip__permit=approval.travel_permit))
    return list(Movement.objects.filter(trip__leave=leave_of(approval)))


def span_asked(approval: Approval) -> Span:
    """First and last day of what is asked for; of an extension the whole length."""
    if approval.kind == ApprovalKind.LEAVE_EXTENSION:
        return approval.leave_extension.leave.starts_on, approval.leave_extension.last_on
    if approval.kind == ApprovalKind.TRAVEL_PERMIT:
        return approval.travel_permit.starts_on, approval.travel_permit.ends_on
    return approval.leave.starts_on, approval.leave.ends_on


def destination(approval: Approval) -> str:
    """Where to, in one line."""
    leave = leave_of(approval)
    if leave is None:
        found: str = approval.travel_permit.places
        return found
    if leave.division is None:
        return f"{leave.province} {leave.place}"
    above = leave.division.parent.short_name if leave.division.parent else ""
    return f"{above}{leave.division.short_name} {leave.place}"


def asked_words(approval: Approval) -> str:
    """What is asked for in a line: 外出 12月1—10日（10 天） 重庆市…, 外出延期至12月15日（共 15 天）."""
    first, last = span_asked(approval)
    words = {
        "kind": approval.get_kind_display(),
        "days": day_span(first, last),
        "count": days_of((first, last)),
        "where": destination(approval),
    }
    if approval.kind == ApprovalKind.LEAVE_EXTENSION:
        return _("%(kind)s：%(days)s（共 %(count)d 天）%(where)s") % words
    if approval.kind == ApprovalKind.TRAVEL_PERMIT:
        return _("%(kind)s：%(days)s %(where)s") % words
    return _("%(kind)s：%(days)s（%(count)d 天）%(where)s") % words


def asked_facts(approval: Approval, *, sees_phone: bool) -> list[tuple[str, str]]:
    """(label, value) of everything that was asked for."""
    leave = leave_of(approval)
    facts = (
        _permit_facts(approval) if leave is None else _leave_facts(leave, span_asked(approval), sees_phone)
    )
    if approval.kind == ApprovalKind.LEAVE_EXTENSION and leave is not None:
        facts = [*_extension_facts(approval, leave), *facts]
    return [(str(label), str(value)) for label, value in facts if value]


def _leave_facts(leave: Leave, span: Span, sees_phone: bool) -> list[tuple[Any, Any]]:
    return [
        (_("外出日期"), _("%(first)s 至 %(last)s，共 %(days)d 天") % _span_words(span)),
        (_("目的地"), destination(leave.approval)),
        (_("外出事由"), f"{leave.get_reason_display()}：{leave.reason_words}"),
        (_("证明材料"), leave.proof),
        (_("同行人员"), leave.companions),
        (_("外出期间联系电话"), leave.phone if sees_phone else leave.PERSONAL["phone"](leave.phone or "")),
        (_("未提前申请的原因"), leave.short_notice_reason),
    ]


def _extension_facts(approval: Approval, leave: Leave) -> list[tuple[Any, Any]]:
    extension = approval.leave_extension
    words = {"day": full_day(leave.last_on), "last": full_day(extension.last_on)}
    return [
        (_("延期"), _("%(day)s（原准假）→ %(last)s") % words),
        (_("延期事由"), extension.reason_words),
        (_("延期证明"), extension.proof),
    ]


def _permit_facts(approval: Approval) -> list[tuple[Any, Any]]:
    permit = approval.travel_permit
    return [
        (_("有效期"), full_span(permit.starts_on, permit.ends_on)),
        (_("前往市县"), permit.places),
        (_("时间和频次"), permit.frequency),
        (_("事由说明"), permit.reason_words),
        (_("证明材料"), permit.proof),
    ]


def approval_route(approval: Approval, *, on: date) -> LeaveRoute | None:
    """The days of two months and the tier as they stand on that day, or stood on the day of the decision.

    None for a kind that counts no days.
    """
    leave = leave_of(approval)
    if leave is None:
        return None
    return leave_route(approval.case, span_asked(approval), on=approval.decided_on or on, besides=leave)


def approval_chips(approval: Approval, *, on: date) -> list[Chip]:
    """Where the request stands; of an approved leave what has become of it."""
    if approval.kind == ApprovalKind.LEAVE and approval.status == ApprovalStatus.APPROVED:
        stage = approval.leave.stage(on=on)
        chips = [Chip(stage.label, _STAGE_TONES.get(stage, "plain"))]
    else:
        chips = [Chip(approval.get_status_display(), _STATUS_TONES.get(approval.status, "plain"))]
    if approval.is_after_the_fact:
        chips.append(Chip(_("事后补批"), "warn"))
    return chips


def open_step(approval: Approval) -> ApprovalStep | None:
    """The step that waits, among the steps at hand."""
    return next((step for step in approval.steps.all() if step.acted_at is None), None)


def step_lines(approval: Approval, *, on: date) -> list[StepLine]:
    """The chain: what has been said, who has to act and until when, which offices come after."""
    lines = [
        StepLine(
            what=str(step.get_key_display()),
            office=step.office.name,
            chip=_step_chip(step, on),
            when=_step_when(step),
            words=step.words,
        )
        for step in approval.steps.all()
    ]
    if approval.is_waiting and lines:
        present = next(step.key for step in reversed(approval.steps.all()))
        for key in approval.route[approval.route.index(present) + 1 :]:
            lines.append(StepLine(str(StepKey(key).label), "", None, "", "", is_ahead=True))
    return lines


def said_lines(approval: Approval) -> list[Said]:
    """The talk, the oldest first."""
    messages = approval.messages.select_related("said_by")
    return [Said(message.said_by.display_name, message.said_at, message.words) for message in messages]


def _step_chip(step: ApprovalStep, on: date) -> Chip:
    if step.acted_at is None:
        return deadline_chip(step.due_on, on=on)
    tones: dict[str, Tone] = {
        ApprovalAct.APPROVE: "ok",
        ApprovalAct.FORWARD: "ok",
        ApprovalAct.REFUSE: "late",
    }
    return Chip(step.get_act_display(), tones.get(step.act, "plain"))


def _step_when(step: ApprovalStep) -> str:
    if step.acted_on is None:
        return _("%(opened)s收到，%(due)s前办理") % {
            "opened": full_day(step.opened_on),
            "due": full_day(step.due_on),
        }
    by = step.acted_by.display_name if step.acted_by else ""
    return f"{full_day(step.acted_on)} {by}"


def _span_words(span: Span) -> dict[str, Any]:
    return {"first": full_day(span[0]), "last": full_day(span[1]), "days": days_of(span)}
