"""Loads the shipped rule books. What an administrator has changed since stays as it is."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from core.audit import event_record
from core.clock import now
from corrections.models import User
from supervision.models import Rule, RuleBook

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class BooksLoaded:
    """How many shipped rows were new, stood there as shipped, or had been changed by somebody and were left alone."""

    created: int
    unchanged: int
    kept: int


@transaction.atomic
def rule_books_load(*, by: User | None = None) -> BooksLoaded:
    """Writes the books and rows of `supervision/data` that are missing. Safe to repeat."""
    created = unchanged = kept = 0
    for row in _read(DATA / "rule_books.csv"):
        book, _is_new = RuleBook.objects.get_or_create(
            key=row["key"],
            defaults={
                "name": row["name"],
                "legal_basis": row["legal_basis"],
                "effective_from": date.fromisoformat(row["effective_from"]),
                "effective_to": _day(row["effective_to"]),
            },
        )
        stored = {(rule.key, rule.category, rule.level): rule for rule in _shipped_rules(book)}
        missing = []
        for shipped in _rules(book):
            known = stored.get((shipped.key, shipped.category, shipped.level))
            if known is None:
                missing.append(shipped)
            elif _content(known) == _content(shipped):
                unchanged += 1
            else:
                kept += 1
        Rule.objects.bulk_create(missing)
        created += len(missing)
    if created:
        event_record("rule_books_loaded", by=by, subject=None, changes={"rules": [None, created]})
    return BooksLoaded(created, unchanged, kept)


def _shipped_rules(book: RuleBook) -> Iterator[Rule]:
    """The stored rows that stand where shipped ones would: whole province, from the book's first day."""
    yield from book.rules.filter(organisation=None, effective_from=book.effective_from)


def _rules(book: RuleBook) -> Iterator[Rule]:
    for row in _read(DATA / f"rules_{book.key}.csv"):
        yield Rule(
            book=book,
            key=row["key"],
            category=row["category"],
            level=row["level"],
            frequency=row["frequency"],
            number=int(row["number"]) if row["number"] else None,
            unit=row["unit"],
            is_moved_to_workday=bool(row["moved"]),
            effective_from=book.effective_from,
            effective_to=book.effective_to,
            legal_basis=row["legal_basis"],
            certainty=row["certainty"],
            note=row["note"],
            updated_at=now(),
        )


def _content(rule: Rule) -> tuple[object, ...]:
    return (
        rule.frequency,
        rule.number,
        rule.unit,
        rule.is_moved_to_workday,
        rule.effective_to,
        rule.legal_basis,
        rule.certainty,
        rule.note,
    )


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
