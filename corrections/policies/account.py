"""Accounts and roles: who may hold what, and that nobody serves himself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.enums import OrganisationKind, Role
from corrections.models import Organisation, OrganisationGrant, User
from corrections.models.access import ROLE_PREFIX

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
"""Three administrators that no account combines (等级保护三级 “三员分立”)."""

_ABOVE_STATION = frozenset({OrganisationKind.PROVINCE, OrganisationKind.PREFECTURE, OrganisationKind.COUNTY})
ROLE_OFFICES: dict[Role, frozenset[OrganisationKind]] = {
    Role.STATION_OFFICER: frozenset({OrganisationKind.STATION}),
    Role.STATION_HEAD: frozenset({OrganisationKind.STATION}),
    Role.COUNTY_OFFICER: frozenset({OrganisationKind.COUNTY}),
    Role.COUNTY_HEAD: frozenset({OrganisationKind.COUNTY}),
    Role.PREFECTURE_OFFICER: frozenset({OrganisationKind.PREFECTURE}),
    Role.PROVINCE_INSPECTOR: frozenset({OrganisationKind.PROVINCE}),
    Role.ROSTER_ADMINISTRATOR: _ABOVE_STATION,
    Role.RULE_BOOK_ADMINISTRATOR: frozenset({OrganisationKind.PROVINCE}),
    Role.SYSTEM_ADMINISTRATOR: _ABOVE_STATION,
    Role.SECURITY_ADMINISTRATOR: _ABOVE_STATION,
    Role.AUDIT_ADMINISTRATOR: _ABOVE_STATION,
    Role.SOCIAL_WORKER: frozenset({OrganisationKind.STATION, OrganisationKind.COUNTY}),
}
"""The kinds of office where each role is given."""


def check_not_oneself(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise Refused(_("不能为自己办理授权，请由另一名管理员办理。"))


def check_can_disable_user(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise Refused(_("不能停用自己的账号。"))
    if not user.is_active:
        raise Refused(_("该账号已经停用。"))


def check_grant_days(starts_on: date, ends_on: date | None, reason: str) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise BadInput(_("终止日期不能早于起始日期。"))
    if not reason.strip():
        raise BadInput(_("请写明授权事由。"))


def check_can_give_role(
    user: User, role: Role, organisation: Organisation, starts_on: date, ends_on: date | None
) -> None:
    """The role fits the office, is not held there already, and does not combine two administrators at any time."""
    if not user.is_active:
        raise Refused(_("该账号已停用，不能授权。"))
    if organisation.kind not in ROLE_OFFICES[role]:
        raise BadInput(
            _("“%(role)s”不能授予%(kind)s。") % {"role": role.label, "kind": organisation.get_kind_display()}
        )
    held = OrganisationGrant.spans.during(starts_on, ends_on or date.max).filter(user=user)
    if held.filter(content_object=organisation, permission__codename=ROLE_PREFIX + role).exists():
        raise Refused(_("该账号在此期间已有这一角色。"))
    codes = held.values_list("permission__codename", flat=True)
    check_administrators_apart([role, *(Role(code.removeprefix(ROLE_PREFIX)) for code in codes)])


def check_administrators_apart(roles: Iterable[Role]) -> None:
    if len(ADMINISTRATORS.intersection(roles)) > 1:
        raise Refused(_("系统管理员、安全管理员、审计管理员须由不同账号担任。"))
