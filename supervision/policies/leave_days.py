"""Days of leave: how long, how many within two months, and who decides so many (社区矫正法实施办法 第二十七条)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.terms import months_later

ONE = timedelta(days=1)
Span = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class Window:
    """Two calendar months (`first`–`last`) and the days away within them; a day of two trips counts once."""

    first: date
    last: date
    days: int


def days_of(span: Span) -> int:
    """Both ends included."""
    return (span[1] - span[0]).days + 1


def window_from(first: date) -> Span:
    """The two calendar months that begin on that day: 15 January – 14 March; 31 December – 27 February."""
    return first, months_later(first, 2) - ONE


def fullest_window(trip: Span, others: Iterable[Span]) -> Window:
    """Of all windows of two calendar months that the trip touches, the earliest with the most days away."""
    away = sorted({day for span in (trip, *others) for day in _days(span)})
    firsts = (trip[0] - timedelta(days=62) + ONE * number for number in range(62 + days_of(trip)))
    windows = [span for span in map(window_from, firsts) if span[1] >= trip[0]]
    counted = [
        Window(first, last, bisect_right(away, last) - bisect_left(away, first)) for first, last in windows
    ]
    return max(counted, key=lambda window: window.days)


def used_span(
    *, starts_on: date, last_on: date, departed_on: date | None, returned_on: date | None, on: date
) -> Span | None:
    """The days a permission counts for on that day (counting.md has the approved ones as the rule).

    The actual ones when it was used, late days included, up to `on` while the person is away; none when it is over and
    was never used; else the permitted ones.
    """
    if departed_on is None:
        return None if last_on < on else (starts_on, last_on)
    if returned_on is not None:
        return departed_on, returned_on
    return departed_on, max(last_on, on)


def _days(span: Span) -> Iterable[date]:
    return (span[0] + timedelta(days=number) for number in range(days_of(span)))
