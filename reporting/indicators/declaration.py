"""What an indicator is: words, target, window, and the facts behind k and n."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reporting.enums import IndicatorKey, IndicatorKind, Part, RowKind
from reporting.indicators.period import Period, Window
from reporting.indicators.target import Target
from reporting.indicators.tree import Rows

Facts = Callable[[Period], Sequence[Rows]]


@dataclass(frozen=True)
class PartWords:
    """A number of the indicator in a few words, as a column's heading, and what the rows behind it are."""

    title: Any
    short: Any
    row_kind: RowKind


@dataclass(frozen=True)
class Indicator:
    """One declared indicator.

    `counted` are the facts of k, `population` those of n (None: the indicator is a mere count); both take the period.
    `companions` are shown in the same tile, apart. `target` may be None.
    """

    key: IndicatorKey
    kind: IndicatorKind
    window: Window
    definition: Any
    formula: Any
    exclusions: Any
    legal_basis: Any
    counted: Facts
    population: Facts | None
    words: dict[Part, PartWords]
    target: Target | None = None
    companions: tuple[IndicatorKey, ...] = ()
    digits: int = 1

    @property
    def title(self) -> Any:
        return self.key.label

    @property
    def parts(self) -> tuple[Part, ...]:
        """The numbers that open a list, k first."""
        return tuple(self.words)

    @property
    def is_share(self) -> bool:
        """Whether the value is read in percent."""
        return self.kind in (
            IndicatorKind.PEOPLE_RATE,
            IndicatorKind.DUTY_RATE,
            IndicatorKind.OFFICE_COVERAGE,
        )

    @property
    def columns(self) -> tuple[PartWords, ...]:
        """The words of k and, where there is one, of n."""
        return tuple(self.words[part] for part in (Part.COUNTED, Part.POPULATION) if part in self.words)

    def row_kind(self, part: Part) -> RowKind:
        return self.words[part].row_kind

    def facts(self, part: Part, period: Period) -> Sequence[Rows]:
        """The facts of k or n; those of the rest are n's (k's are taken out where they are listed)."""
        if part is Part.COUNTED:
            return self.counted(period)
        if self.population is None:
            raise ValueError(f"{self.key} is a count and has no population")
        return self.population(period)
