"""How every bench prints: a table of seconds against the fastest possible way, and its targets, met or not."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable

from django.db import connection

_WIDTH = 50


def print_machine() -> None:
    """Versions and cores, without which the seconds below say nothing."""
    version = connection.pg_version  # type: ignore[attr-defined]
    print(
        f"Python {platform.python_version()}, PostgreSQL {version // 10_000}.{version % 10_000}, {os.cpu_count()} cores"
    )


def print_table(rows: Iterable[tuple[str, float]], *, count: int, limit: float) -> None:
    """`rows` are (name, seconds) of the same work on `count` rows; `limit` the seconds of the fastest way."""
    print(f"{'':{_WIDTH}}{'seconds':>9}{'rows/s':>9}{'against the limit':>19}")
    for name, seconds in rows:
        print(f"{name:{_WIDTH}}{seconds:9.1f}{count / seconds:9,.0f}{seconds / limit:18.1f}×")


def print_target(target: str, is_met: bool, value: str) -> None:
    print(f"{target}: {'met' if is_met else 'not met'} ({value})")
