"""A duty or a case as one row of a work list: who, what, until when, on what legal basis, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.actions import Action
from core.chips import Chip, deadline_chip
from corrections.models import Case, User
from corrections.selectors.names import may_open, name_for
from corrections.tables import file_url
from supervision.models import Duty
from supervision.selectors.acts import Acts
from supervision.selectors.basis import basis_short
from supervision.selectors.occasions import duty_chip, occasion_text


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of the work list; `url` is empty where the file is closed to the user, `station` for one's own station.

    `due_on` is the day that decides; `due_raw_on` the legal last day before it moved off a rest day, else None.
    """

    name: str
    about: str
    station: str
    what: Any
    when: str
    chip: Chip
    due_on: date | None
    due_raw_on: date | None
    basis: str
    url: str
    actions: tuple[Action, ...]
    phone_url: str

    @property
    def basis_short(self) -> str:
        return basis_short(self.basis)


def duty_rows(user: User, duties: Iterable[Duty], *, on: date, back: str) -> list[WorkRow]:
    """Two queries at most: the duties bring their case, person, station and rule along (`with_people`)."""
    found = list(duties)
    acts = Acts(user, (duty.case for duty in found if duty.case), on=on, back=back)
    return [_duty_row(user, duty, on, acts) for duty in found]


def case_rows(user: User, cases: Iterable[Case], *, on: date, back: str) -> list[WorkRow]:
    """Who is awaited, and cases by the last day of their term; two queries at most."""
    found = list(cases)
    acts = Acts(user, found, on=on, back=back)
    return [_case_row(user, case, on, acts) for case in found]


def _duty_row(user: User, duty: Duty, on: date, acts: Acts) -> WorkRow:
    case: Any = duty.case
    return WorkRow(
        name=name_for(user, case),
        about=_about(user, case),
        station=_station(user, case),
        what=duty.get_kind_display(),
        when=occasion_text(duty),
        chip=duty_chip(duty, on=on),
        due_on=duty.due_on,
        due_raw_on=duty.due_raw_on if duty.is_moved else None,
        basis=duty.rule.legal_basis if duty.rule else "",
        url=_file_url(user, case),
        actions=acts.of_duty(duty),
        phone_url=acts.phone_url(case),
    )


def _case_row(user: User, case: Case, on: date, acts: Acts) -> WorkRow:
    is_waiting = case.received_on is None
    return WorkRow(
        name=name_for(user, case),
        about=_about(user, case),
        station=_station(user, case),
        what=_("待接收") if is_waiting else _("矫正期满"),
        when=_documents(case) if is_waiting else f"{case.term_starts_on} — {case.term_ends_on}",
        chip=Chip(_("待接收"), "warn") if is_waiting else deadline_chip(case.term_ends_on, on=on),
        due_on=None if is_waiting else case.term_ends_on,
        due_raw_on=None,
        basis="",
        url=_file_url(user, case),
        actions=acts.of_case(case),
        phone_url=acts.phone_url(case),
    )


def _about(user: User, case: Case) -> str:
    return f"{case.get_category_display()} · {case.get_level_display()}" if may_open(user, case) else ""


def _station(user: User, case: Case) -> str:
    """Which station, for who looks after more than one."""
    return "" if user.office_id == case.station_id else case.station.name


def _documents(case: Case) -> str:
    if case.documents_received_on is None:
        return _("法律文书尚未收到")
    return _("法律文书 %(day)s 收到") % {"day": case.documents_received_on}


def _file_url(user: User, case: Case) -> str:
    return file_url(case) if may_open(user, case) else ""
