"""A worker may live and consume nothing: a look at its progress finds it, and it is started again.

When a child of Celery's worker and Redis die in the same moment, the parent may hang for minutes; a process list shows
nothing of it. The sign of life is a message that came through a queue (`core.jobs.watch`), which every tick asks for.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from threading import Event, Thread

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from config.supervisor.children import Child
from core.jobs.kinds import QUEUES
from core.jobs.watch import QUEUE_SILENT_SECONDS, queues_silent

log = logging.getLogger(__name__)
LOOK_SECONDS = 10.0


class Watchdog:
    """Looks from a thread of its own, since a database that stands still would hold up whoever asks it.

    `hung()` is true once every queue has been silent for `seconds`, of the worker's life too, while the database and
    Redis answer. A job that beats is a sign of life: a worker busy with long work is never hung. `others` share the
    guilt (a beat that stands still asks for no signs) and are started again with it.
    """

    def __init__(
        self,
        worker: Child,
        others: Sequence[Child] = (),
        *,
        redis_url: str = "",
        seconds: float = QUEUE_SILENT_SECONDS,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._guarded = (worker, *others)
        self._redis_url, self._seconds, self._look_seconds = redis_url, seconds, look_seconds
        self._over = Event()
        self._thread = Thread(target=self._look_again, name="watchdog", daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._over.set()
        self._thread.join(timeout=self._look_seconds)

    def hung(self) -> bool:
        """Asks the database and Redis; False while either is away: then the worker waits for them as it should."""
        youngest = max(child.started_at for child in self._guarded)
        if time.monotonic() - youngest < self._seconds or any(
            child.process is None for child in self._guarded
        ):
            return False
        try:
            silent = set(queues_silent(seconds=self._seconds)) == set(QUEUES)
            return silent and self._has_redis()
        except (DatabaseError, InterfaceError):
            return False
        finally:
            connection.close()

    def _look_again(self) -> None:
        while not self._over.wait(self._look_seconds):
            if self.hung():
                log.warning(
                    "no queue has answered for %s s: worker and beat are started again", self._seconds
                )
                for child in self._guarded:
                    child.kill()

    def _has_redis(self) -> bool:
        url = self._redis_url or settings.REDIS_URL
        try:
            with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
