"""A real Celery worker on the test's own database and a Redis of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil
import pytest
from celery import current_app

from config.addresses import celery_from
from config.embedded.folders import Embedded
from core.jobs import Job, queue, tick

ROOT = Path(__file__).parents[1]


class Wire:
    """Celery as the tick uses it, to another Redis than that of the settings."""

    def __init__(self, url: str) -> None:
        self.url = celery_from(url)

    def send_task(self, task: str, **options: Any) -> None:
        with current_app.connection_for_write(self.url) as connection:
            current_app.send_task(task, connection=connection, **options)


class Site:
    """A worker on this test's database and a Redis of the test's own; `start` takes further environment variables."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.modules = ["tests.core.job_kinds"]
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self, **environ: str) -> None:
        self.worker = subprocess.Popen(
            self.words,
            env=self.environ | {"PROCESS": "worker"} | environ,
            cwd=ROOT,
        )

    @property
    def words(self) -> list[str]:
        """The worker's command line."""
        options = f"-m celery -A config worker -c 1 -O fair -l WARNING -I {','.join(self.modules)}"
        return [sys.executable, *options.split()]

    def children(self) -> list[psutil.Process]:
        """The worker's living child processes."""
        assert self.worker is not None
        found = psutil.Process(self.worker.pid).children(recursive=True)
        return [child for child in found if child.status() != psutil.STATUS_ZOMBIE]

    def wait_for(self, condition: Callable[[], object], *, seconds: float = 120) -> None:
        deadline = monotonic() + seconds
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
        """As beat's message does. What was sent a moment ago counts as long ago."""
        Job.objects.filter(status="pending").update(published_at=None)
        tick()


@pytest.fixture
def site(
    server_environ: dict[str, str], own_redis: Embedded, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """Jobs of the test and of its live server go to `own_redis`; a worker is there once `start` is called."""
    monkeypatch.setattr(queue, "_rest_until", 0.0)
    monkeypatch.setattr(queue, "current_app", Wire(own_redis.redis_url(0)))
    site = Site(server_environ | {"REDIS_URL": own_redis.redis_url(0)})
    yield site
    site.kill()
