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
from core.jobs import Job, Outcome, job_run, kinds, nights_create, tick
from core.jobs.draining import jobs_drain
from core.jobs.nights import nights_ready
from core.models import AuditEvent, JobSchedule
from tests.core.job_kinds import register_nights

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
    assert nights_ready() == [first]
    assert [job_run(night.pk) for night in (late, second)] == [Outcome.NOT_DUE] * 2
    assert [job_run(night.pk) for night in (first, second, late)] == [Outcome.DONE] * 3
    assert nights_ready() == []


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
