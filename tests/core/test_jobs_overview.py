"""What the machinery did and what hinders it: nothing while all is well, each hindrance by its own sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from core import clock
from core.clock import frozen
from core.errors import Refused
from core.jobs import QUEUES, Job, JobRun, JobStatus, job_enqueue, kinds, night_retry, nights_create
from core.jobs.draining import jobs_drain
from core.jobs.overview import hindrances, night_dates, night_work
from core.jobs.watch import queue_beat
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
NIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=clock.TZ)


@pytest.fixture
def broken() -> set[tuple[str, date]]:
    """The parts that fail, by path and date."""
    return set()


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch, broken: set[tuple[str, date]]) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_kinds", {})

    def parted(run: JobRun, *, on: date) -> dict[str, Any]:
        if (run.path, on) in broken:
            raise Refused("坏了")
        return {"opened": 2, "on": str(on), "good": True}

    kinds.nightly("parted", title="分片", at="01:00", parts=lambda on: ["1/2/", "1/3/"])(parted)
    kinds.job("asked", title="提交", queue="import")(lambda run: None)
    for queue in QUEUES:
        queue_beat(queue, "worker")
    yield


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment.astimezone(UTC), tick=False)


def night(on: date) -> None:
    with at(datetime.combine(on, NIGHT.timetz())):
        nights_create()
        list(jobs_drain())


def test_a_good_night_hinders_nothing_and_its_counts_are_sums() -> None:
    night(MONDAY)
    with frozen(MONDAY):
        assert not hindrances()
    work = night_work(MONDAY)[0]
    assert (work.parts, work.done, work.taken, work.failed, work.pending) == (3, 3, 0, 0, 0)
    assert work.result == {"opened": 6}
    assert work.began_at == work.ended_at == NIGHT


def test_work_that_is_not_over_has_no_end() -> None:
    with at(NIGHT):
        nights_create()
        next(jobs_drain())
    work = night_work(MONDAY)[0]
    assert (work.done, work.pending, work.ended_at) == (1, 2, None)


def test_the_latest_nights_are_found_without_their_parts() -> None:
    with at(NIGHT):
        nights_create()
    with at(NIGHT + timedelta(days=3)):
        nights_create()
    assert night_dates(limit=3) == [MONDAY + timedelta(days=days) for days in (3, 2, 1)]


def test_failed_parts_hinder_until_a_later_night_is_good(broken: set[tuple[str, date]]) -> None:
    tuesday = MONDAY + timedelta(days=1)
    broken |= {("1/2/", MONDAY), ("1/2/", tuesday), ("", tuesday)}
    night(MONDAY)
    night(tuesday)
    with frozen(tuesday):
        failure = hindrances().failures[0]
        assert (failure.on, failure.paths, failure.nights) == (tuesday, ("", "1/2/"), 2)
        assert failure.job.error == "坏了"
    night(tuesday + timedelta(days=1))
    with frozen(tuesday + timedelta(days=1)):
        assert not hindrances()


def test_night_retry_runs_every_failed_part_of_its_date_again(broken: set[tuple[str, date]]) -> None:
    broken |= {("1/2/", MONDAY), ("1/3/", MONDAY)}
    night(MONDAY)
    broken.clear()
    with frozen(MONDAY):
        again = night_retry(Job.objects.get(path="1/3/"), by=UserFactory())
        assert [job.path for job in again] == ["1/2/", "1/3/"]
        list(jobs_drain())
        assert not hindrances()
    with pytest.raises(Refused, match="没有失败的部分"):
        night_retry(again[0], by=UserFactory())


@pytest.mark.parametrize(("late", "is_seen"), [(5, False), (11, True), (60 * 24 * 4, True)])
def test_a_night_without_rows_is_seen_after_ten_minutes(late: int, is_seen: bool) -> None:
    night(MONDAY - timedelta(days=1))
    with at(NIGHT + timedelta(minutes=late)):
        behind = hindrances().behind
    assert bool(behind) == is_seen
    if is_seen:
        assert (behind[0].first, behind[0].since, behind[0].unwritten) == (MONDAY, NIGHT, True)
        assert behind[0].last == (NIGHT + timedelta(minutes=late)).date()


def test_a_night_that_is_not_over_is_seen_after_two_hours() -> None:
    with at(NIGHT):
        nights_create()
    with at(NIGHT + timedelta(hours=1)):
        assert not hindrances()
    with at(NIGHT + timedelta(hours=2)):
        behind = hindrances().behind
    assert [(found.first, found.unwritten) for found in behind] == [(MONDAY, False)]


@pytest.mark.parametrize(("sign", "status"), [("waiting", JobStatus.PENDING), ("frozen", JobStatus.TAKEN)])
def test_jobs_that_nobody_moves_are_named(sign: str, status: JobStatus) -> None:
    with at(NIGHT):
        job = job_enqueue("asked", args={})
    Job.objects.update(status=status)
    with at(NIGHT + timedelta(minutes=6)):
        found: Callable[[], list[Job]] = lambda: getattr(hindrances(), sign)  # noqa: E731
        assert found() == [job]
        Job.objects.update(status=JobStatus.DONE, finished_at=NIGHT)
        assert found() == []
