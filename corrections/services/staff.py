"""Staff: who works where with which share of a full post, and when they are away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import today
from core.errors import BadInput
from corrections.enums import AbsenceKind, Sex, StaffKind
from corrections.models import Organisation, Posting, Staff, StaffAbsence, User
from corrections.permissions import Permission
from corrections.policies.access import check_may
from corrections.policies.staff import (
    check_absence_fits,
    check_can_add_posting,
    check_can_end_absence,
    check_can_end_posting,
)
from corrections.services.changes import changes_apply, created
from corrections.services.organisation import organisation_lock


@transaction.atomic
def staff_create(
    *,
    by: User,
    organisation: Organisation,
    name: str,
    kind: StaffKind,
    starts_on: date,
    sex: Sex = Sex.UNKNOWN,
    phone: str = "",
    knows_minors: bool = False,
    is_head: bool = False,
    share: int = 100,
) -> Staff:
    """A new member of staff with a first posting; `share` in hundredths of a full post."""
    check_may(by, Permission.STAFF_EDIT, organisation.path)
    if not name.strip():
        raise BadInput(_("请填写姓名。"))
    staff = Staff.objects.create(name=name.strip(), sex=sex, phone=phone, knows_minors=knows_minors)
    changes = created(staff, "name", "sex", "phone", "knows_minors")
    event_record("staff_created", by=by, subject=staff, changes=changes, path=organisation.path)
    posting_add(
        by=by,
        staff=staff,
        organisation=organisation,
        kind=kind,
        starts_on=starts_on,
        is_head=is_head,
        share=share,
    )
    return staff


@transaction.atomic
def staff_update(*, by: User, posting: Posting, values: Mapping[str, Any]) -> Staff:
    """Sex, telephone, knowledge of minors of a member, through one of their posts; old → new masked in the event."""
    check_may(by, Permission.STAFF_EDIT, posting.path)
    if unknown := set(values) - {"sex", "phone", "knows_minors"}:
        raise BadInput(_("不能在这里修改：%(names)s") % {"names": "、".join(sorted(unknown))})
    locked = Staff.objects.select_for_update().get(pk=posting.staff_id)
    changes = changes_apply(locked, values)
    if changes:
        locked.save(update_fields=list(changes))
        event_record("staff_updated", by=by, subject=locked, changes=changes, path=posting.path)
    return locked


@transaction.atomic
def posting_add(
    *,
    by: User,
    staff: Staff,
    organisation: Organisation,
    kind: StaffKind,
    starts_on: date,
    ends_on: date | None = None,
    is_head: bool = False,
    share: int = 100,
) -> Posting:
    """A post from first to last day. Refused where shares would pass a full post, or in a closed office."""
    organisation = organisation_lock(organisation)
    check_may(by, Permission.STAFF_EDIT, organisation.path)
    locked = Staff.objects.select_for_update().get(pk=staff.pk)
    check_can_add_posting(locked, organisation, share, starts_on, ends_on)
    posting: Posting = Posting.objects.create(
        staff=locked,
        organisation=organisation,
        path=organisation.path,
        kind=kind,
        is_head=is_head,
        share=share,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    changes = created(posting, "staff_id", "kind", "is_head", "share", "starts_on", "ends_on")
    event_record("posting_added", by=by, subject=posting, changes=changes, path=organisation.path)
    return posting


@transaction.atomic
def posting_end(*, by: User, posting: Posting, ends_on: date, reason: str = "") -> Posting:
    """`ends_on` is the last day. Refused while the member answers for open cases and has no other post."""
    locked: Posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    check_may(by, Permission.STAFF_EDIT, locked.path)
    check_can_end_posting(locked, ends_on, on=today())
    changes = {"ends_on": [locked.ends_on.isoformat() if locked.ends_on else None, ends_on.isoformat()]}
    locked.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    event_record("posting_ended", by=by, subject=locked, changes=changes, reason=reason, path=locked.path)
    return locked


@transaction.atomic
def absence_add(
    *,
    by: User,
    staff: Staff,
    kind: AbsenceKind,
    starts_on: date,
    ends_on: date | None = None,
    note: str = "",
) -> StaffAbsence:
    """Away between two days, both included; open-ended without a last day."""
    path = _path_of(by, staff)
    Staff.objects.select_for_update().get(pk=staff.pk)
    check_absence_fits(staff, starts_on, ends_on)
    absence: StaffAbsence = StaffAbsence.objects.create(
        staff=staff, kind=kind, starts_on=starts_on, ends_on=ends_on, note=note
    )
    changes = created(absence, "staff_id", "kind", "starts_on", "ends_on")
    event_record("absence_added", by=by, subject=absence, changes=changes, path=path)
    return absence


@transaction.atomic
def absence_end(*, by: User, absence: StaffAbsence, ends_on: date) -> StaffAbsence:
    """Back at work: `ends_on` is the last day away."""
    path = _path_of(by, absence.staff)
    locked: StaffAbsence = StaffAbsence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    check_can_end_absence(locked, ends_on)
    changes = {"ends_on": [locked.ends_on.isoformat() if locked.ends_on else None, ends_on.isoformat()]}
    locked.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    event_record("absence_ended", by=by, subject=locked, changes=changes, path=path)
    return locked


def _path_of(by: User, staff: Staff) -> str:
    """The post through which the user may edit this member."""
    visible = Posting.objects.visible_to(by, Permission.STAFF_EDIT).filter(staff=staff).on(today())
    path: str | None = visible.values_list("path", flat=True).first()
    if path is None:
        raise PermissionDenied(_("您没有维护该人员的权限。"))
    return path
