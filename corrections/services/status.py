"""Lost contact 失联 (and 脱管), custody 羁押, hospital 住院: dated spans beside the correction itself.

`starts_on` and `ends_on` are the first and last day on which it held, both included. What each suspends is the rule
book's business.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import now, today
from core.errors import BadInput
from corrections.enums import AbscondingNature, StatusKind
from corrections.models import Case, StatusSpan, User
from corrections.permissions import Permission
from corrections.policies.status import (
    check_begin_fits,
    check_can_begin_status,
    check_can_confirm_absconding,
    check_can_end_status,
    check_status_end_fits,
)
from corrections.services.case import case_event, case_lock, cases_changed
from corrections.services.changes import changes_apply

_WORDS = {
    StatusKind.LOST_CONTACT: "lost_contact",
    StatusKind.CUSTODY: "custody",
    StatusKind.HOSPITAL: "hospital",
}


def lost_contact_begin(*, by: User, case: Case, starts_on: date, reason: str = "") -> StatusSpan:
    """The person cannot be reached since that day; the search 查找 begins at once (社区矫正法 第三十条)."""
    return _begin(by=by, case=case, kind=StatusKind.LOST_CONTACT, starts_on=starts_on, reason=reason)


def lost_contact_end(*, by: User, span: StatusSpan, ends_on: date, note: str = "") -> StatusSpan:
    """Found: `ends_on` is the last day of the loss."""
    return _end(by=by, span=span, kind=StatusKind.LOST_CONTACT, ends_on=ends_on, note=note)


def custody_begin(*, by: User, case: Case, starts_on: date, reason: str = "") -> StatusSpan:
    """Detained (拘留、强制隔离戒毒、刑事强制措施, 社区矫正法 第三十二条) since that day."""
    return _begin(by=by, case=case, kind=StatusKind.CUSTODY, starts_on=starts_on, reason=reason)


def custody_end(*, by: User, span: StatusSpan, ends_on: date, note: str = "") -> StatusSpan:
    return _end(by=by, span=span, kind=StatusKind.CUSTODY, ends_on=ends_on, note=note)


def hospital_begin(*, by: User, case: Case, starts_on: date, reason: str = "") -> StatusSpan:
    return _begin(by=by, case=case, kind=StatusKind.HOSPITAL, starts_on=starts_on, reason=reason)


def hospital_end(*, by: User, span: StatusSpan, ends_on: date, note: str = "") -> StatusSpan:
    return _end(by=by, span=span, kind=StatusKind.HOSPITAL, ends_on=ends_on, note=note)


@transaction.atomic
def absconding_confirm(
    *, by: User, span: StatusSpan, absconding_from: date, nature: AbscondingNature, reason: str = ""
) -> StatusSpan:
    """From that day on the lost contact counts as 脱管: not found, or found and refusing (counting.md, Loss)."""
    case, locked = _span_lock(by=by, span=span, kind=StatusKind.LOST_CONTACT)
    check_can_confirm_absconding(locked)
    if not locked.starts_on <= absconding_from <= today():
        raise BadInput(_("脱管日期应在失联之日（%(day)s）至今天之间。") % {"day": locked.starts_on})
    changes = changes_apply(locked, {"absconding_from": absconding_from, "absconding_nature": nature})
    locked.save(update_fields=list(changes))
    case_event("absconding_confirmed", case, by=by, subject=locked, changes=changes, reason=reason)
    cases_changed(case_ids=[case.pk], on=today(), by=by)
    return locked


@transaction.atomic
def _begin(*, by: User, case: Case, kind: StatusKind, starts_on: date, reason: str) -> StatusSpan:
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_STATUS_RECORD)
    check_can_begin_status(locked, kind)
    check_begin_fits(locked, kind, starts_on, on=today())
    span = StatusSpan.objects.create(
        case=locked, kind=kind, starts_on=starts_on, reason=reason, recorded_at=now(), recorded_by=by
    )
    changes = {"starts_on": [None, starts_on.isoformat()]}
    case_event(f"{_WORDS[kind]}_begun", locked, by=by, subject=span, changes=changes, reason=reason)
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    return span


@transaction.atomic
def _end(*, by: User, span: StatusSpan, kind: StatusKind, ends_on: date, note: str) -> StatusSpan:
    case, locked = _span_lock(by=by, span=span, kind=kind)
    check_can_end_status(locked)
    check_status_end_fits(locked, ends_on, on=today())
    changes = changes_apply(locked, {"ends_on": ends_on, "end_note": note})
    locked.save(update_fields=["ends_on", "end_note"])
    case_event(f"{_WORDS[kind]}_ended", case, by=by, subject=locked, changes=changes, reason=note)
    cases_changed(case_ids=[case.pk], on=today(), by=by)
    return locked


def _span_lock(*, by: User, span: StatusSpan, kind: StatusKind) -> tuple[Case, StatusSpan]:
    """The case's row is the lock for its spans too. A span of another kind does not exist for these services."""
    case = case_lock(case_id=span.case_id, by=by, permission=Permission.CASE_STATUS_RECORD)
    locked = StatusSpan.objects.get(pk=span.pk)
    if locked.kind != kind:
        raise ObjectDoesNotExist
    return case, locked
