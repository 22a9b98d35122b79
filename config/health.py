"""Two questions a machine asks: does the process live (/healthz), and what can it do now (/readyz).

Answered before hosts, sessions and logins are looked at, so that a probe needs none of them. The answers name parts of
the program, never people.
"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from core.jobs.overview import nights_behind, nights_failed
from core.jobs.watch import queues_silent


class HealthMiddleware:
    """First in the line: `/healthz` and `/readyz` reach nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return _readiness()
        return self.get_response(request)


def _readiness() -> JsonResponse:
    """503 only without the database: pages work without Redis and without a worker, and say what is missing here."""
    has_database, hindrances = _database()
    parts = {"database": has_database, "redis": _has_redis(), **hindrances}
    if not has_database:
        status = "down"
    else:
        status = "ok" if parts["redis"] and not any(hindrances.values()) else "degraded"
    response = JsonResponse({"status": status, **parts}, status=200 if has_database else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _database() -> tuple[bool, dict[str, list[str]]]:
    """Does it answer, and what hinders there: the same questions as on the job page.

    Queues without a sign of life for three minutes (every tick asks for one), business dates that should be over,
    and nightly work that failed and that no later night has made good.
    """
    try:
        behind = {day.isoformat() for nights in nights_behind() for day in (nights.first, nights.last)}
        return True, {
            "queues_silent": queues_silent(),
            "nights_behind": sorted(behind),
            "nights_failed": sorted(f"{failure.job.kind} {failure.on}" for failure in nights_failed()),
        }
    except (DatabaseError, InterfaceError):
        connection.close()
        return False, {"queues_silent": [], "nights_behind": [], "nights_failed": []}


def _has_redis() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
