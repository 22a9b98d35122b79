"""Spans of many cases at once: the first ones of new cases, and others switched on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from core.clock import now
from corrections.enums import Sex, TermKind
from corrections.models import CaseSpan, TeamSeat, User
from corrections.resources.roster_team import Member
from corrections.services.roster_known import Seat
from corrections.services.roster_rows import rows_add

_COLUMNS = (
    "case_id",
    "starts_on",
    "ends_on",
    "is_closed_with_case",
    "reason",
    "recorded_at",
    "recorded_by_id",
)

_FIRST_LEVELS = """
INSERT INTO corrections_levelspan
       (case_id, starts_on, ends_on, is_closed_with_case, reason, recorded_at, recorded_by_id, level)
SELECT p.case_id, p.starts_on, p.ends_on, p.is_closed_with_case, p.reason, p.recorded_at, p.recorded_by_id, c.level
  FROM corrections_placement p JOIN corrections_case c ON c.id = p.case_id
 WHERE p.case_id = ANY(%s) ORDER BY p.case_id
"""
_FIRST_TERMS = """
INSERT INTO corrections_term
       (case_id, kind, decided_on, starts_on, ends_on, text, document, recorded_at, recorded_by_id)
SELECT c.id, %s, c.decided_on, c.term_starts_on, c.term_ends_on, c.term_text, c.decision_number, %s::timestamptz, %s
  FROM corrections_case c
 WHERE c.id = ANY(%s) ORDER BY c.id
"""
_FIRST_SEATS = """
INSERT INTO corrections_teamseat
       (case_id, starts_on, ends_on, is_closed_with_case, reason, recorded_at, recorded_by_id,
        role, name, sex, phone, unit_name, knows_minors, is_named)
SELECT p.case_id, p.starts_on, p.ends_on, p.is_closed_with_case, p.reason, p.recorded_at, p.recorded_by_id,
       m.role, m.name, %s, ''::bytea, m.unit, false, m.name <> ''
  FROM unnest(%s::bigint[], %s::int[]) AS t (case_id, team)
  JOIN unnest(%s::int[], %s::text[], %s::text[], %s::text[]) AS m (team, role, name, unit) USING (team)
  JOIN corrections_placement p USING (case_id)
 ORDER BY p.case_id
"""


def case_spans_begin(case_ids: Sequence[int], *, by: User, moment: str) -> None:
    """Level and term of new cases, from the case and its placement: they begin and end with the placement."""
    if not case_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_LEVELS, [list(case_ids)])
        cursor.execute(_FIRST_TERMS, [TermKind.ORIGINAL.value, moment, by.pk, list(case_ids)])


def seats_begin(teams: Mapping[int, tuple[Member, ...]]) -> None:
    """The first seats of new cases, for as long as their placement. Equal teams travel once."""
    if not teams:
        return
    numbers = {team: number for number, team in enumerate(dict.fromkeys(teams.values()))}
    members = [
        (number, member.role, member.name, member.unit) for team, number in numbers.items() for member in team
    ]
    columns = [list(column) for column in zip(*members, strict=True)]
    chosen = [numbers[team] for team in teams.values()]
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_SEATS, [Sex.UNKNOWN.value, list(teams), chosen, *columns])


def spans_switch(
    model: type[CaseSpan],
    names: Sequence[str],
    values: Mapping[int, Sequence[Any]],
    *,
    on: date,
    by: User,
    reason: str,
) -> None:
    """From `on` the cases have the values of `names`. A span that began on that day is replaced, not split.

    The caller has made sure that no span begins later. Four statements, whatever the number of cases.
    """
    if not values:
        return
    running = model._default_manager.filter(case_id__in=list(values), ends_on=None)
    running.filter(starts_on=on).delete()
    running.filter(starts_on__lt=on).update(ends_on=on - timedelta(days=1))
    moment = now().isoformat()
    rows_add(
        model,
        (*_COLUMNS, *names),
        ((case_id, on, None, False, reason, moment, by.pk, *new) for case_id, new in values.items()),
    )


def seats_close(seats: Mapping[int, Sequence[Seat]], *, on: date) -> None:
    """Unnamed seats that a roster no longer reports end the day before; those that began on that day never were."""
    chosen = Q(pk__in=())
    for case_id, gone in seats.items():
        for role, _name, unit in gone:
            chosen |= Q(case_id=case_id, role=role, unit_name=unit)
    if not seats:
        return
    running = TeamSeat.objects.filter(chosen, is_named=False, ends_on=None)
    running.filter(starts_on__gte=on).delete()
    running.filter(starts_on__lt=on).update(ends_on=on - timedelta(days=1))
