"""The way of a roster through the browser: a bad file beside a good one, columns, rows sent back and corrected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from core.sheets import read
from core.sheets.write import Column, write_table
from corrections.models import Case, RosterImport
from tests.corrections.rosters import ROSTERS, Kaijiang, kaijiang_make, person
from tests.e2e.conftest import Enter
from tests.factories.offenders import id_number
from tests.people import TODAY
from tests.workers import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SIZES = ((1366, 768), (390, 844))


@pytest.fixture
def place(settings: Settings, db: None, site: Site) -> Kaijiang:
    settings.BUSINESS_DATE = TODAY
    made = kaijiang_make()
    site.start(BUSINESS_DATE=TODAY.isoformat())
    return made


def upload(page: Page, live_server: LiveServer, path: Path) -> None:
    """Up to the report or the refusal."""
    page.goto(f"{live_server.url}/rosters/upload/")
    page.get_by_label("名册文件").set_input_files(path)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_text(re.compile("检查完毕，等待确认|文件不能导入"))).to_be_visible(timeout=60_000)


def test_bad_files_and_rows_come_back_with_what_to_do(
    place: Kaijiang, enter: Enter, page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    enter("/rosters/", by="clerk")
    page.get_by_role("link", name="上传名册").click()
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator(".error-summary")).to_contain_text("请选择文件")

    web_page = tmp_path / "网页.xls"
    web_page.write_text("<html><table><tr><td>姓名</td></tr></table></html>", encoding="utf-8")
    upload(page, live_server, web_page)
    expect(page.get_by_role("alert")).to_contain_text("网页")
    expect(page.get_by_role("link", name="重新上传")).to_be_visible()

    upload(page, live_server, ROSTERS / "county_messy.xlsx")
    expect(page.get_by_role("button", name="全部导入")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("link", name="有错误 12").click()
    expect(page.locator("#results")).to_contain_text("共 12 条")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载错误行").click()
    failed = tmp_path / "错误行.xlsx"
    download.value.save_as(failed)
    page.once("dialog", lambda question: question.accept())
    page.get_by_role("button", name="只导入没有错误的行", exact=True).click()
    expect(page.get_by_text("导入完成")).to_be_visible(timeout=60_000)
    assert Case.objects.count() == 34

    corrected = corrected_row(failed, tmp_path / "改好.xlsx")
    upload(page, live_server, corrected)
    page.once("dialog", lambda question: question.accept())
    page.get_by_role("button", name="全部导入").click()
    expect(page.get_by_text("导入完成")).to_be_visible(timeout=60_000)
    assert Case.objects.count() == 35

    page.get_by_role("link", name="撤销导入").click()
    page.get_by_label("撤销事由").fill("选错了文件")
    page.get_by_label("我已核对").check()
    page.get_by_role("button", name="撤销整批导入").click()
    expect(page.get_by_text("已撤销")).to_be_visible(timeout=60_000)
    assert Case.objects.count() == 34


def corrected_row(failed: Path, path: Path) -> Path:
    """The row with the wrong check digit, put right; its number is still text and the reason still stands there."""
    rows = [row for row in read(failed).sheets[0].rows if any(row)]
    headings = [str(cell or "") for cell in rows[0]]
    number = headings.index("身份证号码")
    reason = next(place for place, heading in enumerate(headings) if "错误原因" in heading)
    row = next(row for row in rows[1:] if "校验码" in str(row[reason]))
    assert isinstance(row[number], str)
    row[number] = id_number(77)
    columns = [Column(heading, kind="id") for heading in headings]
    write_table(path, name="花名册", columns=columns, rows=[row])
    return path


def test_columns_are_put_right_at_a_desk_and_on_a_phone(
    place: Kaijiang, enter: Enter, browser: Browser, page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    row = {
        ("刑罚执行种别" if heading == "矫正类别" else heading): cell for heading, cell in person(1).items()
    }
    path = tmp_path / "本县.xlsx"
    columns = [Column(heading) for heading in row]
    write_table(path, name="花名册", columns=columns, rows=[list(row.values())])
    enter("/rosters/", by="clerk")
    upload(page, live_server, path)
    expect(page.get_by_role("alert")).to_contain_text("表头里缺少：矫正类别")
    page.get_by_role("link", name="调整列的对应").click()
    page.get_by_label("刑罚执行种别").fill("种类")
    page.get_by_role("button", name="保存并重新检查").click()
    expect(page.locator(".error-summary")).to_contain_text("没有“种类”这个项目")
    page.get_by_label("刑罚执行种别").fill("矫正类别")
    page.get_by_role("button", name="保存并重新检查").click()
    expect(page.get_by_role("link", name="新增 1")).to_be_visible(timeout=60_000)

    roster = RosterImport.objects.get()
    lenient = browser.new_context(bypass_csp=True, storage_state=page.context.storage_state())
    reader = lenient.new_page()
    pages = ("/rosters/", "/rosters/upload/", f"/rosters/{roster.pk}/", f"/rosters/{roster.pk}/columns/")
    for width, height in SIZES:
        for address in pages:
            reader.set_viewport_size({"width": width, "height": height})
            reader.goto(live_server.url + address)
            assert reader.evaluate("document.documentElement.scrollWidth") <= width, address
            found = Axe().run(reader)
            assert found.violations_count == 0, f"{address} {width}: {found.generate_report()}"
    lenient.close()
