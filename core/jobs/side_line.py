"""A second connection, in autocommit, that shows a running job while its own transaction is still open."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from threading import Event, Thread
from typing import Any

from django.db import connection

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0


class SideLine:
    """Short statements that others see at once. May be shared by threads (psycopg2 locks a connection itself)."""

    def __init__(self) -> None:
        self._connection: Any = connection.get_new_connection(connection.get_connection_params())
        self._connection.autocommit = True
        with connection.wrap_database_errors, self._connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '10s'; SET lock_timeout = '5s'")

    def execute(self, sql: str, values: Sequence[object]) -> tuple[Any, ...] | None:
        """The first row that the statement returns, if any. Raises Django's database errors."""
        with connection.wrap_database_errors, self._connection.cursor() as cursor:
            cursor.execute(sql, values)
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row

    def close(self) -> None:
        self._connection.close()


class Beats:
    """While the block runs, another thread shows every five seconds that this process lives."""

    def __init__(self, line: SideLine, job_id: int, run_number: int) -> None:
        self._line, self._values = line, (job_id, run_number)
        self._over = Event()
        self._thread = Thread(target=self._beat, name=f"beats of job {job_id}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exc_info: object) -> None:
        self._over.set()
        self._thread.join(timeout=15)

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                alive = self._line.execute(
                    "UPDATE core_job SET beat_at = clock_timestamp() "
                    "WHERE id = %s AND run_number = %s AND status = 'taken' RETURNING id",
                    self._values,
                )
            except Exception as error:  # the job's own connection will notice the same outage and decide
                log.warning("job %s: no beat: %s", self._values[0], type(error).__name__)
                return
            if alive is None:
                return
