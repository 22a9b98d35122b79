"""经常性跨市县活动: a permit of some months, asked for anew each time, and the trips that are reported under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import today
from core.errors import BadInput, Refused
from core.terms import months_later
from corrections.models import Case, Organisation, User
from corrections.services.case import case_lock
from supervision.enums import ApprovalKind, Channel, MovementKind, StepKey
from supervision.models import Approval, TravelPermit, Trip
from supervision.permissions import Permission
from supervision.policies.leaves import check_can_ask_leave, county_of
from supervision.policies.travel import (
    check_can_end_trip,
    check_can_take_trip,
    check_no_permit,
    check_permit_start,
)
from supervision.selectors.rules import rule_number
from supervision.services.approvals import ApprovalType, Hop, approval_open, approval_type_register
from supervision.services.leaves import movement_add


@dataclass(frozen=True, slots=True)
class TravelWish:
    """What is asked for, in the words the Measures want (实施办法 第二十九条): where, when, how often, why."""

    starts_on: date
    places: str
    frequency: str
    reason_words: str
    proof: str


@transaction.atomic
def travel_permit_request(*, by: User, case: Case, wish: TravelWish) -> TravelPermit:
    """Asks the county for a permit of the rule book's months from `starts_on`; it ends by itself, or with the term.

    Raises BadInput for a missing word, a day gone by or a permit that still holds; Refused outside correction.
    """
    case = case_lock(case_id=case.pk, by=by, permission=Permission.APPROVAL_REQUEST)
    on = today()
    check_can_ask_leave(case, on=on)
    check_permit_start(case, wish.starts_on, on=on)
    if not all(text.strip() for text in (wish.places, wish.frequency, wish.reason_words, wish.proof)):
        raise BadInput(_("请写明前往市县、时间和频次、事由和证明材料。"))
    ends_on = permit_last_day(case, wish.starts_on)
    check_no_permit(case, wish.starts_on, ends_on)
    county = Organisation.objects.get(path=county_of(case))
    approval = approval_open(
        by=by, case=case, kind=ApprovalKind.TRAVEL_PERMIT, hops=[Hop(StepKey.COUNTY, county)]
    )
    permit = TravelPermit.objects.create(
        approval=approval,
        case=case,
        starts_on=wish.starts_on,
        ends_on=ends_on,
        places=wish.places.strip(),
        frequency=wish.frequency.strip(),
        reason_words=wish.reason_words.strip(),
        proof=wish.proof.strip(),
    )
    _written("travel_permit_requested", permit, by, ends_on=[None, ends_on.isoformat()])
    return permit


def permit_last_day(case: Case, starts_on: date) -> date:
    """The day before the same day so many months later, or the term's last day where that comes first."""
    months = rule_number("travel_permit_validity", on=today(), path=case.path)
    return min(months_later(starts_on, months) - timedelta(days=1), case.term_ends_on)


@transaction.atomic
def travel_depart(*, by: User, permit: TravelPermit, departed_on: date, channel: Channel, words: str) -> Trip:
    """A trip under the permit, reported before it begins."""
    case, permit = _permit_lock(by, permit)
    check_can_take_trip(permit, departed_on, on=today())
    trip = Trip.objects.create(permit=permit, case=case, departed_on=departed_on)
    movement_add(trip, MovementKind.DEPARTED, departed_on, channel, words, by)
    _written("travel_departed", permit, by, departed_on=[None, departed_on.isoformat()])
    return trip


@transaction.atomic
def travel_return(*, by: User, permit: TravelPermit, returned_on: date, channel: Channel, words: str) -> Trip:
    """Back from the trip that is under way."""
    _case, permit = _permit_lock(by, permit)
    trip: Trip | None = permit.trips.select_for_update().filter(returned_on=None).first()
    if trip is None:
        raise Refused(_("没有在外的行程。"))
    check_can_end_trip(trip, returned_on, on=today())
    trip.returned_on = returned_on
    trip.save(update_fields=["returned_on"])
    movement_add(trip, MovementKind.RETURNED, returned_on, channel, words, by)
    _written("travel_returned", permit, by, returned_on=[None, returned_on.isoformat()])
    return trip


def _permit_lock(by: User, permit: TravelPermit) -> tuple[Case, TravelPermit]:
    case = case_lock(case_id=permit.case_id, by=by, permission=Permission.APPROVAL_REQUEST)
    found = TravelPermit.objects.select_for_update(of=("self",)).select_related("approval").get(pk=permit.pk)
    found.case = case
    return case, found


def _written(event: str, permit: TravelPermit, by: User, **changes: Any) -> None:
    """Where to and why stay with the permit."""
    case = permit.case
    event_record(
        event,
        by=by,
        subject=permit,
        changes=changes,
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
    )


def _hops(approval: Approval) -> Sequence[Hop]:
    return [Hop(StepKey.COUNTY, Organisation.objects.get(path=county_of(approval.case)))]


def _check(approval: Approval) -> None:
    """A permit that is over before it was decided is asked for anew."""
    if approval.travel_permit.ends_on < today():
        raise BadInput(_("申请的期间已过，请退回，由申请单位重新提出。"))


def _approved(approval: Approval, by: User) -> None:
    """The permit stands as it was asked for."""


def _closed(approval: Approval, by: User | None) -> None:
    permit = approval.travel_permit
    permit.is_standing = False
    permit.save(update_fields=["is_standing"])


approval_type_register(
    ApprovalKind.TRAVEL_PERMIT,
    ApprovalType(
        hops=_hops,
        check=_check,
        is_begun=lambda approval: bool(approval.travel_permit.starts_on < today()),
        approved=_approved,
        closed=_closed,
    ),
)
