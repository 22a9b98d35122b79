"""The day or the closed month a page looks at; one word of the URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

from core.day_words import full_day, full_month
from reporting.indicators import Indicator, Period, month_of

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class AsOf:
    """`day`: figures as of that day; with `is_month` those of the whole month that ends on it."""

    day: date
    is_month: bool = False

    @classmethod
    def parse(cls, word: str) -> Self | None:
        """2026-11-23 or 2026-11; None for anything else."""
        month = _MONTH.fullmatch(word)
        try:
            if month:
                return cls.month(date(int(month[1]), int(month[2]), 1))
            return cls(date.fromisoformat(word)) if len(word) == 10 else None
        except ValueError:
            return None

    @classmethod
    def month(cls, day: date) -> Self:
        """The whole month of that day."""
        return cls(month_of(day).ends_on, is_month=True)

    @property
    def word(self) -> str:
        return f"{self.day:%Y-%m}" if self.is_month else self.day.isoformat()

    def __str__(self) -> str:
        if self.is_month:
            return full_month(self.day)
        return _("截至%(day)s") % {"day": full_day(self.day)}

    def period(self, indicator: Indicator) -> Period:
        """The days that indicator looks at."""
        if self.is_month:
            return indicator.window.closed(month_of(self.day))
        return indicator.window.current(self.day)

    def before(self) -> AsOf:
        """The whole month before, to compare with."""
        return AsOf.month(date.fromordinal(self.day.replace(day=1).toordinal() - 1))
