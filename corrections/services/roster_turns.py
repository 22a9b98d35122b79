"""Imports and their undoing take turns: one at a time in a county, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, connection, transaction

from corrections.services.roster_rows import RowsChanged

T = TypeVar("T")
_ATTEMPTS = 3
_LOCK = 0x524F5354  # "ROST"


def alone_in_county(county_id: int, attempt: Callable[[], T]) -> T:
    """Runs the attempt in one transaction, alone in its county. Who was overtaken from elsewhere looks again."""
    for number in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                _lock(county_id)
                return attempt()
        except (IntegrityError, RowsChanged):
            if number == _ATTEMPTS:
                raise
    raise AssertionError


def _lock(county_id: int) -> None:
    """An overlapping import waits for the end of the first and then sees its people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, county_id])
