"""A small night for workers and tests: two kinds in parts, one after the other, and one whole."""

from __future__ import annotations

from datetime import date

from core.jobs import JobRun, nightly
from tests.core.job_kinds import effect

PARTS = ("", "1/2/", "1/3/")
KINDS = {"chaos_first": PARTS, "chaos_second": PARTS, "chaos_whole": ("",)}


def register() -> None:
    """Into the registry of this process; tests give themselves an empty one first."""
    nightly("chaos_first", title="先", at="01:00", order=10, parts=_parts)(_first)
    nightly("chaos_second", title="后", at="01:00", order=20, parts=_parts)(_second)
    nightly("chaos_whole", title="全", at="01:00", order=30)(_whole)


def night_of(on: date) -> list[str]:
    """The effects of one whole night, in the order of its kinds."""
    return [f"{kind} {on} {path}" for kind, paths in KINDS.items() for path in paths]


def _parts(on: date) -> list[str]:
    return [path for path in PARTS if path]


def _first(run: JobRun, *, on: date) -> None:
    effect(f"chaos_first {on} {run.path}")


def _second(run: JobRun, *, on: date) -> None:
    effect(f"chaos_second {on} {run.path}")


def _whole(run: JobRun, *, on: date) -> None:
    effect(f"chaos_whole {on} {run.path}")
