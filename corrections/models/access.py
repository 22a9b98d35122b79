"""Which rows exist for a user: the one reader of grants, for today and for active users only.

Three questions stay apart: *may this role do it* (`roles.py`), *which rows exist for this user* (here), *does the
state allow it now* (`policies.py`). Access follows today's tree: the `path` copied onto a case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q, Value

from core.clock import today
from core.paths import subtree_q
from corrections.enums import Role
from corrections.permissions import Permission
from corrections.roles import CASELOAD_ONLY, permissions_of

if TYPE_CHECKING:
    from corrections.models.user import User

NOTHING = Q(pk__in=())
ROLE_PREFIX = "role_"
_DENIED, _LENT = "denied", "lent"  # no codename of a role begins so


@dataclass(frozen=True)
class Reach:
    """The roles a user holds today with the paths they reach, what is lent, and what is closed to the user."""

    roles: tuple[tuple[Role, str], ...] = ()
    lent_case_ids: frozenset[int] = frozenset()
    denied_paths: tuple[str, ...] = ()
    denied_case_ids: frozenset[int] = frozenset()
    staff_id: int | None = None
    _permissions: dict[str, tuple[tuple[Role, str], ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, user: User) -> Reach:
        """One query; an inactive or unsaved user reaches nothing."""
        from corrections.models.grant import AccessDenial, CaseGrant, OrganisationGrant

        if not user.is_active or user.pk is None:
            return cls()
        on = today()
        no_path, no_case = Value(None, models.CharField()), Value(None, models.BigIntegerField())
        granted = OrganisationGrant.spans.on(on).filter(
            user_id=user.pk, permission__codename__startswith=ROLE_PREFIX
        )
        denied = AccessDenial.objects.on(on).filter(user_id=user.pk)
        lent = CaseGrant.spans.on(on).filter(user_id=user.pk)
        rows = granted.values_list("permission__codename", "content_object__path", no_case).union(
            denied.values_list(Value(_DENIED), "organisation__path", "case_id"),
            lent.values_list(Value(_LENT), no_path, "content_object_id"),
            all=True,
        )
        return cls._of_rows(rows, staff_id=user.staff_id)

    @classmethod
    def _of_rows(cls, rows: Iterable[tuple[str, str | None, int | None]], *, staff_id: int | None) -> Reach:
        """From rows of (codename of a role, _DENIED or _LENT; path; case)."""
        held: dict[str, list[tuple[str | None, int | None]]] = defaultdict(list)
        for what, path, case_id in rows:
            held[what].append((path, case_id))
        denied, lent = held.pop(_DENIED, []), held.pop(_LENT, [])
        return cls(
            roles=tuple(
                sorted(
                    (Role(code.removeprefix(ROLE_PREFIX)), path)
                    for code, offices in held.items()
                    for path, _case in offices
                    if path
                )
            ),
            lent_case_ids=frozenset(case for _path, case in lent if case),
            denied_paths=tuple(path for path, _case in denied if path),
            denied_case_ids=frozenset(case for _path, case in denied if case),
            staff_id=staff_id,
        )

    def holding(self, permission: str) -> tuple[tuple[Role, str], ...]:
        """The (role, path) pairs that carry the permission."""
        known = self._permissions.get(permission)
        if known is None:
            known = tuple((role, path) for role, path in self.roles if permission in permissions_of(role))
            self._permissions[permission] = known
        return known

    def may(self, permission: str, path: str | None = None) -> bool:
        """Whether a role carries the permission: anywhere, or at the office with that path (denials win)."""
        held = self.holding(permission)
        if path is None:
            return bool(held) or (permission == Permission.OFFENDER_VIEW and bool(self.lent_case_ids))
        if any(path.startswith(denied) for denied in self.denied_paths):
            return False
        return any(path.startswith(granted) for _role, granted in held)

    def top_path(self) -> str | None:
        """The highest office of any role, for a first page; None without a role."""
        return min((path for _role, path in self.roles), key=len, default=None)


def path_q(user: Any, permission: str, path_field: str) -> Q:
    """Rows whose own path lies where the user holds the permission, restrictions taken out."""
    reach: Reach = user.reach
    condition = NOTHING
    for _role, path in reach.holding(permission):
        condition |= subtree_q(path_field, path)
    for path in reach.denied_paths:
        condition &= ~subtree_q(path_field, path)
    return condition


def case_q(user: Any, case: str = "", permission: str = Permission.OFFENDER_VIEW) -> Q:
    """Cases that exist for the user, `case` being the lookup that leads to the case ("" on Case itself).

    Whole subtrees for roles that see them, the dated caseload (responsible officer or a seat in the team) for roles
    that see no more, lent cases; restrictions win over all.
    """
    reach: Reach = user.reach
    prefix = f"{case}__" if case else ""
    key = f"{prefix}pk" if case else "pk"
    condition = NOTHING
    for role, path in reach.holding(permission):
        rows = subtree_q(f"{prefix}path", path)
        if role in CASELOAD_ONLY:
            if (
                reach.staff_id is None
            ):  # nobody's caseload; "no staff" would match every seat of outside members
                continue
            rows &= caseload_q(reach.staff_id, key, on=today())
        condition |= rows
    if reach.lent_case_ids and permission == Permission.OFFENDER_VIEW:
        condition |= Q(**{f"{key}__in": reach.lent_case_ids})
    for path in reach.denied_paths:
        condition &= ~subtree_q(f"{prefix}path", path)
    if reach.denied_case_ids:
        condition &= ~Q(**{f"{key}__in": reach.denied_case_ids})
    return condition


def caseload_q(staff_id: int, key: str, *, on: date) -> Q:
    """Cases a staff member answers for on that day, or has a seat in the team of; `key` leads to the case's pk."""
    from corrections.models.case import ResponsibleOfficer
    from corrections.models.team import TeamSeat

    own = ResponsibleOfficer.objects.on(on).filter(staff_id=staff_id).values("case_id")
    seats = TeamSeat.objects.on(on).filter(staff_id=staff_id).values("case_id")
    return Q(**{f"{key}__in": own}) | Q(**{f"{key}__in": seats})


def is_own_caseload(user: Any, case: Any, *, on: date) -> bool:
    """Whether the user's own staff member answers for the case or sits in its team on that day; at most two queries."""
    from corrections.models.case import ResponsibleOfficer
    from corrections.models.team import TeamSeat

    if user.staff_id is None:
        return False
    return any(
        model.objects.on(on).filter(case=case, staff_id=user.staff_id).exists()
        for model in (ResponsibleOfficer, TeamSeat)
    )


class CaseScopedQuerySet(models.QuerySet[Any]):
    """Base of every queryset whose rows lead to a case through `case_lookup`."""

    case_lookup = "case"

    def visible_to(self, user: Any, permission: str = Permission.OFFENDER_VIEW) -> Self:
        """Rows of cases that exist for the user today."""
        return self.filter(case_q(user, self.case_lookup, permission))
