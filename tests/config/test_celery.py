"""How work is carried."""

import pytest
import redis
from celery import current_app
from django.conf import settings

from config.addresses import celery_from, database_from, redis_database
from config.embedded.folders import Embedded


@pytest.mark.parametrize("queue", ["critical", "default", "import", "export"])
def test_message_reaches_its_queue_only(own_redis: Embedded, queue: str) -> None:
    url = own_redis.redis_url(0)
    with current_app.connection_for_write(celery_from(url)) as connection:
        current_app.send_task("core.queue_beat", args=[queue], queue=queue, connection=connection)
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    client = redis.Redis.from_url(url)
    lengths = {name: client.llen(f"{prefix}{name}") for name in ("critical", "default", "import", "export")}
    assert lengths == {name: int(name == queue) for name in lengths}


def test_beat_only_ticks() -> None:
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == {"core.tick"}


def test_unfinished_work_is_sent_again_after_the_hard_limit() -> None:
    visible = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert visible >= 3 * settings.CELERY_TASK_TIME_LIMIT


def test_addresses_of_sockets() -> None:
    url = "unix:///srv/a%20b/redis.sock?db=0"
    assert redis_database(url, 3) == "unix:///srv/a%20b/redis.sock?db=3"
    assert celery_from(redis_database(url, 3)) == "redis+socket:///srv/a%20b/redis.sock?virtual_host=3"
    assert database_from("postgres://u@%2Fsrv%2Fa%20b/name")["HOST"] == "/srv/a b"


def test_addresses_of_servers() -> None:
    assert redis_database("redis://:p%40w@broker:6379/0", 1) == "redis://:p%40w@broker:6379/1"
    assert celery_from("redis://:pw@broker:6379/0") == "redis://:pw@broker:6379/0"
