"""Whom a round is about: the people of a station, with the report each owes now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.chips import Chip
from corrections.models import Case, Organisation, User
from corrections.selectors.cases import case_rows
from corrections.selectors.names import may_open
from corrections.selectors.offices import stations_for
from corrections.tables import state_chips
from supervision.enums import DutyKind
from supervision.models import CheckIn, Duty
from supervision.permissions import Permission
from supervision.selectors.occasions import duty_chip, occasion_text


@dataclass(frozen=True, slots=True)
class RoundPerson:
    """One line: `occasion` and `chip` of the oral report that is open; `last_on` when the person last reported."""

    case: Case
    occasion: str
    chip: Chip | None
    chips: tuple[Chip, ...]
    last_on: date | None


def round_stations(user: User) -> list[Organisation]:
    """Open stations where the user records reports."""
    return list(stations_for(user, Permission.CHECK_IN_RECORD))


def round_people(user: User, station: Organisation, *, on: date) -> list[RoundPerson]:
    """Who is under correction there and whose file the user may open: open reports first, by their last day, then by
    name. Three queries.
    """
    rows = case_rows(user, on=on, permission=Permission.CHECK_IN_RECORD).filter(
        station=station, ended_on=None, received_on__lte=on
    )
    cases = [case for case in rows.order_by("offender__name_pinyin", "pk") if may_open(user, case)]
    ids = [case.pk for case in cases]
    duties = {
        duty.case_id: duty
        for duty in Duty.objects.filter(case_id__in=ids, kind=DutyKind.ORAL_REPORT)
        .pending(on=on)
        .order_by("-due_on")
    }
    last = dict(
        CheckIn.objects.standing()
        .filter(case_id__in=ids, outcome="complied")
        .order_by("case_id", "happened_on")
        .values_list("case_id", "happened_on")
    )
    people = [_person(case, duties.get(case.pk), last.get(case.pk), on) for case in cases]
    return sorted(people, key=lambda person: _due(duties.get(person.case.pk)))


def _person(case: Case, duty: Duty | None, last_on: date | None, on: date) -> RoundPerson:
    return RoundPerson(
        case,
        occasion_text(duty) if duty else "",
        duty_chip(duty, on=on) if duty else None,
        state_chips(case, on=on),
        last_on,
    )


def _due(duty: Duty | None) -> date:
    return duty.due_on if duty else date.max
