from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import workdays
from core.terms import Deadline, Term, procedural_deadline, term_last_day, term_parse

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
plain_days = st.dates(date(2004, 1, 1), date(2030, 12, 31))

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "term", "last"),
    [
        (date(2019, 4, 22), Term(years=4), date(2023, 4, 21)),
        (date(2024, 2, 29), Term(years=1), date(2025, 2, 27)),
        (date(2024, 12, 31), Term(years=2), date(2026, 12, 30)),
        (date(2024, 8, 31), Term(months=6), date(2025, 2, 27)),
        (date(2024, 1, 31), Term(months=3), date(2024, 4, 29)),
        # a month's last day runs to the last day, also from a short month to a long one; a year keeps the day
        (date(2025, 2, 28), Term(months=1), date(2025, 3, 30)),
        (date(2023, 2, 28), Term(years=1), date(2024, 2, 27)),
        (date(2023, 2, 28), Term(months=12), date(2024, 2, 28)),
        (date(2024, 1, 30), Term(months=1), date(2024, 2, 28)),
        (date(2024, 3, 15), Term(years=1, months=6), date(2025, 9, 14)),
        (date(2024, 3, 15), Term(years=1, months=1, days=4), date(2025, 4, 18)),
        (date(2024, 3, 15), Term(days=15), date(2024, 3, 29)),
    ],
)
def test_term_last_day(start: date, term: Term, last: date) -> None:
    assert term_last_day(start, term) == last


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("缓刑3年", Term(3)),
        ("三年", Term(3)),
        ("1年6个月", Term(1, 6)),
        ("二年六个月", Term(2, 6)),
        ("1年1个月4天", Term(1, 1, 4)),
        ("8个月2天", Term(0, 8, 2)),
        ("1年11天", Term(1, 0, 11)),
        ("半年", Term(0, 6)),
        ("一年半", Term(1, 6)),
        ("十个月", Term(0, 10)),
        ("六月", Term(0, 6)),
        ("18个月", Term(0, 18)),
        ("二十四个月", Term(0, 24)),
        ("十二个月零五日", Term(0, 12, 5)),
        ("一年零三个月", Term(1, 3)),
        ("1年零15天", Term(1, 0, 15)),
        ("半个月", Term(0, 0, 15)),
        ("三个半月", Term(0, 3, 15)),
        ("1 年 6 个月", Term(1, 6)),
        ("1年,6个月。", Term(1, 6)),
        ("\uff11年\uff16个月", Term(1, 6)),
        ("两年", Term(2)),
        ("壹年陆个月", Term(1, 6)),
        ("叁年整", Term(3)),
        ("有期徒刑一年六个月", Term(1, 6)),
        ("拘役4个月", Term(0, 4)),
        ("缓刑考验期:2年", Term(2)),
        ("缓刑(考验期限)为五年", Term(5)),
        ("60日", Term(0, 0, 60)),
        ("一百零六天", Term(0, 0, 106)),
        ("三百六十五日", Term(0, 0, 365)),
        ("2年0个月0天", Term(2)),
        ("廿四个月", Term(0, 24)),
    ],
)
def test_term_parse(text: str, term: Term) -> None:
    assert term_parse(text) == term


@pytest.mark.parametrize(
    "text",
    ["", "  ", "36", "1.5年", "年", "个月", "0年", "零个月", "无期徒刑", "死缓", "三二年", "十十年", "百年", "二廿天",
     "1 5年", "1年6", "缓刑", "有期徒刑一年缓刑二年", "2024-03-01", "-1年", "1年1年", "12345年", "☃"],
)  # fmt: skip
def test_term_parse_refuses_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="期限"):
        term_parse(text)


@given(st.integers(0, 30), st.integers(0, 48), st.integers(0, 400))
def test_term_parse_reads_what_a_term_writes(years: int, months: int, count: int) -> None:
    term = Term(years, months, count)
    if term != Term():
        assert term_parse(str(term)) == term


@given(st.text(max_size=20))
def test_term_parse_answers_or_refuses_any_text(text: str) -> None:
    try:
        assert term_parse(text) != Term()
    except ValueError as error:
        assert str(error)


@given(days, st.integers(1, 30))
def test_years_end_the_day_before_the_same_day(start: date, years: int) -> None:
    boundary = term_last_day(start, Term(years=years)) + timedelta(days=1)
    assert (boundary.year, boundary.month) == (start.year + years, start.month)
    assert boundary.day == start.day or (start.month, start.day, boundary.day) == (2, 29, 28)


@given(days, st.integers(1, 240))
def test_months_end_in_the_right_month(start: date, months: int) -> None:
    boundary = term_last_day(start, Term(months=months)) + timedelta(days=1)
    assert boundary.year * 12 + boundary.month == start.year * 12 + start.month + months
    was_month_end = (start + timedelta(days=1)).day == 1
    is_month_end = (boundary + timedelta(days=1)).day == 1
    assert (
        is_month_end
        if was_month_end
        else boundary.day == start.day or (is_month_end and boundary.day < start.day)
    )


@given(days, st.integers(0, 5), st.integers(0, 24), st.integers(1, 60))
def test_a_longer_term_ends_later(start: date, years: int, months: int, count: int) -> None:
    last = term_last_day(start, Term(years, months, count))
    assert last >= start
    assert term_last_day(start, Term(years, months, count + 1)) == last + timedelta(days=1)
    assert term_last_day(start, Term(years, months + 1, count)) > last


@pytest.mark.parametrize(
    ("from_day", "number", "unit", "deadline"),
    [
        # the tenth day of a Friday's judgment is a Monday; of a Wednesday's a Saturday, so Monday decides
        (date(2026, 11, 13), 10, "day", Deadline(date(2026, 11, 23), date(2026, 11, 23))),
        (date(2026, 11, 11), 10, "day", Deadline(date(2026, 11, 21), date(2026, 11, 23))),
        # into National Day 2026 (1 to 7 October)
        (date(2026, 9, 24), 10, "day", Deadline(date(2026, 10, 4), date(2026, 10, 8))),
        # Saturday 2026-10-10 is a make-up workday
        (date(2026, 9, 30), 10, "day", Deadline(date(2026, 10, 10), date(2026, 10, 10))),
        (date(2026, 9, 30), 3, "workday", Deadline(date(2026, 10, 10), date(2026, 10, 10))),
        (date(2026, 1, 31), 1, "month", Deadline(date(2026, 2, 28), date(2026, 2, 28))),
        (date(2026, 11, 23), 3, "month", Deadline(date(2027, 2, 23), date(2027, 2, 23))),
    ],
)
def test_procedural_deadline(from_day: date, number: int, unit: str, deadline: Deadline) -> None:
    assert procedural_deadline(from_day, number, unit) == deadline  # type: ignore[arg-type]


@given(plain_days, st.integers(1, 60))
def test_procedural_days_end_on_a_workday_not_before_the_raw_day(from_day: date, number: int) -> None:
    found = procedural_deadline(from_day, number, "day")
    assert found.raw == from_day + timedelta(days=number)
    assert found.due >= found.raw
    assert workdays.is_workday(found.due)
