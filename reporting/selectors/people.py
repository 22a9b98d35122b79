"""Rows of a list as a person may read them: names by right, restricted files without anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.chips import Chip
from corrections.models import Case, User
from corrections.selectors.names import may_open, name_for
from corrections.tables import file_url
from supervision.enums import DutyOutcome
from supervision.models import Duty


@dataclass(frozen=True)
class PersonRow:
    """One person; `case` is None where the user may learn nothing of them, and `name` then says why."""

    name: str
    case: Case | None
    ground: str = ""
    url: str = ""


@dataclass(frozen=True)
class DutyRow:
    """One duty; of whose it is only `person` speaks."""

    duty: Duty
    person: PersonRow
    chip: Chip


def person_rows(user: User, cases: Sequence[Any], grounds: Mapping[int, str]) -> list[PersonRow]:
    return [_person(user, case, case.is_open_to_user, grounds.get(case.pk, "")) for case in cases]


def duty_rows(user: User, duties: Sequence[Any]) -> list[DutyRow]:
    return [
        DutyRow(duty, _person(user, duty.case, duty.is_open_to_user, ""), _outcome(duty)) for duty in duties
    ]


def _outcome(duty: Duty) -> Chip:
    """On time, late, or not done; the same question as the rate's."""
    if duty.outcome != DutyOutcome.COMPLIED or duty.settled_on is None:
        return Chip(duty.get_outcome_display(), "late")
    if duty.is_settled_late:
        return Chip(_("补报"), "warn")
    return Chip(_("按时"), "ok") if duty.settled_on <= duty.due_on else Chip(_("迟办"), "warn")


def _person(user: User, case: Case | None, is_open_to_user: bool, ground: str) -> PersonRow:
    """A case that lies outside the user's reach today (moved on, barred) keeps its row and shows nothing."""
    if case is None:
        return PersonRow(_("本所"), None)
    if not is_open_to_user:
        return PersonRow(_("现不在您的查看范围"), None)
    if not may_open(user, case):
        return PersonRow(name_for(user, case), None)
    return PersonRow(name_for(user, case), case, ground, file_url(case))
