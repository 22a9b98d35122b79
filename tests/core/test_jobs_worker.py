"""The whole chain with a real worker and a Redis of its own: kill -9 and FLUSHALL lose and double nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil
import pytest
from celery import current_app
from redis import Redis

from config.addresses import celery_from
from config.embedded.folders import Embedded
from core.jobs import QUEUES, Job, job_enqueue, queue, queues_silent, tick
from tests.core.job_kinds import effects

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).parents[2]


class Wire:
    """Celery as the tick uses it, to another Redis than that of the settings."""

    def __init__(self, url: str) -> None:
        self.url = celery_from(url)

    def send_task(self, task: str, **options: Any) -> None:
        with current_app.connection_for_write(self.url) as connection:
            current_app.send_task(task, connection=connection, **options)


class Site:
    """A worker on this test's database and a Redis of the test's own."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = "-m celery -A config worker -c 1 -O fair -l WARNING -I tests.core.job_kinds"
        environ = self.environ | {"PROCESS": "worker"}
        self.worker = subprocess.Popen([sys.executable, *options.split()], env=environ, cwd=ROOT)

    def children(self) -> list[psutil.Process]:
        """The worker's living child processes."""
        assert self.worker is not None
        found = psutil.Process(self.worker.pid).children(recursive=True)
        return [child for child in found if child.status() != psutil.STATUS_ZOMBIE]

    def wait_for(self, condition: Callable[[], object]) -> None:
        deadline = monotonic() + 120
        while not condition():
            assert monotonic() < deadline
            assert self.worker is None or self.worker.poll() is None
            sleep(0.05)

    def kill(self) -> None:
        if self.worker is not None:
            for process in (*self.children(), self.worker):
                process.kill()
            self.worker.wait()
            self.worker = None

    def tick(self) -> None:
        """As beat's message does every minute. What was sent a moment ago counts as long ago."""
        Job.objects.filter(status="pending").update(published_at=None)
        tick()


@pytest.fixture
def site(
    server_environ: dict[str, str], own_redis: Embedded, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    monkeypatch.setattr(queue, "_rest_until", 0.0)
    monkeypatch.setattr("core.jobs.nights.nightly_kinds", list)
    monkeypatch.setattr(queue, "current_app", Wire(own_redis.redis_url(0)))
    site = Site(server_environ | {"REDIS_URL": own_redis.redis_url(0)})
    yield site
    site.kill()


def test_killed_child_killed_worker_and_flushed_redis(
    site: Site, own_redis: Embedded, tmp_path: Path
) -> None:
    first, second, third = (tmp_path / f"flag.{attempt}" for attempt in (1, 2, 3))
    job = job_enqueue("test_slow", args={"flag": str(tmp_path / "flag")})
    site.start()
    site.tick()
    site.wait_for(first.exists)

    job.refresh_from_db()
    os.kill(int(job.worker.rpartition(":")[2]), signal.SIGKILL)
    site.wait_for(second.exists)  # the message came again, to a new child

    site.kill()
    Redis.from_url(own_redis.redis_url(0)).flushall()
    site.start()
    site.wait_for(lambda: _retaken(site, job))
    site.wait_for(third.exists)
    third.unlink()
    site.wait_for(lambda: Job.objects.filter(pk=job.pk, status="done").exists())
    assert effects() == 1


def _retaken(site: Site, job: Job) -> bool:
    site.tick()
    return Job.objects.filter(pk=job.pk, attempts=3).exists()


def test_many_jobs_while_children_die_again_and_again(site: Site) -> None:
    for number in range(60):
        job_enqueue("test_work", args={"batch": str(number)})
    site.start()
    for kill in range(1, 4):
        site.wait_for(lambda least=10 * kill: _done(site) >= least)  # type: ignore[misc]
        for child in site.children():
            child.kill()
    site.wait_for(lambda: _done(site) == 60)
    assert [effects(str(number)) for number in range(60)] == [1] * 60


def _done(site: Site) -> int:
    site.tick()
    sleep(1)
    return Job.objects.filter(status="done").count()


def test_every_queue_answers_through_its_worker(site: Site) -> None:
    assert queues_silent() == sorted(QUEUES)
    site.start()
    site.tick()
    site.wait_for(lambda: queues_silent() == [])
