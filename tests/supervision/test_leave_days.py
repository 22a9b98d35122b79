"""Days of leave: used spans, windows of two calendar months, held against a slow plain count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.policies.leave_days import Span, days_of, fullest_window, used_span, window_from

D = date


def span(first: date, days: int) -> Span:
    return first, first + timedelta(days=days - 1)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (D(2026, 1, 15), D(2026, 3, 14)),
        (D(2026, 1, 1), D(2026, 2, 28)),
        (D(2026, 12, 31), D(2027, 2, 27)),
        (D(2027, 12, 31), D(2028, 2, 28)),
        (D(2026, 11, 30), D(2027, 1, 29)),
    ],
)
def test_two_calendar_months_end_the_day_before_the_same_day(first: date, last: date) -> None:
    assert window_from(first) == (first, last)


def test_days_are_counted_with_both_ends() -> None:
    assert days_of((D(2026, 11, 1), D(2026, 11, 7))) == 7
    assert days_of((D(2026, 11, 1), D(2026, 11, 1))) == 1


def test_a_day_of_two_trips_counts_once() -> None:
    window = fullest_window(span(D(2026, 11, 10), 5), [span(D(2026, 11, 12), 5)])
    assert window.days == 7


def test_a_trip_more_than_two_months_away_does_not_count() -> None:
    window = fullest_window(span(D(2026, 11, 10), 5), [span(D(2026, 9, 1), 9)])
    assert window.days == 5


def test_a_later_trip_counts_too() -> None:
    window = fullest_window(span(D(2026, 11, 10), 5), [span(D(2026, 12, 20), 27)])
    assert window.days == 26  # 10 November – 9 January, or 14 November – 13 January


@pytest.mark.parametrize(
    ("departed_on", "returned_on", "on", "expected"),
    [
        (None, None, D(2026, 11, 1), (D(2026, 11, 5), D(2026, 11, 9))),  # ahead
        (None, None, D(2026, 11, 9), (D(2026, 11, 5), D(2026, 11, 9))),  # could still be used
        (None, None, D(2026, 11, 10), None),  # never used
        (D(2026, 11, 6), D(2026, 11, 8), D(2026, 11, 20), (D(2026, 11, 6), D(2026, 11, 8))),  # shorter
        (D(2026, 11, 5), D(2026, 11, 12), D(2026, 11, 20), (D(2026, 11, 5), D(2026, 11, 12))),  # late days
        (D(2026, 11, 5), None, D(2026, 11, 7), (D(2026, 11, 5), D(2026, 11, 9))),  # away
        (D(2026, 11, 5), None, D(2026, 11, 15), (D(2026, 11, 5), D(2026, 11, 15))),  # away and late
    ],
)
def test_used_span(
    departed_on: date | None, returned_on: date | None, on: date, expected: Span | None
) -> None:
    found = used_span(
        starts_on=D(2026, 11, 5),
        last_on=D(2026, 11, 9),
        departed_on=departed_on,
        returned_on=returned_on,
        on=on,
    )
    assert found == expected


def plain_month_later(day: date) -> date:
    """The same day two months later, or the last of that month."""
    month = day.month + 2
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def plain_most(trip: Span, others: list[Span]) -> int:
    """Day by day: every window that touches the trip, every day of it asked of every trip."""
    most = 0
    first = trip[0] - timedelta(days=70)
    while first <= trip[1]:
        last = plain_month_later(first) - timedelta(days=1)
        if last >= trip[0]:
            day, away = first, 0
            while day <= last:
                away += any(begins <= day <= ends for begins, ends in (trip, *others))
                day += timedelta(days=1)
            most = max(most, away)
        first += timedelta(days=1)
    return most


spans = st.builds(span, st.dates(D(2026, 10, 1), D(2027, 3, 31)), st.integers(1, 40))


@given(trip=spans, others=st.lists(spans, max_size=5))
def test_the_fullest_window_is_the_plain_counts(trip: Span, others: list[Span]) -> None:
    window = fullest_window(trip, others)
    assert window.days == plain_most(trip, others)
    assert window.first <= trip[1] and window.last >= trip[0]
