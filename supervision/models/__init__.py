"""What must happen and what did: rule book, duties, records, notices."""

from supervision.models.approval import (
    Approval,
    ApprovalErrand,
    ApprovalMessage,
    ApprovalSerial,
    ApprovalStep,
)
from supervision.models.assessment import Assessment
from supervision.models.correction import CheckInCorrection, VisitCorrection
from supervision.models.digest import Digest
from supervision.models.duty import Duty
from supervision.models.group import Attendance, GroupDay
from supervision.models.leave import Leave, LeaveExtension, Movement, TravelPermit, Trip
from supervision.models.notice import Notice, NoticeReading
from supervision.models.plan import CorrectionPlan
from supervision.models.record import CheckIn, Visit
from supervision.models.rule import Rule, RuleBook
from supervision.models.visit import VisitFinding, VisitPhoto

__all__ = [
    "Approval",
    "ApprovalErrand",
    "ApprovalMessage",
    "ApprovalSerial",
    "ApprovalStep",
    "Assessment",
    "Attendance",
    "CheckIn",
    "CheckInCorrection",
    "CorrectionPlan",
    "Digest",
    "Duty",
    "GroupDay",
    "Leave",
    "LeaveExtension",
    "Movement",
    "Notice",
    "NoticeReading",
    "Rule",
    "RuleBook",
    "TravelPermit",
    "Trip",
    "Visit",
    "VisitCorrection",
    "VisitFinding",
    "VisitPhoto",
]
