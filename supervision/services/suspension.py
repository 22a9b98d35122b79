"""Lets duties rest while a status of the case holds on at least half of their days, and wakes them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from supervision.policies.suspensions import suspending_pairs

# A periodic duty rests for good when its period was covered; a once-only duty, whose period never comes again, only as
# long as the status lasts, or lasted to the end of the case. Days on which two statuses hold count once; the one that
# holds longer is named. A leave lets nothing rest after its last day, however long the person stays away.
_SUSPEND = """
WITH resting AS (
  SELECT s.case_id, s.kind, s.ends_on, s.ends_on IS NULL OR s.is_closed_with_case AS is_lasting,
         CASE WHEN s.kind = 'lost_contact' THEN s.absconding_from ELSE s.starts_on END AS starts_on
    FROM corrections_statusspan s JOIN corrections_case c ON c.id = s.case_id
   WHERE (%(case_ids)s::bigint[] IS NULL OR s.case_id = ANY(%(case_ids)s::bigint[]))
     AND (%(path)s = '' OR (c.path >= %(path)s AND c.path < %(path_end)s))
     AND (%(offices)s::text[] IS NULL OR c.path = ANY(%(offices)s::text[]))
     AND (s.ends_on IS NULL OR s.ends_on >= %(since)s)
  UNION ALL
  SELECT t.case_id, 'leave', least(t.returned_on, leave.last_on), false, t.departed_on
    FROM supervision_trip t
    JOIN supervision_leave leave ON leave.id = t.leave_id
    JOIN corrections_case c ON c.id = t.case_id
   WHERE (%(case_ids)s::bigint[] IS NULL OR t.case_id = ANY(%(case_ids)s::bigint[]))
     AND (%(path)s = '' OR (c.path >= %(path)s AND c.path < %(path_end)s))
     AND (%(offices)s::text[] IS NULL OR c.path = ANY(%(offices)s::text[]))
     AND least(t.returned_on, leave.last_on) >= %(since)s
),
held AS (
  SELECT d.id, d.opens_on, d.due_on, r.kind, r.starts_on,
         daterange(greatest(r.starts_on, d.opens_on), least(r.ends_on, d.due_on), '[]') AS days
    FROM resting r
    JOIN unnest(%(statuses)s::text[], %(kinds)s::text[]) AS rests(status, kind) ON rests.status = r.kind
    JOIN supervision_duty d
      ON d.case_id = r.case_id AND d.kind = rests.kind AND d.outcome <> 'void' AND d.due_on >= %(since)s
     AND r.starts_on <= d.due_on AND (r.ends_on IS NULL OR r.ends_on >= d.opens_on)
     AND (d.closes_on IS NOT NULL OR r.is_lasting)
),
covered AS (
  SELECT id, (array_agg(kind ORDER BY upper(days) - lower(days) DESC, starts_on, kind))[1] AS status
    FROM held
   GROUP BY id, opens_on, due_on
  HAVING 2 * (SELECT sum(upper(part) - lower(part)) FROM unnest(range_agg(days)) AS part) >= due_on - opens_on + 1
)
UPDATE supervision_duty d
   SET suspended_by = coalesce(c.status, '')
  FROM supervision_duty old LEFT JOIN covered c ON c.id = old.id
 WHERE d.id = old.id AND old.suspended_by <> coalesce(c.status, '') AND old.outcome <> 'void'
   AND (%(case_ids)s::bigint[] IS NULL OR d.case_id = ANY(%(case_ids)s::bigint[]))
   AND CASE WHEN %(case_ids)s::bigint[] IS NULL THEN c.id IS NOT NULL
            ELSE old.case_id = ANY(%(case_ids)s::bigint[]) END
"""


def duties_suspend(
    *,
    case_ids: Sequence[int] | None = None,
    path: str = "",
    offices: Sequence[str] | None = None,
    since: date = date.min,
) -> int:
    """Sets and clears `suspended_by` of the duties of these cases; returns how many changed.

    Without `case_ids` (after a night's opening) it only sets it, on duties due from `since` on.
    """
    statuses, kinds = suspending_pairs()
    with connection.cursor() as cursor:
        cursor.execute(
            _SUSPEND,
            {
                "case_ids": None if case_ids is None else list(case_ids),
                "since": since,
                "offices": None if offices is None else list(offices),
                "path": path,
                "path_end": f"{path[:-1]}0",
                "statuses": statuses,
                "kinds": kinds,
            },
        )
        return int(cursor.rowcount)
