"""How far a term has run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corrections.models import Case


@dataclass(frozen=True)
class TermProgress:
    """Natural days, first and last day included: `elapsed` counts today, `left` does not; together they are `total`.

    Before the first day nothing has elapsed; after the last one `left` is 0 and `over` says for how many days.
    """

    total: int
    elapsed: int
    left: int
    over: int


def term_progress(case: Case, *, on: date) -> TermProgress:
    """Of the term that holds now; of an ended case as of its end."""
    day = on if case.ended_on is None else min(on, case.ended_on)
    total = (case.term_ends_on - case.term_starts_on).days + 1
    elapsed = min(total, max(0, (day - case.term_starts_on).days + 1))
    return TermProgress(total, elapsed, total - elapsed, max(0, (day - case.term_ends_on).days))
