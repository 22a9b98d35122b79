"""What a change of the rule book would do to the duties of the first whole month in which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from supervision.enums import Frequency
from supervision.models import Rule
from supervision.policies.periods import period_of, periods_begun
from supervision.selectors.rules import RuleSheet
from supervision.services.wanted import Scope, wanted_in_periods


@dataclass(frozen=True)
class Effect:
    """Duties of the kind that would be due in that month, by the book as it stands and with the change."""

    month: date
    before: int
    after: int


@transaction.atomic
def rule_effect(new: Rule) -> Effect:
    """For who is under correction now, as if nobody came, left or changed level until then. `new` is unsaved."""
    month = _first_whole_month(new.effective_from)
    rules = list(Rule.objects.select_related("organisation"))
    path = new.organisation.path if new.organisation else ""
    before = _due(RuleSheet(rules), new.key, month, path)
    changed = [rule for rule in rules if not _is_followed(rule, new)]
    for rule in rules:
        if _is_followed(rule, new):
            rule.effective_to = new.effective_from - timedelta(days=1)
            changed.append(rule)
    new.pk = 0  # the rows of the preview want a number; it is not saved
    try:
        after = _due(RuleSheet([*changed, new]), new.key, month, path)
    finally:
        new.pk = None
    return Effect(month, before, after)


def _is_followed(rule: Rule, new: Rule) -> bool:
    same = (rule.key, rule.organisation, rule.category, rule.level) == (
        new.key,
        new.organisation,
        new.category,
        new.level,
    )
    return same and rule.effective_to == new.effective_to


def _first_whole_month(day: date) -> date:
    if day.day == 1:
        return day
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _due(sheet: RuleSheet, kind: str, month: date, path: str) -> int:
    last = period_of(Frequency.MONTH, month).last
    periods = [
        period
        for frequency in Frequency
        for period in periods_begun(frequency, month - timedelta(days=100), last)
        if month <= period.last <= last
    ]
    wanted_in_periods(sheet, Scope(path), periods)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM wanted_duty WHERE kind = %s", [kind])
        return int(cursor.fetchone()[0])
