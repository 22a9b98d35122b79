"""The end of a case by kind and day, and taking a wrong one back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from core.clock import today
from core.errors import BadInput, Refused
from corrections.enums import EndKind
from corrections.models import (
    Case,
    CaseSpan,
    LevelSpan,
    Placement,
    ResponsibleOfficer,
    StatusSpan,
    TeamSeat,
    User,
)
from corrections.permissions import Permission
from corrections.policies.case import check_can_end_case, check_can_undo_end, check_end_fits
from corrections.services.case import case_event, case_lock, case_update, cases_changed

SPANS: tuple[type[CaseSpan], ...] = (Placement, LevelSpan, StatusSpan, ResponsibleOfficer, TeamSeat)


@transaction.atomic
def case_end(*, by: User, case: Case, kind: EndKind, ended_on: date, reason: str = "") -> Case:
    """Discharge, termination, transfer out or death on that day, the last of the case; open spans end with it.

    Legal source: 社区矫正法 第四十四条、第四十五条. Raises Refused for a kind that does not fit the category, a
    discharge before the term is over, or facts recorded after that day; BadInput for a day before reception or to come.
    """
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_END)
    check_can_end_case(locked)
    check_end_fits(locked, kind, ended_on, reason, on=today())
    for model in SPANS:
        spans = model._default_manager.filter(case=locked)
        later = spans.filter(Q(starts_on__gt=ended_on) | Q(ends_on__gt=ended_on))
        if locked.received_on is not None and later.exists():
            raise Refused(
                _("%(day)s以后还有%(what)s的登记，请核对结束日期。")
                % {"day": ended_on, "what": model._meta.verbose_name}
            )
        # Of a case that was never received, spans run from the day it was entered, which may be after its end.
        last_day = Greatest(F("starts_on"), Value(ended_on, output_field=DateField()))
        spans.filter(ends_on=None).update(ends_on=last_day, is_closed_with_case=True)
    changes = case_update(locked, {"ended_on": ended_on, "end_kind": kind, "end_reason": reason})
    case_event("case_ended", locked, by=by, changes=changes, reason=reason)
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    return locked


@transaction.atomic
def case_end_undo(*, by: User, case: Case, reason: str) -> Case:
    """Take back an end recorded by mistake: the case is open again and so are the spans that it closed."""
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_END)
    check_can_undo_end(locked)
    if not reason.strip():
        raise BadInput(_("请写明撤回的理由。"))
    for model in SPANS:
        model._default_manager.filter(case=locked, is_closed_with_case=True).update(
            ends_on=None, is_closed_with_case=False
        )
    for lasting in (Placement, LevelSpan):  # an end that came with a roster closed them without a mark
        if not lasting.objects.filter(case=locked, ends_on=None).exists():
            last = lasting.objects.filter(case=locked).latest("starts_on")
            last.ends_on = None
            last.save(update_fields=["ends_on"])
    changes = case_update(locked, {"ended_on": None, "end_kind": "", "end_reason": ""})
    case_event("case_end_undone", locked, by=by, changes=changes, reason=reason)
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    return locked
