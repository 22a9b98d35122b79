from core.models.audit import AuditEvent, AuditSeal
from core.models.calendar import CalendarDay, CalendarYear
from core.models.draft import Draft
from core.models.job import Job, JobSchedule, JobStatus, QueueBeat
from core.models.login import PasswordRecord
from core.models.once import OnceToken
from core.models.picture import DraftPicture

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "CalendarDay",
    "CalendarYear",
    "Draft",
    "DraftPicture",
    "Job",
    "JobSchedule",
    "JobStatus",
    "OnceToken",
    "PasswordRecord",
    "QueueBeat",
]
