"""Runs one job: its effect and its end state in one transaction, watched over a side line.

1. The job's transaction begins and takes the job's advisory lock; whoever finds it taken leaves.
2. Over the side line the row becomes `taken` under a new `run_number`, at once visible to all.
3. The handler runs in a savepoint. Its exception undoes its effect only, so that `failed` can be written beside it.
4. `done` or `failed` is written under the run's own number and committed with the effect; the lock goes with the
commit.

A process killed anywhere leaves `taken` without a lock, which the tick sees. A process frozen and overtaken finds
another number at step 4 and undoes its work. So an effect stands exactly once, whatever happens to the message, the
worker or Redis.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import traceback
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic, sleep
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import BadInput, Refused
from core.jobs.kinds import kind_of
from core.jobs.moments import DB_NOW
from core.jobs.side_line import Beats, SideLine
from core.locks import lock_job
from core.masking import mask_numbers
from core.models import Job, JobStatus

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
MAX_RETRIES = 10
RECONNECT_SECONDS = 60.0
PROGRESS_SECONDS = 0.25

DATABASE_AWAY = (OperationalError, InterfaceError)


class Outcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    NOT_DUE = "not_due"
    """Nothing was done: finished, run by another, its time not come, or an earlier night not over."""
    RETRY = "retry"
    """The database went away under it; the row waits a little and is pending again."""
    OVERTAKEN = "overtaken"
    """Another run took it meanwhile; this one's effect was undone."""


class RunOvertaken(Exception):
    """This run no longer owns its job. Handlers let it pass."""


@dataclass
class JobRun:
    """What a handler gets: the row as it was taken, and the way to show progress."""

    job: Job
    _line: SideLine | None
    _shown_at: float = field(default=-PROGRESS_SECONDS)

    @property
    def by_id(self) -> int | None:
        """The id of the user who asked for the job; the handler checks that the user may still do it."""
        return self.job.created_by_id

    @property
    def path(self) -> str:
        return self.job.path

    def other_parts(self) -> list[str]:
        """What the part of a night with the path "" leaves out: the paths of the other rows of its kind and date."""
        if self.job.business_date is None or self.job.path:
            return []
        rows = Job.objects.filter(kind=self.job.kind, business_date=self.job.business_date).exclude(path="")
        return list(rows.order_by("path").values_list("path", flat=True))

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Shows "done of total" to everybody at once, at most four times a second; the last step always.

        Raises RunOvertaken when the job has been given to another run: the handler need not go on.
        """
        now = monotonic()
        if done < total and now - self._shown_at < PROGRESS_SECONDS:
            return
        self._shown_at = now
        written = _execute(
            self._line,
            "UPDATE core_job SET progress_done = %s, progress_total = %s, message = %s, beat_at = clock_timestamp() "
            "WHERE id = %s AND run_number = %s AND status = 'taken' RETURNING id",
            [done, total, str(message)[:200], self.job.pk, self.job.run_number],
        )
        if written is None:
            raise RunOvertaken


def job_run(job_id: int) -> Outcome:
    """Runs the job if it is its turn. Never raises for what the handler did: the row tells it.

    Inside a transaction of the caller (commands, tests) everything belongs to that transaction and nobody sees
    progress.
    """
    if connection.in_atomic_block:
        return _run(job_id, None)
    line = SideLine()
    claimed: list[Job] = []
    try:
        return _run(job_id, line, claimed)
    except RunOvertaken:
        return Outcome.OVERTAKEN
    except DATABASE_AWAY as error:
        connection.close()
        if not claimed:
            raise
        log.warning("job %s: database away (%s)", job_id, type(error).__name__)
        return _put_back(claimed[0])
    finally:
        line.close()


def job_run_now(job: Job) -> Job:
    """Runs the job in this process without the broker and returns the row as it then stands."""
    job_run(job.pk)
    return Job.objects.get(pk=job.pk)


def _run(job_id: int, line: SideLine | None, claimed: list[Job] | None = None) -> Outcome:
    with transaction.atomic():
        if line is not None:
            _lift_timeouts()
        if not lock_job(job_id):
            return Outcome.NOT_DUE
        job = Job.objects.filter(pk=job_id).unfinished().first()
        if job is None or _must_wait(job):
            return Outcome.NOT_DUE
        if job.attempts >= MAX_ATTEMPTS:
            return _finish(job, JobStatus.FAILED, error=crash_sentence())
        job = _claim(job, line)
        if claimed is not None:
            claimed.append(job)
        return _perform(JobRun(job, line), line)


def _must_wait(job: Job) -> bool:
    if job.business_date is not None and Job.objects.earlier_nights_than(job).unfinished().exists():
        return True
    return Job.objects.filter(pk=job.pk, wait_until__gt=DB_NOW).exists()


def _claim(job: Job, line: SideLine | None) -> Job:
    row = _execute(
        line,
        "UPDATE core_job SET status = 'taken', attempts = attempts + 1, run_number = run_number + 1, taken_at = %s, "
        "beat_at = clock_timestamp(), wait_until = NULL, worker = %s, progress_done = 0, progress_total = 0, "
        "message = '' "
        "WHERE id = %s AND run_number = %s AND status IN ('pending', 'taken') RETURNING run_number",
        [clock.now(), worker_name(), job.pk, job.run_number],
    )
    if row is None:
        raise RunOvertaken
    job.status, job.attempts, job.run_number = JobStatus.TAKEN, job.attempts + 1, row[0]
    return job


def _perform(run: JobRun, line: SideLine | None) -> Outcome:
    job = run.job
    kind = kind_of(job.kind)
    if kind is None:
        return _finish(
            job, JobStatus.FAILED, error=_("本程序没有名为“%(kind)s”的后台任务") % {"kind": job.kind}
        )
    # The beats end before the row is written: they would wait for its lock.
    beats = nullcontext() if line is None else Beats(line, job.pk, job.run_number)
    try:
        with beats, transaction.atomic():
            answer = kind.handler(run, **job.handler_args)
            result = json.loads(json.dumps(answer or {}, cls=DjangoJSONEncoder))
            connection.check_constraints()  # deferred ones speak now, while the end state can still be written
    except (*DATABASE_AWAY, RunOvertaken):
        raise
    except Exception as error:
        level = logging.INFO if isinstance(error, Refused | BadInput) else logging.ERROR
        log.log(level, "job %s %s failed: %s", job.pk, job.kind, _trace(error))
        return _finish(job, JobStatus.FAILED, error=failure_sentence(error))
    return _finish(job, JobStatus.DONE, result=result)


def _finish(job: Job, status: JobStatus, **values: Any) -> Outcome:
    written = (
        Job.objects.filter(pk=job.pk, run_number=job.run_number)
        .unfinished()
        .update(status=status, finished_at=clock.now(), **values)
    )
    if not written:
        raise RunOvertaken
    return Outcome(status.value)


def _put_back(job: Job) -> Outcome:
    """The database went away under the run: pending again, after a pause that doubles up to a minute."""
    pause = min(60, 2 ** (job.retries + 1))
    given_up = job.retries >= MAX_RETRIES
    sentence = _("数据库多次中断，任务没有完成，所做改动已全部撤销，请稍后重新执行")
    give_up_at = monotonic() + RECONNECT_SECONDS
    while True:
        try:
            line = SideLine()
            try:
                row = line.execute(
                    "UPDATE core_job SET status = CASE WHEN %s THEN 'failed' ELSE 'pending' END, "
                    "finished_at = CASE WHEN %s THEN %s::timestamptz END, error = CASE WHEN %s THEN %s ELSE '' END, "
                    "attempts = attempts - 1, retries = retries + 1, "
                    "wait_until = clock_timestamp() + make_interval(secs => %s), published_at = NULL "
                    "WHERE id = %s AND run_number = %s AND status = 'taken' RETURNING id",
                    [given_up, given_up, clock.now(), given_up, sentence, pause, job.pk, job.run_number],
                )
            finally:
                line.close()
        except DATABASE_AWAY:
            if monotonic() > give_up_at:
                raise
            sleep(1)
            continue
        if row is None:
            return Outcome.OVERTAKEN
        return Outcome.FAILED if given_up else Outcome.RETRY


def failure_sentence(error: Exception) -> str:
    """What the row says of a handler's exception: our own sentences, without long numbers; else its class."""
    if isinstance(error, Refused | BadInput):
        return mask_numbers(str(error))[:500]
    if isinstance(error, SoftTimeLimitExceeded):
        return _("任务超过时间上限，所做改动已全部撤销，请分成较小的几次")
    return _("程序出错（%(kind)s），所做改动已全部撤销，请把任务编号告诉系统管理员") % {
        "kind": type(error).__name__
    }


def crash_sentence() -> str:
    return _(
        "执行中连续 %(times)s 次被中断（进程被终止或内存不足），没有留下任何改动，请系统管理员查看后重新执行"
    ) % {"times": MAX_ATTEMPTS}


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _trace(error: Exception) -> str:
    """Where it happened, without the exception's text, which may quote a row."""
    frames = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-6:]
    ]
    return f"{type(error).__name__} at {' < '.join(reversed(frames))}"


def _execute(line: SideLine | None, sql: str, values: list[Any]) -> tuple[Any, ...] | None:
    if line is not None:
        return line.execute(sql, values)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _lift_timeouts() -> None:
    """A job may compute for minutes between two statements; the limits of web requests are not for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
