"""外出: asked for, approved, used, closed. The permission, the trip and what is known of it are three records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput
from corrections.models import Case, Organisation, User
from corrections.services.case import case_lock
from supervision.enums import ApprovalKind, Channel, ErrandKind, LeaveReason, MovementKind, StepKey
from supervision.models import Approval, Leave, LeaveExtension, Movement, Trip
from supervision.permissions import Permission
from supervision.policies.leaves import (
    check_can_ask_leave,
    check_can_cancel,
    check_can_depart,
    check_can_extend,
    check_can_note,
    check_can_return,
    check_destination,
    check_leave_days,
    check_no_overlap,
    check_short_notice,
    county_of,
)
from supervision.selectors.leaves import LeaveRoute, leave_route, overlapping_leave
from supervision.selectors.rules import rule_number
from supervision.services.approvals import (
    ApprovalType,
    Hop,
    approval_open,
    approval_type_register,
    errand_open,
)
from supervision.services.duties import duties_reconcile


@dataclass(frozen=True, slots=True)
class LeaveWish:
    """What a person asks for. `division` is a county of the program, `province` a place outside, one of the two."""

    starts_on: date
    ends_on: date
    place: str
    reason: LeaveReason
    reason_words: str
    proof: str
    division: Organisation | None = None
    province: str = ""
    companions: str = ""
    phone: str = ""
    short_notice_reason: str = ""
    upwards: bool = False


@transaction.atomic
def leave_request(*, by: User, case: Case, wish: LeaveWish) -> Leave:
    """Asks for a leave on the route the rule book chooses (`leave_route`).

    Raises BadInput for days outside the term, a place that needs no leave or is abroad, short notice without a reason,
    days of another leave; Refused for who is not under correction.
    """
    case = case_lock(case_id=case.pk, by=by, permission=Permission.APPROVAL_REQUEST)
    on = today()
    check_leave_wish(case, wish, on=on)
    span = wish.starts_on, wish.ends_on
    check_no_overlap(overlapping_leave(case, span))
    route = leave_route(case, span, on=on, upwards=wish.upwards)
    approval = approval_open(by=by, case=case, kind=ApprovalKind.LEAVE, hops=_hops(route))
    leave = Leave.objects.create(
        approval=approval,
        case=case,
        last_on=wish.ends_on,
        held_to=wish.ends_on,
        window_days=route.window.days,
        window_from=route.window.first,
        **_values(wish),
    )
    _written("leave_requested", leave, by, days=[None, route.days], tier=[None, route.tier.value])
    return leave


@transaction.atomic
def leave_extend_request(
    *, by: User, leave: Leave, last_on: date, reason_words: str, proof: str
) -> LeaveExtension:
    """Asks for more days: a new decision by the tier of the whole length, from the first day to the new last one."""
    case, leave = _leave_lock(by, leave)
    on = today()
    check_can_extend(leave, last_on, on=on)
    if not reason_words.strip():
        raise BadInput(_("请写明延期事由。"))
    check_no_overlap(overlapping_leave(case, (leave.starts_on, last_on), besides=leave))
    route = leave_route(case, (leave.starts_on, last_on), on=on, besides=leave)
    approval = approval_open(by=by, case=case, kind=ApprovalKind.LEAVE_EXTENSION, hops=_hops(route))
    extension = LeaveExtension.objects.create(
        approval=approval,
        leave=leave,
        last_on=last_on,
        reason_words=reason_words.strip(),
        proof=proof.strip(),
        window_days=route.window.days,
        window_from=route.window.first,
    )
    _written("leave_extension_requested", leave, by, last_on=[leave.last_on, last_on])
    return extension


@transaction.atomic
def leave_depart(*, by: User, leave: Leave, departed_on: date, channel: Channel, words: str = "") -> Trip:
    """The person has left. From that day on visits and written reports rest (counting.md, Suspensions)."""
    case, leave = _leave_lock(by, leave)
    check_can_depart(leave, departed_on, on=today())
    trip = Trip.objects.create(leave=leave, case=case, departed_on=departed_on)
    movement_add(trip, MovementKind.DEPARTED, departed_on, channel, words, by)
    duties_reconcile(case_ids=[case.pk], on=today(), by=by)
    _written("leave_departed", leave, by, departed_on=[None, departed_on])
    return trip


@transaction.atomic
def leave_note(
    *, by: User, leave: Leave, kind: MovementKind, happened_on: date, channel: Channel, words: str
) -> Movement:
    """What became known while the person was away: arrival, a call, the order to come back."""
    _case, leave = _leave_lock(by, leave)
    check_can_note(leave, kind, happened_on, on=today())
    movement = movement_add(leave.trip, kind, happened_on, channel, words, by)
    _written("leave_noted", leave, by, kind=[None, kind.value], happened_on=[None, happened_on])
    return movement


@transaction.atomic
def leave_return(
    *,
    by: User,
    leave: Leave,
    returned_on: date,
    channel: Channel,
    return_proof: str = "",
    late_reason: str = "",
    has_good_reason: bool | None = None,
) -> Trip:
    """销假: back, early or late; late with a reason that is accepted or not. The days after it are free again."""
    case, leave = _leave_lock(by, leave)
    check_can_return(leave, returned_on, on=today(), late_reason=late_reason)
    trip: Trip = leave.trip
    is_late = returned_on > leave.last_on
    if is_late and has_good_reason is None:
        raise BadInput(_("请认定超假的理由是否成立。"))
    trip.returned_on, trip.return_proof = returned_on, return_proof.strip()
    trip.late_reason, trip.has_good_reason = (
        late_reason.strip() if is_late else "",
        has_good_reason if is_late else None,
    )
    trip.save(update_fields=["returned_on", "return_proof", "late_reason", "has_good_reason"])
    if returned_on < leave.held_to:
        leave.held_to = returned_on
        leave.save(update_fields=["held_to"])
    movement_add(trip, MovementKind.RETURNED, returned_on, channel, late_reason, by)
    duties_reconcile(case_ids=[case.pk], on=today(), by=by)
    _written("leave_returned", leave, by, returned_on=[None, returned_on])
    return trip


@transaction.atomic
def leave_cancel(*, by: User, leave: Leave, reason: str) -> Leave:
    """The permission is not going to be used."""
    _case, leave = _leave_lock(by, leave)
    check_can_cancel(leave, on=today())
    if not reason.strip():
        raise BadInput(_("请写明取消的原因。"))
    leave.cancelled_on, leave.cancelled_reason, leave.is_standing = today(), reason.strip(), False
    leave.save(update_fields=["cancelled_on", "cancelled_reason", "is_standing"])
    _written("leave_cancelled", leave, by, reason=leave.cancelled_reason)
    return leave


def check_leave_wish(case: Case, wish: LeaveWish, *, on: date) -> None:
    """Every policy of a request, in the order of its form. Raises BadInput, Refused."""
    check_can_ask_leave(case, on=on)
    county = Organisation.objects.filter(path=county_of(case)).first()
    check_destination(county, wish.division, wish.province)
    check_leave_days(case, wish.starts_on, wish.ends_on, on=on)
    ahead = rule_number("leave_apply_ahead", on=on, path=case.path)
    check_short_notice(wish.starts_on, on=on, ahead=ahead, reason=wish.short_notice_reason)
    if not wish.place.strip() or not wish.reason_words.strip() or not wish.proof.strip():
        raise BadInput(_("请写明地点、事由和证明材料。"))


def _values(wish: LeaveWish) -> dict[str, Any]:
    return {
        "starts_on": wish.starts_on,
        "ends_on": wish.ends_on,
        "division": wish.division,
        "province": wish.province.strip(),
        "place": wish.place.strip(),
        "reason": wish.reason,
        "reason_words": wish.reason_words.strip(),
        "proof": wish.proof.strip(),
        "companions": wish.companions.strip(),
        "phone": wish.phone,
        "short_notice_reason": wish.short_notice_reason.strip(),
    }


def _hops(route: LeaveRoute) -> Sequence[Hop]:
    return [Hop(key, office) for key, office in route.hops]


def _leave_lock(by: User, leave: Leave) -> tuple[Case, Leave]:
    case = case_lock(case_id=leave.case_id, by=by, permission=Permission.APPROVAL_REQUEST)
    found = Leave.objects.select_for_update(of=("self",)).select_related("approval", "trip").get(pk=leave.pk)
    found.case = case
    return case, found


def movement_add(
    trip: Trip, kind: MovementKind, day: date, channel: Channel, words: str, by: User
) -> Movement:
    """One thing known of a trip, behind the caller's lock; the caller leaves the event."""
    return Movement.objects.create(
        trip=trip,
        case_id=trip.case_id,
        kind=kind,
        happened_on=day,
        channel=channel,
        words=words.strip(),
        recorded_at=now(),
        recorded_by=by,
    )


def _written(event: str, leave: Leave, by: User, *, reason: str = "", **changes: Any) -> None:
    """Where to and why stay with the leave."""
    case = leave.case
    event_record(
        event,
        by=by,
        subject=leave,
        changes={
            name: [value.isoformat() if isinstance(value, date) else value for value in pair]
            for name, pair in changes.items()
        },
        reason=reason,
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
    )


# What a decision means


def _leave_hops(approval: Approval) -> Sequence[Hop]:
    """The route as it was chosen, at the offices above the person today."""
    return _kept(
        approval, leave_route(approval.case, (approval.leave.starts_on, approval.leave.ends_on), on=today())
    )


def _extension_hops(approval: Approval) -> Sequence[Hop]:
    extension = approval.leave_extension
    span = extension.leave.starts_on, extension.last_on
    return _kept(approval, leave_route(approval.case, span, on=today(), besides=extension.leave))


def _kept(approval: Approval, route: LeaveRoute) -> Sequence[Hop]:
    found = {hop.key: hop for hop in _hops(route)}
    missing = [key for key in approval.route if key not in found]
    if missing:
        by_key = {step.key: step.office for step in approval.steps.select_related("office")}
        found |= {StepKey(key): Hop(StepKey(key), by_key[key]) for key in missing if key in by_key}
    return list(found.values())


def _leave_check(approval: Approval) -> None:
    """The days are free and the route still is the right one: other leaves may have been approved meanwhile."""
    leave = approval.leave
    _check_route(approval, leave_route(approval.case, (leave.starts_on, leave.ends_on), on=today()))


def _extension_check(approval: Approval) -> None:
    extension = approval.leave_extension
    span = extension.leave.starts_on, extension.last_on
    check_no_overlap(overlapping_leave(approval.case, span, besides=extension.leave))
    _check_route(approval, leave_route(approval.case, span, on=today(), besides=extension.leave))


_TIERS = (StepKey.STATION, StepKey.COUNTY, StepKey.PREFECTURE)


def _check_route(approval: Approval, route: LeaveRoute) -> None:
    if _TIERS.index(route.tier) > _TIERS.index(StepKey(approval.route[-1])):
        raise BadInput(
            _(
                "申请后情况有变（两个月内累计 %(days)d 天），已超出本级审批权限：请退回，由申请单位撤回后重新提出。"
            )
            % {"days": route.window.days}
        )


def _leave_approved(approval: Approval, by: User) -> None:
    leave = approval.leave
    if approval.route[-1] == StepKey.STATION:
        leave.filed_on = today()
        leave.save(update_fields=["filed_on"])
    _procuratorate_told(approval)


def _procuratorate_told(approval: Approval) -> None:
    """What the prefecture has approved the county makes known to the 检察院 of its level (实施办法 第二十七条)."""
    if approval.route[-1] == StepKey.PREFECTURE:
        county = (
            approval.steps.select_related("office").filter(key=StepKey.COUNTY_OPINION).latest("number").office
        )
        errand_open(approval, ErrandKind.PROCURATORATE, county)


def _leave_closed(approval: Approval, by: User | None) -> None:
    leave = approval.leave
    leave.is_standing = False
    leave.save(update_fields=["is_standing"])


def _extension_approved(approval: Approval, by: User) -> None:
    extension = approval.leave_extension
    leave = Leave.objects.select_for_update().get(pk=extension.leave_id)
    leave.last_on = leave.held_to = extension.last_on
    leave.save(update_fields=["last_on", "held_to"])
    _procuratorate_told(approval)
    duties_reconcile(case_ids=[approval.case_id], on=today(), by=by)


def _nothing(approval: Approval, by: User | None) -> None:
    """An extension that was not given leaves the leave as it is."""


approval_type_register(
    ApprovalKind.LEAVE,
    ApprovalType(
        hops=_leave_hops,
        check=_leave_check,
        is_begun=lambda approval: bool(approval.leave.starts_on < today()),
        approved=_leave_approved,
        closed=_leave_closed,
    ),
)
approval_type_register(
    ApprovalKind.LEAVE_EXTENSION,
    ApprovalType(
        hops=_extension_hops,
        check=_extension_check,
        is_begun=lambda approval: bool(approval.leave_extension.leave.last_on < today()),
        approved=_extension_approved,
        closed=_nothing,
    ),
)
