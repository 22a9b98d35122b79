"""Accounts: made, disabled, and the first ones of an installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.password_validation import password_changed, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput
from corrections.enums import Role
from corrections.models import Organisation, Staff, User
from corrections.permissions import Permission
from corrections.policies.access import check_may
from corrections.policies.account import (
    check_administrators_apart,
    check_can_disable_user,
    check_can_give_role,
)
from corrections.services.changes import created
from corrections.services.grant import role_write

DEMO_REASON = "演示账号"
DEMO_PASSWORD = "Kaijiang@2026demo"  # noqa: S105 (printed on purpose; the demo refuses to run in production)
"""By these `demo_logins` knows the accounts that the demo made."""


@dataclass(frozen=True, kw_only=True)
class AccountFacts:
    """One account of an installation with the roles it begins with: (role, office) each."""

    username: str
    name: str
    password: str
    office: Organisation
    roles: Sequence[tuple[Role, Organisation]]
    staff: Staff | None = None
    must_change_password: bool = False


@transaction.atomic
def user_create(
    *, by: User, username: str, name: str, office: Organisation, password: str, staff: Staff | None = None
) -> User:
    """A new account without any role; its first password must be changed at the first login.

    Raises PermissionDenied without the right at the office; BadInput for a taken name, a weak password, or a staff
    member who has an account already.
    """
    check_may(by, Permission.USER_EDIT, office.path)
    return _create(
        by,
        AccountFacts(username=username, name=name, password=password, office=office, roles=(), staff=staff),
        True,
    )


@transaction.atomic
def user_disable(*, by: User, user: User, reason: str) -> User:
    """The account is out at its next request; its grants stay as history. Not one's own."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    check_may(by, Permission.USER_EDIT, locked.office.path if locked.office else None)
    check_can_disable_user(by, locked)
    if not reason.strip():
        raise BadInput(_("请写明停用事由。"))
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    path = locked.office.path if locked.office else ""
    event_record(
        "user_disabled", by=by, subject=locked, changes={"is_active": [True, False]}, reason=reason, path=path
    )
    return locked


@transaction.atomic
def accounts_install(
    *, accounts: Sequence[AccountFacts], reason: str, starts_on: date | None = None
) -> list[User]:
    """The first accounts of an installation or a demo with their roles, given by the system itself; commands only.

    The three administrators stay apart here too. Raises BadInput for a taken name or a weak password.
    """
    made = []
    for facts in accounts:
        check_administrators_apart([role for role, _office in facts.roles])
        user = _create(None, facts, facts.must_change_password)
        for role, office in facts.roles:
            check_can_give_role(user, role, office, starts_on or today(), None)
            role_write(
                by=None,
                user=user,
                role=role,
                organisation=office,
                starts_on=starts_on or today(),
                reason=reason,
            )
        made.append(user)
    return made


def _create(by: User | None, facts: AccountFacts, must_change_password: bool) -> User:
    if User.objects.filter(username=facts.username).exists():
        raise BadInput(_("用户名“%(name)s”已被使用。") % {"name": facts.username})
    if facts.staff is not None and User.objects.filter(staff=facts.staff).exists():
        raise BadInput(_("该工作人员已有账号。"))
    user = User(
        username=facts.username,
        name=facts.name,
        office=facts.office,
        staff=facts.staff,
        must_change_password=must_change_password,
        password_changed_at=now(),
        created_at=now(),
    )
    try:
        validate_password(facts.password, user)
    except ValidationError as problem:
        raise BadInput("".join(problem.messages)) from None
    user.set_password(facts.password)
    user.save()
    password_changed(facts.password, user)
    event_record(
        "user_created", by=by, subject=user, changes=created(user, "username", "name"), path=facts.office.path
    )
    return user
