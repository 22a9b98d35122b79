"""Small words on a tint: how long is left, what state it is. The word carries the meaning, the colour only helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _

Tone = Literal["plain", "info", "ok", "warn", "late"]

SOON_DAYS = 3


@dataclass(frozen=True)
class Chip:
    text: Any
    tone: Tone = "plain"


def deadline_chip(due_on: date, *, on: date) -> Chip:
    """Natural days from `on` to the due day: overdue is red, today and the next three days amber, later neutral."""
    left = (due_on - on).days
    if left < 0:
        return Chip(_("逾期 %(days)d 天") % {"days": -left}, "late")
    if left == 0:
        return Chip(_("今日"), "warn")
    return Chip(_("剩 %(days)d 天") % {"days": left}, "warn" if left <= SOON_DAYS else "plain")
