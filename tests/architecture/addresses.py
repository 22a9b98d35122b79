"""Every address of our rooms, read from the site's URLs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ROOMS = ("core", "corrections", "supervision", "reviews", "reporting")


@dataclass(frozen=True)
class Address:
    name: str
    view: Any
    """The view's class, or the function itself."""

    @property
    def methods(self) -> set[str]:
        return set(getattr(self.view, "http_method_names", ()))


def addresses() -> list[Address]:
    """Those of our rooms; the administration of Django and static files are not."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, pattern.namespace or namespace)
        elif namespace in ROOMS:
            view = pattern.callback
            yield Address(f"{namespace}:{pattern.name}", getattr(view, "view_class", view))
