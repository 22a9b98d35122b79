"""What became of each of many cases, kept in the session for the page that tells it: no name among it."""

from __future__ import annotations

from collections.abc import Iterable
from secrets import token_urlsafe
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from corrections.services.case import CaseOutcome

KEPT_RESULTS = 5


def outcomes_keep(session: SessionBase, name: str, outcomes: Iterable[CaseOutcome]) -> str:
    """The key under which the results page finds them; the last five are kept."""
    key = token_urlsafe(6)
    kept = dict(session.get(name, {}))
    kept[key] = [[outcome.case_id, outcome.result, str(outcome.why)] for outcome in outcomes]
    session[name] = dict(list(kept.items())[-KEPT_RESULTS:])
    return key


def outcomes_kept(session: SessionBase, name: str, key: str) -> list[list[Any]] | None:
    """[case, result, why] of each; None where the key is of another session or too old."""
    found: list[list[Any]] | None = session.get(name, {}).get(key)
    return found


def outcome_counts(outcomes: Iterable[list[Any]]) -> dict[str, int]:
    """How many were done, skipped and refused."""
    results = [result for _pk, result, _why in outcomes]
    return {word: results.count(word) for word in ("done", "skipped", "refused")}
