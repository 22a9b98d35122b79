"""The rule book as people read it: by subject, each number with its unit, scope, legal basis and days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from corrections.enums import Category, Level
from supervision.enums import DutyKind, Frequency, RuleUnit
from supervision.models import Rule


@dataclass(frozen=True, slots=True)
class RuleLine:
    scope: str
    value: str
    legal_basis: str
    effective_from: date
    effective_to: date | None
    note: str
    office: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """All lines of one book."""

    book: str
    legal_basis: str
    subjects: tuple[tuple[str, tuple[RuleLine, ...]], ...]


def rule_book_on(day: date) -> list[RulePage]:
    """The books with rows in force on the day; one query."""
    books: dict[tuple[str, str], dict[str, list[RuleLine]]] = defaultdict(lambda: defaultdict(list))
    rules = Rule.objects.on(day).select_related("book", "organisation")
    for rule in rules.order_by("-book__effective_from", "key", "level", "category", "effective_from"):
        books[rule.book.name, rule.book.legal_basis][_subject(rule)].append(_line(rule))
    return [
        RulePage(name, basis, tuple((subject, tuple(lines)) for subject, lines in subjects.items()))
        for (name, basis), subjects in books.items()
    ]


def _subject(rule: Rule) -> str:
    """What the row is about: the duty it opens, else the first words of its note, else its key."""
    if rule.key in DutyKind.values:
        return str(DutyKind(rule.key).label)
    return rule.note.partition("；")[0] or rule.key


def _line(rule: Rule) -> RuleLine:
    return RuleLine(
        scope=" · ".join(_scope(rule)) or _("全部"),
        value=_value(rule),
        legal_basis=rule.legal_basis,
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        note=rule.note,
        office=rule.organisation.name if rule.organisation else "",
    )


def _scope(rule: Rule) -> list[str]:
    words = []
    if rule.category:
        words.append(str(Category(rule.category).label))
    if rule.level:
        words.append(str(Level(rule.level).label))
    return words


def _value(rule: Rule) -> str:
    if rule.frequency:
        return _("%(often)s一次") % {"often": Frequency(rule.frequency).label}
    unit = RuleUnit(rule.unit).label if rule.unit else ""
    return f"{rule.number} {unit}" if rule.number is not None else "—"
