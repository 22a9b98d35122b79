"""Pages that say no, in plain words and with a way on: no stack, no personal data, no database needed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _page(template: str, status: int, **context: Any) -> HttpResponse:
    return HttpResponse(render_to_string(template, {"status": status, **context}), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("errors/403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("errors/404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page("errors/500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`settings.CSRF_FAILURE_VIEW`."""
    return _page("errors/csrf.html", 403)


def unavailable_response(request: HttpRequest) -> HttpResponse:
    """The database does not answer: try again soon."""
    response = _page("errors/503.html", 503)
    response.headers["Retry-After"] = "10"
    return response


def refused_response(
    request: HttpRequest, sentence: str, *, status: int = HTTPStatus.CONFLICT
) -> HttpResponse:
    """The sentence as a page, or for htmx as a message above the page that stays as it was."""
    if request.headers.get("HX-Request") == "true":
        response = render(request, "parts/message.html", {"level": "error", "text": sentence}, status=status)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "beforeend"
        return response
    return _page(
        "errors/409.html", int(status), sentence=sentence, title=_("现在不能办理"), back_url=_back(request)
    )


def _back(request: HttpRequest) -> str:
    """The page the person came from, if it is one of ours."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if (
        referer.netloc != request.get_host()
        or not referer.path.startswith("/")
        or referer.path.startswith("//")
    ):
        return ""
    return f"{referer.path}?{referer.query}" if referer.query else referer.path
