"""Work outside the request. A row first, in the caller's transaction; Redis only carries the news of it.

    @job("roster_import", queue="import", title=_("名册导入"))
    def roster_import(run: JobRun, *, upload_id: int) -> dict[str, int]: ...

    @nightly("flag_overdue", at="01:00", order=20, title=_("标记逾期"))
    def flag_overdue(run: JobRun, *, on: date) -> None: ...

A handler runs inside one transaction together with the row's end state: killed at any moment, neither stands, and it is
run again, three times at most. It must therefore put its effects into the database, or in `transaction.on_commit`.
"""

from core.jobs import housekeeping, tasks  # noqa: F401 (registers core's own kinds and the messages of workers)
from core.jobs.kinds import QUEUES, JobKind, job, kind_of, nightly
from core.jobs.nights import nights_create
from core.jobs.queue import job_enqueue, job_retry, night_retry
from core.jobs.runner import JobRun, Outcome, job_run, job_run_now
from core.jobs.ticking import TickReport, tick
from core.jobs.watch import queues_silent
from core.models import Job, JobStatus

__all__ = [
    "QUEUES",
    "Job",
    "JobKind",
    "JobRun",
    "JobStatus",
    "Outcome",
    "TickReport",
    "job",
    "job_enqueue",
    "job_retry",
    "job_run",
    "job_run_now",
    "kind_of",
    "night_retry",
    "nightly",
    "nights_create",
    "queues_silent",
    "tick",
]
