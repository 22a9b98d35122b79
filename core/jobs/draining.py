"""All waiting work in this process, one job after the other: for operators without a worker, demo data, tests."""

from __future__ import annotations

from collections.abc import Iterator

from core.jobs.nights import nights_ready
from core.jobs.runner import job_run_now
from core.models import Job, JobStatus


def jobs_drain() -> Iterator[Job]:
    """Runs what is pending, oldest first, nights in their order, until nothing is; yields each row after its run.

    A job that could not start (it waits, or another process runs it) is left and not tried twice.
    """
    tried: set[int] = set()
    while job := _next(tried):
        tried.add(job.pk)
        yield job_run_now(job)


def _next(tried: set[int]) -> Job | None:
    pending = Job.objects.filter(status=JobStatus.PENDING, business_date__isnull=True).order_by("id")
    return nights_ready().exclude(pk__in=tried).first() or pending.exclude(pk__in=tried).first()
