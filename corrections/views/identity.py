"""The fixed bar at the head of a file: who, what is unusual, the term, and what may be done now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.actions import Action
from core.chips import Chip
from core.registry import file_heads
from corrections.models import Case, StatusSpan, User
from corrections.models.offender import mask_address
from corrections.permissions import Permission
from corrections.selectors.progress import TermProgress, term_progress
from corrections.tables import left_chip, level_chip, sex_and_age, state_chips
from corrections.views.actions import case_actions, first_actions
from corrections.views.masked import Masked, masked


@dataclass(frozen=True)
class Identity:
    """`case` is a row of `case_rows`; `actions` stand open, `more` in the menu behind them."""

    name: str
    sex_age: str
    chips: tuple[Chip, ...]
    numbers: tuple[Masked, ...]
    facts: tuple[tuple[Any, str], ...]
    residence: str
    progress: TermProgress
    term: str
    left: str
    actions: tuple[Action, ...]
    more: tuple[Action, ...]

    @property
    def initial(self) -> str:
        return self.name[:1]


def identity_of(
    user: User, case: Case, *, on: date, statuses: Iterable[StatusSpan] | None = None
) -> Identity:
    """For who has opened the file: the name stands in full, numbers masked, the address only where names are free.

    `statuses`: the spans that hold on the day, for who has read them already.
    """
    offender, progress = case.offender, term_progress(case, on=on)
    heads = file_heads(user, case, on=on)
    pills = (
        Chip(case.get_category_display(), "info"),
        level_chip(case),
        *state_chips(case, on=on, with_usual=True),
        *(chip for head in heads for chip in head.chips),
    )
    sees_names = user.may(Permission.OFFENDER_NAME_VIEW, path=case.path)
    facts = (
        (_("矫正责任人"), case.responsible.name if case.responsible else ""),
        (_("罪名"), "、".join(case.crimes)),
        (_("决定机关"), case.decision_organ_name or case.get_decision_organ_display()),
    )
    return Identity(
        name=offender.name,
        sex_age=sex_and_age(case, on=on),
        chips=pills,
        numbers=tuple(masked(user, case, field) for field in ("id_number", "phone")),
        facts=facts,
        residence=offender.residence if sees_names else mask_address(offender.residence),
        progress=progress,
        term=term_words(case),
        left=left_words(case, progress),
        actions=(*first_actions(user, case, on=on), *(action for head in heads for action in head.actions)),
        more=tuple(case_actions(user, case, on=on, statuses=statuses)),
    )


def term_words(case: Case) -> str:
    """2025-08-22 至 2027-02-21（1年6个月）."""
    text = _("%(first)s 至 %(last)s") % {"first": case.term_starts_on, "last": case.term_ends_on}
    return f"{text}（{case.term_text}）" if case.term_text else text


def left_words(case: Case, progress: TermProgress) -> str:
    if case.ended_on is not None:
        return _("%(day)s %(kind)s") % {"day": case.ended_on, "kind": case.get_end_kind_display()}
    if progress.over:
        chip = left_chip(case, progress)
        return str(chip.text) if chip else ""
    return _("已矫正 %(elapsed)d 天，剩 %(left)d 天") % {"elapsed": progress.elapsed, "left": progress.left}
