"""What the timeline of a person's file says of requests: who asked, each office's word, and the trips."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from core.chips import Tone
from corrections.models import Case
from supervision.enums import ApprovalAct, MovementKind
from supervision.models import Approval, ApprovalStep, Movement
from supervision.selectors.timeline_entry import EntryKind, TimelineEntry

_TONES: dict[str, Tone] = {
    ApprovalAct.APPROVE: "ok",
    ApprovalAct.FORWARD: "info",
    ApprovalAct.REFUSE: "late",
    ApprovalAct.RETURN: "warn",
}


def approval_entries(case: Case, on: date) -> Iterator[TimelineEntry]:
    """Three queries: requests, what their offices said, movements."""
    for asked in Approval.objects.filter(case=case, requested_on__lte=on).select_related("requested_by"):
        yield TimelineEntry(
            asked.requested_on,
            EntryKind.APPROVAL,
            _("申请：%(what)s") % {"what": asked.get_kind_display()},
            asked.closed_reason,
            "info",
            by=asked.requested_by.display_name,
            subject=(asked._meta.label_lower, asked.pk),
            recorded_at=asked.requested_at,
        )
    steps = ApprovalStep.objects.filter(approval__case=case, acted_on__lte=on)
    for step in steps.select_related("acted_by", "office", "approval"):
        words = {"office": step.office.name, "act": step.get_act_display()}
        yield TimelineEntry(
            step.acted_on or on,
            EntryKind.APPROVAL,
            _("%(office)s：%(act)s") % words,
            step.words,
            _TONES.get(step.act, "plain"),
            by=step.acted_by.display_name if step.acted_by else "",
            subject=(step.approval._meta.label_lower, step.approval_id),
            recorded_at=step.acted_at,
        )
    for movement in Movement.objects.filter(case=case, happened_on__lte=on).select_related("recorded_by"):
        yield TimelineEntry(
            movement.happened_on,
            EntryKind.APPROVAL,
            _("外出：%(what)s") % {"what": movement.get_kind_display()},
            movement.words,
            "warn" if movement.kind == MovementKind.ORDERED_BACK else "info",
            by=movement.recorded_by.display_name if movement.recorded_by else "",
            subject=(movement._meta.label_lower, movement.pk),
            recorded_at=movement.recorded_at,
        )
