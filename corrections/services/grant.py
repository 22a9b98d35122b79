"""Who may act where and when: roles on the tree, cases lent to a colleague, and restrictions."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import Permission as StoredPermission
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import today
from core.errors import BadInput, Refused
from corrections.enums import Role
from corrections.models import AccessDenial, Case, CaseGrant, Organisation, OrganisationGrant, User
from corrections.models.access import ROLE_PREFIX
from corrections.permissions import Permission
from corrections.policies.access import check_may
from corrections.policies.account import check_can_give_role, check_grant_days, check_not_oneself
from corrections.services.case import case_event, case_lock
from corrections.services.changes import Changes


@transaction.atomic
def grant_give(
    *,
    by: User,
    user: User,
    role: Role,
    organisation: Organisation,
    starts_on: date,
    reason: str,
    ends_on: date | None = None,
) -> OrganisationGrant:
    """The role on the office and everything below it, between two days, both included.

    Raises PermissionDenied without the right there; Refused for oneself, a disabled account, a role held already, or
    two administrators in one account; BadInput for an office of another kind, days or a reason that are missing.
    """
    check_may(by, Permission.GRANT_EDIT, organisation.path)
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    check_not_oneself(by, locked)
    check_grant_days(starts_on, ends_on, reason)
    check_can_give_role(locked, role, organisation, starts_on, ends_on)
    return role_write(
        by=by,
        user=locked,
        role=role,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
    )


def role_write(
    *,
    by: User | None,
    user: User,
    role: Role,
    organisation: Organisation,
    starts_on: date,
    reason: str,
    ends_on: date | None = None,
) -> OrganisationGrant:
    """The row and its event; who calls has checked."""
    grant = OrganisationGrant.spans.create(
        user=user,
        permission=_stored(ROLE_PREFIX + role),
        content_object=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        granted_by=by,
    )
    changes: Changes = {
        "role": [None, str(role)],
        "user": [None, user.pk],
        "starts_on": [None, starts_on.isoformat()],
        "ends_on": [None, ends_on.isoformat() if ends_on else None],
    }
    event_record("grant_given", by=by, subject=grant, changes=changes, reason=reason, path=organisation.path)
    return grant


@transaction.atomic
def grant_end(*, by: User, grant: OrganisationGrant, ends_on: date, reason: str) -> OrganisationGrant:
    """`ends_on` is the last day; yesterday takes the role away at once. Refused when it ends no later already."""
    locked: OrganisationGrant = OrganisationGrant.spans.select_for_update(of=("self",)).get(pk=grant.pk)
    check_may(by, Permission.GRANT_EDIT, locked.content_object.path)
    check_not_oneself(by, locked.user)
    if locked.ends_on is not None and locked.ends_on <= ends_on:
        raise Refused(_("该授权已于%(day)s终止。") % {"day": locked.ends_on})
    if not reason.strip():
        raise BadInput(_("请写明收回事由。"))
    if ends_on < locked.starts_on:
        raise BadInput(_("终止日期不能早于起始日期。"))
    changes = {"ends_on": [locked.ends_on.isoformat() if locked.ends_on else None, ends_on.isoformat()]}
    locked.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    event_record(
        "grant_ended", by=by, subject=locked, changes=changes, reason=reason, path=locked.content_object.path
    )
    return locked


@transaction.atomic
def case_lend(*, by: User, case: Case, user: User, starts_on: date, ends_on: date, reason: str) -> CaseGrant:
    """Open one file to a colleague between two days, both included. Refused for oneself or a disabled account."""
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_LEND)
    check_not_oneself(by, user)
    check_grant_days(starts_on, ends_on, reason)
    if not user.is_active:
        raise Refused(_("该账号已停用，不能授权。"))
    if CaseGrant.spans.during(starts_on, ends_on).filter(user=user, content_object=locked).exists():
        raise Refused(_("该同事在此期间已可协办本案。"))
    grant: CaseGrant = CaseGrant.spans.create(
        user=user,
        permission=_stored("case_assist"),
        content_object=locked,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        granted_by=by,
    )
    changes: Changes = {
        "user": [None, user.pk],
        "starts_on": [None, starts_on.isoformat()],
        "ends_on": [None, ends_on.isoformat()],
    }
    case_event("case_lent", locked, by=by, subject=grant, changes=changes, reason=reason)
    return grant


@transaction.atomic
def denial_give(
    *,
    by: User,
    user: User,
    starts_on: date,
    reason: str,
    organisation: Organisation | None = None,
    case: Case | None = None,
    ends_on: date | None = None,
) -> AccessDenial:
    """Close an office's people, or one case (回避), to one user; it wins over every grant.

    An office is closed by who gives roles there, a case by who lends it. Exactly one of the two is named.
    """
    check_grant_days(starts_on, ends_on, reason)
    if (organisation is None) == (case is None):
        raise BadInput(_("请选择一个机构或一个案件。"))
    if organisation is not None:
        check_may(by, Permission.GRANT_EDIT, organisation.path)
        path = organisation.path
    else:
        assert case is not None  # noqa: S101 (the other one is None)
        path = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_LEND).path
    denial = AccessDenial.objects.create(
        user=user, organisation=organisation, case=case, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    event_record(
        "denial_given",
        by=by,
        subject=denial,
        changes={"user": [None, user.pk], "starts_on": [None, starts_on.isoformat()]},
        reason=reason,
        path=path,
        case_id=case.pk if case else None,
        offender_id=case.offender_id if case else None,
    )
    return denial


@transaction.atomic
def denial_end(*, by: User, denial: AccessDenial, ends_on: date, reason: str) -> AccessDenial:
    """`ends_on` is the last day of the restriction. Nobody lifts one's own."""
    locked: AccessDenial = AccessDenial.objects.select_for_update(of=("self",)).get(pk=denial.pk)
    check_not_oneself(by, locked.user)
    if locked.organisation is not None:
        check_may(by, Permission.GRANT_EDIT, locked.organisation.path)
        path = locked.organisation.path
    else:
        path = case_lock(case_id=locked.case_id or 0, by=by, permission=Permission.CASE_LEND).path
    if locked.ends_on is not None and locked.ends_on < today():
        raise Refused(_("该限制已于%(day)s终止。") % {"day": locked.ends_on})
    if ends_on < locked.starts_on:
        raise BadInput(_("终止日期不能早于起始日期。"))
    locked.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    changes = {"ends_on": [None, ends_on.isoformat()]}
    event_record(
        "denial_ended",
        by=by,
        subject=locked,
        changes=changes,
        reason=reason,
        path=path,
        case_id=locked.case_id,
        offender_id=locked.case.offender_id if locked.case else None,
    )
    return locked


def _stored(codename: str) -> StoredPermission:
    return StoredPermission.objects.get(codename=codename, content_type__app_label="corrections")
