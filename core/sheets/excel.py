"""The parser proper, for .xlsx and .xls: calamine, in the child, after the look at the file's own structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

import python_calamine as calamine

from core.sheets import biff, sheetxml
from core.sheets.cleaning import clean_row, pack_rows
from core.sheets.errors import SheetError
from core.sheets.layout import Layout
from core.sheets.limits import Limits
from core.sheets.package import Package
from core.sheets.workbook import Row


@dataclass(slots=True)
class SheetFacts:
    """All of a sheet but its rows, which have gone ahead as chunks."""

    name: str
    hidden: bool
    row_count: int = 0
    column_count: int = 0
    formulas: dict[int, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def as_tuple(self) -> tuple[Any, ...]:
        """For the pipe, in the order the parent takes them."""
        return (
            self.name,
            self.hidden,
            self.row_count,
            self.column_count,
            self.formulas,
            self.hidden_rows,
            self.hidden_columns,
            self.merged,
        )


Put = Callable[[bytes], None]
Done = Callable[[SheetFacts], None]


def read_xlsx(path: Path, limits: Limits, put: Put, done: Done) -> bool:
    """Returns whether serial numbers count from 1904."""
    with path.open("rb") as file:
        package = Package(file, limits)
        layouts: list[Layout | None] = []
        for part in package.sheets():
            layout = Layout(sheet=part.name, limits=limits) if part.visible else None
            if layout is not None:
                sheetxml.scan(partial(package.chunks, part.path), layout)
            layouts.append(layout)
        _parse(file, layouts, put, done)
        return package.date1904


def read_xls(path: Path, limits: Limits, put: Put, done: Done) -> bool:
    with path.open("rb") as file:
        date1904, layouts = biff.scan(file.read(), limits)
        _parse(file, layouts, put, done)
        return date1904


def _parse(file: IO[bytes], layouts: list[Layout | None], put: Put, done: Done) -> None:
    file.seek(0)
    try:
        workbook = calamine.load_workbook(file)
        found = workbook.sheets_metadata
        if len(found) != len(layouts):
            raise SheetError("unreadable")
        for index, (metadata, layout) in enumerate(zip(found, layouts, strict=True)):
            visible = metadata.visible == calamine.SheetVisibleEnum.Visible
            if layout is None or not visible or metadata.typ != calamine.SheetTypeEnum.WorkSheet:
                done(SheetFacts(name=metadata.name, hidden=layout is None or not visible))
                continue
            sheet = workbook.get_sheet_by_index(index)
            count, width = pack_rows(_rows(sheet, layout), layout.formulas, put)
            done(
                SheetFacts(
                    name=metadata.name,
                    hidden=False,
                    row_count=count,
                    column_count=width,
                    formulas=layout.formulas,
                    hidden_rows=layout.hidden_rows,
                    hidden_columns=layout.hidden_columns,
                    merged=layout.merged,
                )
            )
    except calamine.PasswordError as error:
        raise SheetError("encrypted") from error
    except calamine.CalamineError as error:
        raise SheetError("unreadable") from error


def _rows(sheet: calamine.CalamineSheet, layout: Layout) -> Iterator[Row]:
    """The parser pads blank rows above the first filled one, but not blank columns before it."""
    if sheet.start is None or sheet.end is None:
        return
    last_row, last_column = sheet.end[0] + 1, sheet.end[1]
    layout.filled(last_row, last_column)
    layout.judge()
    left = sheet.start[1]
    for number, raw in enumerate(sheet.iter_rows(), start=1):
        yield clean_row(layout.sheet, number, raw, left=left)
