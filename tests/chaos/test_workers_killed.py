"""A worker killed with its children, again and again, in the middle of many jobs."""

from __future__ import annotations

from time import monotonic, sleep

import pytest
from redis import Redis

from config.embedded.folders import Embedded
from core.jobs import Job, job_enqueue, tick
from tests.chaos.lengths import LENGTHS
from tests.chaos.measures import batches, lost_and_doubled, measured
from tests.chaos.plain import plain_done, plain_send
from tests.core.job_kinds import effects
from tests.workers import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
JOBS, KILLS = LENGTHS.jobs, LENGTHS.kills


def test_killed_workers_lose_and_double_nothing(shaken: Site) -> None:
    for name in batches(JOBS):
        job_enqueue("test_work", args={"batch": name, "pause": 0.1})
    held: list[float] = []
    shaken.start()
    for kill in range(1, KILLS + 1):
        shaken.wait_for(lambda least=kill * JOBS // (KILLS + 1): _done() >= least)  # type: ignore[misc]
        shaken.wait_for(lambda: _taken() or _done() == JOBS)
        job = _taken()
        shaken.kill()
        killed_at = monotonic()
        shaken.start()
        if job is not None:
            shaken.wait_for(lambda job=job: _ticked() and _freed(job))  # type: ignore[misc]
            held.append(monotonic() - killed_at)
    # What was taken back waits behind the messages that twenty times of hasty ticks have sent again: no loss, but long.
    shaken.wait_for(lambda: _ticked(2) and _done() == JOBS, seconds=900)
    lost, doubled = lost_and_doubled(batches(JOBS))
    measured(f"{KILLS} kills of the worker, {JOBS} jobs", lost=lost, doubled=doubled, seconds=max(held))
    assert (lost, doubled) == (0, 0)
    assert max(held) < 60


def test_control_plain_tasks_are_lost_with_their_worker(shaken: Site, own_redis: Embedded) -> None:
    plain_send(JOBS)
    shaken.start()
    for kill in range(1, KILLS + 1):
        shaken.wait_for(lambda least=kill * JOBS // (2 * KILLS): plain_done() >= least)  # type: ignore[misc]
        shaken.kill()
        shaken.start()
    redis = Redis.from_url(own_redis.redis_url(0))
    shaken.wait_for(lambda: _is_quiet(redis))
    lost = JOBS - plain_done() - _to_come_back(redis)
    measured(
        f"control: the same kills, {JOBS} plain tasks", lost=lost, doubled=0, note="early acknowledgement"
    )
    assert lost > 0


def _done() -> int:
    sleep(0.02)
    return Job.objects.filter(status="done").count()


def _taken() -> Job | None:
    return Job.objects.filter(status="taken").first()


def _freed(job: Job) -> bool:
    """The dead worker no longer holds it: it waits in the queue again, another run has it, or it was done already."""
    found = Job.objects.get(pk=job.pk)
    return found.run_number > job.run_number or found.status != "taken"


def _ticked(pause: float = 0.2) -> bool:
    """As beat's message, only more often."""
    sleep(pause)
    tick()
    return True


def _is_quiet(redis: Redis) -> bool:
    """Nothing waits in Redis, and nothing more gets done."""
    waiting = sum(redis.llen(key) for key in redis.scan_iter(match="*default") if redis.type(key) == b"list")
    before = plain_done()
    sleep(1)
    return waiting == 0 and plain_done() == before


def _to_come_back(redis: Redis) -> int:
    """Messages a dead worker had fetched and not begun: Celery gives them back after the visibility timeout."""
    return sum(redis.hlen(key) for key in redis.scan_iter(match="*unacked") if redis.type(key) == b"hash")


def test_the_control_counts_what_is_done_once(shaken: Site) -> None:
    """Without any kill the plain tasks are all done: the control measures the kills and nothing else."""
    plain_send(5)
    shaken.start()
    shaken.wait_for(lambda: plain_done() == 5)
    assert [effects(f"plain {number}") for number in range(5)] == [1] * 5
