"""The year's calendar as lengths of a drawing: months side by side, one box a duty where its days lie."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from supervision.selectors.year import Year

LEFT, TOP, LINE, BOX, GAP = 44, 22, 20, 12, 3
MONTH = 63
WIDTH = LEFT + 12 * MONTH

SHAPES = {
    "kept": ("kept", _("按时")),
    "late": ("late", _("迟报")),
    "missed": ("missed", _("未报")),
    "overdue": ("missed", _("未报")),
    "suspended": ("suspended", _("暂停、有正当理由")),
    "excused": ("suspended", _("暂停、有正当理由")),
    "open": ("open", _("未到期")),
}
"""What each state looks like and is called; what is overdue has not been reported, whether or not it still may be."""


@dataclass(frozen=True)
class Mark:
    """One duty: a box, thinner where it does not count, crossed where it was missed, notched where it came late."""

    shape: str
    x: float
    y: float
    width: float
    text: str

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + BOX

    @property
    def middle(self) -> float:
        return self.y + BOX / 2


@dataclass(frozen=True)
class Drawing:
    months: tuple[tuple[float, date], ...]
    labels: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    key: tuple[tuple[str, Any, int], ...]
    today: float
    height: int
    width: int = WIDTH


def year_drawing(year: Year, *, on: date) -> Drawing:
    """Boxes lie where their days lie; what reaches beyond the year shown is cut off there."""
    marks, labels = [], []
    counts: Counter[str] = Counter()
    for number, row in enumerate(year.rows):
        y = TOP + number * LINE
        labels.append((y + BOX - 2.0, row.title))
        for cell in row.cells:
            left, right = place(cell.first, year), place(cell.last, year, is_end=True)
            shape, word = SHAPES[cell.state]
            counts[shape] += 1
            marks.append(Mark(shape, left, y, max(BOX / 2, right - left - GAP), cell.text or str(word)))
    return Drawing(
        months=tuple((place(month, year), month) for month in year.months),
        labels=tuple(labels),
        marks=tuple(marks),
        key=tuple((shape, word, counts[shape]) for shape, word in dict(SHAPES.values()).items()),
        today=place(on, year),
        height=TOP + len(year.rows) * LINE,
    )


def place(day: date, year: Year, *, is_end: bool = False) -> float:
    """Where a day begins (`is_end`: ends) in the drawing, each month being as wide as the next."""
    first = year.months[0]
    month = (day.year - first.year) * 12 + day.month - first.month
    if month < 0:
        return float(LEFT)
    if month > 11:
        return float(WIDTH)
    begins = date(day.year, day.month, 1)
    follows = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    part = ((day - begins).days + is_end) / (follows - begins).days
    return round(LEFT + (month + part) * MONTH, 1)
