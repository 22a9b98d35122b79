"""What a probe is told when parts are away."""

import json

import pytest
from django.test import Client
from pytest_django import Settings

from config.embedded import redis_server
from config.embedded.folders import Embedded


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


def test_healthz_asks_nobody(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "unknown.example"}).content == b"ok"
