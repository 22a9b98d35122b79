"""A file made into entries: the sheet found, its columns matched, each row's cells read. No database, no decisions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.sheets import Cell, Row, Table, Workbook, read
from corrections.enums import ProblemLevel
from corrections.resources.roster_columns import Column
from corrections.resources.roster_layout import PEOPLE, Layout
from corrections.resources.roster_texts import plain, tidy
from corrections.resources.roster_widgets import CellError, CodeWidget, Reading, YesNoWidget, text_of
from corrections.services.roster_matching import MatchedColumn, Remembered, columns_match, roster_table
from corrections.services.roster_problems import Problem, RosterRefused

_DASHES = frozenset(("/", "\\", "-", "--", "—", "——", "―", "－", "、", "."))
_NOTHING = _DASHES | {"无", "暂无", "不详", "未知", "没有", "空", "无。"}
_LONGEST_NOTHING = max(map(len, _NOTHING))
_MOST_KNOWN = 4096
_KNOWN_KINDS = (str, date)


@dataclass(slots=True)
class Entry:
    """One row: values by column key as the widgets read them, further items by their words, and what is wrong.

    `refused` are the keys of the columns with an error.
    """

    row: int
    values: dict[str, Any]
    items: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    digest: bytes | None = None

    @property
    def is_refused(self) -> bool:
        return bool(self.refused)

    def heading(self, key: str) -> str:
        """The heading of a column as this sheet has it, ours where the sheet has none."""
        return self.headings.get(key, key)

    def error(self, key: str, code: str, message: str) -> None:
        self.refused.add(key)
        self.problems.append(Problem(self.row, self.heading(key), ProblemLevel.ERROR, code, message))

    def warn(self, key: str, code: str, message: str) -> None:
        self.problems.append(Problem(self.row, self.heading(key), ProblemLevel.WARNING, code, message))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What to do with one column, looked up once for the whole file.

    `known` remembers what cells of a column with few different values were read as: most cells of a long roster.
    """

    place: int
    column: Column
    heading: str
    item: str
    nothing: Collection[str]
    known: dict[Cell, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RosterSheet:
    """The roster of a workbook: where it stands and what its columns are."""

    table: Table
    matches: list[MatchedColumn]
    date1904: bool
    headings: dict[str, str]
    problems: list[Problem]
    layout: Layout = PEOPLE

    @property
    def row_limit(self) -> int:
        """An upper bound of the number of rows, for progress."""
        return max(0, len(self.table.sheet.rows) - self.table.first_data_row + 1)

    def check_complete(self) -> None:
        """Raises RosterRefused naming the columns without which no row can be read."""
        missing = self.layout.missing(self.headings)
        if missing:
            raise RosterRefused(
                "column_missing",
                _("表头里缺少：%(columns)s。请补上这些列后再上传") % {"columns": "、".join(missing)},
                row=self.table.header_row,
                column=missing[0],
            )

    def has(self, key: str) -> bool:
        return key in self.headings

    def raw_rows(self) -> Iterator[tuple[int, Row]]:
        """(row number, cells) of the rows that are people, not titles, blanks or notes."""
        anchors = [
            match.place for match in self.matches if match.column and match.column.key in self.layout.anchors
        ]
        name = next(match for match in self.matches if match.column and match.column.key == "name")
        formulas = self.table.sheet.formula_cells
        for number, cells in self.table.sheet.numbered_rows(self.table.first_data_row):
            filled = [place for place in anchors if not _is_blank(cells[place])]
            if len(filled) < 2 and formulas:
                places = formulas.in_row(number)
                filled = [place for place in anchors if place in filled or place in places]
            if (
                len(filled) >= 2 and cells[name.place] != name.heading
            ):  # not the heading of the next printed page
                yield number, cells

    def reader(self, on: date) -> Callable[[int, Row], Entry]:
        """Reads one row of `raw_rows`. `on` is the import's business day: nobody is born after it."""
        readers, keepers = _readers(self.matches), _keepers(self.matches)
        reading = Reading(on=on, date1904=self.date1904)
        sheet = self.table.sheet
        headings = {key: column.heading for key, column in self.layout.by_key.items()} | self.headings

        def read_entry(number: int, cells: Row) -> Entry:
            entry = Entry(number, {}, {}, headings=headings)
            formulas = sheet.formula_cells.in_row(number)
            if formulas:
                _refuse_formulas(entry, formulas, self.matches)
            if number in sheet.hidden_rows:
                entry.warn("name", "hidden_row", _("这一行在表里是隐藏的，请确认确实要导入"))
            _read_row(entry, cells, readers, reading)
            if keepers:
                _keep_items(entry.items, cells, keepers)
            return entry

        return read_entry


def roster_open(
    path: Path, *, name: str = "", remembered: Remembered | None = None, layout: Layout = PEOPLE
) -> RosterSheet:
    """Reads the file and finds the roster in it. Raises core.sheets.SheetError or RosterRefused."""
    sheet = roster_find(read(path, name=name), remembered, layout)
    sheet.check_complete()
    return sheet


def roster_find(
    workbook: Workbook, remembered: Remembered | None = None, layout: Layout = PEOPLE
) -> RosterSheet:
    """The roster of a workbook, whether or not it has all the columns we need."""
    table = roster_table(workbook, remembered, layout)
    if table is None:
        raise RosterRefused(
            "no_roster",
            _("文件里没有找到%(what)s：表头里至少要有%(columns)s。可以先下载模板，把内容粘贴进去再上传")
            % {"what": layout.title, "columns": "、".join(layout.missing({}))},
        )
    matches = columns_match(table.headings, remembered, layout)
    headings = {match.column.key: match.heading for match in matches if match.column}
    problems = [
        Problem(
            table.header_row,
            match.heading,
            ProblemLevel.WARNING,
            "heading_guessed",
            _("表头“%(heading)s”没有见过，按“%(column)s”处理，请核对")
            % {"heading": match.heading, "column": match.column.heading},
        )
        for match in matches
        if match.column and match.certainty < 1
    ]
    return RosterSheet(table, matches, workbook.date1904, headings, problems, layout)


def _readers(matches: list[MatchedColumn]) -> list[_Reader]:
    return [
        _Reader(match.place, match.column, match.heading, _item_of(match.column), _nothing(match.column))
        for match in matches
        if match.column
    ]


def _keepers(matches: list[MatchedColumn]) -> list[tuple[int, str]]:
    """Columns whose cells are kept word for word."""
    kept = [(match.place, match.item) for match in matches if match.item]
    kept += [
        (match.place, _item_of(match.column)) for match in matches if match.column and match.column.keeps_text
    ]
    return kept


def _item_of(column: Column) -> str:
    return column.heading


def _nothing(column: Column) -> Collection[str]:
    """The words that mean "nothing to say" in this column."""
    widget = column.widget
    if isinstance(widget, YesNoWidget) or column.is_strict:
        return _DASHES
    if isinstance(widget, CodeWidget):
        return frozenset(word for word in _NOTHING if word not in widget.table)
    return _NOTHING


def _is_blank(cell: Cell) -> bool:
    if cell is None:
        return True
    return isinstance(cell, str) and (cell.isspace() or (not cell.isprintable() and not tidy(cell)))


def _keep_items(items: dict[str, str], cells: Row, keepers: list[tuple[int, str]]) -> None:
    for place, item in keepers:
        cell = cells[place]
        if cell is None:
            continue
        if (
            cell.__class__ is str and cell.isprintable() and " " not in cell
        ):  # as it should be: nothing to tidy
            items[item] = cell
        elif text := text_of(cell):
            items[item] = text


def _read_row(entry: Entry, cells: Row, readers: list[_Reader], reading: Reading) -> None:
    values = entry.values
    for reader in readers:
        cell = cells[reader.place]
        if cell is None:
            continue
        if (known := reader.known.get(cell)) is not None:
            values[reader.column.key] = known
            continue
        if cell.__class__ is str:
            if len(cell) <= _LONGEST_NOTHING and plain(cell) in reader.nothing:
                continue
            if _is_blank(cell):
                continue
        column = reader.column
        try:
            value = values[column.key] = column.widget.read(cell, reading)
        except CellError as error:
            _note_unreadable(entry, reader, cell, error)
        else:
            may_know = (
                column.widget.has_few_values and cell.__class__ in _KNOWN_KINDS
            )  # True equals 1: no numbers
            if may_know and not reading.remarks and len(reader.known) < _MOST_KNOWN:
                reader.known[cell] = value
        if reading.remarks:
            for code, message in reading.remarks:
                entry.warn(column.key, code, message)
            reading.remarks.clear()


def _note_unreadable(entry: Entry, reader: _Reader, cell: Cell, error: CellError) -> None:
    """A strict column refuses the row; of another the cell is kept as an item and the row stands."""
    if reader.column.is_strict:
        entry.error(reader.column.key, error.code, error.message)
        return
    entry.items[reader.item] = text_of(cell)
    entry.warn(
        reader.column.key,
        error.code,
        _("%(reason)s；本行照常导入，原文存为附加项目") % {"reason": error.message},
    )


def _refuse_formulas(entry: Entry, places: Collection[int], matches: list[MatchedColumn]) -> None:
    for match in matches:
        if match.place not in places:
            continue
        if match.column:
            entry.error(
                match.column.key,
                "formula",
                _("这一格是公式或错误值，不是内容本身，请复制后用“选择性粘贴—数值”贴回再上传"),
            )
        elif match.item:
            entry.problems.append(
                Problem(
                    entry.row,
                    match.heading,
                    ProblemLevel.WARNING,
                    "formula_ignored",
                    _("这一格是公式，没有导入这一格，本行其他内容照常导入"),
                )
            )
