"""Lockout on top of django-axes: five wrong passwords close the door for one account from one address.

15 minutes the first time, doubled by every further five, at most a day. Never by address alone: a bureau sits behind
one. The typed name need not exist, so that the lock tells nothing about accounts. Kept in `axes.AccessAttempt`, one row
per account and address, its end in `axes.AccessAttemptExpiration`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessAttemptExpiration
from axes.signals import user_locked_out
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.clock import now

log = logging.getLogger(__name__)

FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(days=1)
FORGET_AFTER = timedelta(days=1)


def client_address(request: HttpRequest) -> str | None:
    """The caller's address; forwarded headers count only behind `TRUSTED_PROXY_COUNT` proxies, from the right."""
    proxies: int = getattr(settings, "TRUSTED_PROXY_COUNT", 0)
    if proxies:
        forwarded = [
            part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
        ]
        if len(forwarded) >= proxies:
            return forwarded[-proxies]
    return request.META.get("REMOTE_ADDR") or None


def lock_length(failures: int) -> timedelta:
    """How long the door closes at this count of failures: zero between the fives."""
    limit: int = settings.AXES_FAILURE_LIMIT
    rounds, rest = divmod(failures, limit)
    if rest or not rounds:
        return timedelta(0)
    doubled: int = 2 ** min(rounds - 1, 10)
    return min(FIRST_LOCK * doubled, LONGEST_LOCK)


def locked_until(username: str | None, address: str | None) -> datetime | None:
    """When the door opens again; None when it is open."""
    ends = AccessAttemptExpiration.objects.filter(
        access_attempt__username=username, access_attempt__ip_address=address, expires_at__gt=now()
    )
    until: datetime | None = ends.values_list("expires_at", flat=True).first()
    return until


@transaction.atomic
def failure_count(username: str | None, address: str | None) -> int:
    """Count one wrong password, close the door at each fifth; the row's lock makes parallel guesses queue."""
    attempt, _created = AccessAttempt.objects.select_for_update().get_or_create(
        username=username,
        ip_address=address,
        user_agent="",
        defaults={
            "failures_since_start": 0,
            "get_data": "",
            "post_data": "",
            "http_accept": "",
            "path_info": "",
        },
    )
    last_end = (
        AccessAttemptExpiration.objects.filter(access_attempt=attempt)
        .values_list("expires_at", flat=True)
        .first()
    )
    if now() - max(attempt.attempt_time, last_end or attempt.attempt_time) > FORGET_AFTER:
        attempt.failures_since_start = 0
    attempt.failures_since_start += 1
    attempt.attempt_time = now()
    attempt.save()
    length = lock_length(attempt.failures_since_start)
    if length:
        AccessAttemptExpiration.objects.update_or_create(
            access_attempt=attempt, defaults={"expires_at": now() + length}
        )
    failures: int = attempt.failures_since_start
    return failures


def lock_sentence(username: str | None, address: str | None) -> str:
    """What the person at the door reads while it is closed."""
    until = locked_until(username, address)
    if until is None:
        return ""
    minutes = max(1, -(-int((until - now()).total_seconds()) // 60))
    return _(
        "密码连续输错，该账号在本机地址上已暂时锁定，请 %(minutes)d 分钟后再试。忘记密码请联系系统管理员重置。"
    ) % {"minutes": minutes}


def lockout_response(request: HttpRequest, response: HttpResponse, *_rest: object) -> HttpResponse:
    """`AXES_LOCKOUT_CALLABLE`: the login page has said it already."""
    return response


class LockoutHandler(AxesDatabaseHandler):
    """`settings.AXES_HANDLER`."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        return locked_until((credentials or {}).get("username"), request.axes_ip_address) is not None

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        if request is None:
            log.error("a login failed without a request, not counted")
            return
        username = credentials.get("username")
        if self.is_locked(
            request, credentials
        ):  # refused at the door: not counted, so the lock does not grow
            request.axes_locked_out = True
            return
        failures = failure_count(username, request.axes_ip_address)
        request.axes_failures_since_start = failures
        if lock_length(failures):
            request.axes_locked_out = True
            log.warning("login locked after %s failures", failures)
            user_locked_out.send(
                "axes", request=request, username=username, ip_address=request.axes_ip_address
            )

    def clean_expired_user_attempts(
        self, request: HttpRequest | None = None, credentials: dict[str, Any] | None = None
    ) -> int:
        """Old rows of everybody; a running lock is never cut short."""
        limit = now() - LONGEST_LOCK - FORGET_AFTER
        count, _rows = AccessAttempt.objects.filter(attempt_time__lt=limit).delete()
        return int(count)
