"""What the rows of this room's lists show; decided here, drawn by the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.chips import Chip
from corrections.enums import CaseState, Level, StatusKind
from corrections.models import Case, User
from corrections.models.offender import age_on
from corrections.selectors.names import may_open, name_for
from corrections.selectors.progress import TermProgress, term_progress

LEVEL_TONES = {Level.STRICT: "warn", Level.UNDETERMINED: "info"}
STATE_TONES = {
    CaseState.AWAITING: "warn",
    CaseState.UNDER_CORRECTION: "ok",
    CaseState.TERM_OVER: "late",
    CaseState.ENDED: "plain",
}
STATUS_TONES = {StatusKind.LOST_CONTACT: "late", StatusKind.CUSTODY: "warn", StatusKind.HOSPITAL: "info"}


@dataclass(frozen=True)
class OffenderRow:
    """One case in the list of people. Of a restricted file nothing but the word and the station is filled."""

    case_id: int
    name: str
    station: str
    url: str = ""
    note: str = ""
    community: str = ""
    sex_age: str = ""
    category: str = ""
    level: Chip | None = None
    officer: str = ""
    progress: TermProgress | None = None
    ends_on: date | None = None
    left: Chip | None = None
    chips: tuple[Chip, ...] = ()


def offender_row(user: User, case: Case, *, on: date) -> OffenderRow:
    """`case` is a row of `selectors.cases.case_rows`; no query."""
    name = name_for(user, case)
    if not may_open(user, case):
        return OffenderRow(case.pk, name, case.station.name)
    progress = term_progress(case, on=on)
    return OffenderRow(
        case.pk,
        name,
        case.station.name,
        url=file_url(case),
        note="、".join(case.crimes),
        community=case.community_name or "",  # type: ignore[attr-defined]
        sex_age=sex_and_age(case, on=on),
        category=case.get_category_display(),
        level=level_chip(case),
        officer=case.responsible.name if case.responsible else "",
        progress=progress,
        ends_on=case.term_ends_on,
        left=left_chip(case, progress),
        chips=state_chips(case, on=on),
    )


def file_url(case: Case) -> str:
    """The file of the person, at this case; an open case is what the file shows by itself."""
    url = reverse("corrections:offender_detail", args=[case.offender_id])
    return url if case.ended_on is None else f"{url}?case={case.pk}"


def sex_and_age(case: Case, *, on: date) -> str:
    offender = case.offender
    age = _("%(age)d岁") % {"age": age_on(offender.birth_on, on)} if offender.birth_on else ""
    return " ".join(part for part in (offender.get_sex_display(), age) if part)


def level_chip(case: Case) -> Chip:
    tone: Any = LEVEL_TONES.get(Level(case.level), "plain")
    return Chip(case.get_level_display(), tone)


def left_chip(case: Case, progress: TermProgress) -> Chip | None:
    """How much of the term is left in words; nothing for a case that has ended or not begun to count."""
    if case.ended_on is not None:
        return None
    if progress.over:
        return Chip(_("期满已 %(days)d 天") % {"days": progress.over}, "late")
    tone: Any = "warn" if progress.left <= 30 else "plain"
    return Chip(_("剩 %(days)d 天") % {"days": progress.left}, tone)


def state_chips(case: Case, *, on: date, with_usual: bool = False) -> tuple[Chip, ...]:
    """What is unusual about where the case stands: awaiting, ended, lost, in custody …; `with_usual` also 在矫."""
    state = case.state(on=on)
    chips = []
    if with_usual or state != CaseState.UNDER_CORRECTION:
        tone: Any = STATE_TONES[state]
        label = case.get_end_kind_display() if state == CaseState.ENDED else state.label
        chips.append(Chip(label, tone))
    if state != CaseState.ENDED:
        chips += [_status_chip(StatusKind(kind), case) for kind in case.statuses]  # type: ignore[attr-defined]
    return tuple(chips)


def _status_chip(kind: StatusKind, case: Case) -> Chip:
    tone: Any = STATUS_TONES[kind]
    is_absconding = kind == StatusKind.LOST_CONTACT and case.is_absconding  # type: ignore[attr-defined]
    return Chip(_("脱管") if is_absconding else kind.label, tone)
