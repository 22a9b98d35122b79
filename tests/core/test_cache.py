"""A cache on a Redis of its own, which is stopped while it is used."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from config.embedded import redis_server
from config.embedded.folders import Embedded
from core import cache as module
from core.cache import FailSoftRedisCache
from tests.factories import UserFactory
from tests.factories.users import PASSWORD


@pytest.fixture
def soft(own_redis: Embedded) -> Iterator[FailSoftRedisCache]:
    made = FailSoftRedisCache(
        own_redis.redis_url(0), {"OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1}}
    )
    yield made
    made.close()


def test_cache_works_as_ever_while_redis_is_there(soft: FailSoftRedisCache) -> None:
    soft.set("a", 1)
    assert soft.get("a") == 1
    assert soft.incr("a") == 2
    assert soft.add("a", 9) is False
    assert soft.get_many(["a", "b"]) == {"a": 2}
    assert soft.delete("a") is True


def test_cache_answers_as_if_empty_while_redis_is_away(soft: FailSoftRedisCache, own_redis: Embedded) -> None:
    soft.set("a", 1)
    redis_server.stop(own_redis)
    assert soft.get("a", "default") == "default"
    soft.set("a", 2)
    soft.set_many({"a": 2})
    soft.delete_many(["a"])
    soft.clear()
    assert (soft.add("a", 1), soft.touch("a"), soft.delete("a"), soft.has_key("a")) == (
        True,
        False,
        False,
        False,
    )
    assert soft.get_many(["a"]) == {}
    assert soft.incr("a", 3) == 3


def test_cache_asks_again_after_the_rest(
    soft: FailSoftRedisCache, own_redis: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REST_SECONDS", 0.0)
    redis_server.stop(own_redis)
    assert soft.get("a") is None
    redis_server.start(own_redis)
    soft.set("a", 1)
    assert soft.get("a") == 1


def test_wrong_use_is_still_an_error(soft: FailSoftRedisCache) -> None:
    with pytest.raises(ValueError, match="not found"):
        soft.incr("never-set")


@pytest.mark.django_db
def test_login_works_without_redis(client: Client, own_redis: Embedded) -> None:
    away = {"BACKEND": "core.cache.FailSoftRedisCache", "LOCATION": own_redis.redis_url(7)}
    redis_server.stop(own_redis)
    UserFactory(username="officer")
    with override_settings(CACHES={"default": away}):
        sent = {"username": "officer", "password": PASSWORD}
        assert client.post("/login/", sent).status_code == 302
        assert client.get("/account/password/").status_code == 200
