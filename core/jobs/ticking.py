"""The tick, every 20 seconds: what was lost is found again here, whoever lost it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from core import clock
from core.jobs.kinds import QUEUES
from core.jobs.moments import DB_NOW, DB_STARTED, older_than
from core.jobs.nights import REPUBLISH_SECONDS, nights_create, nights_to_tell
from core.jobs.queue import publish, send
from core.jobs.runner import MAX_ATTEMPTS, MAX_RETRIES, crash_sentence
from core.jobs.watch import SILENT_SECONDS
from core.locks import end_owner, lock_job, lock_tick
from core.models import Job, JobStatus

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Of each queue's waiting rows the oldest so many are told again: in a long queue the others wait their turn anyway."""


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
    """Frees what is `taken` by nobody; a job started three times without an end is given up with a sentence.

    What was taken before the database server started is not to blame: its worker may still be about to put it back.
    """
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
        log.warning("job %s %s: its worker %s is gone", job.pk, job.kind, job.worker)
        same_run = Job.objects.filter(pk=job.pk, run_number=job.run_number, status=JobStatus.TAKEN)
        if freed := same_run.filter(beat_at__lt=DB_STARTED, retries__lt=MAX_RETRIES).update(
            status=JobStatus.PENDING,
            published_at=None,
            attempts=F("attempts") - 1,
            retries=F("retries") + 1,
        ):
            retaken += freed
        elif job.attempts >= MAX_ATTEMPTS:
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
    rows = [row for queue in QUEUES for row in due.filter(queue=queue).order_by("id")[:AT_ONCE]]
    Job.objects.filter(pk__in=[row.pk for row in rows]).update(published_at=DB_NOW)
    return rows + nights_to_tell()
