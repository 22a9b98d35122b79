"""Which permission each role has in this room; added to corrections.roles in AppConfig.ready."""

from corrections.enums import Role
from supervision.permissions import Permission as P

_VIEW = {P.WORKBENCH_VIEW, P.DUTY_VIEW, P.RULE_BOOK_VIEW}
_RECORD = _VIEW | {P.CHECK_IN_RECORD, P.VISIT_RECORD}

GRANTS: dict[Role, set[str]] = {
    Role.STATION_OFFICER: {*_RECORD},
    Role.STATION_HEAD: {*_RECORD},
    Role.COUNTY_OFFICER: {*_RECORD},
    Role.COUNTY_HEAD: {*_RECORD},
    Role.PREFECTURE_OFFICER: {*_VIEW},
    Role.PROVINCE_INSPECTOR: {P.DUTY_VIEW, P.RULE_BOOK_VIEW},
    Role.ROSTER_ADMINISTRATOR: {P.RULE_BOOK_VIEW},
    Role.RULE_BOOK_ADMINISTRATOR: {P.RULE_BOOK_VIEW, P.RULE_BOOK_EDIT},
    Role.SOCIAL_WORKER: {*_RECORD},
}
