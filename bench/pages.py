"""Workbench, list of people and a person's file: queries and time, in one county and with a country around it.

A county of the scale data is made alone (about 250 people at one bureau), and its officer's pages are asked for in
this process by Django's test client, middleware and sessions included; then the rest of the country is made in the same
database, and the same pages of the same people are asked for again. What a page costs is set against a bare page: the
frame of base.html with nothing in it, for the same account. All take turns, and the best of RUNS counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse

from bench.crowd import PEOPLE
from bench.table import print_machine, print_target
from core.clock import frozen
from core.views import Page
from corrections.models import Case, User
from reporting.management.demo.scale import COUNTRY, Scale, tables_vacuum

ON = date(2026, 11, 23)
RUNS = 30
QUERIES, TIMES_BARE, TIMES_COUNTY = 12, 5.0, 1.5
_ACCOUNT = "xianju"
_BARE = "bare"
_SAY_EVERY = 60


class BarePage(Page):
    """base.html itself, as any signed-in person would see it."""

    any_user_reason = "the frame alone, to measure others by"
    page_title = "空页"
    template_name = "base.html"


urlpatterns = [path("bench/bare/", BarePage.as_view(), name="bench_bare"), path("", include("config.urls"))]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one page: queries, and milliseconds of the best run."""

    queries: int
    milliseconds: float


def main() -> None:
    """Builds the county, measures, builds the country, measures, prints the table."""
    with frozen(ON), override_settings(ROOT_URLCONF="bench.pages"):
        print(f"页面：一个县，再加全国 {PEOPLE:,} 人（pages, best of {RUNS}）")
        print_machine()
        for command in ("load_calendar", "load_divisions", "load_rule_books"):
            call_command(command, verbosity=0)
        scale = Scale(COUNTRY, seed=1, on=ON, people=PEOPLE)
        _make(scale, [scale.home])
        county = pages_measured()
        started = perf_counter()
        _make(scale, [county for county in scale.counties if county is not scale.home])
        print(f"{scale.made:,} people after {perf_counter() - started:,.0f} s")
        country = pages_measured()
    report(county, country)


def _make(scale: Scale, counties: Iterable[object]) -> None:
    said = perf_counter()
    for made in scale.make(list(counties)):  # type: ignore[arg-type]
        if perf_counter() - said > _SAY_EVERY:
            said = perf_counter()
            print(f"{made:,}", flush=True)
    scale.flag()
    tables_vacuum()


def pages_measured() -> dict[str, Cost]:
    """Each page by its name, the bare one among them."""
    user = User.objects.get(username=_ACCOUNT)
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="core.login.backends.AccountBackend")
    own = Case.objects.visible_to(user).filter(ended_on=None, offender__is_restricted=False)
    person = own.exclude(received_on=None).order_by("number")[20]
    pages = {
        _BARE: reverse("bench_bare"),
        "workbench": reverse("supervision:workbench"),
        "list of people": reverse("corrections:offender_list"),
        "file": reverse("corrections:offender_detail", args=[person.offender_id]),
    }
    for url in pages.values():  # the first look at a file leaves an event, and caches warm
        _asked(client, url)
    queries = {}
    for name, url in pages.items():
        with CaptureQueriesContext(connection) as captured:
            _asked(client, url)
        queries[name] = len(captured)
    best = dict.fromkeys(pages, float("inf"))
    for _run in range(RUNS):
        for name, url in pages.items():
            started = perf_counter()
            _asked(client, url)
            best[name] = min(best[name], 1000 * (perf_counter() - started))
    return {name: Cost(queries[name], best[name]) for name in pages}


def _asked(client: Client, url: str) -> None:
    response = client.get(url)
    assert isinstance(response, HttpResponse)
    if response.status_code != 200:
        raise AssertionError(f"{url}: {response.status_code}")


def report(county: dict[str, Cost], country: dict[str, Cost]) -> None:
    """The table, then each target with its worst page."""
    print(
        f"{'':24}{'queries':>8}{'county ms':>11}{'× bare':>8}{'country ms':>12}{'× bare':>8}{'× county':>10}"
    )
    pages = [name for name in county if name != _BARE]
    for name in county:
        here, there = county[name], country[name]
        print(
            f"{name:24}{there.queries:8}{here.milliseconds:11.1f}{_over(county, name):8.1f}"
            f"{there.milliseconds:12.1f}{_over(country, name):8.1f}{there.milliseconds / here.milliseconds:10.2f}"
        )
    queries = max(cost[name].queries for cost in (county, country) for name in pages)
    bare = max(_over(cost, name) for cost in (county, country) for name in pages)
    grown = max(country[name].milliseconds / county[name].milliseconds for name in pages)
    print_target(f"≤ {QUERIES} queries", queries <= QUERIES, str(queries))
    print_target(f"≤ {TIMES_BARE:g} × a bare page", bare <= TIMES_BARE, f"{bare:.1f} ×")
    print_target(f"country ≤ {TIMES_COUNTY:g} × county", grown <= TIMES_COUNTY, f"{grown:.2f} ×")


def _over(costs: dict[str, Cost], name: str) -> float:
    return costs[name].milliseconds / costs[_BARE].milliseconds
