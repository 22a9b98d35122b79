"""What the rule book says on a day: the most specific row in force (design.md, Rule book)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from core.errors import BadInput
from core.paths import is_within
from supervision.models import Rule

_Stamp = tuple[int, int | None, datetime | None]


class RuleMissing(BadInput):
    """The rule book has no row for what was asked."""


class RuleSheet:
    """All rows of the rule book as read at one moment; every question after that is answered from memory."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rows: dict[str, list[Rule]] = defaultdict(list)
        self._answers: dict[tuple[str, int, str, str, str], Rule | None] = {}
        areas, turns = set(), set()
        for rule in rules:
            self._rows[rule.key].append(rule)
            areas.add(rule.organisation.path if rule.organisation else "")
            turns.add(rule.effective_from)
            if rule.effective_to is not None:
                turns.add(rule.effective_to + timedelta(days=1))
        self._turns = sorted(turns)  # between two of these days the book does not change
        self.areas = tuple(sorted(areas - {""}))
        """Paths of the offices that have rows of their own, upper offices first."""

    def __bool__(self) -> bool:
        return bool(self._rows)

    def find(self, key: str, *, on: date, level: str = "", category: str = "", path: str = "") -> Rule | None:
        """The row in force on the day for that key, or None.

        A row without level, category or office speaks of all; the lowest office on the way to `path` wins, then the row
        that names more of level and category, then the one that came into force last.
        """
        asked = key, bisect_right(self._turns, on), level, category, path
        if asked not in self._answers:
            self._answers[asked] = self._search(key, on, level, category, path)
        return self._answers[asked]

    def _search(self, key: str, on: date, level: str, category: str, path: str) -> Rule | None:
        best: tuple[tuple[int, int, bool, date], Rule] | None = None
        for rule in self._rows.get(key, ()):
            if rule.effective_from > on or (rule.effective_to is not None and rule.effective_to < on):
                continue
            if rule.level not in ("", level) or rule.category not in ("", category):
                continue
            area = rule.organisation.path if rule.organisation else ""
            if area and not is_within(path, area):
                continue
            named = bool(rule.level) + bool(rule.category)
            rank = (len(area), named, bool(rule.level), rule.effective_from)
            if best is None or rank > best[0]:
                best = rank, rule
        return best[1] if best else None

    def resolve(self, key: str, *, on: date, level: str = "", category: str = "", path: str = "") -> Rule:
        """As `find`; RuleMissing with one sentence where the book has no row."""
        rule = self.find(key, on=on, level=level, category=category, path=path)
        if rule is None:
            words = "、".join(part for part in (key, level, category) if part)
            raise RuleMissing(
                _("监管规则中没有 %(day)s 施行的“%(words)s”，请联系规则管理员补充。")
                % {"day": on.isoformat(), "words": words}
            )
        return rule

    def number(self, key: str, *, on: date, level: str = "", category: str = "", path: str = "") -> int:
        """The number of the row; RuleMissing where there is no row or it holds no number."""
        rule = self.resolve(key, on=on, level=level, category=category, path=path)
        if rule.number is None:
            raise RuleMissing(_("监管规则“%(key)s”没有填写数值。") % {"key": key})
        return rule.number


_kept: tuple[_Stamp, RuleSheet] | None = None


def rule_sheet() -> RuleSheet:
    """The rule book as it stands in the database: one small query, and a second one when a row has changed."""
    global _kept
    stamp = _stamp()
    if _kept is None or _kept[0] != stamp:
        _kept = stamp, RuleSheet(Rule.objects.select_related("organisation"))
    return _kept[1]


def _stamp() -> _Stamp:
    newest = Rule.objects.aggregate(count=Count("pk"), last=Max("pk"), changed=Max("updated_at"))
    return newest["count"], newest["last"], newest["changed"]


def rule_resolve(key: str, *, on: date, level: str = "", category: str = "", path: str = "") -> Rule:
    """The row of the rule book for that key on that day (see `RuleSheet.find`); RuleMissing where there is none."""
    return rule_sheet().resolve(key, on=on, level=level, category=category, path=path)


def rule_number(key: str, *, on: date, level: str = "", category: str = "", path: str = "") -> int:
    """The number of that row (days, workdays, months or counts: the row's unit)."""
    return rule_sheet().number(key, on=on, level=level, category=category, path=path)
