"""Which permission each role has in this room; added to corrections.roles in AppConfig.ready."""

from corrections.enums import Role
from reviews.permissions import Permission as P

_ALL = {P.APPRAISAL_VIEW, P.APPRAISAL_RECORD, P.REPRESENTATIVE_EDIT}

GRANTS: dict[Role, set[str]] = {
    Role.STATION_OFFICER: {*_ALL},
    Role.STATION_HEAD: {*_ALL},
    Role.COUNTY_OFFICER: {*_ALL},
    Role.COUNTY_HEAD: {*_ALL},
    Role.PREFECTURE_OFFICER: {P.APPRAISAL_VIEW},
    Role.ROSTER_ADMINISTRATOR: {P.REPRESENTATIVE_EDIT},
    Role.PROVINCE_INSPECTOR: {P.APPRAISAL_VIEW},
}
