"""A visit on a phone in a real browser: at the door, with one thumb, a photo and a mistake on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from corrections.models import Case, User
from supervision.models import Visit, VisitPhoto
from supervision.services import rule_books_load
from tests.core.test_pictures import photo
from tests.e2e.conftest import Enter
from tests.factories import CaseFactory
from tests.people import TODAY, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
SMALL = """() => [...document.querySelectorAll(
  ".visit-form label.tap-chip, .visit-form .btn, .visit-form .form-control, .visit-where .btn"
)].filter((each) => each.offsetParent).map((each) => [each.textContent.trim(), each.getBoundingClientRect().height])
  .filter(([_text, height]) => height < 44)"""
WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture
def person(settings: Any, world: World, officer: User) -> Case:
    settings.BUSINESS_DATE = TODAY
    rule_books_load()
    made: Case = CaseFactory(
        station=world.station,
        ordinary=True,
        responsible=officer.staff,
        received_on=date(2026, 10, 1),
        offender__name="廖娟艳",
    )
    return made


@pytest.mark.slow
def test_a_visit_with_a_photo_a_mistake_and_a_second_try(person: Case, enter: Enter, page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    enter(f"/cases/{person.pk}/visit/")
    assert page.evaluate(WIDE) <= 0 and page.evaluate(SMALL) == []
    expect(page.get_by_label("发生日期")).to_have_value(TODAY.isoformat())
    expect(page.get_by_text(person.offender.residence)).to_be_visible()
    page.get_by_role("button", name="显示电话").click()
    expect(page.locator(f"a[href='tel:{person.offender.phone}']")).to_be_visible()
    save = page.get_by_role("button", name="保存")
    box = save.bounding_box()
    assert box is not None and box["y"] + box["height"] > 700  # under the thumb, at the top of a long form

    # nobody at home hides what cannot have been learnt, and the result follows there and back
    page.locator("label.tap-chip", has_text="无人在家").click()
    expect(page.get_by_text("了解到的情况")).to_be_hidden()
    expect(page.get_by_role("radio", name="未联系上（未见到人）")).to_be_checked()
    page.locator("label.tap-chip", has_text="家属").click()
    expect(page.get_by_role("radio", name="已履行")).to_be_checked()

    page.get_by_role("button", name="其余都正常").click()
    mind = page.locator(".visit-item", has_text="思想情绪")
    mind.locator("label", has_text="有问题").click()
    files: list[Any] = [
        {"name": name, "mimeType": "image/jpeg", "buffer": content}
        for name, content in (("door.jpg", photo()), ("page.jpg", b"<html>"))
    ]
    page.locator("input[name=photos]").set_input_files(files)
    expect(page.get_by_text("page.jpg：这不是 JPEG、PNG 或 WebP 照片")).to_be_visible()
    expect(page.locator(".photos img")).to_have_count(1)

    save.click()
    expect(page.get_by_role("link", name="请写明“思想情绪”有问题的情况。")).to_be_visible()
    expect(page.locator(".photos img")).to_have_count(1)
    assert page.evaluate(WIDE) <= 0 and not Visit.objects.exists()
    mind.get_by_role("textbox").fill("近来常与邻居争吵")
    save.click()
    page.wait_for_url(f"**/offenders/{person.offender_id}/?case={person.pk}")
    made = Visit.objects.get()
    assert (made.met, made.outcome, made.findings.count()) == ("family", "complied", 8)

    page.get_by_role("link", name="报告·走访").click()
    expect(page.get_by_text("有问题：近来常与邻居争吵")).to_be_visible()
    page.locator(".photos").scroll_into_view_if_needed()
    expect(page.locator(".photos img")).to_have_js_property("naturalWidth", 320)
    assert VisitPhoto.objects.count() == 1


def test_without_script_the_form_is_whole_and_keeps_its_photo(
    person: Case, enter: Enter, page: Page, browser: Any, live_server: Any
) -> None:
    enter(f"/cases/{person.pk}/visit/")
    plain = browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state(), locale="zh-CN"
    )
    bare: Page = plain.new_page()
    bare.goto(f"{live_server.url}/cases/{person.pk}/visit/")
    bare.get_by_label("发生日期").fill("2027-01-01")
    bare.locator("input[name=photos]").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    bare.get_by_role("button", name="保存").click()
    expect(bare.locator(".photos img")).to_have_count(1)
    bare.get_by_label("发生日期").fill(TODAY.isoformat())
    bare.get_by_label("发生日期").press(
        "Enter"
    )  # the first button of the form is not the one that takes it back
    bare.wait_for_url("**/offenders/**")
    assert VisitPhoto.objects.get().visit.happened_on == TODAY
    plain.close()
