"""One figure as it is shown: value, interval, standing to the target. Computed from exact k and n."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from corrections.enums import OrganisationKind
from reporting.enums import IndicatorKind, Standing
from reporting.indicators.declaration import Indicator
from reporting.indicators.interval import Interval, clopper_pearson

MIN_TO_COMPARE = 30
GAP = "—"
PEOPLE_PER_SOCIAL_WORKER = 10
_SHARES = 100  # hundredths in one full-time post
# Where few people live behind a figure, the target is judged only when the whole interval lies on one side of it.
_JUDGED_BY_INTERVAL = (OrganisationKind.COUNTY, OrganisationKind.STATION)
_WITH_INTERVAL = (IndicatorKind.PEOPLE_RATE, IndicatorKind.DUTY_RATE)
_STEP_STANDINGS = (Standing.MET, Standing.NEAR, Standing.NEAR, Standing.FAR)


@dataclass(frozen=True)
class Figure:
    """`k` and `n` of an indicator at an office of that level; both None where nothing was computed."""

    indicator: Indicator
    level: str
    k: int | None = None
    n: int | None = None

    @property
    def kind(self) -> IndicatorKind:
        return self.indicator.kind

    @property
    def is_missing(self) -> bool:
        """Nothing computed, or nobody and nothing to count: a gap, neither 0 nor 100 %."""
        return self.k is None or (self.indicator.population is not None and not self.n)

    @cached_property
    def value(self) -> Fraction | None:
        """The exact figure: a share, a number of people, or people per full-time post; None for a gap or no post."""
        if self.is_missing or self.k is None:
            return None
        if self.kind is IndicatorKind.PEOPLE_COUNT:
            return Fraction(self.k)
        if self.kind is IndicatorKind.POST_RATIO:
            return Fraction((self.n or 0) * _SHARES, self.k) if self.k else None
        return Fraction(self.k, self.n or 1)

    @cached_property
    def interval(self) -> Interval | None:
        """95 %, Clopper–Pearson; only for rates of people and duties."""
        if self.is_missing or self.kind not in _WITH_INTERVAL or self.k is None or not self.n:
            return None
        return clopper_pearson(self.k, self.n)

    @property
    def is_too_few(self) -> bool:
        """Too few people or duties to compare: stands in no ranking."""
        return self.kind in _WITH_INTERVAL and not self.is_missing and (self.n or 0) < MIN_TO_COMPARE

    @property
    def has_no_posts(self) -> bool:
        return self.kind is IndicatorKind.POST_RATIO and not self.is_missing and not self.k

    @cached_property
    def step(self) -> int | None:
        """0 (met) to 3 (far) by the exact value; None where it is not judged."""
        target = self.indicator.target
        if target is None or self.is_missing or self.is_too_few:
            return None
        if self.has_no_posts:
            return len(_STEP_STANDINGS) - 1
        if self.value is None:
            return None
        return target.step(self.value)

    @cached_property
    def standing(self) -> Standing:
        if self.is_missing:
            return Standing.NONE
        if self.is_too_few:
            return Standing.TOO_FEW
        if self.step is None:
            return Standing.NONE
        if self.kind is IndicatorKind.PEOPLE_COUNT:
            return Standing.MET if self.step == 0 else Standing.FAR
        if self.level in _JUDGED_BY_INTERVAL and not self._interval_is_on_one_side():
            return Standing.UNCLEAR
        return _STEP_STANDINGS[self.step]

    @property
    def map_step(self) -> int | None:
        """The colour of the map: as `step`, and none where the standing is not judged."""
        return self.step if self.standing in (Standing.MET, Standing.NEAR, Standing.FAR) else None

    def _interval_is_on_one_side(self) -> bool:
        target, interval = self.indicator.target, self.interval
        if target is None or interval is None:
            return True
        low, high = Fraction(interval.low), Fraction(interval.high)
        return target.is_met(low) == target.is_met(high)

    # In words

    @property
    def value_text(self) -> str:
        """The value as it is read: 0.052%, 4, 1 : 12.9; a dash for a gap."""
        if self.is_missing:
            return GAP
        if self.kind is IndicatorKind.PEOPLE_COUNT:
            return f"{self.k:,}"
        if self.kind is IndicatorKind.POST_RATIO:
            if self.value is None:
                return _("无")
            return f"1 : {self._rounded(self.value)}"
        return self._percent(self.value or Fraction(0))

    @property
    def interval_text(self) -> str:
        if self.interval is None:
            return ""
        places = Decimal(1).scaleb(-self.indicator.digits)
        low = Decimal(self.interval.low * 100).quantize(places, ROUND_HALF_UP)
        high = Decimal(self.interval.high * 100).quantize(places, ROUND_HALF_UP)
        return f"{low}–{high}%"

    @property
    def fraction_text(self) -> str:
        """k / n as whole numbers; posts as full-time posts."""
        if self.is_missing or self.n is None:
            return ""
        return f"{self.k_text} / {self.n:,}"

    @property
    def k_text(self) -> str:
        if self.k is None:
            return GAP
        return posts_text(self.k) if self.kind is IndicatorKind.POST_RATIO else f"{self.k:,}"

    @property
    def n_text(self) -> str:
        return GAP if self.n is None else f"{self.n:,}"

    @property
    def rest(self) -> int | None:
        """n − k: what is missing to all."""
        return None if self.k is None or self.n is None else self.n - self.k

    @property
    def beside_text(self) -> str:
        """The rate beside a count that has a population."""
        if self.kind is not IndicatorKind.PEOPLE_COUNT or self.k is None or not self.n:
            return ""
        return self._percent(Fraction(self.k, self.n))

    @property
    def still_needed(self) -> int | None:
        """Hundredths of social workers' posts still needed: people ÷ 10, rounded up, − shares; never below 0."""
        if self.kind is not IndicatorKind.POST_RATIO or self.is_missing or self.k is None:
            return None
        required = -(-(self.n or 0) // PEOPLE_PER_SOCIAL_WORKER) * _SHARES
        return max(0, required - self.k)

    @property
    def still_needed_text(self) -> str:
        return "" if self.still_needed is None else posts_text(self.still_needed)

    @property
    def bar(self) -> float:
        """The value as a number for bars and charts, in the unit it is read in; 0 for a gap."""
        return 0.0 if self.value is None else self.in_unit(self.indicator, self.value)

    @staticmethod
    def in_unit(indicator: Indicator, value: Fraction) -> float:
        """A value in percent where it is read in percent."""
        return float(value * 100) if indicator.is_share else float(value)

    def _percent(self, value: Fraction) -> str:
        shown = self._rounded(value * 100)
        if value > 0 and not Decimal(shown):
            return f"<{Decimal(1).scaleb(-self.indicator.digits)}%"
        return f"{shown}%"

    def _rounded(self, value: Fraction) -> str:
        """Rounded half up; never onto the target (or onto 100 %) from its wrong side."""
        places = Decimal(1).scaleb(-self.indicator.digits)
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        shown = exact.quantize(places, ROUND_HALF_UP)
        target = self.indicator.target
        if target is not None and self.value is not None and self.kind is not IndicatorKind.PEOPLE_COUNT:
            scale = 1 if self.kind is IndicatorKind.POST_RATIO else 100
            if target.is_met(Fraction(shown) / scale) and not target.is_met(self.value):
                shown = exact.quantize(places, ROUND_CEILING if target.at_most else ROUND_FLOOR)
        return f"{shown:,}"


def posts_text(hundredths: int) -> str:
    """Full-time posts: 3,490 or 2.5."""
    return f"{Decimal(hundredths) / _SHARES:,f}" if hundredths % _SHARES else f"{hundredths // _SHARES:,}"


def gap(indicator: Indicator, level: Any) -> Figure:
    return Figure(indicator, level)
