"""Which permission each role has in this room; added to corrections.roles in AppConfig.ready."""

from corrections.enums import Role
from supervision.permissions import Permission as P

_VIEW = {P.WORKBENCH_VIEW, P.DUTY_VIEW, P.RULE_BOOK_VIEW}
_RECORD = _VIEW | {P.CHECK_IN_RECORD, P.VISIT_RECORD}
_OFFICER = _RECORD | {P.ASSESSMENT_RECORD, P.PLAN_EDIT, P.APPROVAL_REQUEST}
_HEAD = _OFFICER | {P.APPROVAL_DECIDE}

GRANTS: dict[Role, set[str]] = {
    Role.STATION_OFFICER: {*_OFFICER},
    Role.STATION_HEAD: {*_HEAD},
    Role.COUNTY_OFFICER: {*_OFFICER},
    Role.COUNTY_HEAD: {*_HEAD},
    Role.PREFECTURE_OFFICER: {*_VIEW, P.APPROVAL_DECIDE},
    Role.PROVINCE_INSPECTOR: {P.DUTY_VIEW, P.RULE_BOOK_VIEW},
    Role.ROSTER_ADMINISTRATOR: {P.RULE_BOOK_VIEW},
    Role.RULE_BOOK_ADMINISTRATOR: {P.RULE_BOOK_VIEW, P.RULE_BOOK_EDIT},
    Role.SOCIAL_WORKER: {*_RECORD},
}
