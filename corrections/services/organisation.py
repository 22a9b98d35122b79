"""Offices: made, renamed by code, closed; and what a county delegates to its stations."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.bulk import draw_ids
from core.clock import today
from core.errors import BadInput
from corrections.enums import DelegatedMatter, OrganisationKind
from corrections.models import Delegation, Organisation, OrganisationCode, OrganisationParent, User
from corrections.permissions import Permission
from corrections.policies.access import check_may
from corrections.policies.organisation import (
    check_can_change_code,
    check_can_close_organisation,
    check_can_end_delegation,
    check_can_give_delegation,
    check_code_free,
    check_parent_fits,
)
from corrections.services.changes import Changes, created


def organisation_lock(organisation: Organisation) -> Organisation:
    """The office as it stands now, kept from moving in the tree until the end of the transaction.

    For services that copy its path onto a new row; they do not wait for each other's foreign keys.
    """
    locked = Organisation.objects.select_for_update(of=("self",), no_key=True).select_related("parent")
    return locked.get(pk=organisation.pk)


@transaction.atomic
def organisation_create(
    *,
    by: User,
    name: str,
    short_name: str,
    kind: OrganisationKind,
    parent: Organisation,
    opened_on: date,
    code: str = "",
    phone: str = "",
) -> Organisation:
    """A new office below `parent`; a functional zone may have no code. Refused for a parent of the wrong kind."""
    parent = organisation_lock(parent)
    check_may(by, Permission.STAFF_EDIT, parent.path)
    check_parent_fits(kind, parent, on=opened_on)
    check_code_free(code)
    above = parent.parents.on(today()).first()
    if opened_on > today() or (above is not None and opened_on < above.starts_on):
        raise BadInput(_("设立日期应在上级机构现隶属关系开始之后、今天之前。"))
    (pk,) = draw_ids(connection, Organisation, 1)
    made = Organisation.objects.create(
        pk=pk,
        name=name,
        short_name=short_name,
        kind=kind,
        code=code,
        parent=parent,
        path=f"{parent.path}{pk}/",
        opened_on=opened_on,
        phone=phone,
    )
    OrganisationParent.objects.create(organisation=made, parent=parent, path=made.path, starts_on=opened_on)
    if code:
        OrganisationCode.objects.create(organisation=made, code=code, starts_on=opened_on)
    changes = created(made, "name", "kind", "code", "parent_id", "opened_on")
    event_record("organisation_created", by=by, subject=made, changes=changes, path=made.path)
    return made


@transaction.atomic
def organisation_code_change(
    *, by: User, organisation: Organisation, code: str, starts_on: date
) -> Organisation:
    """From that day the office bears another code; rosters and old files still find it by the earlier one."""
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    check_may(by, Permission.STAFF_EDIT, locked.path)
    check_can_change_code(locked, code, starts_on, on=today())
    locked.codes.filter(ends_on=None).update(ends_on=starts_on - date.resolution)
    OrganisationCode.objects.create(organisation=locked, code=code, starts_on=starts_on)
    changes: Changes = {"code": [locked.code, code], "starts_on": [None, starts_on.isoformat()]}
    locked.code = code
    locked.save(update_fields=["code"])
    event_record("organisation_code_changed", by=by, subject=locked, changes=changes, path=locked.path)
    return locked


@transaction.atomic
def organisation_close(*, by: User, organisation: Organisation, closed_on: date, reason: str) -> Organisation:
    """`closed_on` is the last day. Refused while an open office, case or posting is left."""
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    check_may(by, Permission.STAFF_EDIT, locked.parent.path if locked.parent else locked.path)
    check_can_close_organisation(locked, closed_on, on=today())
    if not reason.strip():
        raise BadInput(_("请写明撤销依据。"))
    locked.closed_on = closed_on
    locked.save(update_fields=["closed_on"])
    locked.codes.filter(ends_on=None).update(ends_on=closed_on)
    locked.parents.filter(ends_on=None).update(ends_on=closed_on)
    Delegation.objects.filter(station=locked, ends_on=None, starts_on__lte=closed_on).update(
        ends_on=closed_on
    )
    changes = {"closed_on": [None, closed_on.isoformat()]}
    event_record(
        "organisation_closed", by=by, subject=locked, changes=changes, reason=reason, path=locked.path
    )
    return locked


@transaction.atomic
def delegation_give(
    *,
    by: User,
    county: Organisation,
    station: Organisation,
    matter: DelegatedMatter,
    starts_on: date,
    ends_on: date | None = None,
    document: str = "",
) -> Delegation:
    """The county lets its station act in the matter between two days, both included (社区矫正法 第九条)."""
    check_may(by, Permission.STAFF_EDIT, county.path)
    Organisation.objects.select_for_update(of=("self",)).get(pk=station.pk)
    delegation = Delegation(
        county=county, station=station, matter=matter, starts_on=starts_on, ends_on=ends_on, document=document
    )
    check_can_give_delegation(delegation)
    delegation.save()
    changes = created(delegation, "matter", "starts_on", "ends_on", "document")
    event_record("delegation_given", by=by, subject=delegation, changes=changes, path=station.path)
    return delegation


@transaction.atomic
def delegation_end(*, by: User, delegation: Delegation, ends_on: date, reason: str = "") -> Delegation:
    """`ends_on` is the last day on which the station may act."""
    locked: Delegation = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    check_may(by, Permission.STAFF_EDIT, locked.county.path)
    check_can_end_delegation(locked, ends_on)
    locked.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    changes = {"ends_on": [None, ends_on.isoformat()]}
    event_record(
        "delegation_ended", by=by, subject=locked, changes=changes, reason=reason, path=locked.station.path
    )
    return locked
