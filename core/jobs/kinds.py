"""The kinds of jobs, registered by decorator from the `jobs` module of each app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

QUEUES = ("critical", "default", "import", "export")

Handler = Callable[..., dict[str, Any] | None]
Parts = Callable[[date], Iterable[str]]


@dataclass(frozen=True, slots=True)
class JobKind:
    """`at` is the time of day in Shanghai from which a nightly kind may run for that date; None for other kinds.

    `parts` gives the tree paths that have a row each in the night of a date; None for kinds of one row.
    """

    name: str
    handler: Handler
    title: Any
    queue: str
    at: time | None = None
    order: int = 0
    parts: Parts | None = None


_kinds: dict[str, JobKind] = {}


def job(kind: str, *, title: Any, queue: str = "default") -> Callable[[Handler], Handler]:
    """Registers `fn(run, **args)`: `args` as given to `job_enqueue`; a returned dict is the row's result."""
    return _registering(kind, title=title, queue=queue)


def nightly(
    kind: str,
    *,
    title: Any,
    at: str = "01:00",
    order: int = 10,
    queue: str = "default",
    parts: Parts | None = None,
) -> Callable[[Handler], Handler]:
    """Registers `fn(run, *, on: date)`, run once for every business date, after `at` of that date.

    The run for date D sees the state as of the beginning of D: overdue is `due_on < D`. Within a date, kinds run by
    `order`, the smaller first; kinds of one order may run side by side. A date begins when the one before is over.

    With `parts` the kind has one row for each path that it gives for the date (of paths within one another the outer),
    and one with the path "" for whatever lies in none of them: `run.path` is the part, `run.other_parts()` tells the
    row with "" what to leave out. The paths are asked for once, when the rows of the date are written.
    """
    return _registering(kind, title=title, queue=queue, at=time.fromisoformat(at), order=order, parts=parts)


def kind_of(name: str) -> JobKind | None:
    return _kinds.get(name)


def nightly_kinds() -> list[JobKind]:
    """In the order of a night."""
    return sorted(
        (kind for kind in _kinds.values() if kind.at is not None), key=lambda kind: (kind.order, kind.name)
    )


def _registering(name: str, *, queue: str, **options: Any) -> Callable[[Handler], Handler]:
    if queue not in QUEUES:
        raise ValueError(f"unknown queue: {queue}")

    def register(handler: Handler) -> Handler:
        known = _kinds.get(name)
        if known is not None and known.handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"job kind registered twice: {name}")
        _kinds[name] = JobKind(name, handler, queue=queue, **options)
        return handler

    return register
