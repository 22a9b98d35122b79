"""A parser's row made into cells: plain types, blanks as None, nothing invisible inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from math import isfinite

from core.sheets import chunks
from core.sheets.errors import SheetError
from core.sheets.limits import CELL_CHARACTERS
from core.sheets.safety import original_text
from core.sheets.workbook import Row, column_letter, places

Raw = str | int | float | bool | date | datetime | time | timedelta

_EXACT = 2**53
# Control characters and lone surrogates: no font shows them and PostgreSQL or XML refuse some of them.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def pack_rows(rows: Iterable[Row], formulas: dict[int, int], put: Callable[[bytes], None]) -> tuple[int, int]:
    """Hands `put` the chunks of rows 1 to the last that holds anything; returns that row's number and the width."""
    count = width = 0
    kept = _up_to_the_last(_without_formulas(rows, formulas))
    while chunk := list(islice(kept, chunks.ROWS_PER_CHUNK)):
        count += len(chunk)
        width = max(width, max(map(len, chunk)))
        put(chunks.pack(chunk))
    return count, width


def _without_formulas(rows: Iterable[Row], formulas: dict[int, int]) -> Iterator[tuple[Row, bool]]:
    """(row, does it hold anything). A formula holds something, but its last computed value is taken out."""
    number = 0
    last_formula = max(formulas, default=0)
    for number, row in enumerate(rows, start=1):
        if number in formulas:
            columns = formulas[number]
            row.extend([None] * (columns.bit_length() - len(row)))
            for column in places(columns):
                row[column] = None
            yield row, True
        else:
            yield row, row.count(None) != len(row)
    # A formula that was never computed has no value: the parser may end before its row.
    for missing in range(number + 1, last_formula + 1):
        columns = formulas.get(missing, 0)
        yield [None] * columns.bit_length(), columns > 0


def _up_to_the_last(rows: Iterable[tuple[Row, bool]]) -> Iterator[Row]:
    blank = 0
    for row, holds_anything in rows:
        if not holds_anything:
            blank += 1
            continue
        for _row in range(blank):
            yield []
        blank = 0
        yield row


def clean_row(sheet: str, number: int, raw: Collection[Raw], *, left: int = 0) -> Row:
    """`left` blank cells stand before the first. Raises nul_character and cell_too_long, naming the place."""
    row: Row = [None] * left
    texts = []
    for value in raw:
        kind = type(value)
        if kind is str:
            if value:
                texts.append(value)
                row.append(value)  # type: ignore[arg-type]
            else:
                row.append(None)
        elif kind is float:
            row.append(_number(value))  # type: ignore[arg-type]
        elif kind is time or kind is timedelta:
            row.append(str(value))
        else:
            row.append(value)  # type: ignore[arg-type]
    joined = "".join(texts)  # type: ignore[arg-type]
    if len(joined) > CELL_CHARACTERS or "'" in joined or not joined.isprintable():
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                row[place] = _clean_text(sheet, number, place, cell)
    return row


def _number(value: float) -> int | float | str:
    if value.is_integer() and -_EXACT < value < _EXACT:
        return int(value)
    return value if isfinite(value) else str(value)


def _clean_text(sheet: str, row: int, place: int, text: str) -> str | None:
    if "\0" in text:
        raise SheetError("nul_character", sheet=sheet, row=row, column=column_letter(place))
    if len(text) > CELL_CHARACTERS:
        raise SheetError(
            "cell_too_long", sheet=sheet, row=row, column=column_letter(place), limit=CELL_CHARACTERS
        )
    return original_text(_INVISIBLE.sub("", text)) or None
