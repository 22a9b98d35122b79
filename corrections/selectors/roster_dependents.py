"""What people did with the cases of an import since: what forbids to undo it, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Min, QuerySet, Value
from django.db.models.functions import Cast, Concat

from core.audit import AuditEvent
from core.audit_words import EventLine, event_lines
from core.registry import hooks
from corrections.enums import RosterOutcome, RosterState
from corrections.models import Case, RosterImport, RosterRow

READING_EVENTS = ("file_opened", "offender_revealed")
"""Events of looking only: nothing depends on them."""
SHOWN = 50


@dataclass(frozen=True)
class Dependent:
    """One act after the import, and the case it is about."""

    case: Case
    line: EventLine


@dataclass(frozen=True)
class Dependents:
    """`people` cases were worked on since; `shown` some of the acts, the latest first; `sentences` of rooms above."""

    people: int
    shown: Sequence[Dependent]
    sentences: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.people or self.sentences)


def changed_rows(roster: RosterImport) -> QuerySet[RosterRow]:
    """The rows of the import that wrote anything."""
    return RosterRow.objects.filter(
        roster=roster, outcome__in=(RosterOutcome.CREATED, RosterOutcome.UPDATED), case__isnull=False
    )


def _undone_batches() -> QuerySet[Any]:
    """What other imports did and took back again is as if it had never been."""
    undone = RosterImport.objects.filter(state=RosterState.UNDONE)
    batch = Concat(Value(RosterImport.BATCH), Cast("pk", CharField()), output_field=CharField())
    return undone.values_list(batch)


def dependents_of(roster: RosterImport) -> Dependents:
    """Every write leaves an event in its own transaction, so an event after the import's own is something done since.

    Duties that opened by themselves leave none. Four queries and those of the hooks.
    """
    case_ids = changed_rows(roster).values("case_id")
    first = AuditEvent.objects.filter(batch=roster.batch).aggregate(id=Min("id"))["id"]
    later = (
        AuditEvent.objects.filter(case_id__in=case_ids, id__gt=first or 0)
        .exclude(batch=roster.batch)
        .exclude(batch__in=_undone_batches())
        .exclude(event__in=READING_EVENTS)
    )
    people = later.values("case_id").distinct().count()
    events = list(later.order_by("-id")[:SHOWN])
    cases: dict[int, Any] = Case.objects.select_related("offender", "station").in_bulk(
        {event.case_id for event in events if event.case_id}
    )
    shown = [
        Dependent(cases[event.case_id], line)
        for event, line in zip(events, event_lines(events), strict=True)
        if event.case_id in cases
    ]
    ids = list(changed_rows(roster).values_list("case_id", flat=True))
    sentences = [
        sentence for blockers in hooks("import_undo_blockers") for sentence in blockers(case_ids=ids)
    ]
    return Dependents(people, shown, sentences)
