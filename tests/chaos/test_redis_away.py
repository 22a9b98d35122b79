"""Redis killed, emptied, frozen, away while people submit forms: each form is taken at once, each job done once."""

from __future__ import annotations

import os
import signal
from time import monotonic, sleep

import pytest
from django.urls import reverse
from redis import Redis

from config.embedded import redis_server
from config.embedded.folders import Embedded
from core.jobs import Job, job_enqueue, tick
from corrections.enums import ExportState
from corrections.models import PeopleExport, User
from tests.chaos.lengths import LENGTHS
from tests.chaos.measures import batches, lost_and_doubled, measured
from tests.core.job_kinds import effects
from tests.corrections.browsing import signed_in
from tests.factories import CaseFactory
from tests.people import TODAY, World
from tests.workers import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FORMS = 5
QUICK = 3.0
"""Seconds for one form while Redis is away: the first waits for a timeout of a second, the next do not ask at all."""


@pytest.fixture
def working(shaken: Site, world: World) -> Site:
    CaseFactory(station=world.station)
    shaken.start(BUSINESS_DATE=TODAY.isoformat())
    job_enqueue("test_work", args={"batch": "first"})
    shaken.wait_for(lambda: effects("first") == 1)
    return shaken


class Forms:
    """Somebody asks for the list of people as a workbook, and for work whose effect can be counted."""

    def __init__(self, head: User) -> None:
        self.browser = signed_in(head)
        self.sent = 0
        self.longest = 0.0

    def send(self) -> None:
        began = monotonic()
        reason = {"kind": "list", "reason": "季度检查核对"}
        assert self.browser.post(reverse("corrections:export_ask"), reason).status_code == 302
        self.longest = max(self.longest, monotonic() - began)
        job_enqueue("test_work", args={"batch": str(self.sent)})
        self.sent += 1

    def are_done(self) -> bool:
        tick()
        sleep(0.5)
        return not Job.objects.unfinished().exists()


@pytest.fixture
def forms(head: User, working: Site) -> Forms:
    return Forms(head)


def check(what: str, forms: Forms, site: Site) -> None:
    """After Redis is back: all is done by itself, once."""
    began = monotonic()
    site.wait_for(forms.are_done)
    lost, doubled = lost_and_doubled(["first", *batches(forms.sent)])
    ready = PeopleExport.objects.filter(state=ExportState.DONE).count()
    measured(
        f"Redis {what}, {2 * forms.sent} jobs", lost=lost, doubled=doubled, seconds=monotonic() - began,
        note=f"a form at most {forms.longest:.2f} s",
    )  # fmt: skip
    assert (lost, doubled, ready) == (0, 0, forms.sent)
    assert forms.longest < QUICK


def during(seconds: float, forms: Forms) -> None:
    """Forms come in, spread over that time; the tick goes on."""
    end = monotonic() + seconds
    for _form in range(FORMS):
        forms.send()
        tick()
        sleep(max(0.0, min(seconds / FORMS, end - monotonic())))
    sleep(max(0.0, end - monotonic()))


def kill(own_redis: Embedded) -> None:
    pid = redis_server.running_pid(own_redis)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def test_redis_killed_and_empty_afterwards(forms: Forms, working: Site, own_redis: Embedded) -> None:
    forms.send()
    kill(own_redis)
    forms.send()
    for file in own_redis.redis_folder.iterdir():
        if file.is_file():
            file.unlink()
    redis_server.start(own_redis)
    forms.send()
    check("killed, its file gone", forms, working)


def test_redis_flushed_and_the_control_without_a_tick(
    forms: Forms, working: Site, own_redis: Embedded
) -> None:
    """Control: what was only in Redis is never done. The next tick sends it again from the rows."""
    _stand_still(working, signal.SIGSTOP)
    for _form in range(FORMS):
        forms.send()
    Redis.from_url(own_redis.redis_url(0)).flushall()
    _stand_still(working, signal.SIGCONT)
    sleep(LENGTHS.silence)
    never = Job.objects.unfinished().count()
    measured(
        "control: the same flush without a tick", lost=never, doubled=0, note=f"after {LENGTHS.silence:.0f} s"
    )
    assert never >= 2 * FORMS - 1  # one message may have lain in the worker's hands already
    Job.objects.unfinished().update(published_at=None)  # a minute later
    check("flushed", forms, working)


def test_redis_frozen(forms: Forms, working: Site, own_redis: Embedded) -> None:
    pid = redis_server.running_pid(own_redis)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        during(LENGTHS.frozen, forms)
    finally:
        os.kill(pid, signal.SIGCONT)
    Job.objects.unfinished().update(published_at=None)
    check(f"frozen {LENGTHS.frozen:.0f} s", forms, working)


def test_redis_away(forms: Forms, working: Site, own_redis: Embedded) -> None:
    kill(own_redis)
    during(LENGTHS.away, forms)
    redis_server.start(own_redis)
    check(f"away {LENGTHS.away:.0f} s", forms, working)


def _stand_still(site: Site, number: signal.Signals) -> None:
    """The worker and its children stop or go on."""
    assert site.worker is not None
    for process in (*site.children(), site.worker):
        process.send_signal(number)
