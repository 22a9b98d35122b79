"""How much of a file is looked at. Everything beyond is refused before it costs memory or time."""

from __future__ import annotations

from dataclasses import dataclass

CELL_CHARACTERS = 32_767
"""What one cell of Excel holds; a longer one was not made by a person."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`rows` counts data; `spare_rows` leaves room for titles above and notes below them.

    `ratio` (unpacked : packed) is only judged from `ratio_from_bytes` on: small sheets of blanks pack well.
    `memory_bytes` is the address space of the child that parses, `seconds` its time by the clock and by CPU.
    """

    file_bytes: int = 50 * 1024 * 1024
    unpacked_bytes: int = 400 * 1024 * 1024
    ratio: int = 100
    ratio_from_bytes: int = 20 * 1024 * 1024
    entries: int = 5_000
    rows: int = 20_000
    spare_rows: int = 200
    columns: int = 200
    memory_bytes: int = 512 * 1024 * 1024
    seconds: int = 60

    @property
    def last_row(self) -> int:
        """Number of the last row that may hold anything, counted from 1."""
        return self.rows + self.spare_rows


DEFAULT = Limits()
