"""What the map and the trend line draw, as plain JSON values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from corrections.models import Organisation
from reporting.enums import IndicatorKind, Standing
from reporting.indicators import Figure, Indicator
from reporting.selectors.dashboard import Dashboard


@dataclass(frozen=True)
class LegendStep:
    """One colour of the map in words; `name` is that of its class and its CSS variable."""

    name: str
    text: str


STEP_NAMES = ("met", "near-met", "near", "far")


def map_data(board: Dashboard, url_of: Callable[[Organisation], str]) -> list[dict[str, Any]]:
    """One entry for each county: code, name, step (null: not judged), words, and where a click leads."""
    return [
        {
            "code": row.office.code,
            "name": row.office.short_name,
            "step": row.figure.map_step,
            "text": row.figure.value_text,
            "detail": _detail(row.figure.fraction_text, row.figure.standing),
            "url": url_of(row.office) if row.is_reachable else "",
        }
        for row in board.areas
    ]


def _detail(fraction: str, standing: Standing) -> str:
    return "  ".join(part for part in (fraction, str(standing.label)) if part)


def trend_data(board: Dashboard) -> dict[str, Any]:
    """Months, values (null for a gap) in the unit they are read in, and the target."""
    target = board.indicator.target
    return {
        "months": [str(month.as_of) for month in board.trend],
        "values": [
            None if month.figure.value is None else round(month.figure.bar, 6) for month in board.trend
        ],
        "texts": [month.figure.value_text for month in board.trend],
        "target": None if target is None else Figure.in_unit(board.indicator, target.value),
        "unit": "%" if board.indicator.is_share else "",
    }


def legend(indicator: Indicator) -> list[LegendStep]:
    """The four steps of the map in words, the best first."""
    target = indicator.target
    if target is None:
        return []
    unit = "%" if indicator.is_share else ""
    bounds = [f"{Figure.in_unit(indicator, bound):g}" for bound in (target.value, *target.steps)]
    first, second, third = bounds
    if indicator.kind is IndicatorKind.PEOPLE_COUNT:
        texts = [_("%(bound)s 达标") % {"bound": first}, second, third, f"> {third}"]
    elif target.at_most:
        texts = [
            _("≤ %(bound)s 达标") % {"bound": first + unit},
            f"{first}–{second}{unit}",
            f"{second}–{third}{unit}",
        ]
        texts.append(f"> {third}{unit}")
    else:
        met = _("≥ %(bound)s 达标") if target.value < 1 else _("%(bound)s 达标")
        texts = [met % {"bound": first + unit}, f"{second}–{first}{unit}", f"{third}–{second}{unit}"]
        texts.append(f"< {third}{unit}")
    return [LegendStep(name, text) for name, text in zip(STEP_NAMES, texts, strict=True)]
