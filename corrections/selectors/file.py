"""What a person's file shows of the case: its dated history and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from core.models import AuditEvent
from corrections.models import (
    Case,
    LevelSpan,
    Offence,
    Offender,
    PersonMerge,
    Placement,
    ResponsibleOfficer,
    StatusSpan,
    Term,
    User,
)

OPEN_FIRST = (F("ended_on").desc(nulls_first=True), "-term_starts_on", "-pk")
"""The order of one person's cases."""


_STANDING = ("placed__station", "placed__community", "levelled", "answered__staff")


@dataclass(frozen=True)
class Standing:
    """What holds on the day: each span that is open then, and the offences recorded."""

    placement: Placement | None
    level: LevelSpan | None
    responsible: ResponsibleOfficer | None
    statuses: tuple[StatusSpan, ...]
    offences: tuple[Offence, ...]


def case_standing(case: Case, *, on: date) -> Standing:
    """Three queries. Of an ended case as of its last day."""
    day = on if case.ended_on is None else min(on, case.ended_on)
    found: Any = (
        Case.objects.annotate(
            placed=_held("placements", day),
            levelled=_held("levelspans", day),
            answered=_held("responsibleofficers", day),
        )
        .select_related(*_STANDING)
        .get(pk=case.pk)
    )
    return Standing(
        getattr(found, "placed", None),
        getattr(found, "levelled", None),
        getattr(found, "answered", None),
        tuple(StatusSpan.objects.on(day).filter(case=case).order_by("starts_on")),
        tuple(Offence.objects.filter(case=case).order_by("-committed_on", "-pk")),
    )


def _held(spans: str, day: date) -> FilteredRelation:
    """The one span of a kind that never overlaps itself, on that day."""
    return FilteredRelation(
        spans,
        condition=Q(**{f"{spans}__starts_on__lte": day})
        & (Q(**{f"{spans}__ends_on": None}) | Q(**{f"{spans}__ends_on__gte": day})),
    )


def cases_of(user: User, offender: Offender) -> QuerySet[Case]:
    """The person's cases that exist for the user: the open one first, then the latest."""
    rows: QuerySet[Case] = Case.objects.visible_to(user).filter(offender=offender).select_related("station")
    return rows.order_by(*OPEN_FIRST)


@dataclass(frozen=True)
class History:
    """The dated spans of a case, the latest first."""

    terms: tuple[Term, ...]
    placements: tuple[Placement, ...]
    levels: tuple[LevelSpan, ...]
    responsibles: tuple[ResponsibleOfficer, ...]
    statuses: tuple[StatusSpan, ...]


def case_history(case: Case) -> History:
    """Five queries."""
    return History(
        tuple(Term.objects.filter(case=case).order_by("-recorded_at", "-pk")),
        tuple(
            Placement.objects.filter(case=case).select_related("station", "community").order_by("-starts_on")
        ),
        tuple(LevelSpan.objects.filter(case=case).order_by("-starts_on")),
        tuple(ResponsibleOfficer.objects.filter(case=case).select_related("staff").order_by("-starts_on")),
        tuple(StatusSpan.objects.filter(case=case).order_by("-starts_on")),
    )


def case_events(case: Case) -> QuerySet[AuditEvent]:
    """Events of the case, and those of the person that belong to no case, the latest first;
    what happened to a file that was merged into it included.

    The caller has asked whether the user may open the case.
    """
    own = Q(case_id=case.pk) | Q(offender_id=case.offender_id, case_id=None)
    for merge in PersonMerge.objects.filter(kept=case.offender_id):
        gone = [before for before, after in merge.cases if after == case.pk]
        own |= Q(case_id__in=gone) | Q(offender_id=merge.gone_id, case_id=None)
    return AuditEvent.objects.filter(own).order_by("-id")
