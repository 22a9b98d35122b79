"""What every request passes: language, the session's life, login by default, no copies, and plain refusals."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from core.login.passwords import is_password_due
from core.login.sessions import session_end_reason, session_touch
from core.views.errors import refused_response, unavailable_response

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class _Middleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response


class NoStoreMiddleware(_Middleware):
    """No browser, proxy or back button keeps a page. Static files are served before this."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store, private"
        return response


class BodyLimitMiddleware(_Middleware):
    """Refuses, before a byte of it is read, a request larger than anything that is uploaded here (413)."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.MOST_BODY_BYTES:
            sentence = _("提交的内容超过 %(most)s MB，没有处理；请分几次上传。")
            return refused_response(request, sentence % {"most": settings.MOST_BODY_BYTES >> 20}, status=413)
        return self.get_response(request)


class LanguageMiddleware(_Middleware):
    """The language a person chose here; an English browser in a Chinese office still gets Chinese."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class SessionGuardMiddleware(_Middleware):
    """Ends a session that is idle, too old, replaced by a newer login, or whose account was disabled."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.session_end_reason = ""  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            reason = session_end_reason(request)
            if reason:
                logout(request)
                request.session_end_reason = reason  # type: ignore[attr-defined]
            else:
                session_touch(request)
        return self.get_response(request)


class LoginRequiredMiddleware(_Middleware):
    """Every URL asks for a login unless `settings.PUBLIC_URLS` names it (URL name → reason).

    A due password comes before every page but the ones that help with it.
    """

    PASSWORD_EXEMPT = frozenset({"core:password_change", "core:logout", "core:session_stay"})

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in settings.PUBLIC_URLS:
            return None
        if not request.user.is_authenticated:
            return _go(request, self._login_url(request))
        if name not in self.PASSWORD_EXEMPT and is_password_due(request.user):
            return _go(request, reverse("core:password_change"))
        return None

    @staticmethod
    def _login_url(request: HttpRequest) -> str:
        query = {}
        if request.method == "GET" and not _is_htmx(request):
            query["next"] = request.get_full_path()
        if reason := getattr(request, "session_end_reason", ""):
            query["reason"] = reason
        return f"{reverse('core:login')}?{urlencode(query)}" if query else reverse("core:login")


class RefusalMiddleware(_Middleware):
    """A service's sentence reaches the person from any view; a database that is away is a page, not a stack."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return refused_response(request, error.sentence, status=409)
        if isinstance(error, BadInput):
            return refused_response(request, error.sentence, status=422)
        if isinstance(error, OperationalError | InterfaceError):
            log.exception("database unavailable")
            return unavailable_response(request)
        return None


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect; htmx would swap the target page into a fragment, so it is told to leave the page."""
    if _is_htmx(request):
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
