"""What a leave would come to: its days, the days within two months with their trips, and who decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.paths import ancestors
from corrections.enums import DelegatedMatter, OrganisationKind
from corrections.models import Case, Delegation, Organisation
from supervision.enums import StepKey
from supervision.models import Leave
from supervision.policies.leave_days import Span, Window, days_of, fullest_window, used_span
from supervision.selectors.rules import rule_sheet


@dataclass(frozen=True, slots=True)
class LeaveTrip:
    """Another leave of the person and the days it counts for."""

    leave: Leave
    span: Span

    @property
    def days(self) -> int:
        return days_of(self.span)


@dataclass(frozen=True, slots=True)
class LeaveRoute:
    """How a leave is decided: `tier` is the office that approves, `hops` are all that have a say, in order.

    `window` is the fullest two months it touches, `trips` the other leaves that count in them.
    """

    days: int
    window: Window
    trips: tuple[LeaveTrip, ...]
    tier: StepKey
    hops: tuple[tuple[StepKey, Organisation], ...]
    is_delegated: bool


def leave_route(
    case: Case, span: Span, *, on: date, besides: Leave | None = None, upwards: bool = False
) -> LeaveRoute:
    """The route the rule book of that day chooses; `besides` is left out of the days (the leave that is extended).

    Up to `leave_station_max` days the station decides where its county has delegated it; up to `leave_county_max` the
    county; more, or more than `leave_two_months_max` within two calendar months, the prefecture on the county's
    opinion. `upwards`: the station passes it to the county although it might decide itself.
    """
    sheet = rule_sheet()
    keys = ("leave_station_max", "leave_county_max", "leave_two_months_max")
    station_max, county_max, window_max = (sheet.number(key, on=on, path=case.path) for key in keys)
    trips = leave_trips(case, on=on, besides=besides)
    window = fullest_window(span, [trip.span for trip in trips])
    within = tuple(trip for trip in trips if trip.span[0] <= window.last and trip.span[1] >= window.first)
    offices = {office.kind: office for office in Organisation.objects.filter(path__in=ancestors(case.path))}
    delegated = _is_delegated(case, on)
    days = days_of(span)
    if days > county_max or window.days > window_max:
        tier = StepKey.PREFECTURE
    elif days <= station_max and delegated and not upwards:
        tier = StepKey.STATION
    else:
        tier = StepKey.COUNTY
    return LeaveRoute(days, window, within, tier, _hops(tier, offices), delegated)


def leave_trips(case: Case, *, on: date, besides: Leave | None = None) -> list[LeaveTrip]:
    """The approved leaves of the case with the days each counts for on that day, the earliest first; one query."""
    found = (
        Leave.objects.approved().filter(case=case).select_related("trip", "approval").order_by("starts_on")
    )
    trips = []
    for leave in found:
        if besides is not None and leave.pk == besides.pk:
            continue
        if (span := leave_span(leave, on=on)) is not None:
            trips.append(LeaveTrip(leave, span))
    return trips


def leave_span(leave: Leave, *, on: date) -> Span | None:
    """See `used_span`; the trip is at hand."""
    trip = getattr(leave, "trip", None)
    return used_span(
        starts_on=leave.starts_on,
        last_on=leave.last_on,
        departed_on=trip.departed_on if trip else None,
        returned_on=trip.returned_on if trip else None,
        on=on,
    )


def overlapping_leave(case: Case, span: Span, *, besides: Leave | None = None) -> Leave | None:
    """A standing leave of the case that holds on one of these days."""
    found = Leave.objects.filter(case=case, is_standing=True, starts_on__lte=span[1], held_to__gte=span[0])
    if besides is not None:
        found = found.exclude(pk=besides.pk)
    return found.first()


def _is_delegated(case: Case, on: date) -> bool:
    if case.station.kind != OrganisationKind.STATION:
        return False
    held = Delegation.objects.on(on).filter(station_id=case.station_id, matter=DelegatedMatter.LEAVE)
    return bool(held.filter(county_id=case.station.parent_id).exists())


def _hops(tier: StepKey, offices: dict[str, Organisation]) -> tuple[tuple[StepKey, Organisation], ...]:
    chain: Sequence[tuple[StepKey, OrganisationKind]]
    if tier == StepKey.STATION:
        chain = [(StepKey.STATION, OrganisationKind.STATION)]
    elif tier == StepKey.COUNTY:
        chain = [(StepKey.COUNTY, OrganisationKind.COUNTY)]
    else:
        chain = [
            (StepKey.COUNTY_OPINION, OrganisationKind.COUNTY),
            (StepKey.PREFECTURE, OrganisationKind.PREFECTURE),
        ]
    return tuple((key, offices[kind]) for key, kind in chain)
