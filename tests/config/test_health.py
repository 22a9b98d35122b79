"""What a probe is told when parts are away."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from config.embedded import redis_server
from config.embedded.folders import Embedded
from core.clock import now, today
from core.jobs import QUEUES, Job
from core.jobs.watch import queue_beat


@pytest.mark.django_db
def test_readyz_without_redis_is_degraded(client: Client, settings: Settings, own_redis: Embedded) -> None:
    settings.REDIS_URL = own_redis.redis_url(0)
    assert json.loads(client.get("/readyz").content)["redis"] is True
    redis_server.stop(own_redis)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert json.loads(answer.content)["status"] == "degraded"


@pytest.mark.django_db
def test_readyz_without_a_worker_names_the_silent_queues(client: Client) -> None:
    answer = json.loads(client.get("/readyz").content)
    assert answer["queues_silent"] == ["critical", "default", "export", "import"]


@pytest.mark.django_db
def test_readyz_names_nights_that_failed_or_are_behind(client: Client) -> None:
    for queue in QUEUES:
        queue_beat(queue, "worker")
    nights = {"business_date": today(), "created_at": now() - timedelta(hours=3)}
    Job.objects.create(kind="flag_overdue", status="failed", finished_at=now(), **nights)
    Job.objects.create(kind="compute_indicators", **nights)
    answer = json.loads(client.get("/readyz").content)
    assert answer["status"] == "degraded"
    assert (answer["queues_silent"], answer["nights_behind"]) == ([], [today().isoformat()])
    assert answer["nights_failed"] == [f"flag_overdue {today()}"]


def test_healthz_asks_nobody(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "unknown.example"}).content == b"ok"
