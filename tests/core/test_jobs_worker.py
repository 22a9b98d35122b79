"""The whole chain with a real worker and a Redis of its own: kill -9 and FLUSHALL lose and double nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest
from redis import Redis

from config.embedded.folders import Embedded
from core.jobs import QUEUES, Job, job_enqueue, queue, queues_silent
from tests.core.job_kinds import effects

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).parents[2]


class Site:
    """A worker on this test's database and Redis, and commands beside it."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "-c",
            "1",
            "-O",
            "fair",
            "-l",
            "WARNING",
        ]
        self.worker = subprocess.Popen(
            [*command, "-I", "tests.core.job_kinds"], env=self.environ | {"PROCESS": "worker"}, cwd=ROOT
        )

    def children(self) -> list[psutil.Process]:
        assert self.worker is not None
        return list(psutil.Process(self.worker.pid).children(recursive=True))

    def kill(self) -> None:
        if self.worker is not None:
            for process in (*self.children(), self.worker):
                process.kill()
            self.worker.wait()
            self.worker = None

    def tick(self) -> None:
        """As beat's message does, here by the operator's command. What was sent a moment ago counts as long ago."""
        Job.objects.filter(status="pending").update(published_at=None)
        subprocess.run(
            [sys.executable, "manage.py", "tick"], env=self.environ, cwd=ROOT, check=True, capture_output=True
        )


@pytest.fixture
def site(
    server_environ: dict[str, str], own_redis: Embedded, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    monkeypatch.setattr(
        queue, "_rest_until", float("inf")
    )  # only the tick publishes, to the test's own Redis
    site = Site(server_environ | {"REDIS_URL": own_redis.redis_url(0)})
    yield site
    site.kill()


def wait_for(condition: Callable[[], object]) -> None:
    deadline = monotonic() + 40
    while not condition():
        assert monotonic() < deadline
        sleep(0.05)


def test_killed_child_killed_worker_and_flushed_redis(
    site: Site, own_redis: Embedded, tmp_path: Path
) -> None:
    flag = tmp_path / "flag"
    job = job_enqueue("test_slow", args={"flag": str(flag)})
    site.start()
    site.tick()
    wait_for(flag.exists)

    job.refresh_from_db()
    child = int(job.worker.rpartition(":")[2])
    flag.unlink()
    os.kill(child, signal.SIGKILL)
    wait_for(flag.exists)  # the message came again to a new child
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("taken", 2)

    site.kill()
    Redis.from_url(own_redis.redis_url(0)).flushall()
    flag.unlink()
    site.start()
    wait_for(lambda: _retaken(site, job))
    wait_for(flag.exists)
    flag.unlink()
    wait_for(lambda: Job.objects.filter(pk=job.pk, status="done").exists())
    assert effects() == 1
    job.refresh_from_db()
    assert job.attempts == 3


def _retaken(site: Site, job: Job) -> bool:
    site.tick()
    return Job.objects.filter(pk=job.pk, attempts=3).exists()


def test_many_jobs_while_the_worker_dies_again_and_again(site: Site) -> None:
    for number in range(60):
        job_enqueue("test_work", args={"batch": str(number)})
    site.start()
    site.tick()
    for _kill in range(3):
        wait_for(lambda: Job.objects.filter(status="done").exists())
        for child in site.children():
            if child.is_running():
                child.kill()
        sleep(0.3)
    wait_for(lambda: _all_done(site))
    assert [effects(str(number)) for number in range(60)] == [1] * 60


def _all_done(site: Site) -> bool:
    site.tick()
    return not Job.objects.exclude(status="done").exists()


def test_every_queue_answers_through_its_worker(site: Site) -> None:
    assert queues_silent() == sorted(QUEUES)
    site.start()
    site.tick()
    wait_for(lambda: queues_silent() == [])
