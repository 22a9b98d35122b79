"""What was measured, printed at the end of `make chaos` as rows of the table in docs/performance.md."""

from __future__ import annotations

from core.jobs import Job
from tests.core.job_kinds import effects

rows: list[str] = []


def measured(what: str, *, lost: int, doubled: int, seconds: float | None = None, note: str = "") -> None:
    """`seconds`: until work that was held up was taken again, the longest of all."""
    held = "" if seconds is None else f"{seconds:.1f}"
    rows.append(f"| {what} | {lost} | {doubled} | {held} | {note} |")


def batches(count: int) -> list[str]:
    """The names of that many pieces of work."""
    return [str(number) for number in range(count)]


def lost_and_doubled(names: list[str]) -> tuple[int, int]:
    """Of work with these names: how many have no effect, or a row that is not done, and how many more than one."""
    counts = [effects(name) for name in names]
    lost = max(counts.count(0), Job.objects.exclude(status="done").count())
    return lost, sum(count > 1 for count in counts)
