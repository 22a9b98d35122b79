"""A duty or a case as one row of a work list: who, what, until when, on what legal basis, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.chips import Chip, deadline_chip
from corrections.models import Case, User
from corrections.selectors.names import may_open, name_for
from corrections.tables import file_url
from supervision.enums import DutyKind
from supervision.models import Duty
from supervision.permissions import Permission
from supervision.selectors.occasions import duty_chip, occasion_text

_RECORDED: dict[str, tuple[Any, str, str, str]] = {
    DutyKind.ORAL_REPORT: (_("登记报告"), "supervision:check_in_record", "", Permission.CHECK_IN_RECORD),
    DutyKind.WRITTEN_REPORT: (
        _("登记报告"),
        "supervision:check_in_record",
        "?kind=written_report",
        Permission.CHECK_IN_RECORD,
    ),
    DutyKind.VISIT: (_("登记走访"), "supervision:visit_record", "", Permission.VISIT_RECORD),
    DutyKind.DISCHARGE_PREPARATION: (
        _("收个人总结"),
        "supervision:desk_entry_record",
        "",
        Permission.CHECK_IN_RECORD,
    ),
}


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of the work list; `url` is empty where the file is closed to the user."""

    name: str
    about: str
    what: Any
    when: str
    chip: Chip
    due_on: date
    basis: str
    url: str
    actions: tuple[Action, ...]


def duty_rows(user: User, duties: Iterable[Duty], *, on: date) -> list[WorkRow]:
    """No query of its own: the duties bring their case, person, station and rule along (`with_people`)."""
    return [_duty_row(user, duty, on) for duty in duties]


def case_rows(user: User, cases: Iterable[Case], *, on: date) -> list[WorkRow]:
    """Cases by the last day of their term; no query of its own."""
    rows = []
    for case in cases:
        is_waiting = case.received_on is None
        rows.append(
            WorkRow(
                name=name_for(user, case),
                about=_about(case),
                what=_("待接收") if is_waiting else _("矫正期满"),
                when=case.station.name,
                chip=Chip(_("待接收"), "warn") if is_waiting else deadline_chip(case.term_ends_on, on=on),
                due_on=case.term_ends_on,
                basis="",
                url=_file_url(user, case),
                actions=(),
            )
        )
    return rows


def _duty_row(user: User, duty: Duty, on: date) -> WorkRow:
    case: Any = duty.case
    return WorkRow(
        name=name_for(user, case),
        about=_about(case),
        what=duty.get_kind_display(),
        when=occasion_text(duty),
        chip=duty_chip(duty, on=on),
        due_on=duty.due_on,
        basis=duty.rule.legal_basis if duty.rule else "",
        url=_file_url(user, case),
        actions=_actions(user, duty, case),
    )


def _about(case: Case) -> str:
    return f"{case.get_category_display()} · {case.get_level_display()}"


def _file_url(user: User, case: Case) -> str:
    return file_url(case) if may_open(user, case) else ""


def _actions(user: User, duty: Duty, case: Case) -> tuple[Action, ...]:
    """What settles this duty, for those who may do it here."""
    known = _RECORDED.get(duty.kind)
    if known is None:
        return ()
    label, url_name, query, permission = known
    if not user.may(permission, path=case.path):
        return ()
    return (Action(label, reverse(url_name, args=[case.pk]) + query, dialog=True),)
