"""The whole chain with a real worker and a Redis of its own: kill -9 and FLUSHALL lose and double nothing."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from redis import Redis

from config.embedded.folders import Embedded
from core.jobs import QUEUES, Job, job_enqueue, queues_silent
from tests.core.job_kinds import effects
from tests.workers import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def without_nights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.nights.nightly_kinds", list)


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


def test_every_queue_answers_through_its_worker(site: Site) -> None:
    assert queues_silent() == sorted(QUEUES)
    site.start()
    site.tick()
    site.wait_for(lambda: queues_silent() == [])
