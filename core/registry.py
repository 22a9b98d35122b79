"""What upper rooms add to lower pages: panels, menu items, counted cards, hooks. Filled in `AppConfig.ready`.

Registering the same key twice with another content is an error; the same content again is not (tests reload apps).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Literal, Protocol, TypeVar, get_args

from core.actions import Action
from core.chips import Chip

StrOrPromise = Any  # str, or a lazy translation of one

HookName = Literal["cases_changed", "cases_merged", "import_undo_blockers"]
"""
cases_changed(*, case_ids: Sequence[int], on: date, by)
    Dated facts of these cases were written: reception, import, level, status, term, placement, team, end. Called once
    per service call, inside its transaction; `on` is the business day of the act.
cases_merged(*, gone_id: int, kept_id: int, by)
    Two cases turned out to be one: what hangs on the first moves to the second; the first is deleted afterwards and
    `cases_changed` follows for the second.
import_undo_blockers(*, case_ids: Sequence[int]) -> list[str]
    Sentences that forbid the undo of an import; the cases are those it made, which would go. What was done since with
    the others is read from the audit events.
"""
HOOK_NAMES = frozenset(get_args(HookName))

T = TypeVar("T")
Tone = Literal["plain", "warn", "late"]
TOP_BAR = "top-bar"


class Holder(Protocol):
    """A user, as far as the registry needs one."""

    def may(self, permission: str, *, path: str | None = None) -> bool: ...


PanelPlace = Literal["tab", "main", "aside"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a person's file, loaded by `url_name` with the case's pk.

    `place`: a tab of its own, or a box in the wide ("main") or the narrow ("aside") column of the overview. `order`
    follows the law: 10 基本信息, 20 调查评估, 30 接收入矫, 40 小组方案, 50 报告走访, 60 教育帮扶, 70 审批, 80 考核奖惩,
    90 评议, 100 解除终止, 110 文书, 120 操作记录.
    """

    key: str
    title: StrOrPromise
    url_name: str
    permission: str
    order: int = 100
    place: PanelPlace = "tab"


@dataclass(frozen=True, slots=True)
class FileHead:
    """What a room adds to the head of a person's file: words beside the name, buttons at the right."""

    chips: tuple[Chip, ...] = ()
    actions: tuple[Action, ...] = ()


FileHeadSource = Callable[..., FileHead]
"""Called as `source(user=…, case=…, on=…)`; answers only what the user may see and do."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the left menu. `section` is the heading it stands under, "" the unnamed first one, TOP_BAR the
    top bar.

    `count` gives the rows whose number stands beside it, of one model, cut off where counting further is no use: it is
    asked on every page, all entries' rows in one query. `home` says how early the address "/" leads here: the
    lowest of a user's entries is where their day begins.
    """

    label: StrOrPromise
    url_name: str
    permission: str
    order: int = 100
    section: StrOrPromise = ""
    count: Callable[[Any], Any] | None = None
    home: int = 100


@dataclass(frozen=True, slots=True)
class SearchBox:
    """The search of the top bar: `url_name` takes the text `q` by POST, since a name or number stands in no address."""

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
_head_sources: list[FileHeadSource] = []
_menu: dict[str, MenuItem] = {}
_searches: dict[str, SearchBox] = {}
_work_sources: list[WorkSource] = []
_hooks: dict[str, list[Callable[..., Any]]] = {name: [] for name in HOOK_NAMES}


def register_panel(panel: Panel) -> None:
    _once(_panels, panel.key, panel)


def panels_for(user: Holder, *, path: str | None = None) -> list[Panel]:
    """The panels the user may see (at `path`, the file's place, when given), in order."""
    return sorted(
        (panel for panel in _panels.values() if user.may(panel.permission, path=path)),
        key=attrgetter("order", "key"),
    )


def register_head_source(source: FileHeadSource) -> None:
    if source not in _head_sources:
        _head_sources.append(source)


def file_heads(user: Any, case: Any, *, on: date) -> list[FileHead]:
    """What all sources add to the head of this file, in order of registration."""
    return [source(user=user, case=case, on=on) for source in _head_sources]


def register_menu(item: MenuItem) -> None:
    _once(_menu, item.url_name, item)


def menu_for(user: Holder) -> list[MenuItem]:
    """The entries the user may open, in order."""
    return sorted(
        (item for item in _menu.values() if user.may(item.permission)), key=attrgetter("order", "url_name")
    )


def home_for(user: Holder) -> MenuItem | None:
    """Where the user's day begins: None for who may open nothing."""
    return min(menu_for(user), key=attrgetter("home", "order", "url_name"), default=None)


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
