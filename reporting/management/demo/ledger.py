"""What happened to the people of the scale data: duties by the engine itself, records by INSERT … SELECT from them.

The engine opens each duty of the history and says what became of it; nothing here writes an outcome. Which duty was
done, when and how is drawn from a hash of the seed, the case's number, the kind and the occasion, in SQL: three million
records do not pass through Python. Each record has the audit event that its service would have written, at the moment
of its entry. Left out: the messages of past nights, appraisals, and the events of staff and offices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from core.bulk import copy_objects
from corrections.models import User
from reporting.management.demo.records import (
    ANALYSES,
    EVALUATIONS,
    LATE,
    MEASURES,
    NEVER,
    PAPERS,
    SITUATION,
    TALKS,
    VISITS,
    assessments_drawn,
    tables_analyze,
)
from supervision.enums import DutyKind
from supervision.models import Assessment, CheckIn, CorrectionPlan, Duty, Visit
from supervision.models.duty import REPORTED_KINDS
from supervision.services.duties import duties_open
from supervision.services.settlement import duties_settle

# One hash, three draws: whether it was done, on which day of the period (when late, one to three days after it), at
# which minute of an office day. Nothing happens in the future, or after the duty has closed.
_ACTS = """
WITH drawn AS (
  SELECT d.id, d.case_id, d.kind, d.opens_on, d.due_on, d.closes_on, c.crimes, c.responsible_id,
         hashtextextended(c.number || d.kind || d.occasion, %(seed)s) & 4611686018427387903 AS hash
    FROM supervision_duty d JOIN corrections_case c ON c.id = d.case_id
   WHERE d.case_id = ANY(%(case_ids)s::bigint[]) AND d.kind = ANY(%(kinds)s::text[])
     AND d.outcome NOT IN ('void', 'complied') AND d.suspended_by = ''
), day AS (
  SELECT drawn.*, hash %% 1000 < 1000 * (%(never)s + %(late)s) AS is_late,
         CASE WHEN hash %% 1000 < 1000 * %(never)s THEN NULL
              WHEN hash %% 1000 < 1000 * (%(never)s + %(late)s) THEN due_on + 1 + (hash / 1000 %% 3)::int
              ELSE opens_on + (hash / 1000 %% (due_on - opens_on + 1))::int END AS happened_on
    FROM drawn
), act AS (
  SELECT day.id, day.case_id, day.kind, day.opens_on, day.due_on, day.happened_on, day.crimes,
         day.hash / 1000000 AS hash, CASE WHEN day.is_late THEN day.id END AS late_for_id, actor.id AS by_id,
         (day.happened_on + time '09:00' + day.hash / 1000000 %% 480 * interval '1 minute')
           AT TIME ZONE 'Asia/Shanghai' AS moment
    FROM day LEFT JOIN corrections_user actor ON actor.staff_id = day.responsible_id
   WHERE day.happened_on <= %(on)s
     AND (NOT day.is_late OR day.closes_on IS NULL OR day.happened_on <= day.closes_on)
)
"""

_EVENTS = """
INSERT INTO core_auditevent (
  at, business_date, event, actor_id, actor_name, subject_type, subject_id, path, case_id, offender_id, changes, reason,
  batch)
SELECT made.recorded_at, (made.recorded_at AT TIME ZONE 'Asia/Shanghai')::date, %(event)s, actor.id,
       coalesce(actor.name, %(system)s), %(subject)s, made.id, c.path, c.id, c.offender_id, {changes}, '', ''
  FROM {made} made JOIN corrections_case c ON c.id = made.case_id
  LEFT JOIN corrections_user actor ON actor.id = made.recorded_by_id
 WHERE made.case_id = ANY(%(case_ids)s::bigint[])
 ORDER BY made.id
"""

_CHECK_INS = """
INSERT INTO supervision_checkin (
  case_id, happened_on, happened_at, outcome, absence_reason, content, late_for_id, recorded_on, recorded_at,
  recorded_by_id, is_entered_late, version, withdrawn_reason, channel, settles)
SELECT case_id, happened_on, (moment AT TIME ZONE 'Asia/Shanghai')::time, 'complied', '',
       CASE WHEN kind = ANY(%(papers)s::text[]) THEN %(paper)s
            ELSE (%(talks)s::text[])[1 + hash %% cardinality(%(talks)s::text[])] END,
       late_for_id, happened_on, moment, by_id, false, 1, '',
       CASE WHEN kind = ANY(%(papers)s::text[]) THEN 'written'
            WHEN hash %% 3 = 0 THEN 'in_person' ELSE 'phone' END, ARRAY[kind]
  FROM act ORDER BY id
"""

_VISITS = """
INSERT INTO supervision_visit (
  case_id, happened_on, happened_at, outcome, absence_reason, content, late_for_id, recorded_on, recorded_at,
  recorded_by_id, is_entered_late, version, withdrawn_reason, met, place, companions)
SELECT case_id, happened_on, (moment AT TIME ZONE 'Asia/Shanghai')::time, 'complied', '',
       (%(visits)s::text[])[1 + hash %% cardinality(%(visits)s::text[])],
       late_for_id, happened_on, moment, by_id, false, 1, '',
       CASE WHEN hash %% 3 = 0 THEN 'family' ELSE 'self' END, '居住地', ''
  FROM act ORDER BY id
"""

_PLANS = """
INSERT INTO supervision_correctionplan (
  case_id, made_on, situation, evaluation, analysis, measures, adjusted_because, recorded_at, recorded_by_id,
  withdrawn_reason)
SELECT case_id, happened_on, replace(%(situation)s, '{crimes}', array_to_string(crimes, '、')),
       (%(evaluations)s::text[])[1 + hash %% 2], (%(analyses)s::text[])[1 + hash %% 2], %(measures)s, '', moment,
       by_id, ''
  FROM act ORDER BY id
"""

_SAID = "'happened_on', jsonb_build_array(NULL, made.happened_on), 'outcome', jsonb_build_array(NULL, made.outcome)"
_SAID_LATE = (
    "CASE WHEN made.late_for_id IS NULL THEN '{}'"
    " ELSE jsonb_build_object('late_for', jsonb_build_array(NULL, made.late_for_id)) END"
)


@dataclass(frozen=True, slots=True)
class _Record:
    """One kind of record as SQL: what it settles, how it is inserted from `act`, what its event says."""

    model: type[Model]
    event: str
    kinds: Sequence[DutyKind]
    insert: str
    changes: str

    @property
    def sql(self) -> str:
        return (
            f"{_ACTS}, made AS ({self.insert} RETURNING *){_EVENTS.format(made='made', changes=self.changes)}"
        )


_RECORDS = (
    _Record(
        CheckIn,
        "check_in_recorded",
        REPORTED_KINDS,
        _CHECK_INS,
        "jsonb_build_object('channel', jsonb_build_array(NULL, made.channel),"
        f" 'settles', jsonb_build_array(NULL, to_jsonb(made.settles)), {_SAID}) || {_SAID_LATE}",
    ),
    _Record(
        Visit,
        "visit_recorded",
        [DutyKind.VISIT],
        _VISITS,
        f"jsonb_build_object('met', jsonb_build_array(NULL, made.met), {_SAID}) || {_SAID_LATE}",
    ),
    _Record(CorrectionPlan, "plan_made", [DutyKind.PLAN], _PLANS, "'{}'::jsonb"),
)
_ASSESSED = f"""
{_ACTS}
SELECT opens_on, case_id, happened_on, due_on, hash %% 4, by_id FROM act ORDER BY case_id, opens_on
"""  # noqa: S608 (fixed text)
_ASSESSED_EVENTS = _EVENTS.format(
    made="supervision_assessment",
    changes="jsonb_build_object('grade', jsonb_build_array(NULL, made.grade),"
    " 'month', jsonb_build_array(NULL, to_char(made.month, 'YYYY-MM')))",
)


def ledger_make(case_ids: Sequence[int], *, key: str, seed: int, on: date, is_growing: bool) -> None:
    """The history of these cases of one county up to `on`, and what became of each duty.

    `key` seeds what is drawn in Python. `is_growing`: the tables have doubled since the planner last heard of them.
    """
    if not case_ids:
        return
    duties_open(on=on, case_ids=case_ids)
    if is_growing:
        tables_analyze(Duty)
    with connection.cursor() as cursor:
        for record in _RECORDS:
            cursor.execute(record.sql, _params(record, case_ids, seed, on))
    if is_growing:
        tables_analyze(CheckIn, Visit, CorrectionPlan)
    duties_settle(on=on, case_ids=case_ids)
    _assess(case_ids, random=Random(f"{seed}:{key}:assessments"), seed=seed, on=on)
    duties_settle(on=on, case_ids=case_ids)


def _params(record: _Record, case_ids: Sequence[int], seed: int, on: date) -> dict[str, Any]:
    return {
        **_drawing(case_ids, record.kinds, seed, on),
        **_telling(record.event, record.model),
        "papers": [kind.value for kind in PAPERS],
        "paper": next(iter(PAPERS.values())),
        "talks": list(TALKS),
        "visits": list(VISITS),
        "situation": SITUATION,
        "evaluations": list(EVALUATIONS),
        "analyses": list(ANALYSES),
        "measures": MEASURES,
    }


def _telling(event: str, model: type[Model]) -> dict[str, Any]:
    return {"event": event, "subject": model._meta.label_lower, "system": _("系统")}


def _drawing(case_ids: Sequence[int], kinds: Sequence[DutyKind], seed: int, on: date) -> dict[str, Any]:
    return {
        "case_ids": list(case_ids),
        "kinds": [kind.value for kind in kinds],
        "seed": seed,
        "on": on,
        "never": NEVER,
        "late": LATE,
    }


def _assess(case_ids: Sequence[int], *, random: Random, seed: int, on: date) -> None:
    """Months are judged on what their duties say, so that these are settled before."""
    drawing = _drawing(case_ids, [DutyKind.ASSESSMENT], seed, on)
    assessed: dict[date, list[tuple[int, date, User | None]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ASSESSED, drawing)
        for month, case_id, happened_on, due_on, back, by_id in cursor.fetchall():
            day = max(happened_on, min(on, due_on - timedelta(days=back)))
            assessed[month].append((case_id, day, User(pk=by_id) if by_id else None))
    copy_objects(connection, assessments_drawn(random, assessed, on=on))
    with connection.cursor() as cursor:
        cursor.execute(_ASSESSED_EVENTS, {**drawing, **_telling("assessment_recorded", Assessment)})
