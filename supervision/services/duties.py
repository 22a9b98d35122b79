"""Opens duties and keeps them true to the facts of their cases: one statement for any number of cases.

No audit event is written for a duty that the program opens: it follows from a rule and a fact, and the row itself is
the trace (`rule`, `created_at`, `void_reason`, `voided_at`). The act that changed the fact has its own event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.clock import now
from core.errors import BadInput
from corrections.models import User
from corrections.selectors.offices import office_paths_outside
from supervision.enums import DutyKind
from supervision.selectors.rules import rule_sheet
from supervision.services.settlement import duties_settle
from supervision.services.suspension import duties_suspend
from supervision.services.wanted import MANAGED_KINDS, OWNERS, Scope, wanted_on, wanted_since_start

# What stands already is left alone by the unique key; rows go in by case, so that two runs never wait in a circle. The
# station is the placement on the due day. Registration and hand-over are the county's own unless it has delegated
# reception to the station on the day on which they open.
_OPEN = """
WITH opened AS (
  INSERT INTO supervision_duty (
    case_id, kind, occasion, owner, is_for_county, station_id, path, opens_on, due_on, due_raw_on, closes_on,
    rule_id, outcome, settled_by_kind, is_settled_late, suspended_by, void_reason, created_at)
  SELECT w.case_id, w.kind, w.occasion, o.owner,
         w.kind = ANY(%(county_kinds)s::text[]) AND NOT EXISTS (
           SELECT 1 FROM corrections_delegation g
            WHERE g.station_id = office.id AND g.matter = 'reception' AND g.starts_on <= w.opens_on
              AND (g.ends_on IS NULL OR g.ends_on >= w.opens_on)),
         office.id, office.path, w.opens_on, w.due_on, w.due_raw_on, w.closes_on,
         w.rule_id, 'open', '', false, '', '', %(moment)s
    FROM wanted_duty w
    JOIN unnest(%(kinds)s::text[], %(owners)s::text[]) AS o(kind, owner) ON o.kind = w.kind
    JOIN corrections_case c ON c.id = w.case_id
    LEFT JOIN corrections_placement p
      ON p.case_id = w.case_id AND p.starts_on <= w.due_on AND (p.ends_on IS NULL OR p.ends_on >= w.due_on)
    JOIN corrections_organisation office ON office.id = coalesce(p.station_id, c.station_id)
   WHERE w.opens_on <= %(on)s
   ORDER BY w.case_id
  ON CONFLICT DO NOTHING
  RETURNING case_id, kind, opens_on, due_on, closes_on
)
SELECT count(*), min(o.opens_on),
       array_agg(DISTINCT o.case_id) FILTER (WHERE o.closes_on IS NULL OR c.ended_on IS NOT NULL
         OR EXISTS (SELECT 1 FROM supervision_checkin r
                     WHERE r.case_id = o.case_id AND r.happened_on BETWEEN o.opens_on AND o.due_on)
         OR EXISTS (SELECT 1 FROM supervision_visit r
                     WHERE r.case_id = o.case_id AND r.happened_on BETWEEN o.opens_on AND o.due_on))
  FROM opened o JOIN corrections_case c ON c.id = o.case_id
"""

_VOID = """
UPDATE supervision_duty d
   SET outcome = 'void', voided_at = %(moment)s,
       void_reason = CASE WHEN d.due_on > c.ended_on THEN %(ended)s
                          WHEN d.due_on > c.term_ends_on THEN %(term_moved)s
                          WHEN d.closes_on IS NOT NULL THEN %(level_changed)s
                          ELSE %(fact_corrected)s END
  FROM corrections_case c
 WHERE c.id = d.case_id AND d.case_id = ANY(%(case_ids)s::bigint[])
   AND d.outcome <> 'void' AND d.kind = ANY(%(kinds)s::text[])
   AND NOT EXISTS (SELECT 1 FROM wanted_duty w
                    WHERE w.case_id = d.case_id AND w.kind = d.kind AND w.occasion = d.occasion
                      AND w.opens_on = d.opens_on AND w.due_on = d.due_on)
"""

_PLACE = """
UPDATE supervision_duty d
   SET station_id = office.id, path = office.path
  FROM corrections_case c, corrections_organisation office
 WHERE c.id = d.case_id AND d.case_id = ANY(%(case_ids)s::bigint[]) AND d.outcome <> 'void' AND d.office_id IS NULL
   AND office.id = coalesce((
         SELECT p.station_id FROM corrections_placement p
          WHERE p.case_id = d.case_id AND p.starts_on <= d.due_on AND (p.ends_on IS NULL OR p.ends_on >= d.due_on)
       ), c.station_id)
   AND (d.station_id, d.path) IS DISTINCT FROM (office.id, office.path)
"""

_COUNTY_KINDS = [DutyKind.REGISTRATION.value, DutyKind.HANDOVER.value]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many duties were voided and opened to fit the facts again."""

    voided: int
    opened: int


@dataclass(frozen=True, slots=True)
class _Opened:
    """How many, the earliest day on which one opened, and the cases where something may have settled one already."""

    count: int
    first: date | None
    settled_case_ids: list[int]


@transaction.atomic
def duties_open(
    *, on: date, path: str = "", without: Sequence[str] = (), case_ids: Sequence[int] | None = None
) -> int:
    """Opens every duty that should exist, has begun by `on` and does not exist; returns how many.

    A night (no `case_ids`) looks at the periods in which `on` lies and at every once-only duty that has begun, for the
    cases of the subtree at `path` that lie in none of the subtrees `without`; named cases get every period since their
    start. Safe to repeat, for any date. Raises BadInput while no rule book is loaded.
    """
    sheet = rule_sheet()
    if not sheet:
        raise BadInput(_("监管规则尚未载入，请先运行 manage.py load_rule_books。"))
    if case_ids is not None:
        wanted_since_start(sheet, Scope(case_ids=case_ids), on)
        return _open_since_start(case_ids, on)
    offices = office_paths_outside(without)
    wanted_on(sheet, Scope(path, offices=offices), on)
    opened = _open(on)
    if opened.first is not None:
        duties_suspend(path=path, offices=offices, since=opened.first)
        duties_settle(on=on, case_ids=opened.settled_case_ids)
    return opened.count


@transaction.atomic
def duties_reconcile(*, case_ids: Sequence[int], on: date, by: User | None) -> Reconciled:
    """Makes the duties of these cases fit their facts again, in the caller's transaction.

    What should no longer exist is voided with its reason, what should is opened; stations follow the placements, rests
    the statuses, outcomes the records and facts. Nothing changes when nothing has changed, and nothing is done while no
    rule book is loaded (the night says so). `by` caused the change; its event is the caller's.
    """
    ids, sheet = list(case_ids), rule_sheet()
    if not ids or not sheet:
        return Reconciled(0, 0)
    wanted_since_start(sheet, Scope(case_ids=ids), on)
    voided = _void(ids)
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, {"case_ids": ids})
    return Reconciled(voided, _open_since_start(ids, on))


def _open_since_start(case_ids: Sequence[int], on: date) -> int:
    opened = _open(on)
    duties_suspend(case_ids=case_ids)
    duties_settle(on=on, case_ids=case_ids)
    return opened.count


def _open(on: date) -> _Opened:
    """Opens what `wanted_duty` holds and has begun."""
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            {
                "on": on,
                "moment": now(),
                "kinds": [kind.value for kind in OWNERS],
                "owners": [owner.value for owner in OWNERS.values()],
                "county_kinds": _COUNTY_KINDS,
            },
        )
        count, first, case_ids = cursor.fetchone()
    return _Opened(count, first, case_ids or [])


def _void(case_ids: Sequence[int]) -> int:
    """Voids what stands and `wanted_duty` does not hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            _VOID,
            {
                "case_ids": list(case_ids),
                "moment": now(),
                "kinds": MANAGED_KINDS,
                "ended": _("已解除或终止"),
                "term_moved": _("期限变更"),
                "level_changed": _("管理等级、频率或登记事实变更"),
                "fact_corrected": _("登记事实变更"),
            },
        )
        return int(cursor.rowcount)
