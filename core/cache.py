"""The cache that may be away: Redis down makes pages slower, never broken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

REST_SECONDS = 5.0

P = ParamSpec("P")
T = TypeVar("T")


class Breaker:
    """After a failure Redis is left alone for some seconds: a dead server costs one timeout, not one a call."""

    def __init__(self) -> None:
        self.closed_until = 0.0

    @property
    def resting(self) -> bool:
        return monotonic() < self.closed_until

    def trip(self, error: Exception) -> None:
        self.closed_until = monotonic() + REST_SECONDS
        log.warning("cache unavailable, resting %s s: %s", REST_SECONDS, type(error).__name__)


# One per process and server: Django makes one cache object per thread.
_breakers: dict[str, Breaker] = {}


def _soft(fallback: Callable[..., Any]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Calls the method; when Redis is away or resting, the fallback with the same arguments."""

    def decorate(method: Callable[P, T]) -> Callable[P, T]:
        @wraps(method)
        def inner(*args: P.args, **kwargs: P.kwargs) -> T:
            breaker: Breaker = args[0].breaker  # type: ignore[attr-defined]
            if not breaker.resting:
                try:
                    return method(*args, **kwargs)
                except (RedisError, OSError) as error:
                    breaker.trip(error)
            answer: T = fallback(*args, **kwargs)
            return answer

        return inner

    return decorate


class FailSoftRedisCache(RedisCache):
    """Django's RedisCache; every call answers as an empty cache would while Redis is away.

    `incr` answers the delta (as a first count), so that a rate limit lets people in rather than fail.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.breaker = _breakers.setdefault(str(server), Breaker())

    @_soft(lambda self, key, value, *args, **kwargs: True)
    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(super().add(*args, **kwargs))

    @_soft(lambda self, key, default=None, version=None: default)
    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return super().get(key, default, version)

    @_soft(lambda self, *args, **kwargs: None)
    def set(self, *args: Any, **kwargs: Any) -> None:
        super().set(*args, **kwargs)

    @_soft(lambda self, *args, **kwargs: False)
    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(super().touch(*args, **kwargs))

    @_soft(lambda self, *args, **kwargs: False)
    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(super().delete(*args, **kwargs))

    @_soft(lambda self, *args, **kwargs: {})
    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(super().get_many(*args, **kwargs))

    @_soft(lambda self, data, *args, **kwargs: list(data))
    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return list(super().set_many(*args, **kwargs))

    @_soft(lambda self, *args, **kwargs: None)
    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        super().delete_many(*args, **kwargs)

    @_soft(lambda self, *args, **kwargs: False)
    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(super().has_key(*args, **kwargs))

    @_soft(lambda self, key, delta=1, version=None: delta)
    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(super().incr(key, delta, version))

    @_soft(lambda self: None)
    def clear(self) -> None:
        super().clear()
