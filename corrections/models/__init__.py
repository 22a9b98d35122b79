"""Who: organisations and communities, accounts and grants, staff, people under correction and their cases."""

from corrections.models.case import (
    Case,
    CaseSpan,
    LevelSpan,
    Offence,
    Placement,
    ResponsibleOfficer,
    StatusSpan,
    Term,
)
from corrections.models.export import PeopleExport
from corrections.models.grant import AccessDenial, CaseGrant, OrganisationGrant
from corrections.models.identity import FormerDocument, Namesake, PersonMerge
from corrections.models.offender import Offender
from corrections.models.organisation import (
    Community,
    Delegation,
    Organisation,
    OrganisationCode,
    OrganisationParent,
)
from corrections.models.roster import RosterHeading, RosterImport, RosterRow
from corrections.models.staff import Posting, Staff, StaffAbsence
from corrections.models.team import TeamSeat
from corrections.models.user import User

__all__ = [
    "AccessDenial",
    "Case",
    "CaseGrant",
    "CaseSpan",
    "Community",
    "Delegation",
    "FormerDocument",
    "LevelSpan",
    "Namesake",
    "Offence",
    "Offender",
    "Organisation",
    "OrganisationCode",
    "OrganisationGrant",
    "OrganisationParent",
    "PeopleExport",
    "PersonMerge",
    "Placement",
    "Posting",
    "ResponsibleOfficer",
    "RosterHeading",
    "RosterImport",
    "RosterRow",
    "Staff",
    "StaffAbsence",
    "StatusSpan",
    "TeamSeat",
    "Term",
    "User",
]
