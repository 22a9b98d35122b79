"""Three real beats, as if deployed three times by mistake: how long anything stuck stays stuck. Only in full."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from core.jobs import Job, job_enqueue, queues_silent
from tests.chaos.lengths import IS_FULL
from tests.chaos.measures import measured
from tests.core.job_kinds import effects
from tests.workers import ROOT, Site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not IS_FULL, reason="make chaos"),
]


@pytest.fixture
def beaten(shaken: Site) -> Iterator[Site]:
    """A worker and three beats; nothing else ticks."""
    words = [sys.executable, "-m", "celery", "-A", "config", "beat", "--pidfile=", "-l", "WARNING"]
    beats = [
        subprocess.Popen(words, env=shaken.environ | {"PROCESS": "beat"}, cwd=ROOT) for _beat in range(3)
    ]
    shaken.start()
    yield shaken
    for beat in beats:
        beat.kill()
        beat.wait()


def seconds_until(site: Site, condition: Callable[[], object]) -> float:
    began = monotonic()
    while not condition():
        assert monotonic() - began < 240
        sleep(0.1)
    return monotonic() - began


def slow_job(site: Site, flag: Path) -> Job:
    """A job that has begun and waits; later attempts go through."""
    job = job_enqueue("test_slow", args={"flag": str(flag), "batch": flag.name})
    site.wait_for(Path(f"{flag}.1").exists)
    return job


def once(site: Site, flag: Path, job: Job) -> None:
    for attempt in (1, 2, 3):
        Path(f"{flag}.{attempt}").unlink(missing_ok=True)
    seconds_until(site, lambda: Job.objects.filter(pk=job.pk, status="done").exists())
    assert effects(flag.name) == 1


def again(job: Job) -> bool:
    return Job.objects.filter(pk=job.pk, attempts__gt=1).exists()


def test_a_job_of_a_dead_worker_is_taken_again_within_a_minute(beaten: Site, tmp_path: Path) -> None:
    flag = tmp_path / "dead"
    job = slow_job(beaten, flag)
    beaten.kill()
    beaten.start()
    seconds = seconds_until(beaten, lambda: again(job))
    once(beaten, flag, job)
    measured("a worker killed for good, another started, three beats", lost=0, doubled=0, seconds=seconds)
    assert seconds < 60


def test_a_job_of_a_frozen_worker_is_taken_again_within_a_minute(beaten: Site, tmp_path: Path) -> None:
    flag = tmp_path / "frozen"
    job = slow_job(beaten, flag)
    assert beaten.worker is not None
    frozen = [*beaten.children(), beaten.worker]
    for process in frozen:
        process.send_signal(signal.SIGSTOP)
    beaten.start()
    seconds = seconds_until(beaten, lambda: again(job))
    for process in frozen:
        process.send_signal(signal.SIGCONT)
    once(beaten, flag, job)
    for process in frozen:
        process.kill()
    measured("a worker frozen, another beside it, three beats", lost=0, doubled=0, seconds=seconds)
    assert seconds < 60


def test_a_silent_worker_is_seen_within_three_minutes(beaten: Site) -> None:
    seconds_until(beaten, lambda: queues_silent() == [])
    assert beaten.worker is not None
    frozen = [*beaten.children(), beaten.worker]
    for process in frozen:
        process.send_signal(signal.SIGSTOP)
    seconds = seconds_until(beaten, lambda: len(queues_silent()) == 4)
    for process in frozen:
        process.send_signal(signal.SIGCONT)
    measured("a worker frozen: seen on the job page and in /readyz", lost=0, doubled=0, seconds=seconds)
    assert seconds < 180
