"""What was read: a workbook of sheets of rows.

Rows are numbered as the spreadsheet numbers them, from 1; columns are places in the row's list, from 0 (A).
Numbers keep their type: a whole number below 2**53 is an int, any other a float, text is always str. So an ID number
that was typed as a number is seen by its type, and nobody mistakes its rounded digits for the real ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, overload

from core.sheets import chunks

Cell = str | int | float | bool | date | datetime | None
Row = list[Cell]
Kind = Literal["xlsx", "xls", "csv"]


class SheetRows(Sequence[Row]):
    """The rows of a sheet, the first of them row 1. They stay packed and are unpacked a few hundred at a time.

    Each pass unpacks anew: changing a row that was handed out changes nothing here.
    """

    def __init__(self, packed: list[bytes], count: int, width: int) -> None:
        self._packed = packed
        self._count = count
        self._width = width
        self._open: tuple[int, list[Row]] = (-1, [])

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        for packed in self._packed:
            yield from self._unpack(packed)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._count))]
        place = index + self._count if index < 0 else index
        if not 0 <= place < self._count:
            raise IndexError(index)
        number, offset = divmod(place, chunks.ROWS_PER_CHUNK)
        if self._open[0] != number:
            self._open = (number, self._unpack(self._packed[number]))
        return list(self._open[1][offset])

    def _unpack(self, packed: bytes) -> list[Row]:
        rows = chunks.unpack(packed)
        for row in rows:
            if len(row) < self._width:
                row.extend([None] * (self._width - len(row)))
        return rows


class CellPlaces(Set[tuple[int, int]]):
    """A set of (row number, column place), kept as one number per row, so that a sheet full stays small."""

    def __init__(self, by_row: dict[int, int]) -> None:
        self._by_row = by_row

    def __contains__(self, place: object) -> bool:
        return (
            isinstance(place, tuple)
            and len(place) == 2
            and self._by_row.get(place[0], 0) >> place[1] & 1 == 1
        )

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((row, column) for row, columns in self._by_row.items() for column in places(columns))

    def __len__(self) -> int:
        return sum(columns.bit_count() for columns in self._by_row.values())

    def in_row(self, row: int) -> frozenset[int]:
        """Column places of this row's members."""
        return places(self._by_row.get(row, 0))


@lru_cache(maxsize=256)
def places(bits: int) -> frozenset[int]:
    """The columns whose bits are set."""
    return frozenset(place for place in range(bits.bit_length()) if bits >> place & 1)


@dataclass(frozen=True, slots=True)
class MergedRange:
    """Both ends inclusive; only the first row's first column holds a value."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A hidden sheet is named but not read: it has no rows.

    A cell of `formula_cells` holds a formula (or an error value such as #N/A). What Excel last computed for it is not
    trusted and not handed out: its value is None here, and the reader has to say that a formula stands there. Rows
    run to the last one with a value or a formula, and all have `column_count` cells.
    """

    name: str
    hidden: bool = False
    column_count: int = 0
    rows: SheetRows = field(default_factory=lambda: SheetRows([], 0, 0))
    formula_cells: CellPlaces = field(default_factory=lambda: CellPlaces({}))
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[MergedRange, ...] = ()

    first_row_number = 1

    def numbered_rows(self, first: int = 1) -> Iterator[tuple[int, Row]]:
        """(row number, cells) from row `first` on, blank rows included."""
        for number, row in enumerate(self.rows, start=1):
            if number >= first:
                yield number, row


@dataclass(frozen=True, slots=True)
class Workbook:
    """`date1904` says what a bare serial number would mean; cells formatted as dates are dates already."""

    kind: Kind
    sheets: list[Sheet]
    date1904: bool = False

    @property
    def visible_sheets(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if not sheet.hidden]


def column_letter(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def serial_date(serial: int | float, *, date1904: bool = False) -> date:
    """The day of a spreadsheet's serial number; ValueError outside 1900-03-01 (1904-01-01) to 9999-12-31.

    Days before 1900-03-01 are refused: Excel counts a 29 February 1900 that never was.
    """
    day = int(serial)
    if date1904:
        earliest, origin = 0, date(1904, 1, 1)
    else:
        earliest, origin = 61, date(1899, 12, 30)
    if day < earliest or day > (date.max - origin).days:
        raise ValueError(serial)
    return origin + timedelta(days=day)
