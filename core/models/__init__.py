from core.models.audit import AuditEvent, AuditSeal
from core.models.calendar import CalendarDay, CalendarYear
from core.models.draft import Draft
from core.models.job import Job, JobSchedule, JobStatus, QueueBeat
from core.models.login import PasswordRecord
from core.models.once import OnceToken

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "CalendarDay",
    "CalendarYear",
    "Draft",
    "Job",
    "JobSchedule",
    "JobStatus",
    "OnceToken",
    "PasswordRecord",
    "QueueBeat",
]
