"""Says of each duty what became of it: from its records, from the facts of its case, from the days that went by.

The answer is worked out anew from everything recorded, in the order of entry, so that it is the same whatever happened
in between: a record entered late, withdrawn, or older than its duty settles and reopens by one rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from core.clock import now
from supervision.services.wanted import MANAGED_KINDS

# The team of a case is formed as the law wants (社区矫正法 第二十五条、第五十二条) on the first day with a responsible
# officer and another member, a woman for a woman, and someone who knows minors on the juvenile track. A seat that a
# roster only reported has no name and no sex: it raises no alarm.
#
# Deciding records only: a failed attempt and one that waits for evidence settle nothing. Entered as late for a duty,
# a record counts for that duty (found by its occasion, should it have been opened anew) and not for the period in which
# it happened; for other kinds it settles as usual.
_SETTLE = """
WITH act AS (
  SELECT 'check_in' AS source, r.id, r.case_id, r.happened_on, r.recorded_at, r.outcome, r.late_for_id,
         unnest(r.settles) AS kind
    FROM supervision_checkin r
   WHERE r.withdrawn_at IS NULL AND r.outcome IN ('complied', 'acceptable_absence', 'unacceptable')
     AND r.happened_on >= %(since)s
     AND (%(case_ids)s::bigint[] IS NULL OR r.case_id = ANY(%(case_ids)s::bigint[]))
  UNION ALL
  SELECT 'visit', r.id, r.case_id, r.happened_on, r.recorded_at, r.outcome, r.late_for_id, 'visit'
    FROM supervision_visit r
   WHERE r.withdrawn_at IS NULL AND r.outcome IN ('complied', 'acceptable_absence', 'unacceptable')
     AND r.happened_on >= %(since)s
     AND (%(case_ids)s::bigint[] IS NULL OR r.case_id = ANY(%(case_ids)s::bigint[]))
),
scope AS (
  SELECT d.id, d.case_id, d.kind, d.occasion, d.opens_on, d.due_on, d.closes_on, d.suspended_by, c.ended_on, c.end_kind,
         CASE WHEN c.registered_on IS NOT NULL THEN c.registered_on
              WHEN c.registration_result <> 'not_registered' THEN c.received_on END AS registered_on
    FROM supervision_duty d JOIN corrections_case c ON c.id = d.case_id
   WHERE d.outcome <> 'void' AND d.kind = ANY(%(kinds)s::text[])
     AND (%(case_ids)s::bigint[] IS NULL OR d.case_id = ANY(%(case_ids)s::bigint[]))
     AND (%(path)s = '' OR (c.path >= %(path)s AND c.path < %(path_end)s))
     AND (%(opened_at)s::timestamptz IS NULL
          OR (d.created_at = %(opened_at)s AND d.outcome = 'open' AND d.due_on >= %(since)s
              AND (d.closes_on IS NULL OR c.ended_on IS NOT NULL
                   OR EXISTS (SELECT 1 FROM act a WHERE a.case_id = d.case_id))))
),
by_record AS (
  SELECT DISTINCT ON (s.id) s.id, a.source, a.id AS record_id, a.happened_on, a.recorded_at, a.outcome,
         late.id IS NOT NULL AS is_late
    FROM scope s
    JOIN act a ON a.case_id = s.case_id AND a.kind = s.kind
    LEFT JOIN supervision_duty late ON late.id = a.late_for_id AND late.kind = a.kind
   WHERE CASE WHEN late.id IS NULL THEN a.happened_on BETWEEN s.opens_on AND s.due_on
              ELSE late.occasion = s.occasion AND a.happened_on > s.due_on
                   AND (s.closes_on IS NULL OR a.happened_on <= s.closes_on) END
   ORDER BY s.id, a.id
),
by_fact AS (
  SELECT s.id, s.registered_on AS day, 'case' AS source, s.case_id AS fact_id
    FROM scope s
   WHERE s.kind IN ('registration', 'handover') AND s.registered_on IS NOT NULL
  UNION ALL
  SELECT s.id, s.ended_on, 'case', s.case_id
    FROM scope s
   WHERE s.kind = 'discharge_preparation' AND s.end_kind IN ('discharge', 'pardon')
  UNION ALL
  SELECT s.id, l.ends_on, 'status', l.id
    FROM scope s JOIN corrections_statusspan l ON l.case_id = s.case_id AND s.occasion = 'lost:' || l.id
   WHERE s.kind = 'search' AND l.ends_on IS NOT NULL AND NOT l.is_closed_with_case
  UNION ALL
  SELECT s.id, formed.day, 'team', s.case_id
    FROM scope s
    JOIN corrections_case c ON c.id = s.case_id
    JOIN corrections_offender o ON o.id = c.offender_id
   CROSS JOIN LATERAL (
     SELECT min(turn.day) AS day
       FROM (SELECT greatest(starts_on, s.opens_on) AS day FROM corrections_responsibleofficer WHERE case_id = s.case_id
             UNION
             SELECT greatest(starts_on, s.opens_on) FROM corrections_teamseat WHERE case_id = s.case_id) turn
      CROSS JOIN LATERAL (
        SELECT array_agg(seat.name) AS names, bool_or(NOT seat.is_named) AS any_unnamed,
               bool_or(NOT seat.is_named AND seat.role = 'station_officer') AS unnamed_officer,
               bool_or(seat.sex = 'female' OR member.sex = 'female') AS any_woman,
               bool_or(seat.knows_minors OR member.knows_minors) AS knows_minors
          FROM corrections_teamseat seat LEFT JOIN corrections_staff member ON member.id = seat.staff_id
         WHERE seat.case_id = s.case_id AND seat.starts_on <= turn.day
           AND (seat.ends_on IS NULL OR seat.ends_on >= turn.day)) team
       LEFT JOIN LATERAL (
        SELECT staff.name, staff.sex, staff.knows_minors
          FROM corrections_responsibleofficer held JOIN corrections_staff staff ON staff.id = held.staff_id
         WHERE held.case_id = s.case_id AND held.starts_on <= turn.day
           AND (held.ends_on IS NULL OR held.ends_on >= turn.day)) officer ON true
      WHERE turn.day <= %(on)s
        AND (officer.name IS NOT NULL OR team.unnamed_officer)
        AND cardinality(array_remove(team.names, officer.name)) >= CASE WHEN officer.name IS NULL THEN 2 ELSE 1 END
        AND (o.sex <> 'female' OR team.any_woman OR officer.sex = 'female' OR team.any_unnamed)
        AND (NOT c.is_juvenile_track OR team.knows_minors OR officer.knows_minors OR team.any_unnamed)
   ) formed
   WHERE s.kind = 'team' AND formed.day IS NOT NULL
),
found AS (
  SELECT s.id,
         CASE WHEN r.outcome = 'complied' THEN 'complied'
              WHEN r.outcome = 'acceptable_absence' THEN 'excused'
              WHEN r.outcome = 'unacceptable' THEN 'missed'
              WHEN f.day IS NOT NULL THEN 'complied'
              WHEN s.suspended_by = '' AND (s.ended_on IS NOT NULL OR s.closes_on < %(on)s) THEN 'missed'
              ELSE 'open' END AS outcome,
         coalesce(r.happened_on, f.day) AS settled_on,
         CASE WHEN r.id IS NOT NULL THEN r.recorded_at WHEN f.day IS NOT NULL THEN %(moment)s END AS settled_at,
         coalesce(r.source, f.source, '') AS source,
         coalesce(r.record_id, f.fact_id) AS source_id,
         CASE WHEN r.id IS NOT NULL THEN r.is_late ELSE coalesce(f.day > s.due_on, false) END AS is_late
    FROM scope s LEFT JOIN by_record r ON r.id = s.id LEFT JOIN by_fact f ON f.id = s.id
)
UPDATE supervision_duty d
   SET outcome = f.outcome, settled_on = f.settled_on, settled_at = f.settled_at, settled_by_kind = f.source,
       settled_by_id = f.source_id, is_settled_late = f.is_late
  FROM found f
 WHERE d.id = f.id
   AND (d.outcome, d.settled_on, d.settled_by_kind, d.settled_by_id, d.is_settled_late)
       IS DISTINCT FROM (f.outcome, f.settled_on, f.source, f.source_id, f.is_late)
"""


def duties_settle(
    *,
    on: date,
    case_ids: Sequence[int] | None = None,
    path: str = "",
    since: date = date.min,
    opened_at: datetime | None = None,
) -> int:
    """Writes the outcome of the duties of these cases as of `on`; returns how many changed.

    After a night's opening, instead of `case_ids`: only what was opened at that moment, from the records since.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            {
                "on": on,
                "moment": now(),
                "case_ids": None if case_ids is None else list(case_ids),
                "path": path,
                "path_end": f"{path[:-1]}0",
                "since": since,
                "opened_at": opened_at,
                "kinds": MANAGED_KINDS,
            },
        )
        return int(cursor.rowcount)
