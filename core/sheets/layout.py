"""What the look before the parse finds out about one sheet: how far it reaches, and what the parser does not tell."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.sheets.errors import SheetError
from core.sheets.limits import Limits
from core.sheets.workbook import column_letter

_ENOUGH_ROWS = 1_000
_ENOUGH_COLUMNS = 20


@dataclass(slots=True)
class Layout:
    """Rows from 1, column places from 0, as everywhere. `merged` is (first row, last row, first column, last column).

    `formulas` keeps a row's columns as the bits of a number: a sheet full of formulas stays small.
    """

    sheet: str
    limits: Limits
    formulas: dict[int, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    _far_rows: set[int] = field(default_factory=set)
    _far_columns: set[int] = field(default_factory=set)
    _far_cell: tuple[int, int] | None = None

    def filled(self, row: int, column: int) -> None:
        """A cell with content at this place. Only places beyond the limits need to be told."""
        if row <= self.limits.last_row and column < self.limits.columns:
            return
        self._far_cell = self._far_cell or (row, column)
        if row > self.limits.last_row:
            self._far_rows.add(row)
        if column >= self.limits.columns:
            self._far_columns.add(column)
        if len(self._far_rows) > _ENOUGH_ROWS or len(self._far_columns) > _ENOUGH_COLUMNS:
            self.judge()

    def formula(self, row: int, column: int) -> None:
        if row <= self.limits.last_row and column < self.limits.columns:
            self.formulas[row] = self.formulas.get(row, 0) | 1 << column

    def formula_range(self, first_row: int, last_row: int, first_column: int, last_column: int) -> None:
        """An array formula fills cells that carry no formula of their own."""
        width = min(last_column + 1, self.limits.columns) - first_column
        if width > 0:
            columns = ((1 << width) - 1) << first_column
            for row in range(first_row, min(last_row, self.limits.last_row) + 1):
                self.formulas[row] = self.formulas.get(row, 0) | columns

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int) -> None:
        if first_row <= self.limits.last_row and first_column < self.limits.columns:
            self.merged.append((first_row, last_row, first_column, last_column))

    def judge(self) -> None:
        """A table that goes on past the limit is too long or too wide; a cell out there on its own is a slip."""
        if self._far_cell is None:
            return
        row, column = self._far_cell
        if len(self._far_rows) > _ENOUGH_ROWS or self.limits.last_row + 1 in self._far_rows:
            raise SheetError("too_many_rows", sheet=self.sheet, limit=self.limits.rows)
        if len(self._far_columns) > _ENOUGH_COLUMNS or self.limits.columns in self._far_columns:
            raise SheetError("too_many_columns", sheet=self.sheet, limit=self.limits.columns)
        raise SheetError("far_cell", sheet=self.sheet, row=row, column=column_letter(column))
