"""Looks through the records of an .xls workbook (MS-XLS), beside the parser, which does not tell of formulas."""

from __future__ import annotations

from collections.abc import Iterator
from struct import error as StructError
from struct import unpack_from

from core.sheets.errors import SheetError
from core.sheets.layout import Layout
from core.sheets.limits import Limits
from core.sheets.ole import Container

_BOF, _EOF, _BOUNDSHEET, _DATEMODE, _FILEPASS = 0x809, 0x0A, 0x85, 0x22, 0x2F
_ROW, _COLUMNS, _MERGED, _SEVERAL_NUMBERS = 0x208, 0x7D, 0xE5, 0xBD
_FORMULAS = frozenset((0x06, 0x206, 0x406))
_VALUES = frozenset((0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6))
_SHARED_FORMULA_AREAS = frozenset((0x221,))
_ROW_IS_HIDDEN, _COLUMN_IS_HIDDEN, _MACRO_SHEETS, _WORKSHEET = 0x20, 0x01, (1, 6), 0


def scan(data: bytes, limits: Limits) -> tuple[bool, list[Layout | None]]:
    """(do serial numbers count from 1904, a layout per sheet: None for a hidden one). Raises SheetError."""
    container = Container(data)
    names = container.names()
    if {"EncryptedPackage", "EncryptionInfo"} & names:
        raise SheetError("encrypted")
    if "_VBA_PROJECT_CUR" in names:
        raise SheetError("macros")
    book = container.stream("Workbook", "Book")
    if book is None:
        raise SheetError("not_a_spreadsheet")
    try:
        return _scan_book(book, limits)
    except (StructError, IndexError) as error:
        raise SheetError("unreadable") from error


def _scan_book(book: bytes, limits: Limits) -> tuple[bool, list[Layout | None]]:
    date1904 = False
    layouts: list[Layout | None] = []
    for kind, at, length in _records(book, 0):
        if kind == _FILEPASS:
            raise SheetError("encrypted")
        if kind == _DATEMODE:
            date1904 = unpack_from("<H", book, at)[0] == 1
        elif kind == _BOUNDSHEET:
            start, hidden, sheet_kind = unpack_from("<IBB", book, at)
            if sheet_kind in _MACRO_SHEETS:
                raise SheetError("macros")
            if hidden & 3:
                layouts.append(None)
                continue
            layout = Layout(sheet=_name(book[at + 6 : at + length]), limits=limits)
            if sheet_kind == _WORKSHEET:
                _scan_sheet(book, start, layout)
            layouts.append(layout)
    return date1904, layouts


def _scan_sheet(book: bytes, start: int, layout: Layout) -> None:
    for kind, at, length in _records(book, start):
        if kind in _VALUES:
            layout.filled(*_place(book, at))
        elif kind in _FORMULAS:
            row, column = _place(book, at)
            layout.filled(row, column)
            layout.formula(row, column)
        elif kind == _SEVERAL_NUMBERS:
            row, _first = _place(book, at)
            layout.filled(row, unpack_from("<H", book, at + length - 2)[0])
        elif kind in _SHARED_FORMULA_AREAS:
            first, last, left, right = unpack_from("<HHBB", book, at)
            layout.formula_range(first + 1, last + 1, left, right)
        elif kind == _ROW:
            number, options = unpack_from("<H", book, at)[0] + 1, unpack_from("<H", book, at + 12)[0]
            if options & _ROW_IS_HIDDEN and number <= layout.limits.last_row:
                layout.hidden_rows.add(number)
        elif kind == _COLUMNS:
            first, last, _width, _style, options = unpack_from("<5H", book, at)
            if options & _COLUMN_IS_HIDDEN:
                layout.hidden_columns.update(range(first, min(last + 1, layout.limits.columns)))
        elif kind == _MERGED:
            for number in range(unpack_from("<H", book, at)[0]):
                first, last, left, right = unpack_from("<4H", book, at + 2 + number * 8)
                layout.merge(first + 1, last + 1, left, right)
    layout.judge()


def _records(book: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """(kind, place of its data, length) from a BOF to the EOF that closes it; charts inside are passed over."""
    at, depth = start, 0
    while at + 4 <= len(book):
        kind, length = unpack_from("<HH", book, at)
        at += 4
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1 and kind != _BOF:
            yield kind, at, length
        at += length


def _place(book: bytes, at: int) -> tuple[int, int]:
    row, column = unpack_from("<HH", book, at)
    return row + 1, column


def _name(field: bytes) -> str:
    """Length, a flag for two-byte characters, the characters; only used to name the sheet in a sentence."""
    characters = field[2:]
    return characters.decode("utf-16-le" if field[1] & 1 else "latin-1", errors="replace")
