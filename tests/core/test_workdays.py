from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from core import clock, workdays
from core.workdays import (
    CalendarDay,
    CalendarYear,
    add_workdays,
    calendar_load,
    is_provisional,
    is_workday,
    next_workday,
    workdays_between,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calendar() -> Iterator[None]:
    calendar_load()
    workdays.forget()
    yield
    workdays.forget()


def test_calendar_load_is_idempotent() -> None:
    count = CalendarDay.objects.count()
    assert count > 600
    assert calendar_load() == 0
    assert CalendarDay.objects.count() == count


def test_calendar_load_mends_a_wrong_day_and_removes_a_foreign_one() -> None:
    CalendarDay.objects.filter(day=date(2026, 10, 1)).update(is_workday=True)
    CalendarDay.objects.create(
        day=date(2026, 11, 23), is_workday=False, name="误录", source="chinesecalendar 0"
    )
    assert calendar_load() == 1
    workdays.forget()
    assert not is_workday(date(2026, 10, 1))
    assert is_workday(date(2026, 11, 23))


def test_calendar_load_leaves_years_loaded_by_hand() -> None:
    CalendarYear.objects.filter(year=2026).update(source="国办发明电〔2025〕7号")
    CalendarDay.objects.filter(day=date(2026, 10, 10)).delete()
    calendar_load()
    assert not CalendarDay.objects.filter(day=date(2026, 10, 10)).exists()


def test_holidays_and_make_up_days_have_chinese_names() -> None:
    assert CalendarDay.objects.get(day=date(2026, 10, 1)).name == "国庆节"
    assert CalendarDay.objects.get(day=date(2026, 10, 10)).name.endswith("调休")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2020, 1, 31), False),
        (
            date(2027, 10, 1),
            True,
        ),  # no notice yet: a Friday is a workday, and the year says that it is provisional
    ],
)
def test_is_workday(day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_an_unknown_year_is_provisional_and_never_crashes() -> None:
    assert is_provisional(2027)
    assert not is_provisional(2026)
    assert add_workdays(date(2026, 12, 20), 30) == date(2027, 1, 29)
    assert next_workday(date(9999, 1, 2)) == date(9999, 1, 4)


def test_a_year_is_recounted_when_its_notice_is_loaded() -> None:
    CalendarYear.objects.create(year=2027, source="国办通知", loaded_at=clock.now())
    CalendarDay.objects.create(day=date(2027, 1, 1), is_workday=False, name="元旦", source="国办通知")
    workdays.forget()
    assert not is_provisional(2027)
    assert next_workday(date(2027, 1, 1)) == date(2027, 1, 4)


def test_an_empty_table_counts_by_the_package() -> None:
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    workdays.forget()
    assert not is_workday(date(2026, 10, 1))
    assert is_provisional(2027)


def test_the_calendar_is_read_once(django_assert_num_queries: object) -> None:
    is_workday(date(2026, 11, 23))
    with django_assert_num_queries(0):  # type: ignore[operator]
        add_workdays(date(2026, 1, 1), 200)


def test_add_workdays_refuses_going_back() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_workdays(date(2026, 1, 1), -1)


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_between_undoes_add(day: date, number: int) -> None:
    later = add_workdays(day, number)
    assert workdays_between(day, later) == number
    assert number == 0 or is_workday(later)
    assert workdays_between(later, day - timedelta(days=1)) == 0


def test_load_calendar_command_names_the_provisional_year(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_calendar")
    printed = capsys.readouterr().out
    assert "2004" in printed
    assert "本次更新 0 天" in printed
