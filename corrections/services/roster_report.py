"""The workbook of refused rows: as they came in, with the reasons behind, ready to be corrected and sent again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import IO

from core.sheets.write import Column, SheetWriter, Value
from corrections.resources.roster_texts import heading_key
from corrections.services.roster_problems import Problem
from corrections.services.roster_reading import RosterSheet

REASON = "错误原因"
_WIDE = 60


def failed_rows_write(target: Path | IO[bytes], *, sheet: RosterSheet, problems: Sequence[Problem]) -> int:
    """Writes the rows with an error under their own headings, each cell as text; returns how many.

    The last column says what is wrong and is passed over when the sheet is uploaded again.
    """
    reasons = reasons_by_row(problems)
    matches = [match for match in sheet.matches if heading_key(match.heading) != REASON]
    columns = [Column(match.heading, width=_width(match.heading)) for match in matches]
    with SheetWriter(target) as book:
        return book.add_table(
            sheet.table.sheet.name,
            [*columns, Column(REASON, width=_WIDE)],
            _rows(sheet, [match.place for match in matches], reasons),
        )


def reasons_by_row(problems: Sequence[Problem]) -> dict[int, str]:
    """All problems of each row that has an error, in one text."""
    failed = {problem.row for problem in problems if problem.is_error}
    texts: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        if problem.row is not None and problem.row in failed:
            texts[problem.row].append(
                f"【{problem.column}】{problem.message}" if problem.column else problem.message
            )
    return {row: "；".join(parts) for row, parts in texts.items()}


def _rows(sheet: RosterSheet, places: Collection[int], reasons: dict[int, str]) -> Iterator[list[Value]]:
    for number, cells in sheet.raw_rows():
        if number in reasons:
            yield [*(cells[place] for place in places), reasons[number]]


def _width(heading: str) -> float:
    return max(10, min(30, 2 * len(heading) + 2))
