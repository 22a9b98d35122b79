"""The rule book as people read it: by subject, each number with its unit, scope, legal basis, certainty and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from core.chips import Chip, Tone
from corrections.enums import Category, Level
from supervision.enums import Frequency, RuleCertainty, RuleUnit, Settling
from supervision.models import Rule, RuleBook
from supervision.selectors.rule_words import ORDER, rule_family, rule_group, rule_title

_TONES: dict[str, Tone] = {
    RuleCertainty.READ: "ok",
    RuleCertainty.KNOWN: "plain",
    RuleCertainty.DERIVED: "info",
    RuleCertainty.UNCERTAIN: "warn",
}
_LEVELS = list(Level.values)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One subject: what holds for whom. `office` is empty where it holds in the whole province."""

    title: str
    values: tuple[tuple[str, str], ...]
    is_moved: bool
    legal_basis: str
    certainty: Chip
    note: str
    office: str
    effective_from: date
    effective_to: date | None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class RulePage:
    """The lines of one book, under the headings of its subjects."""

    book: RuleBook
    groups: tuple[tuple[str, tuple[RuleLine, ...]], ...]


def rule_book_on(day: date) -> list[RulePage]:
    """The books with rows in force on the day, the newest first; one query."""
    rules = sorted(Rule.objects.on(day).select_related("book", "organisation"), key=_place)
    return [
        RulePage(
            book,
            tuple(
                (str(heading), tuple(_lines(list(lines))))
                for heading, lines in groupby(of_book, key=lambda rule: rule_group(rule.key))
            ),
        )
        for book, of_book in groupby(rules, key=lambda rule: rule.book)
    ]


def rule_history(rule: Rule) -> list[Rule]:
    """All rows of the same subject, area, category and level, the latest first; one query."""
    same = Rule.objects.alike(rule, rule.organisation)
    return list(same.select_related("organisation", "book").order_by("-effective_from"))


def _place(rule: Rule) -> tuple[Any, ...]:
    """Newest book first; then the order of the law, what nobody listed last."""
    known = ORDER.index(rule.key) if rule.key in ORDER else len(ORDER)
    level = _LEVELS.index(rule.level) if rule.level else -1
    office = rule.organisation.path if rule.organisation else ""
    return -rule.book.effective_from.toordinal(), known, rule.key, office, rule.category, level


def _lines(rules: list[Rule]) -> list[RuleLine]:
    """Rows that differ only in whom they speak of, or in who is told, make one line."""
    return [_line(list(alike)) for _key, alike in groupby(rules, key=_likeness)]


def _likeness(rule: Rule) -> tuple[Any, ...]:
    family = rule_family(rule.key)
    subject = family.name if family else rule.key
    note = "" if family else rule.note
    days = rule.effective_from, rule.effective_to
    return (
        subject,
        rule.organisation_id,
        rule.legal_basis,
        rule.certainty,
        note,
        rule.is_moved_to_workday,
        days,
    )


def _line(rules: list[Rule]) -> RuleLine:
    rule = rules[0]
    return RuleLine(
        title=str(rule_title(rule.key, rule.note)),
        values=tuple((rule_scope(row), rule_value(row)) for row in rules),
        is_moved=rule.is_moved_to_workday,
        legal_basis=rule.legal_basis,
        certainty=Chip(rule.get_certainty_display(), _TONES[rule.certainty]),
        note=rule.note,
        office=rule.organisation.name if rule.organisation else "",
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        rules=tuple(rules),
    )


def rule_scope(rule: Rule) -> str:
    """For whom: category and level; of a row of a family, what it speaks of."""
    if family := rule_family(rule.key):
        return str(family.scope)
    words = []
    if rule.category:
        words.append(str(Category(rule.category).label))
    if rule.level:
        words.append(str(Level(rule.level).label))
    return " · ".join(words)


def rule_value(rule: Rule) -> str:
    if rule.frequency:
        return _("%(often)s一次") % {"often": Frequency(rule.frequency).label}
    if rule.number is None:
        return _("未规定")
    if rule.unit == RuleUnit.SETTLING:
        return str(Settling(rule.number).label)
    if rule.number == 0 and rule.unit == RuleUnit.DAY:
        return _("没有") if rule.key.endswith("_grace") else _("当日")
    return f"{rule.number} {RuleUnit(rule.unit).label if rule.unit else ''}".strip()
