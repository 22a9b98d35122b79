"""Nights missed, three beats at once, the clock set back: every part of every business date once, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from time import sleep

import pytest
import time_machine
from celery import current_app
from celery.beat import ScheduleEntry
from celery.schedules import crontab
from django.db import connection
from pytest_django import Settings

from core import clock
from core.jobs import Job, kinds, nights_create, tick
from core.jobs.draining import jobs_drain
from core.models import AuditEvent
from tests.chaos.lengths import LENGTHS
from tests.chaos.measures import lost_and_doubled, measured
from tests.chaos.night_kinds import night_of, register
from tests.workers import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MONDAY = date(2026, 11, 23)
BEATS = 3


@pytest.fixture
def nights(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(kinds, "_kinds", {})
    register()
    site.modules.append("tests.chaos.worker_nights")
    return site


def ticked_by(beats: int) -> bool:
    """So many beats tick in the same moment."""
    together = Barrier(beats)

    def one() -> None:
        try:
            together.wait()
            tick()
        finally:
            connection.close()

    threads = [Thread(target=one) for _beat in range(beats)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sleep(0.3)
    return True


def expected(first: date, last: date) -> list[str]:
    days = (last - first).days + 1
    return [effect for step in range(days) for effect in night_of(first + timedelta(days=step))]


def done() -> list[str]:
    """What was done, in the order in which it was."""
    return list(AuditEvent.objects.filter(event="worked").order_by("pk").values_list("batch", flat=True))


@pytest.mark.parametrize("missed", LENGTHS.nights)
def test_missed_nights_with_three_beats(nights: Site, settings: Settings, missed: int) -> None:
    settings.BUSINESS_DATE = MONDAY
    nights_create()
    list(jobs_drain())
    settings.BUSINESS_DATE = today = MONDAY + timedelta(days=missed)
    nights.start(BUSINESS_DATE=today.isoformat())
    nights.wait_for(lambda: ticked_by(BEATS) and not Job.objects.unfinished().exists())
    names = expected(MONDAY, today)
    lost, doubled = lost_and_doubled(names)
    measured(f"{missed} nights missed, {BEATS} beats, {len(names)} parts", lost=lost, doubled=doubled)
    assert (lost, doubled) == (0, 0)
    assert sorted(done()) == sorted(names)
    groups = [" ".join(name.split()[:2]) for name in done()]
    assert groups == [" ".join(name.split()[:2]) for name in names], "dates and orders one after the other"


def test_the_clock_set_back_an_hour(nights: Site) -> None:
    """At half past one, then half past twelve, then half past one again; and over midnight."""
    nights.start()
    with at(23, 1, 30):
        nights.wait_for(
            lambda: ticked_by(BEATS) and (len(done()) == 7 and not Job.objects.unfinished().exists())
        )
    for day, hour in ((23, 0), (23, 1), (23, 23), (24, 0), (23, 23), (24, 0)):
        with at(day, hour, 30):
            ticked_by(BEATS)
    with at(24, 1, 30):
        nights.wait_for(
            lambda: ticked_by(BEATS) and (len(done()) == 14 and not Job.objects.unfinished().exists())
        )
    names = expected(MONDAY, MONDAY + timedelta(days=1))
    lost, doubled = lost_and_doubled(names)
    measured("the clock set back an hour, twice", lost=lost, doubled=doubled)
    assert (lost, doubled) == (0, 0)


def test_control_a_beat_that_fires_runs_one_of_many_nights() -> None:
    """Celery's own schedule after four nights off: due once."""
    off = shanghai(23, 1, 0, 5)
    fired = fires(off, lambda: shanghai(27, 9))
    measured("control: 4 nights missed, a beat that fires the night", lost=4 - fired, doubled=0)
    assert fired == 1


def test_control_three_beats_fire_three_times() -> None:
    fired = sum(fires(shanghai(22, 1, 0, 5), lambda: shanghai(23, 1, 0, 1)) for _beat in range(BEATS))
    measured("control: one night, three beats that fire it", lost=0, doubled=fired - 1)
    assert fired == BEATS


def test_control_a_beat_started_after_the_clock_went_back_fires_again() -> None:
    first = fires(shanghai(22, 1, 0, 5), lambda: shanghai(23, 1, 30))
    again = fires(shanghai(23, 0, 30), lambda: shanghai(23, 1, 0, 1))  # it began at half past twelve, again
    measured("control: the clock set back, beat started again", lost=0, doubled=first + again - 1)
    assert first + again == 2


def shanghai(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=clock.TZ)


def at(day: int, hour: int, minute: int) -> time_machine.travel:
    return time_machine.travel(shanghai(day, hour, minute).astimezone(UTC), tick=True)


def fires(last_run_at: datetime, now: Callable[[], datetime]) -> int:
    """How often Celery's beat sends a task scheduled for one o'clock, having run it last at that moment."""
    at_one = crontab(hour=1, minute=0, nowfun=now, app=current_app)
    entry = ScheduleEntry("night", "night", last_run_at, schedule=at_one, app=current_app)
    count = 0
    while entry.is_due()[0]:
        count += 1
        entry = entry.next(last_run_at=now())
    return count
