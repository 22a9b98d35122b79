"""Days in words, in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from core.day_words import day_span, full_day, full_month, full_span, moment_text, month_day, month_span

NOV_16, NOV_22, DEC_6 = date(2026, 11, 16), date(2026, 11, 22), date(2026, 12, 6)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-hans",
            [
                "11月16日",
                "2026年11月16日",
                "2026年11月",
                "11—12月",
                "11月16—22日",
                "11月16日—12月6日",
                "11月16日",
            ],
        ),
        ("en", ["16 Nov", "16 Nov 2026", "November 2026", "Nov–Dec", "16–22 Nov", "16 Nov–6 Dec", "16 Nov"]),
    ],
)
def test_days_and_spans(language: str, words: list[str]) -> None:
    with override(language):
        assert [
            month_day(NOV_16),
            full_day(NOV_16),
            full_month(NOV_16),
            month_span(NOV_16, DEC_6),
            day_span(NOV_16, NOV_22),
            day_span(NOV_16, DEC_6),
            day_span(NOV_16, NOV_16),
        ] == words


def test_moment_is_shanghais() -> None:
    assert moment_text(datetime(2026, 11, 22, 16, 5, tzinfo=UTC)) == "2026-11-23 00:05"


@pytest.mark.parametrize(
    ("language", "first", "words"),
    [
        ("zh-hans", date(2026, 1, 1), "2026年1月1日—12月6日"),
        ("zh-hans", date(2025, 12, 31), "2025年12月31日—2026年12月6日"),
        ("zh-hans", DEC_6, "2026年12月6日"),
        ("en", date(2026, 1, 1), "1 Jan–6 Dec 2026"),
        ("en", date(2025, 12, 31), "31 Dec 2025–6 Dec 2026"),
    ],
)
def test_span_with_its_years(language: str, first: date, words: str) -> None:
    with override(language):
        assert full_span(first, DEC_6) == words
