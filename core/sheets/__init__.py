"""Spreadsheets in and out. Knows cells, headings and hostile files, and no word of what the rows mean.

`read` takes .xlsx, .xls and .csv from strangers: it looks at the file's structure first, parses in a limited child
process, and either hands out the whole workbook or raises SheetError with one sentence for the person.
`core.sheets.write` (`write_table`, `SheetWriter`) makes .xlsx files in which nothing runs and long numbers stay text.
"""

from __future__ import annotations

from pathlib import Path

from core.sheets.errors import SheetError
from core.sheets.headings import Table, find_table, find_tables, normalise_heading
from core.sheets.limits import DEFAULT, Limits
from core.sheets.parser import Parser
from core.sheets.safety import is_live, original_text, safe_text
from core.sheets.workbook import Cell, MergedRange, Row, Sheet, Workbook, column_letter, serial_date

__all__ = [
    "DEFAULT",
    "Cell",
    "Limits",
    "MergedRange",
    "Parser",
    "Row",
    "Sheet",
    "SheetError",
    "Table",
    "Workbook",
    "column_letter",
    "find_table",
    "find_tables",
    "is_live",
    "normalise_heading",
    "original_text",
    "read",
    "safe_text",
    "serial_date",
]


def read(path: Path, *, limits: Limits = DEFAULT, name: str = "") -> Workbook:
    """The whole workbook, or SheetError. `name` is what the person called the file, when `path` does not say it."""
    with Parser(limits) as parser:
        return parser.read(path, name=name)
