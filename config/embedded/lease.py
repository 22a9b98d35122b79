"""Who uses the embedded servers: the first starts them, the last stops them, whatever happens in between.

Two locks of the kernel, which end with their process: ``servers.lock`` is held for the moment of starting or stopping,
``users.lock`` is shared by everybody who uses the servers. Whoever can have the second alone is the last.
"""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import IO

from config.embedded import postgres, redis_server
from config.embedded.folders import Embedded
from config.embedded.sentences import folder_problem


def servers(embedded: Embedded | None) -> AbstractContextManager[None]:
    """Inside the block both servers answer. None: the servers of the environment are used, nothing is started."""
    return nullcontext() if embedded is None else _lease(embedded)


def heal(embedded: Embedded | None) -> None:
    """For a long-lived user: start again what died meanwhile. Nothing happens while both servers live."""
    if embedded is not None:
        with _alone(embedded):
            _start(embedded)


@contextmanager
def _lease(embedded: Embedded) -> Iterator[None]:
    embedded.make()
    with (embedded.run / "users.lock").open("w") as users:
        with _alone(embedded):
            _start(embedded)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _alone(embedded):
                if _is_last(users):
                    _stop(embedded)


@contextmanager
def _alone(embedded: Embedded) -> Iterator[None]:
    with (embedded.run / "servers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start(embedded: Embedded) -> None:
    embedded.make()
    try:
        if embedded.postgres:
            postgres.start(embedded)
        if embedded.redis:
            redis_server.start(embedded)
    except OSError as error:
        raise folder_problem(error, embedded.folder) from error


def _stop(embedded: Embedded) -> None:
    if embedded.redis:
        redis_server.stop(embedded)
    if embedded.postgres:
        postgres.stop(embedded)
    embedded.clear_sockets()
