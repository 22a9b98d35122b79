"""The database server's clock. It tells who is alive, for all machines alike; it never tells which day it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, Func, Q, Value


class _ServerMoment(Func):
    function = "clock_timestamp"
    template = "%(function)s()"
    output_field: Any = DateTimeField()


class _ServerStart(_ServerMoment):
    function = "pg_postmaster_start_time"


DB_NOW = _ServerMoment()
DB_STARTED = _ServerStart()


def older_than(field: str, seconds: float) -> Q:
    """The moment is missing or further than `seconds` from now, on either side: a clock set back hides nothing."""
    distance = timedelta(seconds=seconds)
    return (
        Q(**{f"{field}__isnull": True})
        | Q(**{f"{field}__lt": DB_NOW - Value(distance)})
        | Q(**{f"{field}__gt": DB_NOW + Value(distance)})
    )
