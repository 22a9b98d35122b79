"""What must happen and what did: rule book, duties, records, notices."""

from supervision.models.duty import Duty
from supervision.models.notice import Notice, NoticeReading
from supervision.models.record import CheckIn, Visit
from supervision.models.rule import Rule, RuleBook

__all__ = ["CheckIn", "Duty", "Notice", "NoticeReading", "Rule", "RuleBook", "Visit"]
