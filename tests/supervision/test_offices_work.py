"""下级未办: what each office below has not done, and that each number is the length of its list."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core.clock import frozen
from corrections.models import User
from supervision.enums import Channel
from supervision.selectors.offices import OfficeWork, offices_work
from supervision.selectors.workbench import card_rows
from supervision.services import check_in_record, duties_open
from tests.corrections.browsing import page, text
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY

pytestmark = pytest.mark.usefixtures("books")


@pytest.fixture
def county(world: World) -> dict[str, object]:
    """Two stations: one with people who are late, one with somebody who reported."""
    late = CaseFactory(station=world.station, ordinary=True, received_on=date(2026, 10, 5))
    CaseFactory(station=world.station, term_over=True)
    CaseFactory(station=world.station, awaiting=True, effective_on=date(2026, 11, 6))
    kept = CaseFactory(station=world.next_station, ordinary=True, received_on=date(2026, 11, 20))
    CaseFactory(station=world.other_station, strict=True)
    duties_open(on=MONDAY, case_ids=[late.pk, kept.pk])
    return {"late": late, "kept": kept}


def lines(user: User) -> dict[str, OfficeWork]:
    with frozen(MONDAY):
        return {line.office.short_name: line for line in offices_work(user, on=MONDAY)}


def test_each_number_is_the_length_of_its_list(county: dict[str, object], head: User, world: World) -> None:
    found = lines(head)
    assert set(found) == {world.station.short_name, world.next_station.short_name}
    line = found[world.station.short_name]
    with frozen(MONDAY):
        for key, number in (
            ("overdue_person", line.person),
            ("overdue_office", line.own),
            ("term_over", line.term_over),
            ("awaiting_reception", line.awaiting),
        ):
            rows = card_rows(key, head, on=MONDAY)
            at = [row for row in rows if (getattr(row, "case", None) or row).station_id == world.station.pk]
            assert number == len(at) > 0, key
    assert line.people == 1
    assert line.oldest_days > 20


def test_the_most_overdue_comes_first_and_the_last_record_shows(
    county: dict[str, object], head: User, neighbour: User, world: World
) -> None:
    with frozen(MONDAY):
        check_in_record(by=neighbour, case=county["kept"], channel=Channel.PHONE, happened_on=MONDAY)  # type: ignore[arg-type]
    found = list(lines(head).values())
    assert [line.office for line in found] == [world.station, world.next_station]
    assert [line.last_recorded_on for line in found] == [None, MONDAY]


def test_the_page_leads_down_and_never_out(
    county: dict[str, object], head: User, officer: User, world: World
) -> None:
    url = reverse("supervision:offices_work")
    with frozen(MONDAY):
        shown = text(page(head, url))
        assert f"work/overdue_office/?office={world.station.pk}" in shown
        assert "30日内没有登记" in shown
        assert world.other_station.name not in shown
        assert world.other_station.name not in text(
            page(head, f"{url}?office={world.other_station.parent_id}")
        )
        assert "没有下级单位" in text(page(officer, url))
        assert url in text(page(head, reverse("supervision:workbench")))
        assert url not in text(page(officer, reverse("supervision:workbench")))
