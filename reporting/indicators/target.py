"""Targets and the four steps of colour around them. Figures are compared as exact fractions, never rounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.day_words import full_day, full_span


@dataclass(frozen=True)
class Target:
    """`value` is met when the figure is at most (or at least) it; `steps` are the two bounds after it.

    A figure in the first step meets the target, in the second and third it is near, in the fourth far.
    """

    value: Fraction
    steps: tuple[Fraction, Fraction]
    at_most: bool
    text: Any
    starts_on: date
    ends_on: date | None = None

    @property
    def words(self) -> str:
        """The target with its dates."""
        if self.ends_on is None:
            return _("%(target)s（%(from)s起）") % {"target": self.text, "from": full_day(self.starts_on)}
        days = full_span(self.starts_on, self.ends_on)
        return _("%(target)s（%(days)s）") % {"target": self.text, "days": days}

    def step(self, value: Fraction) -> int:
        """0 (met) to 3 (far)."""
        bounds = (self.value, *self.steps)
        return next((step for step, bound in enumerate(bounds) if self._within(value, bound)), 3)

    def is_met(self, value: Fraction) -> bool:
        return self._within(value, self.value)

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def _within(self, value: Fraction, bound: Fraction) -> bool:
        return value <= bound if self.at_most else value >= bound
