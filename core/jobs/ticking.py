"""The minute's tick: what was lost is found again here, whoever lost it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction

from core import clock
from core.jobs.kinds import QUEUES
from core.jobs.moments import DB_NOW, older_than
from core.jobs.nights import REPUBLISH_SECONDS, nights_create, nights_to_tell
from core.jobs.queue import publish, send
from core.jobs.runner import MAX_ATTEMPTS, crash_sentence
from core.jobs.watch import SILENT_SECONDS
from core.locks import end_owner, lock_job, lock_tick
from core.models import Job, JobStatus

log = logging.getLogger(__name__)

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class TickReport:
    retaken: int = 0
    given_up: int = 0
    nights: int = 0
    published: int = 0


def tick() -> TickReport:
    """Frees jobs of dead and silent workers, writes missing nights, publishes what nobody took.

    Two ticks at once are one: the second returns at once. Nothing is sent while the transaction is open.
    """
    with transaction.atomic():
        if not lock_tick():
            return TickReport()
        retaken, given_up = _sweep()
        nights = nights_create()
        waiting = _mark_unpublished()
    published = 0
    for row in waiting:
        if not publish(row.pk, row.queue):
            Job.objects.filter(pk__in=[left.pk for left in waiting[published:]]).update(published_at=None)
            break
        published += 1
    for queue in QUEUES:
        send("core.queue_beat", [queue], queue=queue, expires=55)
    return TickReport(retaken, given_up, nights, published)


def _sweep() -> tuple[int, int]:
    """Frees what is `taken` by nobody; a job started three times without an end is given up with a sentence."""
    retaken = given_up = 0
    silent = set(
        Job.objects.filter(older_than("beat_at", SILENT_SECONDS), status=JobStatus.TAKEN).values_list(
            "id", flat=True
        )
    )
    for job_id in Job.objects.filter(status=JobStatus.TAKEN).values_list("id", flat=True):
        if not lock_job(job_id) and not (job_id in silent and end_owner(job_id) and lock_job(job_id)):
            continue
        job = Job.objects.filter(pk=job_id, status=JobStatus.TAKEN).first()
        if job is None:  # it ended between the two looks
            continue
        over = job.attempts >= MAX_ATTEMPTS
        log.warning("job %s %s: its worker %s is gone", job.pk, job.kind, job.worker)
        same_run = Job.objects.filter(pk=job.pk, run_number=job.run_number, status=JobStatus.TAKEN)
        if over:
            given_up += same_run.update(
                status=JobStatus.FAILED, finished_at=clock.now(), error=crash_sentence()
            )
        else:
            retaken += same_run.update(status=JobStatus.PENDING, published_at=None)
    return retaken, given_up


def _mark_unpublished() -> list[Job]:
    """The pending rows that nobody has been told of lately, marked as told now."""
    due = Job.objects.filter(
        older_than("published_at", REPUBLISH_SECONDS), status=JobStatus.PENDING, business_date__isnull=True
    ).exclude(wait_until__gt=DB_NOW)
    rows = list(due.order_by("id")[:AT_ONCE])
    Job.objects.filter(pk__in=[row.pk for row in rows]).update(published_at=DB_NOW)
    return rows + nights_to_tell()
