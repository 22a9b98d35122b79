"""Periods: first and last day, both included, and which one an indicator shows on a day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from core.day_words import day_span, full_span


@dataclass(frozen=True, slots=True, order=True)
class Period:
    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError(f"a period ends before it starts: {self.starts_on} {self.ends_on}")

    def __str__(self) -> str:
        """In words, with the year once: 2026年1月1日—11月23日."""
        return full_span(self.starts_on, self.ends_on)

    @property
    def short(self) -> str:
        """Without the year, for where the year stands already: 1月1日—11月23日."""
        return day_span(self.starts_on, self.ends_on)


def month_of(day: date) -> Period:
    """The whole calendar month of that day."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def months_before(day: date, count: int) -> list[Period]:
    """The `count` whole months that ended before that day, the latest first."""
    months: list[Period] = []
    for _number in range(count):
        months.append(month_of((months[-1].starts_on if months else day.replace(day=1)) - timedelta(days=1)))
    return months


class Window(Enum):
    """The days an indicator looks at."""

    YEAR = "year"  # 1 January to the as-of day
    MONTH = "month"  # the month's days that are over: what is due today may still be done
    DAY = "day"  # how things stand on the as-of day

    def current(self, on: date) -> Period:
        """The period shown on that day."""
        if self is Window.YEAR:
            return Period(on.replace(month=1, day=1), on)
        if self is Window.MONTH:
            yesterday = on - timedelta(days=1)
            return Period(yesterday.replace(day=1), yesterday)
        return Period(on, on)

    def closed(self, month: Period) -> Period:
        """The period shown for a month that is over."""
        return month if self is Window.MONTH else self.current(month.ends_on)
