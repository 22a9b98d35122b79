"""Every main page with the demo county in it: readable by machine, no wider than the screen, silent in the console."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from corrections.models import Case, Offence, Organisation
from corrections.services.account import DEMO_PASSWORD
from supervision.models import Rule
from tests.people import TODAY

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SIZES = ((1366, 768), (390, 844))


@pytest.fixture
def demo(settings: Settings, db: None) -> None:
    settings.BUSINESS_DATE = TODAY
    for command in ("load_calendar", "load_divisions", "load_rule_books"):
        call_command(command, verbosity=0)
    call_command("demo", seed=7, people=60, verbosity=0)


def officers_pages() -> list[str]:
    case = (
        Case.objects.under_correction(on=TODAY)
        .filter(ended_on=None, station__name="淙城街道司法所")
        .order_by("pk")
        .first()
    )
    assert case is not None
    of_case = (
        "corrections:case_basics", "corrections:case_reception", "corrections:case_team", "corrections:case_ending",
        "corrections:case_events", "supervision:records_panel", "supervision:check_in_record",
        "supervision:desk_entry_record", "supervision:visit_record", "reviews:case_panel", "supervision:approval_panel",
        "supervision:leave_request", "supervision:travel_request",
    )  # fmt: skip
    lists = (
        "supervision:workbench", "supervision:check_in_list", "supervision:visit_list", "supervision:notice_list",
        "supervision:rule_book", "corrections:offender_list", "corrections:organisation_list", "corrections:job_list",
        "reviews:community_list", "reviews:appraisal_list", "supervision:round", "supervision:group_day_list",
        "supervision:due_calendar", "supervision:approval_list",
    )  # fmt: skip
    person = reverse("corrections:offender_detail", args=[case.offender_id])
    return [person, *(reverse(name, args=[case.pk]) for name in of_case), *map(reverse, lists)]


def countys_pages() -> list[str]:
    case = Case.objects.under_correction(on=TODAY).order_by("pk").first()
    assert case is not None
    of_case = (
        "corrections:case_end", "corrections:document_correct", "corrections:case_level_change",
        "corrections:namesake_raise",
    )  # fmt: skip
    plain = (
        "supervision:workbench",
        "corrections:export_ask",
        "corrections:export_list",
        "corrections:case_receive",
    )
    return [*(reverse(name, args=[case.pk]) for name in of_case), *map(reverse, plain)]


def inspectors_pages() -> list[str]:
    county = Organisation.objects.get(code="511723")
    rows = ("reporting:rows", [county.pk, "social_workers", "population"])
    assert Offence.objects.exists()
    return [
        reverse("reporting:home"),
        reverse("reporting:office", args=[county.pk]),
        reverse(rows[0], args=rows[1]),
        reverse("corrections:offender_list"),
    ]


def administrators_pages(*names: str) -> Callable[[], list[str]]:
    return lambda: [reverse(f"corrections:{name}") for name in names]


def rule_keepers_pages() -> list[str]:
    rule = Rule.objects.filter(key="oral_report", effective_to=None).order_by("pk").first()
    assert rule is not None
    return [reverse(f"supervision:{name}", args=[rule.pk]) for name in ("rule_detail", "rule_change")]


PAGES: dict[str, Callable[[], list[str]]] = {
    "sizhu": officers_pages,
    "xianju": countys_pages,
    "shengting": inspectors_pages,
    "mingce": administrators_pages("roster_list", "roster_upload", "namesake_list"),
    "guize": rule_keepers_pages,
    "shenji": administrators_pages("audit_list"),
    "anquan": administrators_pages("grant_list"),
    "xitong": administrators_pages("user_list"),
}


def test_pages(demo: None, browser: Browser, live_server: LiveServer) -> None:
    """One after the other for all accounts, since the demo county takes longer to make than they to look at."""
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(message.text)

    for account, pages in PAGES.items():
        # axe is injected as a script of its own, which the pages' policy rightly refuses.
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        page.on("console", note)
        page.goto(f"{live_server.url}/login/")
        page.get_by_label("用户名").fill(account)
        page.get_by_label("密码").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda address: "/login/" not in address)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            wrong += [
                f"{account} {width}: {what}"
                for address in pages()
                for what in look(page, live_server, address)
            ]
        context.close()
    assert wrong == []


def look(page: Page, live_server: LiveServer, address: str) -> list[str]:
    """What is wrong with the page at its size."""
    answer = page.goto(live_server.url + address)
    page.wait_for_load_state("networkidle")
    if answer is None or answer.status != 200:
        return [f"{address} {answer and answer.status}"]
    found = Axe().run(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{address} too wide"] * too_wide + [found.generate_report()] * bool(found.violations_count)
