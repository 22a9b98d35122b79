"""The month of what is due: numbers that are the lines behind them."""

from datetime import date

import pytest
from django.urls import reverse

from corrections.models import User
from supervision.enums import Channel, DutyKind
from supervision.models import Duty
from supervision.selectors.due_calendar import due_between, month_of_due, week_of
from supervision.services import check_in_record, duties_open
from tests.corrections.browsing import page, text
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY

pytestmark = pytest.mark.usefixtures("books")

SUNDAY, NOVEMBER = date(2026, 11, 29), date(2026, 11, 1)


def test_each_day_counts_what_is_due_and_what_is_left(world: World, officer: User) -> None:
    cases = [CaseFactory(station=world.station, ordinary=True) for _each in range(3)]
    CaseFactory(station=world.other_station, ordinary=True)
    duties_open(on=MONDAY)
    check_in_record(by=officer, case=cases[0], channel=Channel.PHONE, happened_on=MONDAY)
    days = {day.day: day for week in month_of_due(officer, NOVEMBER, on=MONDAY) for day in week}
    assert min(days) == date(2026, 10, 26) and max(days) == date(2026, 12, 6)
    (oral,) = [count for count in days[SUNDAY].counts if count.kind == DutyKind.ORAL_REPORT]
    assert (oral.due, oral.left) == (3, 2)
    for day, found in days.items():
        assert sum(count.due for count in found.counts) == due_between(officer, day, day).count()


def test_suspended_and_void_duties_are_not_there(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, ordinary=True)
    duties_open(on=MONDAY)
    Duty.objects.filter(case=case).update(suspended_by="custody")
    assert all(not day.counts for week in month_of_due(officer, NOVEMBER, on=MONDAY) for day in week)


def test_week_is_monday_to_sunday() -> None:
    assert week_of(SUNDAY) == (MONDAY, SUNDAY) == week_of(MONDAY)


def test_page_shows_the_week_and_the_day_asked_for(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, ordinary=True, offender__name="廖娟艳")
    duties_open(on=MONDAY)
    url = reverse("supervision:due_calendar")
    week = text(page(officer, url))
    assert "廖娟艳" in week and "11月23日—11月29日" in week
    assert "廖娟艳" not in text(page(officer, f"{url}?month=2026-11&day=2026-11-24"))
    assert "廖娟艳" in text(page(officer, f"{url}?month=2026-11&day=2026-11-29"))
    for nonsense in ("?month=x", "?day=2026-13-99", "?month=9999-01"):
        assert page(officer, url + nonsense).status_code == 200
    assert url in text(page(officer, reverse("supervision:workbench")))
    Duty.objects.filter(case=case).update(suspended_by="custody")
    assert "没有到期的事项" in text(page(officer, url))
