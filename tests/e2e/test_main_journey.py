"""The main job in a browser: a roster in, duties out, a report recorded, a missed one flagged, a number opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from core.jobs import Job
from corrections.enums import Role
from corrections.models import Case, User
from supervision.services import rule_books_load
from tests.corrections.rosters import ROSTERS, Kaijiang, kaijiang_make
from tests.e2e.conftest import Enter
from tests.people import TODAY, account
from tests.workers import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@dataclass
class Story:
    """The program on a day: web, worker and tick believe the same one."""

    settings: Settings
    site: Site

    def go(self, day: date) -> None:
        """Move on to that day and let the worker live through every night up to it."""
        self.site.kill()
        self.settings.BUSINESS_DATE = day
        self.site.start(BUSINESS_DATE=day.isoformat())
        self.site.tick()
        self.site.wait_for(lambda: self._is_lived_through(day))

    def _is_lived_through(self, day: date) -> bool:
        rows = Job.objects.filter(business_date=day).values_list("status", flat=True)
        return len(rows) > 0 and set(rows) == {"done"}


@pytest.fixture
def place(settings: Settings, db: None) -> Kaijiang:
    settings.BUSINESS_DATE = TODAY
    rule_books_load()
    return kaijiang_make()


@pytest.fixture
def story(place: Kaijiang, site: Site, settings: Settings) -> Story:
    return Story(settings, site)


@pytest.fixture
def people(place: Kaijiang) -> dict[str, User]:
    """An officer of 新宁镇, the county's head and the province's inspector; the clerk imports."""
    prefecture = place.county.parent
    assert prefecture is not None and prefecture.parent is not None
    return {
        "officer": account("officer", "李所员", Role.STATION_OFFICER, place.station("新宁镇")),
        "head": account("head", "张局长", Role.COUNTY_HEAD, place.county),
        "inspector": account("inspector", "赵检查", Role.PROVINCE_INSPECTOR, prefecture.parent),
    }


def test_roster_becomes_duties_and_a_missed_one_a_number_that_opens(
    story: Story, people: dict[str, User], place: Kaijiang, enter: Enter, page: Page
) -> None:
    story.go(TODAY)

    enter("/rosters/upload/", by="clerk")
    expect(page.get_by_label("导入到").first).to_have_value(str(place.county.pk))
    page.get_by_label("名册文件").set_input_files(ROSTERS / "ministry_105.xlsx")
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("button", name="全部导入")).to_be_visible(timeout=60_000)
    assert not Case.objects.exists()
    page.once("dialog", lambda question: question.accept())
    page.get_by_role("button", name="全部导入").click()
    expect(page.get_by_text("导入完成")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="新增 240")).to_be_visible()

    # The ministry's sheet names no level, so nobody has a periodic duty until the county gives one.
    enter("/offenders/", by="head")
    page.get_by_label("司法所").select_option(label="新宁镇司法所")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("#results")).to_contain_text("共 19 条")
    page.get_by_label("选择本页全部").check()
    page.get_by_role("button", name="调整所选对象的管理等级").click()
    page.get_by_label("普管").check()
    page.get_by_label("调整理由").fill("首次定级")
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_role("main")).to_contain_text("19")

    story.go(date(2026, 12, 1))
    enter("/workbench/")
    expect(card(page, "对象逾期")).to_have_text("0")
    first = page.get_by_role("row", name="电话（当面）报告").first
    reported = first.get_by_role("rowheader").get_by_role("link").inner_text()
    first.get_by_role("link", name="登记报告").click()
    page.locator("#dialog").get_by_role("button", name="保存").click()
    expect(
        page.get_by_text(f"{reported}：已登记，办结：电话（当面）报告（11月30日—12月6日）。")
    ).to_be_visible()

    story.go(date(2026, 12, 7))
    enter("/workbench/")
    expect(card(page, "对象逾期")).to_have_text("18")
    card(page, "对象逾期").click()
    expect(page.get_by_role("main")).to_contain_text("共 18 条")
    expect(page.get_by_role("row", name=reported)).to_have_count(0)
    late = (
        page.get_by_role("row", name="逾期 1 天")
        .first.get_by_role("rowheader")
        .get_by_role("link")
        .inner_text()
    )

    enter("/reporting/", by="inspector")
    tile = page.get_by_role("region", name="按时报告率")
    expect(tile).to_contain_text("5.3%")
    tile.get_by_role("link", name="未按时 18").click()
    expect(page.get_by_role("main")).to_contain_text("名单 18 项，与看板数字一致")
    expect(page.get_by_role("main")).not_to_contain_text(late)
    page.get_by_role("link", name=f"{late[0]}{'*' * (len(late) - 1)}").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(late)


def card(page: Page, title: str) -> Locator:
    """The number of a counted card of the workbench."""
    return page.get_by_role("navigation", name="待办分类").get_by_role("link", name=title).locator("b")
