from datetime import date

import pytest

from core.chips import Chip
from core.registry import (
    FileHead,
    MenuItem,
    Panel,
    WorkCard,
    file_heads,
    hooks,
    menu_for,
    panels_for,
    register_head_source,
    register_hook,
    register_menu,
    register_panel,
    register_work_source,
    work_cards_for,
)


class Officer:
    """May what is listed, below one path."""

    def __init__(self, *permissions: str, path: str = "1/") -> None:
        self.permissions, self.path = permissions, path

    def may(self, permission: str, *, path: str | None = None) -> bool:
        return permission in self.permissions and (path is None or path.startswith(self.path))


pytestmark = pytest.mark.usefixtures("empty_registry")


def test_panels_for_shows_what_the_user_may_see_in_order() -> None:
    register_panel(Panel("b", "二", "x:b", "view", order=20))
    register_panel(Panel("a", "一", "x:a", "view", order=10))
    register_panel(Panel("c", "三", "x:c", "secret"))
    assert [panel.key for panel in panels_for(Officer("view"))] == ["a", "b"]
    assert panels_for(Officer("view", path="1/2/"), path="1/3/") == []


def test_file_heads_ask_every_source_once() -> None:
    def late(*, user: Officer, case: int, on: date) -> FileHead:
        return FileHead(chips=(Chip(f"逾期 {case} 项", "late"),))

    register_head_source(late)
    register_head_source(late)
    assert [head.chips[0].text for head in file_heads(Officer(), 3, on=date(2026, 11, 23))] == ["逾期 3 项"]


def test_menu_for() -> None:
    register_menu(MenuItem("工作台", "workbench", "work", order=1))
    register_menu(MenuItem("监管规则", "rules", "rules", section="管理"))
    assert [item.url_name for item in menu_for(Officer("work"))] == ["workbench"]


def test_registering_again_is_quiet_and_another_content_is_an_error() -> None:
    register_panel(Panel("a", "一", "x:a", "view"))
    register_panel(Panel("a", "一", "x:a", "view"))
    with pytest.raises(ValueError, match="registered twice: a"):
        register_panel(Panel("a", "二", "x:a", "view"))


def test_work_cards_come_from_all_sources_in_order() -> None:
    register_work_source(lambda user: [WorkCard("late", "逾期", 3, "/late/", tone="late", order=20)])
    register_work_source(lambda user: [WorkCard("today", "今日到期", 6, "/today/", order=10)])
    assert [card.key for card in work_cards_for(Officer())] == ["today", "late"]


def test_hooks_run_in_order_of_registration_and_know_their_names() -> None:
    register_hook("cases_changed", print)
    register_hook("cases_changed", len)
    register_hook("cases_changed", print)
    assert hooks("cases_changed") == [print, len]
    with pytest.raises(KeyError):
        register_hook("unheard_of", print)  # type: ignore[arg-type]
