"""The engine of every request: opened on a route, decided step by step behind a row lock, each step with its clock.

Locks go case first, then approval, so that two acts on one person never wait in a circle. What a decision means for the
thing asked for is the kind's own (`ApprovalType`), run in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput
from core.terms import Unit, procedural_deadline
from corrections.models import Case, Organisation, User
from corrections.services.case import case_lock
from supervision.enums import (
    ApprovalAct,
    ApprovalKind,
    ApprovalStatus,
    DutyKind,
    DutyOutcome,
    DutyOwner,
    ErrandKind,
    SettledBy,
    StepKey,
)
from supervision.models import (
    Approval,
    ApprovalErrand,
    ApprovalMessage,
    ApprovalSerial,
    ApprovalStep,
    Duty,
    Rule,
)
from supervision.permissions import Permission
from supervision.policies.approvals import (
    FOLLOWS,
    check_act,
    check_can_decide,
    check_can_do_errand,
    check_can_resubmit,
    check_can_revoke,
    check_can_withdraw_approval,
    check_errand_done,
    check_moves,
    check_step,
)
from supervision.selectors.rules import rule_resolve


@dataclass(frozen=True, slots=True)
class Hop:
    """One office of a route."""

    key: StepKey
    office: Organisation


@dataclass(frozen=True, slots=True)
class ApprovalType:
    """What a kind of request adds to the engine. Each is called in the engine's transaction, rows locked.

    `check` may refuse an approval that has become impossible (BadInput, Refused); `is_begun` says whether what is asked
    for has begun, so that approving it is an approval after the fact; `approved` and `closed` (refused, withdrawn,
    revoked) carry it out; `hops` are the offices of its route, asked anew when it is handed in again.
    """

    hops: Callable[[Approval], Sequence[Hop]]
    check: Callable[[Approval], None]
    is_begun: Callable[[Approval], bool]
    approved: Callable[[Approval, User], None]
    closed: Callable[[Approval, User | None], None]


_types: dict[ApprovalKind, ApprovalType] = {}


def approval_type_register(kind: ApprovalKind, found: ApprovalType) -> None:
    """Each kind once, where its own services stand."""
    _types[kind] = found


def is_begun(approval: Approval) -> bool:
    """Whether what is asked for has begun, so that approving it is an approval after the fact."""
    return _types[ApprovalKind(approval.kind)].is_begun(approval)


def approval_open(*, by: User, case: Case, kind: ApprovalKind, hops: Sequence[Hop]) -> Approval:
    """A new request with its first step open, behind the caller's lock; the caller adds what is asked for."""
    approval = Approval.objects.create(
        case=case,
        kind=kind,
        route=[hop.key.value for hop in hops],
        requested_on=today(),
        requested_at=now(),
        requested_by=by,
    )
    _step_open(approval, hops[0], 1)
    return approval


@transaction.atomic
def approval_decide(
    *,
    by: User,
    approval: Approval,
    number: int,
    act: ApprovalAct,
    words: str = "",
    after_the_fact_reason: str = "",
) -> Approval:
    """The office of step `number` decides. Of two at once one decision stands; the second is told the first one's.

    Raises PermissionDenied away from that office, Refused for one's own request or a step that was decided, BadInput
    without a reason where one is needed, also for an approval of what has begun already (事后补批).
    """
    approval, step = _locked(approval, number)
    check_can_decide(by, approval, step)
    check_step(approval, step)
    check_act(approval, step, act, words)
    kind = _types[ApprovalKind(approval.kind)]
    status = FOLLOWS[act]
    check_moves(approval, status)
    if act in (ApprovalAct.APPROVE, ApprovalAct.FORWARD):
        kind.check(approval)
    if act == ApprovalAct.APPROVE and kind.is_begun(approval):
        if not after_the_fact_reason.strip():
            raise BadInput(_("申请事项已经开始，只能作为事后补批办理：请写明补批原因。"))
        approval.is_after_the_fact = True
        words = "；".join(filter(None, (words.strip(), after_the_fact_reason.strip())))
    _step_close(step, by, act, words)
    before = approval.status
    approval.status = status
    if act == ApprovalAct.FORWARD:
        hops = {hop.key: hop for hop in kind.hops(approval)}
        following = StepKey(approval.route[approval.route.index(step.key) + 1])
        approval.step += 1
        _step_open(approval, hops[following], approval.step)
    elif act in (ApprovalAct.APPROVE, ApprovalAct.REFUSE):
        approval.decided_on, approval.decided_at = today(), now()
        approval.number = _number_next(approval, step.office)
    _save(approval)
    if status == ApprovalStatus.APPROVED:
        kind.approved(approval, by)
    elif status == ApprovalStatus.REFUSED:
        kind.closed(approval, by)
    _written(_EVENTS[act], approval, by, status=[before, approval.status], step=[None, step.key])
    return approval


@transaction.atomic
def approval_resubmit(*, by: User, approval: Approval, words: str) -> Approval:
    """Completed and handed in again: a new step of the office that returned it, with a clock of its own."""
    approval, step = _locked(approval, approval.step, by=by)
    check_can_resubmit(approval)
    if not words.strip():
        raise BadInput(_("请说明补正了什么。"))
    hops = {hop.key: hop for hop in _types[ApprovalKind(approval.kind)].hops(approval)}
    approval.status, approval.step = ApprovalStatus.WAITING, approval.step + 1
    _step_open(approval, hops[StepKey(step.key)], approval.step)
    _save(approval)
    _say(approval, by, words)
    _written("approval_resubmitted", approval, by, status=[ApprovalStatus.RETURNED.value, approval.status])
    return approval


@transaction.atomic
def approval_withdraw(*, by: User, approval: Approval, reason: str) -> Approval:
    """Taken back by the office that asked, before anybody has decided."""
    approval, _step = _locked(approval, approval.step, by=by)
    check_can_withdraw_approval(approval)
    return _close(by, approval, ApprovalStatus.WITHDRAWN, reason, "approval_withdrawn")


@transaction.atomic
def approval_revoke(*, by: User, approval: Approval, reason: str) -> Approval:
    """An approval taken back by who may decide at the office that gave it, or at the county it was filed with."""
    approval, step = _locked(approval, approval.step)
    offices = {step.path, step.path.rstrip("/").rpartition("/")[0] + "/"}
    if not any(path in offices for _role, path in by.reach.holding(Permission.APPROVAL_DECIDE)):
        check_can_decide(by, approval, step)
    check_can_revoke(approval)
    return _close(by, approval, ApprovalStatus.REVOKED, reason, "approval_revoked")


@transaction.atomic
def approval_say(*, by: User, approval: Approval, words: str) -> ApprovalMessage:
    """A question or an answer, by who asks or who decides at one of the route's offices."""
    approval, step = _locked(approval, approval.step)
    if not by.may(Permission.APPROVAL_REQUEST, path=approval.case.path):
        check_can_decide(by, approval, step)
    if not words.strip():
        raise BadInput(_("请填写留言内容。"))
    message = _say(approval, by, words)
    _written("approval_said", approval, by)
    return message


@transaction.atomic
def approvals_of_ended(*, case_ids: Sequence[int], on: date, by: User | None) -> None:
    """Requests of a case that has ended are taken back with it, in that transaction; one query where there are none."""
    ended = Approval.objects.waiting().filter(case_id__in=list(case_ids), case__ended_on__isnull=False)
    for waiting in ended.order_by("pk"):
        approval = Approval.objects.select_for_update().select_related("case").get(pk=waiting.pk)
        if approval.is_waiting:
            _close(by, approval, ApprovalStatus.WITHDRAWN, _("本案已解除或终止"), "approval_withdrawn")


_EVENTS: Mapping[ApprovalAct, str] = {
    ApprovalAct.APPROVE: "approval_approved",
    ApprovalAct.FORWARD: "approval_forwarded",
    ApprovalAct.RETURN: "approval_returned",
    ApprovalAct.REFUSE: "approval_refused",
}


def _locked(approval: Approval, number: int, *, by: User | None = None) -> tuple[Approval, ApprovalStep]:
    """The request behind its case's lock and its own; with `by` among the cases where that user may ask."""
    if by is not None:
        case = case_lock(case_id=approval.case_id, by=by, permission=Permission.APPROVAL_REQUEST)
    else:
        rows = Case.objects.select_for_update(of=("self",)).select_related("offender", "station")
        case = rows.get(pk=approval.case_id)
    found = Approval.objects.select_for_update().get(pk=approval.pk)
    found.case = case
    step = ApprovalStep.objects.select_related("office", "acted_by").get(approval=found, number=number)
    return found, step


def _close(by: User | None, approval: Approval, status: ApprovalStatus, reason: str, event: str) -> Approval:
    if not reason.strip():
        raise BadInput(_("请写明理由。"))
    before = approval.status
    approval.status, approval.closed_reason = status, reason.strip()
    open_step = approval.steps.filter(acted_at=None).first()
    if open_step is not None:
        clock = Duty.objects.filter(kind=DutyKind.APPROVAL, occasion=_occasion(open_step))
        clock.update(outcome=DutyOutcome.VOID, voided_at=now(), void_reason=_("申请已撤回"))
        _step_close(open_step, by, ApprovalAct.WITHDRAW, reason)
    _save(approval)
    _types[ApprovalKind(approval.kind)].closed(approval, by)
    _written(event, approval, by, reason=approval.closed_reason, status=[before, approval.status])
    return approval


def _step_open(approval: Approval, hop: Hop, number: int) -> ApprovalStep:
    """The step and its clock: a duty of the office that must act, due by the rule book's `<kind>_decision`."""
    on = today()
    rule = rule_resolve(f"{approval.kind}_decision", on=on, path=hop.office.path)
    deadline = procedural_deadline(on, rule.number or 0, cast(Unit, rule.unit))
    due_on = deadline.due if rule.is_moved_to_workday else deadline.raw
    step = ApprovalStep.objects.create(
        approval=approval,
        number=number,
        key=hop.key,
        office=hop.office,
        path=hop.office.path,
        opened_on=on,
        due_on=due_on,
    )
    _clock_start(approval, DutyKind.APPROVAL, _occasion(step), hop.office, due_on, deadline.raw, rule)
    return step


def _step_close(step: ApprovalStep, by: User | None, act: ApprovalAct, words: str) -> None:
    step.acted_on, step.acted_at, step.acted_by = today(), now(), by
    step.act, step.words = act, words.strip()
    step.save(update_fields=["acted_on", "acted_at", "acted_by", "act", "words"])
    _clock_stop(_occasion(step), DutyKind.APPROVAL, step.acted_on, step.due_on, SettledBy.APPROVAL, step.pk)


def errand_open(approval: Approval, kind: ErrandKind, office: Organisation) -> ApprovalErrand:
    """What the office has to do now, with its clock (`<kind>_errand`); behind the engine's locks."""
    on = today()
    rule = rule_resolve(f"{kind}_errand", on=on, path=office.path)
    deadline = procedural_deadline(on, rule.number or 0, cast(Unit, rule.unit))
    errand = ApprovalErrand.objects.create(
        approval=approval,
        kind=kind,
        office=office,
        path=office.path,
        opened_on=on,
        due_on=deadline.due if rule.is_moved_to_workday else deadline.raw,
    )
    _clock_start(approval, DutyKind.ERRAND, f"errand:{errand.pk}", office, errand.due_on, deadline.raw, rule)
    return errand


@transaction.atomic
def errand_done(*, by: User, errand: ApprovalErrand, done_on: date, receipt: str) -> ApprovalErrand:
    """Done on that day, with its receipt or number; recorded by an officer of the office that had to do it."""
    approval, _step = _locked(errand.approval, errand.approval.step)
    errand = ApprovalErrand.objects.select_related("office").get(pk=errand.pk)
    check_can_do_errand(by, errand)
    check_errand_done(errand, done_on, receipt, on=today())
    errand.done_on, errand.receipt = done_on, receipt.strip()
    errand.recorded_at, errand.recorded_by = now(), by
    errand.save(update_fields=["done_on", "receipt", "recorded_at", "recorded_by"])
    _clock_stop(f"errand:{errand.pk}", DutyKind.ERRAND, done_on, errand.due_on, SettledBy.ERRAND, errand.pk)
    _written("errand_done", approval, by, kind=[None, errand.kind], done_on=[None, done_on])
    return errand


def _clock_start(
    approval: Approval,
    kind: DutyKind,
    occasion: str,
    office: Organisation,
    due_on: date,
    raw: date,
    rule: Rule,
) -> None:
    """A duty of the office that must act; `raw` is the day before it moved to a workday."""
    Duty.objects.create(
        case=approval.case,
        office=office,
        kind=kind,
        occasion=occasion,
        owner=DutyOwner.OFFICE,
        station=office,
        path=office.path,
        opens_on=today(),
        due_on=due_on,
        due_raw_on=raw,
        rule=rule,
        created_at=now(),
    )


def _clock_stop(
    occasion: str, kind: DutyKind, done_on: date, due_on: date, source: SettledBy, source_id: int
) -> None:
    Duty.objects.filter(kind=kind, occasion=occasion, outcome=DutyOutcome.OPEN).update(
        outcome=DutyOutcome.COMPLIED,
        settled_on=done_on,
        settled_at=now(),
        settled_by_kind=source,
        settled_by_id=source_id,
        is_settled_late=done_on > due_on,
    )


def _occasion(step: ApprovalStep) -> str:
    return f"approval:{step.approval_id}:{step.number}"


_WORDS: Mapping[ApprovalKind, str] = {
    ApprovalKind.LEAVE: "外",
    ApprovalKind.LEAVE_EXTENSION: "延",
    ApprovalKind.TRAVEL_PERMIT: "经",
}


def _number_next(approval: Approval, office: Organisation) -> str:
    """（2026）开江县矫外字第12号: the office's next number of that kind in the year, without gaps or doubles."""
    year = today().year
    ApprovalSerial.objects.get_or_create(office=office, kind=approval.kind, year=year)
    serial = ApprovalSerial.objects.select_for_update().get(office=office, kind=approval.kind, year=year)
    serial.last += 1
    serial.save(update_fields=["last"])
    return f"（{year}）{office.short_name}矫{_WORDS[ApprovalKind(approval.kind)]}字第{serial.last}号"


def _save(approval: Approval) -> None:
    approval.version += 1
    approval.save(
        update_fields=[
            "status", "step", "decided_on", "decided_at", "number", "closed_reason", "is_after_the_fact", "version",
        ]
    )  # fmt: skip


def _say(approval: Approval, by: User, words: str) -> ApprovalMessage:
    return ApprovalMessage.objects.create(approval=approval, words=words.strip(), said_at=now(), said_by=by)


def _written(event: str, approval: Approval, by: User | None, *, reason: str = "", **changes: Any) -> None:
    """What was said stays with the request."""
    case = approval.case
    event_record(
        event,
        by=by,
        subject=approval,
        changes={
            name: [str(value) if value is not None else None for value in pair]
            for name, pair in changes.items()
        },
        reason=reason,
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
    )
