"""Where the table stands in a sheet. Which words make a good heading is the caller's to say, by a score."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from core.sheets.workbook import Cell, Row, Sheet, Workbook

SEARCHED_ROWS = 40
"""Titles and notes above a table are shorter than this."""
MOST_HEADER_ROWS = 3

Score = Callable[[list[str]], float]

_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
_MARKS = re.compile(r"[*★☆※\"'“”‘’「」『』《》]+")
_NUMBERING = re.compile(
    r"(?:\(\d{1,3}\)|(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、,:)])(?=.)|\d{1,3}(?=[\u4e00-\u9fff])"
)
_BRACKETS_AT_END = re.compile(r"(?<=.)(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】)$")


@dataclass(frozen=True, slots=True)
class Table:
    """`headings` as a person reads them, split ones joined; `keys` the same through `normalise_heading`.

    Both have one entry per column of the sheet, "" where nothing stands. Rows count from 1.
    """

    sheet: Sheet
    header_row: int
    header_rows: int
    first_data_row: int
    headings: list[str]
    keys: list[str]
    score: float


def normalise_heading(text: str) -> str:
    """What two spellings of one heading have in common.

    Not counted: width, case, blanks, line breaks, quotation marks, stars, a number in front (13身份证号, 1.姓名,
    (2)性别), a colon or brackets behind (个人手机号(+其它联系方式)). A digit that belongs to the word goes too:
    compare only what went through here on both sides.
    """
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    plain = _MARKS.sub("", plain).rstrip(":：")
    plain = _NUMBERING.sub("", plain, count=1) if _NUMBERING.match(plain) else plain
    while (shorter := _BRACKETS_AT_END.sub("", plain)) != plain:
        plain = shorter
    return plain.rstrip(":：")


def find_table(sheet: Sheet, score: Score) -> Table | None:
    """The heading of one to three rows that scores best, None when nothing scores above 0.

    `score` gets one key per column and answers how well they fit. Of equal ones the heading with fewer rows wins, then
    the upper one. A row of column numbers right below the heading is passed over.
    """
    rows = list(islice(sheet.rows, SEARCHED_ROWS + MOST_HEADER_ROWS))
    best: Table | None = None
    for start in range(min(len(rows), SEARCHED_ROWS)):
        if not any(isinstance(cell, str) for cell in rows[start]):
            continue
        for count in range(1, min(MOST_HEADER_ROWS, len(rows) - start) + 1):
            columns = _columns(sheet, rows[start : start + count], start + 1)
            keys = ["".join(map(normalise_heading, parts)) for parts in columns]
            points = score(keys)
            if points > 0 and (best is None or (points, -count) > (best.score, -best.header_rows)):
                after = start + count
                numbered = after < len(rows) and _is_numbering(rows[after])
                best = Table(
                    sheet=sheet,
                    header_row=start + 1,
                    header_rows=count,
                    first_data_row=after + 1 + numbered,
                    headings=["".join(parts) for parts in columns],
                    keys=keys,
                    score=points,
                )
    return best


def find_tables(workbook: Workbook, score: Score) -> list[Table]:
    """The table of each visible sheet that has one, the best first."""
    found = [table for sheet in workbook.visible_sheets if (table := find_table(sheet, score)) is not None]
    return sorted(found, key=lambda table: -table.score)


def _columns(sheet: Sheet, rows: Sequence[Row], first_row: int) -> list[list[str]]:
    """The parts of each column's heading, from the top."""
    levels = [[_text(cell) for cell in row] for row in rows]
    for offset, level in enumerate(levels[:-1]):
        if not _spread_merged(sheet, level, first_row + offset):
            _spread_to_the_right(level, levels[offset + 1])
    _spread_merged(sheet, levels[-1], first_row + len(levels) - 1)
    return [[part for part in parts if part] for parts in zip(*levels, strict=True)]


def _spread_merged(sheet: Sheet, level: list[str], row: int) -> bool:
    across = [area for area in sheet.merged if area.first_row == row and area.first_column < area.last_column]
    for area in across:
        for column in range(area.first_column + 1, min(area.last_column + 1, len(level))):
            level[column] = level[area.first_column]
    return bool(across)


def _spread_to_the_right(level: list[str], below: list[str]) -> None:
    """In a file without merged cells a group's name stands over its first column only."""
    for column in range(1, len(level)):
        if not level[column] and below[column] and below[column - 1]:
            level[column] = level[column - 1]


def _text(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _is_numbering(row: Row) -> bool:
    """1, 2, 3 … under the headings, as forms on paper have them."""
    numbers = [_text(cell) for cell in row if cell is not None]
    return len(numbers) >= 3 and numbers == [str(number) for number in range(1, len(numbers) + 1)]
