"""Spreadsheets out: nothing in them runs, long numbers are text, memory stays flat however many rows.

XlsxWriter puts rows on disk as they come, for the time of writing, in a folder that only this user may enter.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from core.clock import TZ
from core.sheets.limits import CELL_CHARACTERS
from core.sheets.safety import safe_text

ColumnKind = Literal["text", "id", "date", "number"]
Value = str | int | float | Decimal | bool | date | datetime | Promise | None

_EXACT = 2**53
_FIRST_DAY = date(1900, 3, 1)
_LONGEST_SHEET_NAME = 31
_LONGEST_FOOTER = 240
_LONGEST_RULE = 255
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_ROWS_WITH_LISTS = 20_000
_LISTS_SHEET = "字典"


@dataclass(frozen=True, slots=True)
class Column:
    """`id` is text that looks like a number (ID numbers, phones, codes): the whole column is formatted as text.

    `choices` makes a drop-down list; a mapping makes one that depends on the cell in column `depends_on` (a heading).
    `hint` appears beside the cell while a person types. `width` is in characters of the default font.
    """

    heading: str
    kind: ColumnKind = "text"
    width: float = 14
    required: bool = False
    choices: Sequence[str] | Mapping[str, Sequence[str]] = ()
    depends_on: str = ""
    hint: str = ""


class SheetWriter:
    """`with SheetWriter(target) as book: book.add_table(...)`. The file is complete when the block ends."""

    def __init__(self, target: Path | IO[bytes]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sheets-")
        options = {
            "constant_memory": True,
            "tmpdir": self._folder.name,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book: Any = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
        self._names: set[str] = {_LISTS_SHEET.casefold()}
        self._lists: list[tuple[str, ...]] = []
        add = self._book.add_format
        self._title = add(
            {"bold": True, "font_size": 14, "align": "center", "valign": "vcenter", "num_format": "@"}
        )
        self._note = add({"text_wrap": True, "valign": "top", "font_color": "#595959", "num_format": "@"})
        heading = {"bold": True, "border": 1, "bg_color": "#E7EBF3", "text_wrap": True, "valign": "vcenter"}
        self._heading = add({**heading, "num_format": "@"})
        self._required = add({**heading, "num_format": "@", "font_color": "#C00000"})
        self._text = add({"num_format": "@", "valign": "top"})
        self._number = add({"num_format": "General", "valign": "top"})
        self._date = add({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._moment = add({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})

    def __enter__(self) -> SheetWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._write_lists()
                self._book.close()
        finally:
            self._folder.cleanup()

    def add_table(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Value]],
        *,
        title: str = "",
        notes: Sequence[str] = (),
        mark: str = "",
    ) -> int:
        """One sheet: title, notes, the heading row (it stays in view), the rows. Returns how many rows there were.

        A row has one value per column. A text longer than a cell can hold is cut and says so. `mark` stands at the foot
        of every printed page.
        """
        sheet = self._book.add_worksheet(self._sheet_name(name))
        if mark:
            sheet.set_footer("&C&8" + mark.replace("&", "&&")[:_LONGEST_FOOTER])
        for place, column in enumerate(columns):
            style = {"date": self._date, "number": self._number}.get(column.kind, self._text)
            sheet.set_column(place, place, column.width, style)
        top = 0
        for text, style in [(title, self._title)] * bool(title) + [(note, self._note) for note in notes]:
            if len(columns) > 1:
                sheet.merge_range(top, 0, top, len(columns) - 1, "", style)
            sheet.write_string(top, 0, safe_text(text), style)
            top += 1
        for place, column in enumerate(columns):
            style = self._required if column.required else self._heading
            sheet.write_string(top, place, safe_text(column.heading), style)
        sheet.freeze_panes(top + 1, 0)
        self._offer_choices(sheet, columns, top + 1)
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._write(sheet, top + count, place, column.kind, value)
        return count

    def add_text(self, name: str, lines: Iterable[str], *, width: float = 90) -> None:
        """A sheet of instructions: one line below the other."""
        sheet = self._book.add_worksheet(self._sheet_name(name))
        sheet.set_column(0, 0, width, self._note)
        for place, line in enumerate(lines):
            sheet.write_string(place, 0, safe_text(line), self._note)

    def _write(self, sheet: Any, row: int, place: int, kind: ColumnKind, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_string(row, place, _("是") if value else _("否"), self._text)
        elif isinstance(value, datetime):
            moment = value.astimezone(TZ).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(row, place, moment, self._moment)
        elif isinstance(value, date) and value >= _FIRST_DAY:
            sheet.write_datetime(row, place, value, self._date)
        elif isinstance(value, int | float | Decimal) and kind == "number" and _is_exact(value):
            sheet.write_number(row, place, value, self._number)
        else:
            sheet.write_string(row, place, _fitting(safe_text(_as_text(value))), self._text)

    def _offer_choices(self, sheet: Any, columns: Sequence[Column], first: int) -> None:
        headings = [column.heading for column in columns]
        for place, column in enumerate(columns):
            rule: dict[str, Any] = {"validate": "any"}
            if isinstance(column.choices, Mapping):
                parent = xl_col_to_name(headings.index(column.depends_on), col_abs=True) + str(first + 1)
                pairs = [(key, value) for key, values in column.choices.items() for value in values]
                rule = {"validate": "list", "source": self._dependent_list(parent, pairs)} if pairs else rule
            elif column.choices:
                rule = {"validate": "list", "source": f"={self._list_range(tuple(column.choices))}"}
            if column.hint:
                rule |= {"input_title": column.heading[:32], "input_message": column.hint[:255]}
            if len(rule) > 1:
                rule |= {"error_title": _("不在选项中"), "error_message": _("请从下拉列表中选择")}
                sheet.data_validation(first, place, first + _ROWS_WITH_LISTS - 1, place, rule)

    def _dependent_list(self, parent: str, pairs: list[tuple[str, str]]) -> str:
        keys, values = zip(*pairs, strict=True)
        key_range = self._list_range(keys)
        start = self._list_range(values).partition(":")[0]
        source = f"=OFFSET({start},MATCH({parent},{key_range},0)-1,0,COUNTIF({key_range},{parent}),1)"
        if len(source) > _LONGEST_RULE:
            raise ValueError(source)
        return source

    def _list_range(self, values: tuple[str, ...]) -> str:
        if values not in self._lists:
            self._lists.append(values)
        letter = xl_col_to_name(self._lists.index(values), col_abs=True)
        return f"'{_LISTS_SHEET}'!{letter}$1:{letter}${len(values)}"

    def _write_lists(self) -> None:
        if not self._lists:
            return
        sheet = self._book.add_worksheet(_LISTS_SHEET)
        sheet.hide()
        for row in range(max(map(len, self._lists))):
            for place, values in enumerate(self._lists):
                if row < len(values):
                    sheet.write_string(row, place, safe_text(values[row]), self._text)

    def _sheet_name(self, wanted: str) -> str:
        """Without what Excel refuses, at most 31 characters, and no name twice."""
        plain = (
            _FORBIDDEN_IN_SHEET_NAMES.sub(" ", wanted).strip(" '")[:_LONGEST_SHEET_NAME].strip(" '")
            or "Sheet"
        )
        name, number = plain, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{plain[: _LONGEST_SHEET_NAME - len(str(number))]}{number}"
        self._names.add(name.casefold())
        return name


def write_table(
    target: Path | IO[bytes],
    *,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    title: str = "",
    notes: Sequence[str] = (),
) -> int:
    """A workbook of one sheet; returns how many rows were written."""
    with SheetWriter(target) as book:
        return book.add_table(name, columns, rows, title=title, notes=notes)


def _is_exact(value: int | float | Decimal) -> bool:
    return isfinite(value) and -_EXACT < value < _EXACT


def _as_text(value: Value) -> str:
    """A float as Excel shows it (5.11723199005234E+17), so that lost digits are not made up."""
    if isinstance(value, float) and isfinite(value):
        return str(int(value)) if value.is_integer() and _is_exact(value) else f"{value:.15G}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _fitting(text: str) -> str:
    if len(text) <= CELL_CHARACTERS:
        return text
    sign = _("……（内容过长，已截断）")
    return text[: CELL_CHARACTERS - len(sign)] + sign
