"""One pass over a roster: read, check, look up, plan and, if asked, write, a thousand rows at a time.

Memory stays flat however long the file is: nothing but the problems and counts is kept from batch to batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from corrections.enums import RosterOutcome
from corrections.models import User
from corrections.services.roster_candidates import Candidate, Document, candidate_make
from corrections.services.roster_known import people_known
from corrections.services.roster_offices import OfficeIndex
from corrections.services.roster_plan import Plan, Planner
from corrections.services.roster_problems import Problem
from corrections.services.roster_reading import Entry, RosterSheet
from corrections.services.roster_write import RosterWriter

BATCH = 1000
Progress = Callable[[int, int], None]


@dataclass
class RosterResult:
    """What came of the rows, or would come of them: rows = created + updated + unchanged + failed, always."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.counts.total()

    @property
    def failed(self) -> int:
        return self.counts[RosterOutcome.FAILED]

    @property
    def failed_rows(self) -> set[int]:
        return {problem.row for problem in self.problems if problem.is_error and problem.row is not None}

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            **{outcome.value: self.counts[outcome] for outcome in RosterOutcome},
            "problems": [problem.as_json() for problem in self.problems],
        }

    def as_counts(self) -> dict[str, int]:
        return {"rows": self.rows, **{outcome.value: self.counts[outcome] for outcome in RosterOutcome}}


def roster_run(
    sheet: RosterSheet,
    offices: OfficeIndex,
    *,
    on: date,
    by: User | None,
    writer: RosterWriter | None = None,
    progress: Progress | None = None,
) -> RosterResult:
    """The result of all rows. With a writer the good rows are written, inside the caller's transaction."""
    result = RosterResult(problems=list(sheet.problems))
    planner = Planner(offices, on=on, by=by)
    seen: dict[Document, tuple[int, str]] = {}
    total = sheet.row_limit
    for entries in _batches(sheet.entries(on)):
        made = ((entry, candidate_make(entry, offices, on=on, seen=seen)) for entry in entries)
        candidates = [candidate for _entry, candidate in made if candidate is not None]
        plans = _plans(candidates, planner)
        good = [plan for plan in plans if not plan.candidate.entry.is_refused]
        refused = [entry for entry in entries if entry.is_refused]
        result.counts.update(plan.outcome for plan in good)
        result.counts[RosterOutcome.FAILED] += len(refused)
        if writer is not None and (writer.goes_on_after_errors or not result.failed):
            writer.write(good)
            writer.write_refused(refused)
        for entry in entries:
            result.problems += entry.problems
        if progress is not None:
            progress(min(result.rows, total), total)
    return result


def _plans(candidates: list[Candidate], planner: Planner) -> list[Plan]:
    known = people_known((candidate.document for candidate in candidates), on=planner.on)
    plans = [planner.plan(candidate, known.get(candidate.document)) for candidate in candidates]
    planner.check_spans([plan for plan in plans if not plan.candidate.entry.is_refused])
    return plans


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while batch := list(islice(entries, BATCH)):
        yield batch
