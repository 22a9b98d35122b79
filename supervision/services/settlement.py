"""Says of each duty what became of it: from its records, from the facts of its case, from the days that went by.

The answer is worked out anew from everything recorded, in the order of entry, so that it is the same whatever happened
in between: a record entered late, withdrawn, or older than its duty settles and reopens by one rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from core.clock import now
from supervision.models.duty import RECORDED_KINDS
from supervision.services.wanted import MANAGED_KINDS

# The first deciding record of the duty in the order of entry: a failed attempt and one that waits for evidence settle
# nothing. Entered as late for a duty, a record counts for that duty (found by its occasion, should it have been opened
# anew) and not for the period in which it happened; for other kinds it settles as usual.
_RECORD = """
  SELECT a.source, a.id, a.happened_on, a.recorded_at, a.outcome, late.id IS NOT NULL AS is_late
    FROM (
      SELECT 'check_in' AS source, r.id, r.happened_on, r.recorded_at, r.outcome, r.late_for_id
        FROM supervision_checkin r
       WHERE d.kind <> 'visit' AND r.case_id = d.case_id
         AND r.happened_on BETWEEN d.opens_on AND coalesce(d.closes_on, 'infinity')
         AND d.kind = ANY(r.settles) AND r.withdrawn_at IS NULL
         AND r.outcome IN ('complied', 'acceptable_absence', 'unacceptable')
      UNION ALL
      SELECT 'visit', r.id, r.happened_on, r.recorded_at, r.outcome, r.late_for_id
        FROM supervision_visit r
       WHERE d.kind = 'visit' AND r.case_id = d.case_id
         AND r.happened_on BETWEEN d.opens_on AND coalesce(d.closes_on, 'infinity')
         AND r.withdrawn_at IS NULL
         AND r.outcome IN ('complied', 'acceptable_absence', 'unacceptable')
    ) a
    LEFT JOIN supervision_duty late ON late.id = a.late_for_id AND late.kind = d.kind
   WHERE CASE WHEN late.id IS NULL THEN a.happened_on <= d.due_on
              ELSE late.occasion = d.occasion AND a.happened_on > d.due_on
                   AND (d.closes_on IS NULL OR a.happened_on <= d.closes_on) END
   ORDER BY a.id
   LIMIT 1
"""

# The team of a case is formed as the law wants (社区矫正法 第二十五条、第五十二条) on the first day with a responsible
# officer and another member, a woman for a woman, and someone who knows minors on the juvenile track. A seat that a
# roster only reported has no name and no sex: it raises no alarm.
_TEAM_FORMED = """
  SELECT min(turn.day) AS day
    FROM (SELECT greatest(starts_on, d.opens_on) AS day FROM corrections_responsibleofficer WHERE case_id = d.case_id
          UNION
          SELECT greatest(starts_on, d.opens_on) FROM corrections_teamseat WHERE case_id = d.case_id) turn
   CROSS JOIN LATERAL (
     SELECT array_agg(seat.name) AS names, bool_or(NOT seat.is_named) AS any_unnamed,
            bool_or(NOT seat.is_named AND seat.role = 'station_officer') AS unnamed_officer,
            bool_or(seat.sex = 'female' OR member.sex = 'female') AS any_woman,
            bool_or(seat.knows_minors OR member.knows_minors) AS knows_minors
       FROM corrections_teamseat seat LEFT JOIN corrections_staff member ON member.id = seat.staff_id
      WHERE seat.case_id = d.case_id AND seat.starts_on <= turn.day
        AND (seat.ends_on IS NULL OR seat.ends_on >= turn.day)) team
    LEFT JOIN LATERAL (
     SELECT staff.name, staff.sex, staff.knows_minors
       FROM corrections_responsibleofficer held JOIN corrections_staff staff ON staff.id = held.staff_id
      WHERE held.case_id = d.case_id AND held.starts_on <= turn.day
        AND (held.ends_on IS NULL OR held.ends_on >= turn.day)) officer ON true
    JOIN corrections_offender person ON person.id = c.offender_id
   WHERE turn.day <= %(on)s
     AND (officer.name IS NOT NULL OR team.unnamed_officer)
     AND cardinality(array_remove(team.names, officer.name)) >= CASE WHEN officer.name IS NULL THEN 2 ELSE 1 END
     AND (person.sex <> 'female' OR team.any_woman OR officer.sex = 'female' OR team.any_unnamed)
     AND (NOT c.is_juvenile_track OR team.knows_minors OR officer.knows_minors OR team.any_unnamed)
"""

# What settles a duty that no report or visit settles: a fact of the case, its team, plan and assessments. A search that
# only the case's end closed has found nobody.
_FACT = f"""
  SELECT x.day, x.source, x.id
    FROM (
      SELECT CASE WHEN c.registered_on IS NOT NULL THEN c.registered_on
                  WHEN c.registration_result <> 'not_registered' THEN c.received_on END AS day, 'case' AS source, c.id
       WHERE d.kind IN ('registration', 'handover')
      UNION ALL
      SELECT c.ended_on, 'case', c.id
       WHERE d.kind = 'discharge_preparation' AND c.end_kind IN ('discharge', 'pardon')
      UNION ALL
      SELECT lost.ends_on, 'status', lost.id
        FROM corrections_statusspan lost
       WHERE d.kind = 'search' AND lost.case_id = d.case_id AND d.occasion = 'lost:' || lost.id
         AND NOT lost.is_closed_with_case
      UNION ALL
      SELECT t.returned_on, 'trip', t.id
        FROM supervision_trip t
       WHERE d.kind = 'leave_return' AND t.case_id = d.case_id AND d.occasion = 'leave:' || t.leave_id
      UNION ALL
      SELECT formed.day, 'team', c.id FROM ({_TEAM_FORMED}) formed WHERE d.kind = 'team'
      UNION ALL
      (SELECT plan.made_on, 'plan', plan.id
         FROM supervision_correctionplan plan
        WHERE d.kind = 'plan' AND plan.case_id = d.case_id AND plan.withdrawn_at IS NULL
        ORDER BY plan.made_on, plan.id LIMIT 1)
      UNION ALL
      SELECT found.assessed_on, 'assessment', found.id
        FROM supervision_assessment found
       WHERE d.kind = 'assessment' AND found.case_id = d.case_id AND found.month = d.opens_on
         AND found.assessed_on <= d.closes_on
    ) x
   WHERE x.day IS NOT NULL
   LIMIT 1
"""  # noqa: S608 (fixed text)

# Duty by duty, each answer from the rows of its own case by index: no plan depends on how many duties are asked about.
# The cases are named for the updated table too: for a few hundred of them it would be read from end to end otherwise.
_SETTLE = f"""
UPDATE supervision_duty duty
   SET outcome = found.outcome, settled_on = found.settled_on, settled_at = found.settled_at,
       settled_by_kind = found.source, settled_by_id = found.source_id, is_settled_late = found.is_late
  FROM (
    SELECT d.id,
           CASE WHEN r.outcome = 'complied' THEN 'complied'
                WHEN r.outcome = 'acceptable_absence' THEN 'excused'
                WHEN r.outcome = 'unacceptable' THEN 'missed'
                WHEN f.day IS NOT NULL THEN 'complied'
                WHEN d.suspended_by = '' AND (c.ended_on IS NOT NULL OR d.closes_on < %(on)s) THEN 'missed'
                ELSE 'open' END AS outcome,
           coalesce(r.happened_on, f.day) AS settled_on,
           CASE WHEN r.id IS NOT NULL THEN r.recorded_at WHEN f.day IS NOT NULL THEN %(moment)s END AS settled_at,
           coalesce(r.source, f.source, '') AS source,
           coalesce(r.id, f.id) AS source_id,
           CASE WHEN r.id IS NOT NULL THEN r.is_late ELSE coalesce(f.day > d.due_on, false) END AS is_late
      FROM supervision_duty d
      JOIN corrections_case c ON c.id = d.case_id
      LEFT JOIN LATERAL ({_RECORD}) r ON d.kind = ANY(%(recorded_kinds)s::text[])
      LEFT JOIN LATERAL ({_FACT}) f ON d.closes_on IS NULL OR d.kind = 'assessment'
     WHERE d.case_id = ANY(%(case_ids)s::bigint[]) AND d.outcome <> 'void' AND d.kind = ANY(%(kinds)s::text[])
  ) found
 WHERE duty.id = found.id AND duty.case_id = ANY(%(case_ids)s::bigint[])
   AND (duty.outcome, duty.settled_on, duty.settled_by_kind, duty.settled_by_id, duty.is_settled_late)
       IS DISTINCT FROM (found.outcome, found.settled_on, found.source, found.source_id, found.is_late)
"""  # noqa: S608 (fixed text)


def duties_settle(*, case_ids: Sequence[int], on: date) -> int:
    """Writes the outcome of every standing duty of these cases as of `on`; returns how many changed."""
    if not case_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            {
                "on": on,
                "moment": now(),
                "case_ids": list(case_ids),
                "kinds": MANAGED_KINDS,
                "recorded_kinds": [kind.value for kind in RECORDED_KINDS],
            },
        )
        return int(cursor.rowcount)
