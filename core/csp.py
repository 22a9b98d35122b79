"""Content Security Policy with the names of Django 6.0: delete this module on that upgrade.

Settings: `SECURE_CSP` and `SECURE_CSP_REPORT_ONLY`, dicts of directive → list of sources. `CSP.NONCE` in a list stands
for the nonce of the request, which a template writes as `nonce="{{ csp_nonce }}"`. There are no constants for
`unsafe-inline` and `unsafe-eval` on purpose: a page that needs them is written another way.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject, empty

Policy = Mapping[str, "Collection[str] | str | bool | None"]
View = Callable[..., HttpResponse]


class CSP(StrEnum):
    HEADER_ENFORCE = "Content-Security-Policy"
    HEADER_REPORT_ONLY = "Content-Security-Policy-Report-Only"

    NONE = "'none'"
    SELF = "'self'"
    STRICT_DYNAMIC = "'strict-dynamic'"
    REPORT_SAMPLE = "'report-sample'"
    NONCE = "<CSP_NONCE_SENTINEL>"


class LazyNonce(SimpleLazyObject):  # type: ignore[type-arg]
    """A nonce made when a template first writes it; false until then, so that unused nonces stay out of the header."""

    def __init__(self) -> None:
        super().__init__(lambda: secrets.token_urlsafe(16))

    def __bool__(self) -> bool:
        return self.__dict__["_wrapped"] is not empty


def build_policy(config: Policy, nonce: LazyNonce | str | None = None) -> str:
    """The header's value; directives set to None or False are left out, True stands alone."""
    directives = []
    for directive, values in config.items():
        if values is None or values is False:
            continue
        if values is True:
            directives.append(directive)
            continue
        sources = (
            [values]
            if isinstance(values, str)
            else sorted(values)
            if isinstance(values, set)
            else list(values)
        )
        if CSP.NONCE in sources:
            written = [f"'nonce-{nonce}'"] if nonce else []
            sources = [source for source in sources if source != CSP.NONCE] + written
        if sources:
            directives.append(f"{directive} {' '.join(str(source) for source in sources)}")
    return "; ".join(directives)


def get_nonce(request: HttpRequest) -> LazyNonce | None:
    nonce: LazyNonce | None = getattr(request, "_csp_nonce", None)
    return nonce


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request._csp_nonce = LazyNonce()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if settings.DEBUG and response.status_code in (404, 500):
            return response  # Django's own technical pages carry inline styles
        headers = (
            (CSP.HEADER_ENFORCE, "_csp_config", "SECURE_CSP"),
            (CSP.HEADER_REPORT_ONLY, "_csp_ro_config", "SECURE_CSP_REPORT_ONLY"),
        )
        for header, attribute, setting in headers:
            config = getattr(response, attribute, None)
            if config is None:
                config = getattr(settings, setting, {})
            if config and header not in response.headers:
                response.headers[str(header)] = build_policy(config, get_nonce(request))
        return response


def csp(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `csp_nonce`."""
    return {"csp_nonce": get_nonce(request)}


def _override(attribute: str, config: Policy) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def inner(*args: Any, **kwargs: Any) -> HttpResponse:
            response = view(*args, **kwargs)
            setattr(response, attribute, config)
            return response

        return inner

    return decorate


def csp_override(config: Policy) -> Callable[[View], View]:
    """Another policy for one view; an empty one switches it off there."""
    return _override("_csp_config", config)


def csp_report_only_override(config: Policy) -> Callable[[View], View]:
    return _override("_csp_ro_config", config)
