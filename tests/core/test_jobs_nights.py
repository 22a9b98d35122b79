"""Nightly work: each kind once for each business date, in order, whatever was missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from pytest_django import Settings

from core import clock
from core.jobs import Job, JobRun, Outcome, job_retry, job_run, kinds, nights_create, tick
from core.jobs.draining import jobs_drain
from core.jobs.nights import nights_ready, nights_to_tell
from core.models import AuditEvent, JobSchedule
from tests.core.job_kinds import effect, register_nights
from tests.factories import UserFactory

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def only_test_nights(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_kinds", {})
    register_nights()
    yield


@pytest.fixture
def monday(settings: Settings) -> Settings:
    settings.BUSINESS_DATE = MONDAY
    return settings


def done() -> list[str]:
    return list(AuditEvent.objects.filter(event="worked").order_by("id").values_list("batch", flat=True))


def drain() -> list[str]:
    return [f"{job} {job.status}" for job in jobs_drain()]


@pytest.mark.django_db
def test_the_first_tick_begins_with_its_own_day(monday: Settings) -> None:
    assert nights_create() == 3
    assert nights_create() == 0
    assert set(JobSchedule.objects.values_list("first_date", flat=True)) == {MONDAY}
    drain()
    assert done() == ["first 2026-11-23", "second 2026-11-23", "late 2026-11-23"]


@pytest.mark.django_db
def test_missed_nights_run_in_order_once(monday: Settings) -> None:
    nights_create()
    drain()
    monday.BUSINESS_DATE = date(2026, 11, 26)
    assert nights_create() == 9
    assert drain() == [
        "test_night_first 2026-11-24 done",
        "test_night_second 2026-11-24 done",
        "test_night_late 2026-11-24 done",
        "test_night_first 2026-11-25 done",
        "test_night_second 2026-11-25 failed",
        "test_night_late 2026-11-25 done",
        "test_night_first 2026-11-26 done",
        "test_night_second 2026-11-26 done",
        "test_night_late 2026-11-26 done",
    ]
    assert drain() == []


@pytest.mark.django_db
@pytest.mark.parametrize("missed", [1, 4, 30])
def test_any_number_of_missed_nights(monday: Settings, missed: int) -> None:
    nights_create()
    monday.BUSINESS_DATE = date.fromordinal(MONDAY.toordinal() + missed)
    nights_create()
    drain()
    firsts = [batch for batch in done() if batch.startswith("first")]
    assert len(firsts) == len(set(firsts)) == missed + 1
    assert firsts == sorted(firsts)


@pytest.mark.django_db
def test_a_clock_set_back_repeats_nothing(monday: Settings) -> None:
    nights_create()
    drain()
    monday.BUSINESS_DATE = date(2026, 11, 20)
    assert nights_create() == 0
    monday.BUSINESS_DATE = date(2026, 11, 24)
    assert nights_create() == 3


@pytest.mark.django_db
def test_a_new_kind_begins_on_its_own_first_day(monday: Settings) -> None:
    nights_create()
    monday.BUSINESS_DATE = date(2026, 11, 25)
    kinds.nightly("test_night_new", title="新", order=15)(lambda run, *, on: None)
    nights_create()
    assert list(Job.objects.filter(kind="test_night_new").values_list("business_date", flat=True)) == [
        date(2026, 11, 25)
    ]


@pytest.mark.django_db
def test_a_later_night_waits_for_the_earlier(monday: Settings) -> None:
    nights_create()
    first, second, late = Job.objects.order_by("order")
    assert list(nights_ready()) == [first]
    assert [job_run(night.pk) for night in (late, second)] == [Outcome.NOT_DUE] * 2
    assert [job_run(night.pk) for night in (first, second, late)] == [Outcome.DONE] * 3
    assert not nights_ready()


def shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.TZ).astimezone(UTC)


@pytest.mark.django_db
def test_a_night_begins_at_its_time_in_shanghai() -> None:
    with time_machine.travel(shanghai(23, 12), tick=False):
        assert nights_create() == 2  # 23:00 has not come
    with time_machine.travel(shanghai(23, 23, 30), tick=False):
        assert nights_create() == 1
    with time_machine.travel(shanghai(24, 0, 30), tick=False):
        assert nights_create() == 0
    with time_machine.travel(shanghai(24, 1, 0), tick=False):
        assert nights_create() == 2
    assert Job.objects.filter(business_date=date(2026, 11, 24)).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_create_one_row(monday: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.queue._rest_until", float("inf"))  # no broker needed
    together = Barrier(3)

    def one() -> None:
        try:
            together.wait()
            tick()
        finally:
            connection.close()

    ticks = [Thread(target=one) for _beat in range(3)]
    for thread in ticks:
        thread.start()
    for thread in ticks:
        thread.join()
    assert Job.objects.count() == 3


@pytest.fixture
def parts() -> list[str]:
    """The parts of `test_parted`, of order 10, as they are when the rows are written."""
    paths = ["1/2/", "1/3/"]

    def parted(run: JobRun, *, on: date) -> dict[str, list[str]]:
        effect(f"{on} {run.path or 'rest'}")
        if run.path == "1/3/" and on == MONDAY:
            raise ValueError
        return {"without": run.other_parts()}

    kinds.nightly("test_parted", title="分片", order=10, parts=lambda on: paths)(parted)
    return paths


def rows(day: date = MONDAY) -> dict[str, str]:
    return dict(
        Job.objects.filter(kind="test_parted", business_date=day)
        .order_by("path")
        .values_list("path", "status")
    )


@pytest.mark.django_db
def test_a_kind_in_parts_has_a_row_for_each_and_one_for_the_rest(monday: Settings, parts: list[str]) -> None:
    nights_create()
    drain()
    assert rows() == {"": "done", "1/2/": "done", "1/3/": "failed"}
    found = Job.objects.filter(kind="test_parted").order_by("path")
    assert [job.result.get("without") for job in found] == [["1/2/", "1/3/"], [], None]
    assert nights_create() == 0


@pytest.mark.django_db
def test_without_any_part_the_one_row_does_everything(monday: Settings, parts: list[str]) -> None:
    parts.clear()
    nights_create()
    drain()
    assert rows() == {"": "done"}
    assert Job.objects.get(kind="test_parted").result == {"without": []}


@pytest.mark.django_db
def test_the_outer_of_two_parts_takes_the_inner(monday: Settings, parts: list[str]) -> None:
    parts += ["1/2/7/", "1/20/", ""]
    nights_create()
    assert list(rows()) == ["", "1/2/", "1/20/", "1/3/"]


@pytest.mark.django_db
def test_the_parts_of_a_date_stay_what_they_were(monday: Settings, parts: list[str]) -> None:
    """A county that opens, merges or closes later changes the dates that have no rows yet, missed ones among them."""
    nights_create()
    parts[:] = ["1/4/"]
    monday.BUSINESS_DATE = date(2026, 11, 25)
    nights_create()
    assert list(rows()) == ["", "1/2/", "1/3/"]
    assert list(rows(date(2026, 11, 24))) == list(rows(date(2026, 11, 25))) == ["", "1/4/"]


@pytest.mark.django_db
def test_nothing_of_a_later_order_begins_before_every_part_is_over(
    monday: Settings, parts: list[str]
) -> None:
    nights_create()
    ready = list(nights_ready())
    assert {(job.order, job.path) for job in ready} == {(10, ""), (10, "1/2/"), (10, "1/3/")}
    later = Job.objects.get(kind="test_night_second")
    for job in ready:
        assert job_run(later.pk) is Outcome.NOT_DUE
        assert job_run(job.pk) in (Outcome.DONE, Outcome.FAILED)
    assert job_run(later.pk) is Outcome.DONE


@pytest.mark.django_db
def test_a_failed_part_stays_failed_and_stops_nobody(monday: Settings, parts: list[str]) -> None:
    """The date goes on without it; run again by hand, it alone runs, and before any later night."""
    nights_create()
    drain()
    monday.BUSINESS_DATE = date(2026, 11, 24)
    nights_create()
    failed = job_retry(Job.objects.get(status="failed", path="1/3/"), by=UserFactory())
    assert list(nights_ready()) == [failed]
    drain()
    assert rows()["1/3/"] == "failed"
    assert set(rows(date(2026, 11, 24)).values()) == {"done"}


@pytest.mark.django_db
def test_workers_hear_of_a_few_parts_at_a_time(
    monday: Settings, parts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.nights.TOLD_AT_ONCE", 2)
    parts[:] = [f"1/{number}/" for number in range(2, 7)]
    nights_create()
    told = nights_to_tell()
    assert len(told) == 2
    assert nights_to_tell() == []
    job_run(told[0].pk)
    assert len(nights_to_tell()) == 1  # one ended, one more is told


@pytest.mark.django_db(transaction=True)
def test_parts_side_by_side_run_once_each(monday: Settings, parts: list[str]) -> None:
    parts[:] = [f"1/{number}/" for number in range(2, 12)]
    nights_create()
    ids = [job.pk for job in nights_ready()] * 4
    shuffle = [ids[step::4] for step in range(4)]

    def run(turn: list[int]) -> None:
        try:
            for pk in turn:
                job_run(pk)
        finally:
            connection.close()

    workers = [Thread(target=run, args=(turn,)) for turn in shuffle]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(batch for batch in done() if batch.startswith(str(MONDAY))) == sorted(
        f"{MONDAY} {path or 'rest'}" for path in ["", *parts] if path != "1/3/"
    )
