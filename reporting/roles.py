"""Which permission each role has in this room; added to corrections.roles in AppConfig.ready."""

from corrections.enums import Role
from reporting.permissions import Permission as P

_ALL = {P.DASHBOARD_VIEW, P.INDICATOR_PEOPLE_VIEW}

GRANTS: dict[Role, set[str]] = {
    Role.STATION_OFFICER: {*_ALL},
    Role.STATION_HEAD: {*_ALL},
    Role.COUNTY_OFFICER: {*_ALL},
    Role.COUNTY_HEAD: {*_ALL},
    Role.PREFECTURE_OFFICER: {*_ALL},
    Role.PROVINCE_INSPECTOR: {*_ALL},
}
