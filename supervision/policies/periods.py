"""Periods of the calendar: where they begin and end and what they are called (counting.md, Duties). Pure arithmetic.

A week is Monday to Sunday; a fortnight is 14 days counted from Monday 2020-06-29, in both directions; months, pairs of
months (January–February …) and quarters are the calendar's. Both ends of a period belong to it.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from supervision.enums import Frequency

FORTNIGHTS_FROM = date(2020, 6, 29)

_WEEK = 7
_FORTNIGHT = 14
_MONTHS = {Frequency.MONTH: 1, Frequency.TWO_MONTHS: 2, Frequency.QUARTER: 3}
_MARK = {Frequency.TWO_MONTHS: "P", Frequency.QUARTER: "Q"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """`key` is the occasion of a duty: 2026-W47 (ISO), 2026-F167 (year of its first day), 2026-11, 2026-P6, 2026-Q4."""

    frequency: Frequency
    key: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def period_of(frequency: Frequency, day: date) -> Period:
    """The period in which the day lies."""
    if frequency == Frequency.WEEK:
        first = day - timedelta(days=day.weekday())
        iso = day.isocalendar()
        return Period(frequency, f"{iso.year}-W{iso.week:02d}", first, first + timedelta(days=_WEEK - 1))
    if frequency == Frequency.FORTNIGHT:
        number = (day - FORTNIGHTS_FROM).days // _FORTNIGHT
        first = FORTNIGHTS_FROM + timedelta(days=number * _FORTNIGHT)
        return Period(frequency, f"{first.year}-F{number + 1}", first, first + timedelta(days=_FORTNIGHT - 1))
    months = _MONTHS[frequency]
    number = (day.month - 1) // months
    last_month = (number + 1) * months
    key = f"{day.year}-{day.month:02d}" if months == 1 else f"{day.year}-{_MARK[frequency]}{number + 1}"
    last = date(day.year, last_month, calendar.monthrange(day.year, last_month)[1])
    return Period(frequency, key, date(day.year, number * months + 1, 1), last)


def next_period(period: Period) -> Period:
    return period_of(period.frequency, period.last + _DAY)


def first_whole_after(frequency: Frequency, day: date) -> Period:
    """The first period all of whose days lie after the day (a period that begins on the day itself does not count)."""
    return next_period(period_of(frequency, day))


def last_whole_within(frequency: Frequency, day: date) -> Period:
    """The last period that is over by the end of the day."""
    period = period_of(frequency, day)
    return period if period.last == day else period_of(frequency, period.first - _DAY)


def periods_begun(frequency: Frequency, first: date, last: date) -> Iterator[Period]:
    """Every period that begins on a day from `first` to `last`, in order."""
    period = period_of(frequency, first)
    if period.first < first:
        period = next_period(period)
    while period.first <= last:
        yield period
        period = next_period(period)
