"""How long a session lives: 15 minutes idle, 8 hours at most, one per account (all settings)."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from core.clock import now

End = Literal["", "idle", "expired", "elsewhere", "disabled"]

STARTED, SEEN = "started_at", "seen_at"
# Marks are written at most this often, and clocks of two machines may differ by as much.
GRAIN_SECONDS = 30
SKEW_SECONDS = 60
# Requests a page makes by itself (polling) carry this header and do not keep a session alive.
PASSIVE_HEADER = "X-Passive"


def session_begin(request: HttpRequest, user: Any) -> None:
    """Mark the session as this account's only one and end the other."""
    session = request.session
    moment = now().timestamp()
    session[STARTED] = session[SEEN] = moment
    if not session.session_key:
        session.save()
    session_follow(request, user)


def session_follow(request: HttpRequest, user: Any) -> None:
    """The account's session is this one from now on, also after its key was changed."""
    key = request.session.session_key or ""
    if user.session_key == key:
        return
    if user.session_key:
        store = import_module(settings.SESSION_ENGINE).SessionStore
        store(user.session_key).delete()
    user.session_key = key
    get_user_model()._default_manager.filter(pk=user.pk).update(session_key=key)


def on_logged_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receiver of Django's `user_logged_in`: every way in passes here."""
    session_begin(request, user)


def session_end_reason(request: HttpRequest) -> End:
    """Why this session is over, or nothing. A clock that went back ends it too."""
    user: Any = request.user
    session = request.session
    if not user.is_active:
        return "disabled"
    if user.session_key != session.session_key:
        return "elsewhere"
    moment = now().timestamp()
    age = moment - session.get(STARTED, 0)
    idle = moment - session.get(SEEN, 0)
    if not -SKEW_SECONDS <= age <= settings.SESSION_ABSOLUTE_SECONDS:
        return "expired"
    if not -SKEW_SECONDS <= idle <= settings.SESSION_IDLE_SECONDS:
        return "idle"
    return ""


def session_touch(request: HttpRequest) -> None:
    """A person did something."""
    if request.headers.get(PASSIVE_HEADER):
        return
    moment = now().timestamp()
    if moment - request.session.get(SEEN, 0) >= GRAIN_SECONDS:
        request.session[SEEN] = moment
