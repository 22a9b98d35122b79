from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.enums import Frequency
from supervision.policies.periods import (
    FORTNIGHTS_FROM,
    first_whole_after,
    last_whole_within,
    next_period,
    period_of,
    periods_begun,
)

days = st.dates(date(2010, 1, 1), date(2040, 12, 31))
frequencies = st.sampled_from(Frequency)


@pytest.mark.parametrize(
    ("frequency", "day", "key", "first", "last"),
    [
        ("week", date(2026, 11, 22), "2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("week", date(2027, 1, 1), "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("week", date(2024, 12, 30), "2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
        ("fortnight", date(2020, 6, 29), "2020-F1", date(2020, 6, 29), date(2020, 7, 12)),
        ("fortnight", date(2026, 11, 22), "2026-F167", date(2026, 11, 9), date(2026, 11, 22)),
        ("fortnight", date(2027, 1, 1), "2026-F170", date(2026, 12, 21), date(2027, 1, 3)),
        ("fortnight", date(2020, 6, 28), "2020-F0", date(2020, 6, 15), date(2020, 6, 28)),
        ("month", date(2024, 2, 29), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("two_months", date(2026, 11, 1), "2026-P6", date(2026, 11, 1), date(2026, 12, 31)),
        ("two_months", date(2025, 2, 28), "2025-P1", date(2025, 1, 1), date(2025, 2, 28)),
        ("quarter", date(2026, 10, 1), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_period_of_known_days(frequency: str, day: date, key: str, first: date, last: date) -> None:
    period = period_of(Frequency(frequency), day)
    assert (period.key, period.first, period.last) == (key, first, last)


@given(frequencies, days)
def test_every_day_lies_in_exactly_one_period(frequency: Frequency, day: date) -> None:
    period = period_of(frequency, day)
    assert day in period
    assert period_of(frequency, period.first) == period_of(frequency, period.last) == period
    assert period_of(frequency, period.first - timedelta(days=1)).last == period.first - timedelta(days=1)


@given(frequencies, days)
def test_periods_follow_each_other_without_a_gap(frequency: Frequency, day: date) -> None:
    period = period_of(frequency, day)
    following = next_period(period)
    assert following.first == period.last + timedelta(days=1)
    assert following.key != period.key


@given(days)
def test_weeks_and_fortnights_are_whole_weeks_from_a_monday(day: date) -> None:
    week, fortnight = period_of(Frequency.WEEK, day), period_of(Frequency.FORTNIGHT, day)
    assert (week.days, fortnight.days) == (7, 14)
    assert week.first.weekday() == fortnight.first.weekday() == 0
    assert (fortnight.first - FORTNIGHTS_FROM).days % 14 == 0
    assert week.first >= fortnight.first and week.last <= fortnight.last


@given(frequencies, days)
def test_first_whole_after_begins_strictly_after(frequency: Frequency, day: date) -> None:
    period = first_whole_after(frequency, day)
    assert period.first > day
    assert period_of(frequency, period.first - timedelta(days=1)).first <= day


@given(frequencies, days)
def test_last_whole_within_is_over_by_the_day(frequency: Frequency, day: date) -> None:
    period = last_whole_within(frequency, day)
    assert period.last <= day < next_period(period).last


@given(frequencies, days, st.integers(0, 400))
def test_periods_begun_have_distinct_keys_and_begin_in_range(
    frequency: Frequency, first: date, span: int
) -> None:
    last = first + timedelta(days=span)
    found = list(periods_begun(frequency, first, last))
    assert len({period.key for period in found}) == len(found)
    assert all(first <= period.first <= last for period in found)
    plain = {
        period_of(frequency, first + timedelta(days=step)).first
        for step in range(span + 1)
        if first + timedelta(days=step) == period_of(frequency, first + timedelta(days=step)).first
    }
    assert {period.first for period in found} == plain
