"""What people did with the cases of an import since: what forbids to undo it, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from core.audit import AuditEvent
from core.audit_words import EventLine, event_lines
from core.registry import hooks
from corrections.enums import RosterOutcome, RosterState
from corrections.models import Case, Offender, RosterImport, RosterRow

READING_EVENTS = ("file_opened", "offender_revealed", "paper_taken")
"""Events of looking only: nothing depends on them."""
IMPORT_EVENTS = ("case_imported", "case_import_updated")
"""Events of the rows themselves, written with them; upload and confirmation came before."""
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

    Counted are acts on the cases, and on their people through another case. Duties that opened by themselves leave no
    event. The rooms above are asked about the cases that would go. Seven queries and those of the hooks.
    """
    rows = changed_rows(roster)
    own = AuditEvent.objects.filter(batch=roster.batch, event__in=IMPORT_EVENTS)
    first = own.aggregate(id=Min("id"))["id"]
    about_person = Q(subject_type=Offender._meta.label_lower) | Q(event__in=IMPORT_EVENTS)
    later = (
        AuditEvent.objects.filter(
            Q(case_id__in=rows.values("case_id"))
            | about_person & Q(offender_id__in=rows.values("offender_id")),
            id__gt=first or 0,
        )
        .exclude(batch=roster.batch)
        .exclude(batch__in=_undone_batches())
        .exclude(event__in=READING_EVENTS)
    )
    people = later.values("offender_id").distinct().count()
    events = list(later.order_by("-id")[:SHOWN])
    cases = _cases_of(rows, events)
    shown = [
        Dependent(cases[event.offender_id], line)
        for event, line in zip(events, event_lines(events), strict=True)
        if event.offender_id in cases
    ]
    made = list(rows.filter(outcome=RosterOutcome.CREATED).values_list("case_id", flat=True))
    sentences = _later_imports(later)
    sentences += [
        sentence for blockers in hooks("import_undo_blockers") for sentence in blockers(case_ids=made)
    ]
    return Dependents(people, shown, sentences)


def _later_imports(later: QuerySet[AuditEvent]) -> list[str]:
    """Later imports that changed the same people: undone first, they stand in the way no more."""
    batches = later.filter(batch__startswith=RosterImport.BATCH).values_list("batch", flat=True).distinct()
    keys = [int(batch.removeprefix(RosterImport.BATCH)) for batch in batches.order_by("batch")]
    return [
        _("后来导入的名册“%(file)s”（%(day)s）也改动了这些人，请先撤销它") % {"file": file, "day": day}
        for file, day in RosterImport.objects.filter(pk__in=keys)
        .order_by("-pk")
        .values_list("file_name", "on")
    ]


def _cases_of(rows: QuerySet[RosterRow], events: Sequence[AuditEvent]) -> dict[int | None, Case]:
    """The case of the import by person, also where the act went through another case of theirs."""
    chosen = rows.filter(offender_id__in={event.offender_id for event in events})
    found = Case.objects.filter(pk__in=chosen.values("case_id")).select_related("offender", "station")
    return {case.offender_id: case for case in found}
