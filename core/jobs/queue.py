"""Job rows in, news of them out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from time import monotonic
from typing import Any

from celery import current_app
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from core import clock
from core.audit import event_record
from core.errors import Refused
from core.jobs.kinds import kind_of
from core.jobs.moments import DB_NOW
from core.models import Job, JobStatus

log = logging.getLogger(__name__)

REST_SECONDS = 5.0
_rest_until = 0.0


def job_enqueue(
    kind: str,
    *,
    args: Mapping[str, Any],
    by: models.Model | None = None,
    key: str | None = None,
    path: str = "",
) -> Job:
    """Writes the row in the caller's transaction; after commit it is published once, for at most about a second.

    `args` holds JSON values, ids rather than objects. A `key` is used once for ever: a second call with it changes
    nothing and returns the row of the first. Redis away is logged, never raised; the tick publishes again. Raises
    ValueError for a kind that is not registered.
    """
    known = kind_of(kind)
    if known is None or known.at is not None:
        raise ValueError(f"not a job kind that can be enqueued: {kind}")
    row = Job(
        kind=kind,
        queue=known.queue,
        args=dict(args),
        key=key,
        path=path,
        created_at=clock.now(),
        created_by_id=by.pk if by is not None else None,
        published_at=DB_NOW,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        first = Job.objects.filter(key=key).first() if key else None
        if first is None:
            raise
        return first
    row_id, queue = row.pk, row.queue
    transaction.on_commit(lambda: publish_or_note(row_id, queue), robust=True)
    return Job.objects.get(pk=row_id)


def job_retry(job: Job, *, by: models.Model) -> Job:
    """Lets a failed job run again from the start, with fresh attempts. Raises Refused for any other state."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.status != JobStatus.FAILED:
            raise Refused(_("只有失败的任务可以重新执行"))
        row.status, row.attempts, row.retries, row.error, row.message = JobStatus.PENDING, 0, 0, "", ""
        row.finished_at = row.wait_until = row.published_at = None
        row.progress_done = row.progress_total = 0
        row.save()
        event_record("job_retried", by=by, subject=row, path=row.path)
        transaction.on_commit(lambda: publish_or_note(row.pk, row.queue), robust=True)
    return row


def night_retry(job: Job, *, by: models.Model) -> list[Job]:
    """Lets every failed part of the job's kind and business date run again, before any later date.

    Raises Refused when none of them has failed.
    """
    with transaction.atomic():
        failed = Job.objects.filter(
            kind=job.kind, business_date=job.business_date, status=JobStatus.FAILED
        ).order_by("pk")
        if job.business_date is None or not failed:
            raise Refused(_("这一晚没有失败的部分，不需要重新执行"))
        return [job_retry(part, by=by) for part in failed]


def publish(job_id: int, queue: str, *, countdown: float = 0) -> bool:
    """Tells a worker about the row; False when Redis is away. After a failure it is left alone for some seconds."""
    return send("core.run_job", [job_id], queue=queue, countdown=countdown or None)


def publish_or_note(job_id: int, queue: str) -> None:
    """Publishes; if that fails, notes on the row that the next tick should."""
    if not publish(job_id, queue):
        Job.objects.filter(pk=job_id, status=JobStatus.PENDING).update(published_at=None)


def send(task: str, args: list[Any], *, queue: str, **options: Any) -> bool:
    global _rest_until
    if monotonic() < _rest_until:
        return False
    try:
        current_app.send_task(task, args=args, queue=queue, retry=False, ignore_result=True, **options)
    except (BrokerError, RedisError, OSError) as error:
        _rest_until = monotonic() + REST_SECONDS
        log.warning("broker unavailable, %s not sent: %s", task, type(error).__name__)
        return False
    return True
