"""The only source of now and today. A guard test bans every other clock.

All days are days in Shanghai: between 00:00 and 08:00 there, UTC still shows yesterday.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

TZ = ZoneInfo("Asia/Shanghai")

_frozen_day: ContextVar[date | None] = ContextVar("frozen_day", default=None)


def set_day() -> date | None:
    """The day that stands still: that of `frozen`, else `settings.BUSINESS_DATE`; None: the real calendar runs."""
    return _frozen_day.get() or settings.BUSINESS_DATE


def now() -> datetime:
    """The present moment, aware, in Shanghai. With a set day: that day with the wall clock's time of day."""
    wall = datetime.now(TZ)
    day = set_day()
    return wall if day is None else datetime.combine(day, wall.timetz())


def today() -> date:
    """The business day in Shanghai, which begins at 00:00 there."""
    return now().date()


@contextmanager
def frozen(day: date) -> Iterator[None]:
    """Lets `today()` be `day` inside the block, in this thread or task only. For tests and demo data."""
    token = _frozen_day.set(day)
    try:
        yield
    finally:
        _frozen_day.reset(token)
