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

from core.sheets import Row
from corrections.enums import RosterOutcome
from corrections.models import User
from corrections.services.namesake_asking import NamesakeDraft
from corrections.services.roster_candidates import Candidate, Document, candidate_make
from corrections.services.roster_known import people_known
from corrections.services.roster_offices import OfficeIndex
from corrections.services.roster_plan import Plan, Planner
from corrections.services.roster_problems import Problem
from corrections.services.roster_reading import Entry, RosterSheet
from corrections.services.roster_repeats import Fingerprints, Repeat, repeats_find
from corrections.services.roster_write import RosterWriter

BATCH = 1000
Progress = Callable[[int, int], None]


@dataclass
class RosterResult:
    """What came of the rows, or would come of them: rows = created + updated + unchanged + failed, always."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    namesakes: list[NamesakeDraft] = field(default_factory=list)

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
    reader, fingerprints = sheet.reader(on), Fingerprints(sheet, offices)
    seen: dict[Document, tuple[int, str]] = {}
    total = sheet.row_limit
    for rows in _batches(sheet.raw_rows()):
        digests = [fingerprints.of(number, cells) for number, cells in rows]
        known = repeats_find([digest for digest in digests if digest], on=on)
        repeats: list[tuple[int, Repeat]] = []
        entries: list[Entry] = []
        candidates: list[Candidate] = []
        for (number, cells), digest in zip(rows, digests, strict=True):
            repeat = known.get(digest) if digest else None
            if (
                repeat
                and repeat.document not in seen
                and planner.is_open_to(repeat.case_id, repeat.path)
                and planner.first_row(repeat.offender_id, number) == number
            ):
                seen[repeat.document] = number, repeat.name
                repeats.append((number, repeat))
                continue
            entry = reader(number, cells)
            entry.digest = digest
            entries.append(entry)
            candidate = candidate_make(entry, offices, on=on, seen=seen)
            if candidate is not None:
                candidates.append(candidate)
        plans = _plans(candidates, planner)
        good = [plan for plan in plans if not plan.candidate.entry.is_refused]
        refused = [entry for entry in entries if entry.is_refused]
        result.counts.update(plan.outcome for plan in good)
        result.counts[RosterOutcome.UNCHANGED] += len(repeats)
        result.counts[RosterOutcome.FAILED] += len(refused)
        if writer is not None and (writer.goes_on_after_errors or not result.failed):
            writer.write(good)
            writer.write_refused(refused)
            writer.write_repeats(repeats)
        for entry in entries:
            result.problems += entry.problems
        if progress is not None:
            progress(min(result.rows, total), total)
    result.namesakes = planner.namesakes
    return result


def _plans(candidates: list[Candidate], planner: Planner) -> list[Plan]:
    if not candidates:
        return []
    names = {candidate.document: str(candidate.person["name"]) for candidate in candidates}
    known = people_known(names, on=planner.on)
    plans = [planner.plan(candidate, known.get(candidate.document)) for candidate in candidates]
    good = [plan for plan in plans if not plan.candidate.entry.is_refused]
    planner.check_spans(good)
    planner.check_namesakes(good)
    return plans


def _batches(rows: Iterator[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
