"""What every service on a case does first and last: lock the row, tell the rooms above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from core.audit import AuditEvent, event_record
from core.clock import now
from core.errors import Clash
from core.registry import hooks
from corrections.models import Case, CaseSpan, User
from corrections.selectors.roster_dependents import READING_EVENTS
from corrections.services.changes import Changes, changes_apply, row_save


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What became of one case of many; `why` is empty when done."""

    case_id: int
    result: Literal["done", "skipped", "refused"]
    why: str = ""


def case_lock(*, case_id: int, by: User, permission: str) -> Case:
    """The case with a row lock, among those where the user holds the permission; PermissionDenied otherwise."""
    found: Case | None = (
        Case.objects.visible_to(by, permission)
        .select_for_update(of=("self",))
        .select_related("offender", "station")
        .filter(pk=case_id)
        .first()
    )
    if found is None:
        raise PermissionDenied(_("您没有办理本案此事的权限。"))
    return found


def check_version(row: models.Model, version: int | None, *, offender_id: int) -> None:
    """Raises Clash where the locked row is no longer the version that the form was shown with; None asks nothing.

    Who changed it and when is read from the events of the person it is about.
    """
    if version is None or version == row.version:  # type: ignore[attr-defined]
        return
    events = AuditEvent.objects.filter(
        offender_id=offender_id, subject_type=row._meta.label_lower, subject_id=row.pk
    )
    last = events.exclude(event__in=READING_EVENTS).order_by("-id").first()
    raise Clash(
        _("您打开页面之后，有人改过这里的内容；请对照两边再决定。"),
        who=last.actor_name if last else "",
        at=last.at if last else None,
    )


def cases_changed(*, case_ids: Sequence[int], on: date, by: User | None) -> None:
    """Tell the rooms above, inside the transaction: dated facts of these cases changed on that business day."""
    if case_ids:
        for changed in hooks("cases_changed"):
            changed(case_ids=list(case_ids), on=on, by=by)


def case_event(
    event: str,
    case: Case,
    *,
    by: User | None,
    subject: models.Model | None = None,
    changes: Changes | None = None,
    reason: str = "",
    batch: str = "",
) -> None:
    """One event in the case's own history."""
    event_record(
        event,
        by=by,
        subject=subject or case,
        changes=changes,
        reason=reason[:500],
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
        batch=batch,
    )


def case_update(case: Case, values: Mapping[str, Any]) -> Changes:
    """Write the values that differ onto the locked case; old → new of them."""
    changes = changes_apply(case, values)
    if changes:
        row_save(case, changes)
    return changes


def span_switch(
    model: type[CaseSpan], case: Case, *, starts_on: date, by: User, reason: str = "", **values: Any
) -> CaseSpan:
    """From that day on other values hold: the running span ends the day before, a new one begins.

    A span that began on the same day is corrected in place. The caller has checked that no span begins later.
    """
    running: CaseSpan | None = (
        model._default_manager.filter(case=case, ends_on=None).order_by("-starts_on").first()
    )
    stamp: dict[str, Any] = {"reason": reason, "recorded_at": now(), "recorded_by": by}
    if running is not None and running.starts_on == starts_on:
        for name, value in (values | stamp).items():
            setattr(running, name, value)
        running.save()
        return running
    if running is not None:
        running.ends_on = starts_on - date.resolution
        running.save(update_fields=["ends_on"])
    span: CaseSpan = model._default_manager.create(case=case, starts_on=starts_on, **values, **stamp)
    return span
