"""Advisory locks of PostgreSQL, held to the end of the transaction: a dead process lets go by dying."""

from __future__ import annotations

from django.db import connection

_JOBS = 0x4A4F42  # "JOB"
_TICK = 0x5449434B  # "TICK"
_SEALS = 0x5345414C  # "SEAL"
_LOW = (1 << 32) - 1
_KILL_WAIT_MS = 2000


def lock_job(job_id: int) -> bool:
    """Whether this transaction now owns the run of the job. False: another process runs it."""
    return _try_lock(_job_key(job_id))


def lock_tick() -> bool:
    return _try_lock(_TICK << 32)


def lock_seals() -> bool:
    return _try_lock(_SEALS << 32)


def end_owner(job_id: int) -> bool:
    """Ends the database session that owns the job's run, which undoes its work. For a process that has gone silent."""
    key = _job_key(job_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_terminate_backend(pid, %s)) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND classid = %s AND objid = %s AND granted AND pid <> pg_backend_pid()",
            [_KILL_WAIT_MS, key >> 32, key & _LOW],
        )
        return bool(cursor.fetchone()[0])


def _job_key(job_id: int) -> int:
    return (_JOBS << 40) | job_id


def _try_lock(key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return bool(cursor.fetchone()[0])
