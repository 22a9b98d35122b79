"""A worker that lives and does nothing, as Celery's does when a child and Redis die in the same moment."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from config.embedded import redis_server
from config.embedded.folders import Embedded
from config.supervisor.children import Child
from config.supervisor.watchdog import Watchdog
from core.jobs import Job, job_enqueue, queues_silent, tick
from tests.chaos.lengths import IS_FULL, LENGTHS
from tests.chaos.measures import lost_and_doubled, measured
from tests.core.job_kinds import effects
from tests.workers import ROOT, Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SECONDS = LENGTHS.silence


@pytest.fixture
def worker(shaken: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    """The site's worker as `make run` starts it."""
    monkeypatch.chdir(ROOT)
    child = Child("worker", shaken.words, tmp_path / "worker.log", shaken.environ | {"PROCESS": "worker"})
    child.start()
    yield child
    child.kill()


def answers(seconds: float, flag: Path | None = None) -> bool:
    """With ticks and the supervisor's rounds, whether every queue has given a sign in the end.

    A slow job with this flag is let go again and again: while an attempt of it waits, it holds the one process that
    answers.
    """
    end = monotonic() + seconds
    while monotonic() < end:
        if flag is not None:
            let_go(flag)
        tick()
        sleep(0.5)
        if not queues_silent(seconds=2):
            return True
    return False


def let_go(flag: Path) -> None:
    for waiting in flag.parent.glob(f"{flag.name}.*"):
        waiting.unlink(missing_ok=True)


def guarded(child: Child, seconds: float, watchdog: Watchdog, flag: Path | None = None) -> bool:
    """The same while the supervisor watches."""
    end = monotonic() + seconds
    with watchdog:
        while monotonic() < end:
            child.watch()
            if answers(1, flag):
                return True
    return False


def stand_still(child: Child) -> None:
    assert child.process is not None
    os.killpg(child.process.pid, signal.SIGSTOP)


def watchdog(child: Child, own_redis: Embedded) -> Watchdog:
    return Watchdog(child, redis_url=own_redis.redis_url(0), seconds=SECONDS, look_seconds=0.5)


def test_a_hung_worker_is_started_again(worker: Child, own_redis: Embedded) -> None:
    assert answers(30)
    stand_still(worker)
    job_enqueue("test_work", args={"batch": "a"})
    sleep(2)
    assert not answers(SECONDS + 5), "control: without the watchdog it hangs"
    measured(
        "control: a hung worker without the watchdog", lost=1, doubled=0, note=f"after {SECONDS + 7:.0f} s"
    )
    began = monotonic()
    assert guarded(worker, SECONDS + 30, watchdog(worker, own_redis))
    while Job.objects.unfinished().exists():
        assert answers(30)
    lost, doubled = lost_and_doubled(["a"])
    measured("a hung worker with the watchdog", lost=lost, doubled=doubled, seconds=monotonic() - began)
    assert (lost, doubled) == (0, 0)


def test_a_worker_busy_with_a_long_job_is_left_alone(
    worker: Child, own_redis: Embedded, tmp_path: Path
) -> None:
    """Its one process answers no queue meanwhile; the beats of its job do."""
    assert answers(30)
    flag = tmp_path / "flag"
    job_enqueue("test_slow", args={"flag": str(flag), "batch": "long"})
    while not Path(f"{flag}.1").exists():
        sleep(0.1)
    assert worker.process is not None
    pid = worker.process.pid
    with watchdog(worker, own_redis):
        sleep(SECONDS + 3)
        assert set(queues_silent(seconds=SECONDS)) == {"critical", "export", "import"}
    Path(f"{flag}.1").unlink()
    assert answers(30)
    assert worker.watch() == "" and worker.process.pid == pid
    assert effects("long") == 1


def test_without_redis_the_worker_is_left_to_wait(worker: Child, own_redis: Embedded) -> None:
    assert answers(30)
    redis_server.stop(own_redis)
    sleep(SECONDS + 1)
    guard = watchdog(worker, own_redis)
    assert queues_silent(seconds=SECONDS) == ["critical", "default", "export", "import"]
    assert not guard.hung()


@pytest.mark.skipif(not IS_FULL, reason="make chaos")
@pytest.mark.parametrize("turn", range(3))
def test_a_child_and_redis_die_in_the_same_moment(
    worker: Child, own_redis: Embedded, tmp_path: Path, turn: int
) -> None:
    """Whether Celery hangs this time or not, everything is done within the watchdog's time."""
    assert answers(30)
    flag = tmp_path / "flag"
    job = job_enqueue("test_slow", args={"flag": str(flag), "batch": "torn"})
    while not Path(f"{flag}.1").exists():
        sleep(0.1)
    job.refresh_from_db()
    redis = redis_server.running_pid(own_redis)
    assert redis is not None
    os.kill(int(job.worker.rpartition(":")[2]), signal.SIGKILL)
    os.kill(redis, signal.SIGKILL)
    redis_server.start(own_redis)
    began = monotonic()
    assert guarded(worker, 120, watchdog(worker, own_redis), flag)
    while Job.objects.unfinished().exists():
        Job.objects.unfinished().filter(status="pending").update(published_at=None)
        assert guarded(worker, 60, watchdog(worker, own_redis), flag)
    lost, doubled = lost_and_doubled(["torn"])
    measured(
        f"a child and Redis killed at once ({turn + 1})",
        lost=lost,
        doubled=doubled,
        seconds=monotonic() - began,
    )
    assert (lost, doubled) == (0, 0)
