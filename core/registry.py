"""What upper rooms add to lower pages: panels, menu items, counted cards, hooks. Filled in `AppConfig.ready`.

Registering the same key twice with another content is an error; the same content again is not (tests reload apps).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, Protocol, TypeVar, get_args

StrOrPromise = Any  # str, or a lazy translation of one

HookName = Literal["cases_changed", "import_undo_blockers"]
"""
cases_changed(*, case_ids: Sequence[int], on: date, by): dated facts of these cases were written: reception, import, level,
status, term, placement, team, end. Called once per service call, inside its transaction; `on` is the business day of the act.
import_undo_blockers(*, case_ids: Sequence[int]) -> list[str]: sentences that forbid the undo of an import.
"""
HOOK_NAMES = frozenset(get_args(HookName))

T = TypeVar("T")
Tone = Literal["plain", "warn", "late"]
TOP_BAR = "top-bar"


class Holder(Protocol):
    """A user, as far as the registry needs one."""

    def may(self, permission: str, *, path: str | None = None) -> bool: ...


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a person's file, loaded by `url_name` with the case's pk."""

    key: str
    title: StrOrPromise
    url_name: str
    permission: str
    order: int = 100


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the left menu. `section` is the heading it stands under, "" the unnamed first one, TOP_BAR the top bar.

    `count` is asked on every page: one cheap query, or nothing.
    """

    label: StrOrPromise
    url_name: str
    permission: str
    order: int = 100
    section: StrOrPromise = ""
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True, slots=True)
class SearchBox:
    """The search of the top bar: a list page that takes `q`."""

    url_name: str
    permission: str
    placeholder: StrOrPromise
    order: int = 100


@dataclass(frozen=True, slots=True)
class WorkCard:
    """A counted card of the workbench; `url` opens exactly the rows that were counted."""

    key: str
    title: StrOrPromise
    count: int
    url: str
    tone: Tone = "plain"
    order: int = 100


WorkSource = Callable[[Any], list[WorkCard]]
"""Takes the user, returns that user's cards."""

_panels: dict[str, Panel] = {}
_menu: dict[str, MenuItem] = {}
_searches: dict[str, SearchBox] = {}
_work_sources: list[WorkSource] = []
_hooks: dict[str, list[Callable[..., Any]]] = {name: [] for name in HOOK_NAMES}


def register_panel(panel: Panel) -> None:
    _once(_panels, panel.key, panel)


def panels_for(user: Holder, *, path: str | None = None) -> list[Panel]:
    """The panels the user may see (at `path`, the file's place, when given), in order."""
    return sorted(
        (panel for panel in _panels.values() if user.may(panel.permission, path=path)), key=attrgetter("order", "key")
    )


def register_menu(item: MenuItem) -> None:
    _once(_menu, item.url_name, item)


def menu_for(user: Holder) -> list[MenuItem]:
    """The entries the user may open, in order."""
    return sorted(
        (item for item in _menu.values() if user.may(item.permission)), key=attrgetter("order", "url_name")
    )


def register_search(box: SearchBox) -> None:
    _once(_searches, box.url_name, box)


def search_for(user: Holder) -> SearchBox | None:
    """The first search box the user may use."""
    allowed = (box for box in _searches.values() if user.may(box.permission))
    return min(allowed, key=attrgetter("order", "url_name"), default=None)


def register_work_source(source: WorkSource) -> None:
    if source not in _work_sources:
        _work_sources.append(source)


def work_cards_for(user: Any) -> list[WorkCard]:
    """The cards of all sources, in order. A source answers only what the user may see."""
    return sorted((card for source in _work_sources for card in source(user)), key=attrgetter("order", "key"))


def register_hook(name: HookName, function: Callable[..., Any]) -> None:
    """KeyError for a name that is not documented above."""
    if function not in _hooks[name]:
        _hooks[name].append(function)


def hooks(name: HookName) -> list[Callable[..., Any]]:
    """The functions registered under the name, in order of registration."""
    return list(_hooks[name])


def _once(entries: dict[str, T], key: str, entry: T) -> None:
    if entries.setdefault(key, entry) != entry:
        raise ValueError(f"registered twice: {key}")
