"""Audit events, written in the transaction of the act they tell of. Personal values are masked by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from core import clock
from core.bulk import copy_rows
from core.models import AuditEvent

__all__ = ["AuditEvent", "EventDraft", "event_record", "events_record"]

_COLUMNS = (
    "at",
    "business_date",
    "event",
    "actor_id",
    "actor_name",
    "subject_type",
    "subject_id",
    "path",
    "case_id",
    "offender_id",
    "changes",
    "reason",
    "batch",
)


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One event of a bulk act. `subject_type` is the model's `label_lower` ("corrections.case")."""

    event: str
    subject_type: str
    subject_id: int | None
    changes: Mapping[str, list[Any]] = field(default_factory=dict)
    reason: str = ""
    path: str = ""
    case_id: int | None = None
    offender_id: int | None = None
    batch: str = ""


def event_record(
    event: str,
    *,
    by: models.Model | None,
    subject: models.Model | None,
    changes: Mapping[str, list[Any]] | None = None,
    reason: str = "",
    path: str = "",
    case_id: int | None = None,
    offender_id: int | None = None,
    batch: str = "",
) -> AuditEvent:
    """Writes one event. `by` None means the system itself; `subject` None an act on nothing stored (a failed login).

    `changes` maps a field's name to [old, new], in values that JSON can hold.
    """
    actor_id, actor_name = _actor(by)
    return AuditEvent.objects.create(
        at=clock.now(),
        business_date=clock.today(),
        event=event,
        actor_id=actor_id,
        actor_name=actor_name,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        path=path,
        case_id=case_id,
        offender_id=offender_id,
        changes=dict(changes or {}),
        reason=reason,
        batch=batch,
    )


def events_record(drafts: Iterable[EventDraft], *, by: models.Model | None) -> int:
    """Writes all events at one moment, by COPY, in the caller's transaction; returns how many."""
    actor_id, actor_name = _actor(by)
    now = clock.now()
    moment, day = now.isoformat(), now.date().isoformat()
    return copy_rows(
        connection,
        AuditEvent._meta.db_table,
        _COLUMNS,
        (
            (
                moment,
                day,
                draft.event,
                actor_id,
                actor_name,
                draft.subject_type,
                draft.subject_id,
                draft.path,
                draft.case_id,
                draft.offender_id,
                draft.changes if isinstance(draft.changes, dict) else dict(draft.changes),
                draft.reason,
                draft.batch,
            )
            for draft in drafts
        ),
    )


def _actor(by: models.Model | None) -> tuple[int | None, str]:
    if by is None:
        return None, _("系统")
    return by.pk, str(getattr(by, "display_name", "") or by)[:150]
