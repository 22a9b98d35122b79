"""Kinds for the tests of jobs, in a module of its own so that worker processes can load them too.

Their effect is an audit event: how often it stands is how often the work was done.
"""

from __future__ import annotations

import os
import signal
from datetime import date
from pathlib import Path
from time import sleep

from django.db import connection

from core.audit import event_record
from core.errors import Refused
from core.jobs import JobRun, job, nightly
from core.models import AuditEvent


def effects(batch: str = "") -> int:
    return AuditEvent.objects.filter(event="worked", batch=batch).count()


def effect(batch: str = "") -> None:
    event_record("worked", by=None, subject=None, batch=batch)


@job("test_work", title="工作", queue="import")
def work(run: JobRun, *, batch: str = "", pause: float = 0) -> dict[str, str]:
    effect(batch)
    sleep(pause)
    return {"batch": batch}


@job("test_slow", title="慢")
def slow(run: JobRun, *, flag: str, batch: str = "") -> None:
    """Works, makes the file `flag` with the attempt's number behind it, then waits until that is gone."""
    effect(batch)
    run.progress(1, 2, "一半")
    waiting = Path(f"{flag}.{run.job.attempts}")
    waiting.touch()
    while waiting.exists():
        sleep(0.02)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@job("test_dies", title="死")
def dies(run: JobRun, *, times: int = 99) -> None:
    """Works and kills its process, in the first `times` attempts."""
    effect()
    if run.job.attempts <= times:
        os.kill(os.getpid(), signal.SIGKILL)


@job("test_refuses", title="拒绝")
def refuses(run: JobRun) -> None:
    effect()
    raise Refused("证件 11010519491231002X 已有在矫案件")


@job("test_breaks", title="出错")
def breaks(run: JobRun) -> None:
    effect()
    raise ValueError("张三 13812345678")


@job("test_loses_database", title="断线")
def loses_database(run: JobRun) -> None:
    """Works, then its connection is cut, in the first run."""
    effect()
    if run.job.run_number == 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@job("test_deferred", title="延迟约束")
def deferred(run: JobRun) -> None:
    """Breaks a constraint that speaks only at commit."""
    effect()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE late (n int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP;"
            "INSERT INTO late VALUES (1), (1)"
        )


@job("test_unwritable", title="结果不可写")
def unwritable(run: JobRun) -> dict[str, object]:
    effect()
    return {"a": object()}


def register_nights() -> None:
    """The nightly kinds, apart: the tests of nights know no other."""
    nightly("test_night_first", title="先", at="01:00", order=10)(night_first)
    nightly("test_night_second", title="后", at="01:00", order=20)(night_second)
    nightly("test_night_late", title="晚", at="23:00", order=30)(night_late)


def night_first(run: JobRun, *, on: date) -> None:
    effect(f"first {on}")


def night_second(run: JobRun, *, on: date) -> None:
    effect(f"second {on}")
    if on == date(2026, 11, 25):
        raise ValueError


def night_late(run: JobRun, *, on: date) -> None:
    effect(f"late {on}")
