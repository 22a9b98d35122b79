"""疑似重复 found: people of one name and birth under two documents, asked about once (services/namesake.py decides)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.clock import now
from corrections.models import Case, Namesake, Offender, Organisation, RosterImport
from corrections.selectors.offices import county_of

# Newcomers of an import, beside everybody of the county with the same name and birth who was there before them. What
# was asked before, whatever the answer, is not asked again.
_AMONG_NEW = """
INSERT INTO corrections_namesake
  (known_id, id_kind, id_index, facts, path, roster_id, "row", state, found_at, reason)
SELECT DISTINCT ON (known.id, fresh.id)
       known.id, fresh.id_kind, fresh.id_index, ''::bytea, %(path)s, entry.roster_id, entry."row",
       'open', %(moment)s, ''
  FROM corrections_rosterrow entry
  JOIN corrections_offender fresh ON fresh.id = entry.offender_id
  JOIN corrections_offender known
    ON known.name = fresh.name AND known.birth_on = fresh.birth_on AND known.id < fresh.id
  JOIN corrections_case c ON c.offender_id = known.id AND c.path LIKE %(below)s
 WHERE entry.roster_id = %(roster)s AND entry.outcome = 'created' AND entry.offender_version = 1
 ORDER BY known.id, fresh.id, c.id
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class NamesakeDraft:
    """A row of a roster beside somebody known: the row's document and what it says of the person."""

    known_id: int
    id_kind: str
    id_index: bytes
    facts: dict[str, Any]
    row: int


def namesakes_ask(drafts: Iterable[NamesakeDraft], *, roster: RosterImport, county: Organisation) -> None:
    """Keeps the questions a check found; one that was asked before stays as it is, but for the row it now stands in."""
    asked = {(draft.known_id, draft.id_kind, draft.id_index): draft for draft in drafts}
    Namesake.objects.bulk_create(
        (
            Namesake(
                known_id=draft.known_id,
                id_kind=draft.id_kind,
                id_index=draft.id_index,
                facts=draft.facts,
                path=county.path,
                roster=roster,
                row=draft.row,
                found_at=now(),
            )
            for draft in asked.values()
        ),
        update_conflicts=True,
        unique_fields=["known", "id_kind", "id_index"],
        update_fields=["roster", "row", "facts"],
    )


def namesakes_among_new(roster: RosterImport, *, county: Organisation) -> int:
    """Asks about the people an import made, beside those who were there and beside each other; how many questions."""
    with connection.cursor() as cursor:
        cursor.execute(
            _AMONG_NEW,
            {"roster": roster.pk, "path": county.path, "below": f"{county.path}%", "moment": now()},
        )
        return int(cursor.rowcount)


def namesakes_of_newcomer(offender: Offender, *, path: str) -> int:
    """The same for one person received by hand, in the caller's transaction; how many questions."""
    if offender.birth_on is None:
        return 0
    county = county_of(path)
    before = Offender.objects.filter(
        name=offender.name,
        birth_on=offender.birth_on,
        pk__in=Case.objects.below(county.path).values("offender_id"),
    ).exclude(pk=offender.pk)
    made = [
        Namesake(
            known=known,
            id_kind=offender.id_kind,
            id_index=offender.id_index,
            path=county.path,
            found_at=now(),
        )
        for known in before
    ]
    Namesake.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)
