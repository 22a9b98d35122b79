"""PostgreSQL stopped hard in the middle of work: what ran is undone and run again, without blame."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from time import monotonic, sleep

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError, connection

from config.embedded import postgres, processes
from config.embedded.folders import Embedded
from core.jobs import Job, job_enqueue
from tests.chaos.lengths import IS_FULL, LENGTHS
from tests.chaos.measures import batches, lost_and_doubled, measured
from tests.chaos.plain import plain_done, plain_send
from tests.workers import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
JOBS, CUTS = LENGTHS.jobs, LENGTHS.cuts
AWAY_SECONDS = 2.0


@pytest.fixture
def outage(request: pytest.FixtureRequest, shaken: Site) -> Iterator[Callable[[], None]]:
    """The worker's database is away for two seconds: in full a server that is stopped, else one that cuts it off."""
    if IS_FULL:
        own: Embedded = request.getfixturevalue("own_database")
        shaken.environ["DATABASE_URL"] = own.database_url
        yield lambda: stopped(own)
    else:
        yield cut_off


def stopped(own: Embedded) -> None:
    """An immediate shutdown: every session ends where it is, and the server recovers from its log."""
    pid = postgres.running_pid(own)
    assert pid is not None
    connection.close()
    processes.send(pid, signal.SIGQUIT)
    assert processes.wait_until(lambda: postgres.running_pid(own) is None, 10)
    sleep(AWAY_SECONDS)
    postgres.start(own)


def cut_off() -> None:
    """Every session of this test's database ends, new ones are refused: to a client the same."""
    params = connection.get_connection_params()
    connection.close()
    server = psycopg2.connect(**(params | {"dbname": "postgres"}))
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{params["dbname"]}" ALLOW_CONNECTIONS false')
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [params["dbname"]],
            )
            sleep(AWAY_SECONDS)
            cursor.execute(f'ALTER DATABASE "{params["dbname"]}" ALLOW_CONNECTIONS true')
    finally:
        server.close()


def test_outages_lose_double_and_blame_nothing(shaken: Site, outage: Callable[[], None]) -> None:
    for name in batches(JOBS):
        job_enqueue("test_work", args={"batch": name, "pause": 0.1})
    held: list[float] = []
    shaken.start()
    for cut in range(1, CUTS + 1):
        shaken.wait_for(lambda least=cut * JOBS // (CUTS + 2): _done() >= least)  # type: ignore[misc]
        outage()
        began, before = monotonic(), _done()
        shaken.wait_for(lambda before=before: _ticked(shaken) and _done() > before)  # type: ignore[misc]
        held.append(monotonic() - began)
    shaken.wait_for(lambda: _ticked(shaken) and _done() == JOBS)
    lost, doubled = lost_and_doubled(batches(JOBS))
    measured(f"PostgreSQL stopped {CUTS} times, {JOBS} jobs", lost=lost, doubled=doubled, seconds=max(held))
    assert (lost, doubled) == (0, 0)
    if IS_FULL:  # the server knows when it started; of connections that were cut off it knows nothing
        assert not Job.objects.filter(attempts__gt=1).exists(), "an outage is no attempt"
    assert max(held) < 60


def test_control_plain_tasks_burn(shaken: Site, outage: Callable[[], None]) -> None:
    plain_send(JOBS)
    shaken.start()
    for cut in range(1, CUTS + 1):
        shaken.wait_for(lambda least=cut * JOBS // (3 * CUTS + 1): plain_done() >= least)  # type: ignore[misc]
        outage()
    shaken.wait_for(_is_quiet)
    burned = JOBS - plain_done()
    measured(f"control: the same outages, {JOBS} plain tasks", lost=burned, doubled=0, note="without a retry")
    assert burned > 0


def _done() -> int:
    sleep(0.02)
    return Job.objects.filter(status="done").count()


def _ticked(site: Site) -> bool:
    try:
        site.tick()
    except (OperationalError, InterfaceError):
        connection.close()
    sleep(0.2)
    return True


def _is_quiet() -> bool:
    before = plain_done()
    sleep(2)
    return plain_done() == before
