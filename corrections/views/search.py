"""The search for a person. Names and numbers are typed here, so the text travels by POST and stays in the session.

An address shows `?q=<key>` only: it can be read in logs, histories and over a shoulder without naming anybody.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from secrets import token_urlsafe
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.crypto import CryptoError, decrypt, encrypt
from core.views import Page
from corrections.filters import OffenderFilter
from corrections.permissions import Permission

SEARCHES = "searches"
KEPT_SEARCHES = 10
TEXT_LENGTH = 60
_CONTEXT = "search"


def search_keep(session: SessionBase, text: str) -> str:
    """The key of the text in this session; the last ten texts are kept, encrypted like the numbers they may hold."""
    kept: dict[str, str] = dict(session.get(SEARCHES, {}))
    for key in kept:
        if search_text(session, key) == text:
            return key
    key = token_urlsafe(6)
    kept[key] = b64encode(encrypt(text, context=_CONTEXT)).decode()
    session[SEARCHES] = dict(list(kept.items())[-KEPT_SEARCHES:])
    return key


def search_text(session: SessionBase, key: str) -> str | None:
    """What was typed; None when the key is of another session or too old."""
    blob = session.get(SEARCHES, {}).get(key)
    if blob is None:
        return None
    try:
        return decrypt(b64decode(blob), context=_CONTEXT)
    except CryptoError:
        return None


class OffenderSearchView(Page):
    """Takes the text of the top bar or of the list's own form with its filters, and leads to the list."""

    permission = Permission.OFFENDER_VIEW
    http_method_names = ("get", "head", "post")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return HttpResponseRedirect(reverse("corrections:offender_list"))

    def typed(self, name: str) -> str:
        return self.request.POST.get(name, "").replace("\0", "").strip()[:TEXT_LENGTH]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        names = (*OffenderFilter.base_filters, "ordering", "page_size")
        query = {name: value for name in names if (value := self.typed(name))}
        text = self.typed("q")
        if text:
            query["q"] = search_keep(request.session, text)
        url = reverse("corrections:offender_list")
        return HttpResponseRedirect(f"{url}?{urlencode(query)}" if query else url)
