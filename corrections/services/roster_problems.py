"""What is wrong with a roster: one sentence for a row and column, and a stable code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.errors import BadInput
from corrections.enums import ProblemLevel


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` as the spreadsheet counts, None for the whole file; `column` the heading as the sheet has it, or ""."""

    row: int | None
    column: str
    level: str
    code: str
    message: str

    @property
    def is_error(self) -> bool:
        return self.level == ProblemLevel.ERROR

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column or None,
            "level": str(self.level),
            "code": self.code,
            "message": self.message,
        }


class RosterRefused(BadInput):
    """A file that is refused as a whole: nothing of it is looked at further."""

    def __init__(self, code: str, sentence: str, *, row: int | None = None, column: str = "") -> None:
        super().__init__(sentence)
        self.problem = Problem(row, column, ProblemLevel.ERROR, code, sentence)
