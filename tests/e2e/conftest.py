"""A real browser: Debian's own chromium, driven by playwright."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.factories.users import PASSWORD

# Playwright's loop runs in the test's thread, where Django would otherwise refuse its own queries.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium refuses its sandbox to root."""
    words = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": shutil.which("chromium"), "args": words}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """An office screen in Chinese; a test of the narrow one sets its own viewport."""
    return browser_context_args | {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1366, "height": 768},
    }


Enter = Callable[..., None]


@pytest.fixture
def enter(live_server: LiveServer, page: Page) -> Enter:
    """`enter("/list/")` logs in (as the officer, or `by=`) and opens that page."""

    def go(path: str, by: str = "officer") -> None:
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/login/?next={path}")
        page.get_by_label("用户名").fill(by)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{live_server.url}{path}")

    return go


@pytest.fixture(autouse=True)
def console(page: Page) -> Iterator[list[str]]:
    """Every error in the browser's console is a failure at the end, but for the answer 409."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert [text for text in said if "409" not in text] == []
