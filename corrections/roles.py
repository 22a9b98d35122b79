"""One screen of roles: which permission each role has in this room.

Higher rooms add theirs from their own roles.py through `role_extend` in AppConfig.ready, so that this table stays the
only place where a role's rights in `corrections` are read. A role says nothing of *where*: that is the grant on the
tree. No role holds both an administrator's and an officer's rights.
"""

from collections import defaultdict
from collections.abc import Mapping

from corrections.enums import Role
from corrections.permissions import Permission as P

_STATION = {
    P.OFFENDER_VIEW, P.OFFENDER_NAME_VIEW, P.OFFENDER_REVEAL, P.OFFENDER_RESTRICTED_VIEW, P.OFFENDER_EDIT,
    P.CASE_STATUS_RECORD, P.CASE_OFFENCE_RECORD, P.TEAM_EDIT, P.STAFF_VIEW, P.JOB_VIEW,
}  # fmt: skip
_COUNTY = _STATION | {
    P.CASE_RECEIVE, P.CASE_LEVEL_CHANGE, P.CASE_TERM_CHANGE, P.CASE_END, P.ROSTER_EXPORT, P.OFFENDER_DOCUMENT_CORRECT,
    P.OFFENDER_MERGE,
}  # fmt: skip

GRANTS: Mapping[Role, set[str]] = {
    Role.STATION_OFFICER: {*_STATION, P.CASE_RECEIVE},
    Role.STATION_HEAD: {*_STATION, P.CASE_RECEIVE, P.CASE_LEVEL_CHANGE, P.CASE_LEND, P.ROSTER_EXPORT},
    Role.COUNTY_OFFICER: {*_COUNTY},
    Role.COUNTY_HEAD: {*_COUNTY, P.CASE_LEND, P.STAFF_EDIT},
    Role.PREFECTURE_OFFICER: {P.OFFENDER_VIEW, P.OFFENDER_NAME_VIEW, P.STAFF_VIEW, P.JOB_VIEW},
    Role.PROVINCE_INSPECTOR: {P.OFFENDER_VIEW, P.STAFF_VIEW},
    Role.ROSTER_ADMINISTRATOR: {
        P.OFFENDER_VIEW, P.OFFENDER_NAME_VIEW, P.OFFENDER_RESTRICTED_VIEW,
        P.ROSTER_IMPORT, P.ROSTER_EXPORT, P.OFFENDER_MERGE, P.STAFF_VIEW, P.STAFF_EDIT, P.JOB_VIEW,
    },
    Role.RULE_BOOK_ADMINISTRATOR: set(),
    Role.SYSTEM_ADMINISTRATOR: {P.USER_EDIT, P.STAFF_VIEW, P.JOB_VIEW, P.JOB_OPERATE},
    Role.SECURITY_ADMINISTRATOR: {P.GRANT_EDIT, P.STAFF_VIEW},
    Role.AUDIT_ADMINISTRATOR: {P.AUDIT_VIEW},
    Role.SOCIAL_WORKER: {P.OFFENDER_VIEW, P.OFFENDER_NAME_VIEW, P.OFFENDER_RESTRICTED_VIEW},
}  # fmt: skip

CASELOAD_ONLY: frozenset[Role] = frozenset({Role.SOCIAL_WORKER})
"""Roles whose reach on the tree is cut down to the caseload of the staff member the user is linked to."""

_extensions: dict[Role, set[str]] = defaultdict(set)


def role_extend(grants: Mapping[Role, set[str]]) -> None:
    """Add a higher room's permissions to the roles. Called from AppConfig.ready; adding twice changes nothing."""
    for role, permissions in grants.items():
        _extensions[role] |= {str(permission) for permission in permissions}


def permissions_of(role: Role) -> frozenset[str]:
    """Every permission of the role, those of higher rooms included."""
    return frozenset(str(permission) for permission in GRANTS[role]) | frozenset(_extensions[role])


def roles_with(permission: str) -> frozenset[Role]:
    """Every role that holds the permission."""
    return frozenset(role for role in Role if permission in permissions_of(role))
