"""Which duties should exist: the rule book's periods and clocks on one side, the facts of the cases on the other.

Opening inserts what this says and does not exist; reconciling voids what exists and this does not say. It depends on
recorded facts only, never on what a night did before, so any date may be asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from django.db import connection

from core.terms import Unit, procedural_deadline
from corrections.enums import Category, Level
from supervision.enums import DutyKind, DutyOwner, Frequency
from supervision.models import Rule
from supervision.models.duty import INTERVAL_KINDS, ONCE_ONLY_KINDS, PERIODIC_KINDS
from supervision.policies.periods import Period, next_period, period_of, periods_begun
from supervision.selectors.rules import RuleSheet

OWNERS = {
    DutyKind.ORAL_REPORT: DutyOwner.PERSON,
    DutyKind.WRITTEN_REPORT: DutyOwner.PERSON,
    DutyKind.COMPLIANCE_REPORT: DutyOwner.PERSON,
    DutyKind.HEALTH_REPORT: DutyOwner.PERSON,
    DutyKind.MEDICAL_RECHECK: DutyOwner.PERSON,
    DutyKind.REGISTRATION: DutyOwner.PERSON,
    DutyKind.VISIT: DutyOwner.OFFICE,
    DutyKind.ASSESSMENT: DutyOwner.OFFICE,
    DutyKind.HANDOVER: DutyOwner.OFFICE,
    DutyKind.TEAM: DutyOwner.OFFICE,
    DutyKind.PLAN: DutyOwner.OFFICE,
    DutyKind.DISCHARGE_PREPARATION: DutyOwner.OFFICE,
    DutyKind.SEARCH: DutyOwner.OFFICE,
    DutyKind.LEAVE_RETURN: DutyOwner.PERSON,
}
_LEVELS = (Level.STRICT, Level.ORDINARY, Level.LENIENT)
_SLOT_COLUMNS = ("kinds", "keys", "levels", "categories", "areas", "firsts", "lasts", "closes", "rules")
_CLOCK_COLUMNS = ("kinds", "bases", "suffixes", "opens", "raws", "dues", "closes", "rules")

# Someone who was received has come, unless the roster says that they never registered.
_REGISTERED = """CASE WHEN c.registered_on IS NOT NULL THEN c.registered_on
                      WHEN c.registration_result <> 'not_registered' THEN c.received_on END"""

_IN_SCOPE = """
      (%(case_ids)s::bigint[] IS NULL OR c.id = ANY(%(case_ids)s::bigint[]))
  AND (%(path)s = '' OR (c.path >= %(path)s AND c.path < %(path_end)s))
  AND (%(offices)s::text[] IS NULL OR c.path = ANY(%(offices)s::text[]))
  AND (%(alive_on)s::date IS NULL
       OR ((c.ended_on IS NULL OR c.ended_on >= %(alive_on)s)
           AND (c.received_on IS NULL OR c.term_ends_on >= %(alive_on)s)))
"""

# The facts behind each once-only duty and each chain of intervals, without their days: `basis_on` is the day the clock
# starts from, `floor_on` the first day on which an office could act (it took the case over, or learnt of the new term),
# `due_from` the day before which a duty that was already over is the paper file's, `due_until` the last day on which
# one of the chain may be due.
_CAUSES = f"""
  SELECT c.id AS case_id, c.ended_on,
         CASE c.category WHEN 'temporary' THEN 'handover' ELSE 'registration' END AS kind,
         'effect:' || coalesce(c.effective_on, c.term_starts_on) AS occasion,
         coalesce(c.effective_on, c.term_starts_on) AS basis_on,
         CASE c.category WHEN 'temporary' THEN c.taken_over_on END AS floor_on, NULL::date AS due_from,
         NULL::date AS due_until
    FROM corrections_case c
   WHERE {_IN_SCOPE} AND (c.taken_over_on IS NULL OR coalesce({_REGISTERED} >= c.taken_over_on, true))
  UNION ALL
  SELECT c.id, c.ended_on, start.kind, 'reception:' || c.received_on, c.received_on, NULL, c.taken_over_on, NULL
    FROM corrections_case c CROSS JOIN (VALUES ('team'), ('plan')) AS start(kind)
   WHERE {_IN_SCOPE} AND c.received_on <= c.term_ends_on
  UNION ALL
  SELECT c.id, c.ended_on, 'discharge_preparation', 'term:' || c.term_ends_on, c.term_ends_on,
         greatest(c.received_on, c.taken_over_on, (
           SELECT (max(t.recorded_at) AT TIME ZONE 'Asia/Shanghai')::date
             FROM corrections_term t WHERE t.case_id = c.id AND t.kind <> 'original')), NULL, NULL
    FROM corrections_case c
   WHERE {_IN_SCOPE} AND c.received_on <= c.term_ends_on AND c.term_ends_on <= %(term_until)s
     AND coalesce(c.taken_over_on <= c.term_ends_on, true)
  UNION ALL
  SELECT c.id, c.ended_on, 'search', 'lost:' || l.id, l.starts_on, c.taken_over_on, NULL, NULL
    FROM corrections_statusspan l JOIN corrections_case c ON c.id = l.case_id
   WHERE {_IN_SCOPE} AND l.kind = 'lost_contact'
  UNION ALL
  SELECT c.id, c.ended_on, 'leave_return', 'leave:' || leave.id, leave.last_on, t.departed_on, NULL, NULL
    FROM supervision_trip t
    JOIN supervision_leave leave ON leave.id = t.leave_id
    JOIN corrections_case c ON c.id = t.case_id
   WHERE {_IN_SCOPE}
  UNION ALL
  SELECT c.id, c.ended_on, chain.kind, 'after:', greatest(c.received_on, c.taken_over_on), NULL, NULL, c.term_ends_on
    FROM corrections_case c
    JOIN (VALUES ('health_report'), ('medical_recheck')) AS chain(kind)
      ON chain.kind = 'health_report' OR c.temporary_kind = 'medical_bail'
   WHERE {_IN_SCOPE} AND c.category = 'temporary' AND c.received_on <= c.term_ends_on
"""  # noqa: S608 (fixed text)

# A table of the session, emptied at every commit: what should exist is worked out once, its size is known when it is
# joined, and nothing is read from the ledger while rows are added to it.
_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS wanted_duty (
  case_id bigint, kind text, occasion text, opens_on date, due_on date, due_raw_on date, closes_on date, rule_id bigint
) ON COMMIT DELETE ROWS
"""

_WANTED = f"""
WITH slot AS (
  SELECT * FROM unnest(
    %(slot_kinds)s::text[], %(slot_keys)s::text[], %(slot_levels)s::text[], %(slot_categories)s::text[],
    %(slot_areas)s::text[], %(slot_firsts)s::date[], %(slot_lasts)s::date[], %(slot_closes)s::date[],
    %(slot_rules)s::bigint[]
  ) AS s(kind, occasion, level, category, area, opens_on, due_on, closes_on, rule_id)
),
clock AS (
  SELECT * FROM unnest(
    %(clock_kinds)s::text[], %(clock_bases)s::date[], %(clock_suffixes)s::text[], %(clock_opens)s::date[],
    %(clock_raws)s::date[], %(clock_dues)s::date[], %(clock_closes)s::date[], %(clock_rules)s::bigint[]
  ) AS k(kind, basis_on, suffix, opens_on, due_raw_on, due_on, closes_on, rule_id)
),
cause AS ({_CAUSES}),
wanted AS (
  SELECT c.id AS case_id, s.kind, s.occasion, s.opens_on, s.due_on, s.due_on AS due_raw_on, s.closes_on, s.rule_id
    FROM slot s
    JOIN corrections_levelspan l
      ON l.level = s.level AND l.starts_on <= s.opens_on AND (l.ends_on IS NULL OR l.ends_on >= s.opens_on)
    JOIN corrections_case c ON c.id = l.case_id
   WHERE {_IN_SCOPE}
     AND (s.category = '' OR s.category = c.category)
     AND (s.kind <> 'compliance_report' OR c.has_prohibition_order)
     AND coalesce(c.registered_on, c.received_on) < s.opens_on
     AND (c.taken_over_on IS NULL OR c.taken_over_on < s.opens_on)
     AND s.due_on <= c.term_ends_on
     AND (c.ended_on IS NULL OR s.due_on <= c.ended_on)
     AND (cardinality(%(areas)s::text[]) = 0 OR s.area = coalesce((
           SELECT max(a.path)
             FROM unnest(%(areas)s::text[]) AS a(path)
             JOIN corrections_organisation home ON starts_with(home.path, a.path)
            WHERE home.id = coalesce((
                    SELECT p.station_id FROM corrections_placement p
                     WHERE p.case_id = c.id AND p.starts_on <= s.opens_on
                       AND (p.ends_on IS NULL OR p.ends_on >= s.opens_on)), c.station_id)), ''))
  UNION ALL
  SELECT w.case_id, w.kind, w.occasion || k.suffix, greatest(k.opens_on, w.floor_on),
         greatest(k.due_on, w.floor_on), greatest(k.due_raw_on, w.floor_on), k.closes_on, k.rule_id
    FROM cause w JOIN clock k ON k.kind = w.kind AND k.basis_on = w.basis_on
   WHERE (w.due_from IS NULL OR k.due_on >= w.due_from) AND (w.due_until IS NULL OR k.due_on <= w.due_until)
     AND (w.ended_on IS NULL OR greatest(k.due_on, w.floor_on) <= w.ended_on)
)
INSERT INTO wanted_duty
SELECT w.* FROM wanted w
 WHERE NOT %(is_new_only)s
    OR (w.opens_on <= %(on)s
        AND NOT EXISTS (SELECT 1 FROM supervision_duty d
                         WHERE d.case_id = w.case_id AND d.kind = w.kind AND d.occasion = w.occasion
                           AND d.outcome <> 'void'))
"""  # noqa: S608 (fixed text)

_BASES = f"""
WITH cause AS ({_CAUSES})
SELECT DISTINCT w.kind, w.basis_on
  FROM cause w
 WHERE NOT %(is_new_only)s
    OR NOT EXISTS (SELECT 1 FROM supervision_duty d
                    WHERE d.case_id = w.case_id AND d.kind = w.kind AND d.occasion = w.occasion
                      AND d.outcome <> 'void')
"""  # noqa: S608 (fixed text)

_SPAN = f"""
SELECT min(greatest(coalesce(c.registered_on, c.received_on), c.taken_over_on)),
       (SELECT max(d.opens_on) FROM supervision_duty d
         WHERE d.case_id = ANY(%(case_ids)s::bigint[]) AND d.outcome <> 'void')
  FROM corrections_case c
 WHERE {_IN_SCOPE} AND coalesce(c.registered_on, c.received_on) IS NOT NULL
"""  # noqa: S608 (fixed text)


@dataclass(slots=True)
class Scope:
    """Which cases are asked about: those of a subtree by today's placement (of it, those placed at the offices with
    exactly these paths), or those named.

    `alive_on` leaves out who had ended, or was past the term, by that day: a night opens nothing for them.
    """

    path: str = ""
    case_ids: Sequence[int] | None = None
    offices: Sequence[str] | None = None
    params: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.params = {
            "path": self.path,
            "path_end": f"{self.path[:-1]}0",
            "case_ids": None if self.case_ids is None else list(self.case_ids),
            "offices": None if self.offices is None else list(self.offices),
            "alive_on": None,
            "term_until": date.max,
        }


def wanted_on(sheet: RuleSheet, scope: Scope, on: date) -> None:
    """Fills `wanted_duty` for one night: what has begun by `on`, lies in a period of that day, and does not exist."""
    ahead = sheet.find("discharge_preparation_opens", on=on)
    scope.params["alive_on"] = on
    scope.params["term_until"] = on + timedelta(days=ahead.number or 0) if ahead else on
    periods = [period_of(frequency, on) for frequency in Frequency]
    _fill(sheet, scope, periods, until=on, on=on, is_new_only=True)


def wanted_since_start(sheet: RuleSheet, scope: Scope, on: date) -> None:
    """Fills `wanted_duty` for named cases: every period since their start up to `on` or to what was opened already."""
    with connection.cursor() as cursor:
        cursor.execute(_SPAN, scope.params)
        since, opened_until = cursor.fetchone()
    until = max(on, opened_until or on)
    periods: list[Period] = []
    if since is not None:
        for frequency in Frequency:
            periods.extend(periods_begun(frequency, since + timedelta(days=1), until))
    _fill(sheet, scope, periods, until=until, on=on, is_new_only=False)


def wanted_in_periods(sheet: RuleSheet, scope: Scope, periods: Sequence[Period]) -> None:
    """Fills `wanted_duty` with the periodic duties of these periods alone, by that sheet: a look, nothing is opened."""
    _insert(scope, sheet, list(_slots(sheet, periods)), [], on=date.min, is_new_only=False)


def _fill(
    sheet: RuleSheet, scope: Scope, periods: Sequence[Period], *, until: date, on: date, is_new_only: bool
) -> None:
    slots = list(_slots(sheet, periods))
    clocks = list(_clocks(sheet, scope, until=until, is_new_only=is_new_only))
    _insert(scope, sheet, slots, clocks, on=on, is_new_only=is_new_only)


def _insert(
    scope: Scope,
    sheet: RuleSheet,
    slots: Sequence[tuple[Any, ...]],
    clocks: Sequence[tuple[Any, ...]],
    *,
    on: date,
    is_new_only: bool,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        cursor.execute("TRUNCATE wanted_duty")
        cursor.execute(
            _WANTED,
            {
                **scope.params,
                "areas": list(sheet.areas),
                "on": on,
                "is_new_only": is_new_only,
                **_columns("slot", _SLOT_COLUMNS, slots),
                **_columns("clock", _CLOCK_COLUMNS, clocks),
            },
        )


def _columns(name: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {f"{name}_{column}": [row[place] for row in rows] for place, column in enumerate(columns)}


def _slots(sheet: RuleSheet, periods: Sequence[Period]) -> Iterator[tuple[Any, ...]]:
    """A row for each periodic duty the book knows in the periods: the frequency in force on the first day decides."""
    for period in periods:
        closes_on = next_period(period).last
        for area in ("", *sheet.areas):
            for kind in PERIODIC_KINDS:
                for level in _LEVELS:
                    for category, rule in _by_category(sheet, kind, level, area, period.first):
                        if rule is not None and rule.frequency == period.frequency:
                            yield (
                                kind.value, period.key, level.value, category, area,
                                period.first, period.last, closes_on, rule.pk,
                            )  # fmt: skip


def _by_category(
    sheet: RuleSheet, kind: DutyKind, level: Level, area: str, on: date
) -> list[tuple[str, Rule | None]]:
    """One answer for all categories ("") where the book does not tell them apart."""
    answers = [
        (category.value, sheet.find(kind, on=on, level=level, category=category, path=area))
        for category in Category
    ]
    rules = {rule.pk if rule else None for _category, rule in answers}
    return [("", answers[0][1])] if len(rules) == 1 else list(answers)


def _clocks(sheet: RuleSheet, scope: Scope, *, until: date, is_new_only: bool) -> Iterator[tuple[Any, ...]]:
    """A row (kind, basis, suffix of the occasion, opens, raw, due, closes, rule) for each day from which a duty counts:
    one for a once-only duty, as many as have begun by `until` for a chain of intervals (of a new night the last).
    """
    with connection.cursor() as cursor:
        cursor.execute(_BASES, {**scope.params, "is_new_only": is_new_only})
        bases = cursor.fetchall()
    for kind, basis in bases:
        if kind in INTERVAL_KINDS:
            for link in interval_chain(DutyKind(kind), basis, sheet, until=until):
                if not is_new_only or link.due_on >= until:
                    yield (
                        kind,
                        basis,
                        link.suffix,
                        link.opens_on,
                        link.raw_on,
                        link.due_on,
                        link.closes_on,
                        link.rule,
                    )
            continue
        rule = sheet.find(kind, on=basis)
        if rule is not None and rule.number is not None:
            opens, raw, due = clock_days(DutyKind(kind), basis, rule, sheet)
            yield kind, basis, "", opens, raw, due, None, rule.pk


@dataclass(frozen=True, slots=True)
class Interval:
    """One link of a chain: it opens the day after the one before was due, and closes when the next one is due."""

    suffix: str
    opens_on: date
    raw_on: date
    due_on: date
    closes_on: date
    rule: int


def interval_chain(kind: DutyKind, basis: date, sheet: RuleSheet, *, until: date) -> Iterator[Interval]:
    """The intervals that have begun by `until`: due the number of months after the day the one before was due.

    The rule in force on that day decides; the chain ends where the book knows none (社区矫正法实施办法 第二十四条).
    """
    before, opens_on = basis, basis
    due = _interval_due(kind, before, sheet)
    while due is not None and opens_on <= until:
        following = _interval_due(kind, due[1], sheet)
        closes_on = following[1] if following else due[1]
        yield Interval(before.isoformat(), opens_on, due[0], due[1], closes_on, due[2])
        before, opens_on, due = due[1], due[1] + timedelta(days=1), following


def _interval_due(kind: DutyKind, before: date, sheet: RuleSheet) -> tuple[date, date, int] | None:
    """(by plain counting, the day that decides, the rule)."""
    rule = sheet.find(kind, on=before, category=Category.TEMPORARY)
    if rule is None or not rule.number or rule.number < 0:
        return None
    deadline = procedural_deadline(before, rule.number, cast(Unit, rule.unit))
    return deadline.raw, deadline.due if rule.is_moved_to_workday else deadline.raw, rule.pk


def clock_days(kind: DutyKind, basis: date, rule: Rule, sheet: RuleSheet) -> tuple[date, date, date]:
    """First day, last day by plain counting, and the last day that decides, of a once-only duty.

    The preparation of discharge counts back from the term's last day; the return from a leave is due on the leave's
    last day; every other clock runs from the day after `basis`, and moves to
    the next workday where the rule says so.
    """
    if kind == DutyKind.DISCHARGE_PREPARATION:
        opens = sheet.number("discharge_preparation_opens", on=basis)
        due = basis - timedelta(days=rule.number or 0)
        return basis - timedelta(days=opens), due, due
    if kind == DutyKind.LEAVE_RETURN:
        return date.min, basis, basis  # its cause says from when: the departure
    deadline = procedural_deadline(basis, rule.number or 0, cast(Unit, rule.unit))
    return basis, deadline.raw, deadline.due if rule.is_moved_to_workday else deadline.raw


MANAGED_KINDS = [kind.value for kind in (*PERIODIC_KINDS, *INTERVAL_KINDS, *ONCE_ONLY_KINDS)]
