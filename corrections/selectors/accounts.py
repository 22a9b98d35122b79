"""Accounts and what they hold, for those who keep them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from core.models import AuditEvent
from core.paths import ancestors, subtree_q
from corrections.enums import OrganisationKind, Role
from corrections.models import Organisation, OrganisationGrant, User
from corrections.models.access import NOTHING, ROLE_PREFIX, path_q
from corrections.permissions import Permission


@dataclass(frozen=True)
class HeldRole:
    """One role on one office between two days, for `user_id`."""

    grant_id: int
    user_id: int
    role: Role
    office: Organisation
    starts_on: date
    ends_on: date | None
    reason: str

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def accounts_kept_by(user: User, *permissions: str) -> QuerySet[User]:
    """Accounts of offices where the user holds one of the permissions."""
    condition = NOTHING
    for permission in permissions:
        condition |= path_q(user, permission, "office__path")
    return User.objects.filter(condition).select_related("office__parent", "staff")


def roles_of(users: list[User]) -> dict[int, list[HeldRole]]:
    """Every role the accounts hold, held or will hold, the latest first; one query."""
    grants = (
        OrganisationGrant.spans.filter(user__in=users, permission__codename__startswith=ROLE_PREFIX)
        .select_related("permission", "content_object")
        .order_by("-starts_on", "-pk")
    )
    held: dict[int, list[HeldRole]] = {user.pk: [] for user in users}
    for grant in grants:
        role = Role(grant.permission.codename.removeprefix(ROLE_PREFIX))
        held[grant.user_id].append(
            HeldRole(
                grant.pk,
                grant.user_id,
                role,
                grant.content_object,
                grant.starts_on,
                grant.ends_on,
                grant.reason,
            )
        )
    return held


def grants_kept_by(user: User) -> QuerySet[OrganisationGrant]:
    """Role grants on offices where the user gives and takes roles."""
    rows: QuerySet[OrganisationGrant] = OrganisationGrant.spans.filter(
        path_q(user, Permission.GRANT_EDIT, "content_object__path"),
        permission__codename__startswith=ROLE_PREFIX,
    )
    return rows.select_related("user", "permission", "content_object")


def colleagues_of(user: User) -> QuerySet[User]:
    """Other active accounts of the user's county; without a county, none."""
    if user.office is None:
        return User.objects.none()
    county = Organisation.objects.filter(
        path__in=ancestors(user.office.path), kind=OrganisationKind.COUNTY
    ).first()
    if county is None:
        return User.objects.none()
    return User.objects.filter(subtree_q("office__path", county.path), is_active=True).exclude(pk=user.pk)


def auditable_accounts(user: User) -> QuerySet[User]:
    """Accounts of offices where the user reads the audit."""
    return User.objects.filter(path_q(user, Permission.AUDIT_VIEW, "office__path"))


def audit_events(user: User) -> QuerySet[AuditEvent]:
    """Events of offices where the user reads the audit, the latest first.

    An event without an office (a login, a night's work) belongs where its actor's account does; what the system itself
    did is read at the top of the tree only.
    """
    actors = auditable_accounts(user).order_by()
    condition = path_q(user, Permission.AUDIT_VIEW, "path") | Q(path="", actor_id__in=actors.values("pk"))
    if any(path.count("/") == 1 for _role, path in user.reach.holding(Permission.AUDIT_VIEW)):
        condition |= Q(path="")
    return AuditEvent.objects.filter(condition).order_by("-id")
