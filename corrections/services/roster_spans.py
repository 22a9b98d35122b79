"""Spans of many cases switched on one day: the running one ends the day before, the new one begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from core.clock import now
from corrections.models import CaseSpan, TeamSeat, User
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
