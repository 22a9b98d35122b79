"""Rows for tests: deterministic, and always whole (an office with its path, a case with its spans)."""

from tests.factories.cases import CaseFactory, OffenceFactory, StatusSpanFactory, TeamSeatFactory, full_team
from tests.factories.offenders import OffenderFactory, id_number
from tests.factories.organisations import (
    CommunityFactory,
    CountyFactory,
    DelegationFactory,
    PrefectureFactory,
    ProvinceFactory,
    StationFactory,
)
from tests.factories.staff import PostingFactory, StaffAbsenceFactory, StaffFactory
from tests.factories.users import (
    PASSWORD,
    AccessDenialFactory,
    CaseGrantFactory,
    OrganisationGrantFactory,
    UserFactory,
)

__all__ = [
    "PASSWORD",
    "AccessDenialFactory",
    "CaseFactory",
    "CaseGrantFactory",
    "CommunityFactory",
    "CountyFactory",
    "DelegationFactory",
    "OffenceFactory",
    "OffenderFactory",
    "OrganisationGrantFactory",
    "PostingFactory",
    "PrefectureFactory",
    "ProvinceFactory",
    "StaffAbsenceFactory",
    "StaffFactory",
    "StationFactory",
    "StatusSpanFactory",
    "TeamSeatFactory",
    "UserFactory",
    "full_team",
    "id_number",
]
