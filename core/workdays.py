"""Workdays 工作日 by the calendar table; a year without its notice counts Monday to Friday, provisional 暂估.

The table is seeded from the package chinesecalendar (`manage.py load_calendar`). Before the first loading the package's
own years are used, so that a fresh database counts right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from time import monotonic

import chinese_calendar
from chinese_calendar import constants
from django.db import transaction

from core import clock
from core.models import CalendarDay, CalendarYear

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "add_workdays",
    "calendar_load",
    "forget",
    "is_provisional",
    "is_workday",
    "next_workday",
    "workdays_between",
]

KEPT_SECONDS = 300  # how long another process may go on with the calendar it has read
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class _Calendar:
    exceptions: dict[date, bool]
    years: frozenset[int]
    read_at: float


_kept: _Calendar | None = None


def is_workday(day: date) -> bool:
    """Whether offices work on `day`."""
    known = _calendar().exceptions.get(day)
    return day.weekday() < _SATURDAY if known is None else known


def is_provisional(year: int) -> bool:
    """Whether the year's notice is not loaded, so that its workdays are Monday to Friday until then 暂估."""
    return year not in _calendar().years


def next_workday(day: date) -> date:
    """`day` itself when it is a workday, else the first one after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, number: int) -> date:
    """The `number`-th workday after `day`, which is not counted itself. Zero gives `day`; ValueError below zero."""
    if number < 0:
        raise ValueError(number)
    for _step in range(number):
        day = next_workday(day + timedelta(days=1))
    return day


def workdays_between(first: date, last: date) -> int:
    """How many workdays lie after `first` up to and including `last`; 0 when `last` is not later.

    The inverse of `add_workdays`: `workdays_between(day, add_workdays(day, n)) == n`.
    """
    return sum(is_workday(first + timedelta(days=step)) for step in range(1, (last - first).days + 1))


def forget() -> None:
    """Lets this process read the calendar again at the next question."""
    global _kept
    _kept = None


@transaction.atomic
def calendar_load() -> int:
    """Writes the package's years into the table and returns how many days are new or changed. Safe to repeat.

    Years that someone loaded from another source keep their days.
    """
    source = f"chinesecalendar {version('chinesecalendar')}"
    days, years = _packaged()
    others = set(
        CalendarYear.objects.exclude(source__startswith="chinesecalendar ").values_list("year", flat=True)
    )
    wanted = {
        day: CalendarDay(day=day, is_workday=work, name=_name(day), source=source)
        for day, work in days.items()
        if day.year not in others
    }
    stored = {row.day: row for row in CalendarDay.objects.filter(day__year__in=years - others)}
    CalendarDay.objects.filter(day__in=stored.keys() - wanted.keys()).delete()
    changed = [row for day, row in wanted.items() if day not in stored or _facts(stored[day]) != _facts(row)]
    CalendarDay.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["day"], update_fields=["is_workday", "name", "source"]
    )
    CalendarYear.objects.bulk_create(
        [CalendarYear(year=year, source=source, loaded_at=clock.now()) for year in sorted(years - others)],
        ignore_conflicts=True,
    )
    transaction.on_commit(forget)
    return len(changed)


def _calendar() -> _Calendar:
    global _kept
    if _kept is None or monotonic() - _kept.read_at > KEPT_SECONDS:
        years = frozenset(CalendarYear.objects.values_list("year", flat=True))
        days = dict(CalendarDay.objects.values_list("day", "is_workday"))
        if not years:
            days, years = _packaged()
        _kept = _Calendar(days, years, monotonic())
    return _kept


def _packaged() -> tuple[dict[date, bool], frozenset[int]]:
    days = {**dict.fromkeys(constants.holidays, False), **dict.fromkeys(constants.workdays, True)}
    return days, frozenset(day.year for day in days)


def _name(day: date) -> str:
    english = constants.holidays.get(day) or constants.workdays.get(day) or ""
    chinese = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}.get(english, english)
    return chinese if day in constants.holidays else f"{chinese}调休"


def _facts(row: CalendarDay) -> tuple[bool, str]:
    return row.is_workday, row.name
