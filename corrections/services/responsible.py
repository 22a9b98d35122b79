"""矫正责任人: who answers for a case."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import today
from core.errors import BadInput, Refused
from corrections.models import Case, ResponsibleOfficer, Staff, User
from corrections.permissions import Permission
from corrections.policies.case import check_can_assign_responsible, check_day
from corrections.services.case import case_event, case_lock, case_update, cases_changed, span_switch


@transaction.atomic
def responsible_assign(
    *, by: User, case: Case, staff: Staff, starts_on: date, reason: str = ""
) -> ResponsibleOfficer:
    """From that day the staff member answers for the case, instead of whoever did until the day before.

    Raises Refused for an ended case, the same person again, or somebody not posted at the station or above it.
    """
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.TEAM_EDIT)
    check_can_assign_responsible(locked, staff, on=today())
    check_day(locked, starts_on, on=today())
    running = ResponsibleOfficer.objects.filter(case=locked, ends_on=None).first()
    if running is not None and running.staff_id == staff.pk:
        raise Refused(_("%(name)s已经是本案的矫正责任人。") % {"name": staff.name})
    if running is not None and starts_on < running.starts_on:
        raise BadInput(_("现任责任人自%(day)s起负责，接任日期不能更早。") % {"day": running.starts_on})
    span = span_switch(ResponsibleOfficer, locked, starts_on=starts_on, by=by, reason=reason, staff=staff)
    changes = case_update(locked, {"responsible": staff})
    changes["starts_on"] = [None, starts_on.isoformat()]
    case_event("responsible_assigned", locked, by=by, changes=changes, reason=reason)
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    assert isinstance(span, ResponsibleOfficer)  # noqa: S101 (for the type checker)
    return span
