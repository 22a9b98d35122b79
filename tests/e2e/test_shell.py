"""The frame and the four shapes in a real browser: policy kept, readable by machine, usable on a phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from core.models import CalendarDay
from corrections.models import User
from tests.e2e.conftest import Enter
from tests.factories.users import PASSWORD
from tests.people import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.core.pages"),
    pytest.mark.usefixtures("empty_registry", "officer"),
    pytest.mark.django_db(transaction=True),
]

SIZES = ((1366, 768), (390, 844))
PATHS = ("/list/", "/list/?day=x", "/form/", "/account/password/")


def test_pages_are_accessible_and_fit_office_and_phone(
    enter: Enter, browser: Browser, page: Page, world: World, live_server: LiveServer
) -> None:
    CalendarDay.objects.create(day="2026-01-01", name="元旦", is_workday=False)
    enter("/account/password/")
    # axe is injected as a script of its own, which the pages' policy rightly refuses.
    lenient = browser.new_context(bypass_csp=True, storage_state=page.context.storage_state())
    reader = lenient.new_page()
    for width, height in SIZES:
        for path in (*PATHS, f"/close-asked/{world.station.pk}/"):
            for tab in (page, reader):
                tab.set_viewport_size({"width": width, "height": height})
                tab.goto(live_server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = Axe().run(reader)
            assert found.violations_count == 0, f"{path} {width}: {found.generate_report()}"
    lenient.close()


def test_login_and_error_pages_are_accessible(browser: Browser, live_server: LiveServer, db: None) -> None:
    lenient = browser.new_context(bypass_csp=True)
    page = lenient.new_page()
    for path in ("/login/", "/no-such-page/"):
        page.goto(live_server.url + path)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    lenient.close()


def test_form_keeps_input_focuses_the_summary_and_saves_once(enter: Enter, page: Page) -> None:
    enter("/form/")
    page.get_by_label("名称").fill("元旦")
    page.get_by_label("日期").fill("２０２６年1月1日")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="请选择类别").click()
    expect(page.get_by_label("类别")).to_be_focused()
    expect(page.get_by_label("日期")).to_have_value("2026-01-01")
    page.get_by_label("类别").select_option("a")
    page.get_by_role("button", name="保存").dblclick()
    expect(page.locator(".message-success")).to_contain_text("已登记。")
    assert CalendarDay.objects.count() == 1


def test_list_filters_in_place_and_the_address_follows(enter: Enter, page: Page) -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(day=f"2026-01-{n:02}", name=f"d{n:02}", is_workday=True) for n in range(1, 31)
    )
    enter("/list/")
    page.evaluate("window.stillTheSame = true")
    page.get_by_label("名称").fill("d1")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url(re.compile(r"name=d1"))
    expect(page.locator("#results")).to_contain_text("共 10 条")
    assert page.evaluate("window.stillTheSame")
    assert "name=d1" in (page.get_by_role("link", name="导出").get_attribute("href") or "")
    page.go_back()
    expect(page.locator("#results")).to_contain_text("共 30 条")
    assert page.evaluate("localStorage.getItem('htmx-history-cache')") is None


def test_idle_page_warns_stays_and_leaves(enter: Enter, page: Page, settings: Settings) -> None:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_IDLE_WARNING_SECONDS = 34, 2
    enter("/list/")
    page.get_by_role("button", name="继续使用").click(timeout=5000)
    expect(page.locator("#idle")).not_to_be_visible()
    expect(page.locator("#idle")).to_be_visible(timeout=5000)
    page.wait_for_url(re.compile(r"/login/\?.*reason=idle"), timeout=6000)


def test_menu_opens_on_a_phone_without_script(
    browser: Browser, live_server: LiveServer, officer: User
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{live_server.url}/login/?next=/list/")
    page.get_by_label("用户名").fill("officer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#menu")).not_to_be_visible()
    page.get_by_role("link", name="菜单").click()
    expect(page.locator("#menu")).to_be_visible()
    context.close()
