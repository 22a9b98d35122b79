"""What the frame around every page shows: menu, search, unit, role, language, the idle clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import CharField, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from core.clock import today
from core.registry import TOP_BAR, MenuItem, menu_for, search_for


@dataclass(frozen=True)
class MenuLink:
    label: Any
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class MenuSection:
    title: Any
    links: tuple[MenuLink, ...]


@dataclass(frozen=True)
class Search:
    url: str
    placeholder: Any


@dataclass(frozen=True)
class Frame:
    """Everything base.html needs that belongs to no page."""

    sections: tuple[MenuSection, ...]
    top_links: tuple[MenuLink, ...]
    search: Search | None
    business_date: Any


def _link(item: MenuItem, counts: Mapping[str, int], current_url: str) -> MenuLink:
    url = reverse(item.url_name)
    return MenuLink(item.label, url, counts[item.url_name], is_current=url == current_url)


def _counts(items: Iterable[MenuItem], user: Any) -> Counter[str]:
    """How many rows each entry has, by its address; one query for all."""
    counted = [
        item.count(user).values_list(Value(item.url_name, CharField()), "pk") for item in items if item.count
    ]
    if not counted:
        return Counter()
    return Counter(name for name, _pk in counted[0].union(*counted[1:], all=True))


def _current(items: list[MenuItem], request: HttpRequest) -> str:
    """The entry the page's view names, else the longest menu address the page lies under."""
    path, match = request.path, request.resolver_match
    if match is not None and (named := getattr(getattr(match.func, "view_class", None), "menu_url_name", "")):
        return reverse(named)
    urls = [reverse(item.url_name) for item in items]
    return max(
        (url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default=""
    )


def frame_of(request: HttpRequest) -> Frame:
    user: Any = request.user
    items = menu_for(user)
    current, counts = _current(items, request), _counts(items, user)
    side = [item for item in items if item.section != TOP_BAR]
    titles = sorted(
        {item.section for item in side}, key=lambda title: min(i.order for i in side if i.section == title)
    )
    sections = tuple(
        MenuSection(title, tuple(_link(item, counts, current) for item in side if item.section == title))
        for title in titles
    )
    box = search_for(user)
    return Frame(
        sections=sections,
        top_links=tuple(_link(item, counts, current) for item in items if item.section == TOP_BAR),
        search=Search(reverse(box.url_name), box.placeholder) if box else None,
        business_date=settings.BUSINESS_DATE and today(),
    )


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` (made only if the page draws it), the idle limits, the languages."""
    return {
        "frame": SimpleLazyObject(lambda: frame_of(request)),
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
        "idle_warning_seconds": settings.SESSION_IDLE_WARNING_SECONDS,
        "languages": settings.LANGUAGES,
    }
