"""The night county by county: all its parts together are exactly one run over everything."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.clock import frozen
from core.jobs import Job, job_run_now, nights_create
from core.jobs.nights import nights_ready
from corrections.models import Case, Organisation
from corrections.selectors.offices import counties_with_people
from supervision.models import Duty, Notice
from supervision.services import duties_open, overdue_flag
from tests.factories import CaseFactory, CountyFactory, StationFactory
from tests.people import TODAY, World

pytestmark = pytest.mark.usefixtures("books")
LATER = TODAY + timedelta(days=15)


@pytest.fixture
def closed_county(world: World) -> Organisation:
    """Merged away on 2026-11-01, with somebody left behind at one of its stations."""
    closed: Organisation = CountyFactory(
        short_name="旧县", parent=world.prefecture, closed_on=date(2026, 10, 31)
    )
    return closed


@pytest.fixture
def people(world: World, closed_county: Organisation) -> list[Case]:
    """Somebody at every level of the tree: stations, counties, prefecture, province, a closed county."""
    offices = [
        world.station, world.next_station, world.other_station, world.county, world.prefecture, world.province,
        closed_county, StationFactory(short_name="旧镇", parent=closed_county),
    ]  # fmt: skip
    made = [CaseFactory(station=office, strict=True) for office in offices]
    made += [CaseFactory(station=office, term_over=True) for office in offices]
    made += [CaseFactory(station=office, temporary=True, ordinary=True, lost=True) for office in offices]
    return [*made, CaseFactory(station=world.station, ended=True)]


def night(on: date) -> None:
    """Every job of that date, each order turned around: the parts depend on no order among themselves."""
    with frozen(on):
        nights_create()
        while ready := list(nights_ready()):
            for job in reversed(ready):
                assert job_run_now(job).status == "done"


def written() -> tuple[list[Any], list[Any]]:
    """What stands, without keys and moments."""
    duties = Duty.objects.order_by("case", "kind", "occasion").values_list(
        "case", "kind", "occasion", "owner", "station", "path", "opens_on", "due_on", "closes_on", "rule",
        "outcome", "suspended_by",
    )  # fmt: skip
    notices = Notice.objects.values_list(
        "kind", "office", "duty__case", "duty__kind", "duty__occasion", "case", "step", "told_on"
    )
    return list(duties), sorted(notices, key=repr)


def emptied() -> None:
    Notice.objects.all().delete()
    Duty.objects.all().delete()


def test_the_parts_together_are_one_run_over_everything(people: list[Case]) -> None:
    for days in range((LATER - TODAY).days + 1):
        on = TODAY + timedelta(days=days)
        duties_open(on=on)
        overdue_flag(on=on)
    whole = written()
    reached = {row[0] for row in whole[0]} | {row[5] or row[2] for row in whole[1]}
    assert reached == {case.pk for case in people if case.ended_on is None}
    assert {"missed", "open"} <= {row[10] for row in whole[0]}
    emptied()
    night(TODAY)
    night(LATER)
    assert Job.objects.filter(kind="open_duties", business_date=LATER).count() == 3
    assert written() == whole


@pytest.mark.parametrize("counties", [0, 1, 2])
def test_any_parts_cover_everybody_once(world: World, people: list[Case], counties: int) -> None:
    """Each count of the whole is the sum of the parts': nothing is left out and nothing is done by two."""
    parts = [world.county.path, world.other_county.path][:counties]
    opened = [duties_open(on=TODAY, path=path) for path in parts] + [duties_open(on=TODAY, without=parts)]
    flagged = [overdue_flag(on=LATER, path=path) for path in parts] + [overdue_flag(on=LATER, without=parts)]
    in_parts = written()
    emptied()
    assert duties_open(on=TODAY) == sum(opened)
    whole = overdue_flag(on=LATER)
    for count in ("flagged", "escalated", "term_over", "missed"):
        assert getattr(whole, count) == sum(getattr(part, count) for part in flagged)
    assert written() == in_parts


def test_parts_are_the_open_counties_that_have_people(world: World, people: list[Case]) -> None:
    assert counties_with_people(on=TODAY) == sorted([world.county.path, world.other_county.path])
    CountyFactory(short_name="空县", parent=world.prefecture)
    assert len(counties_with_people(on=TODAY)) == 2
    world.other_county.closed_on = TODAY
    world.other_county.save()
    assert len(counties_with_people(on=TODAY)) == 2
    assert counties_with_people(on=LATER) == [world.county.path]


def test_without_any_county_one_part_covers_everything(world: World) -> None:
    alone = CaseFactory(station=world.province, strict=True)
    night(TODAY)
    assert list(Job.objects.filter(kind="open_duties").values_list("path", flat=True)) == [""]
    assert Duty.objects.filter(case=alone).exists()


def test_a_county_that_moved_after_its_rows_were_written_is_taken_by_the_rest(world: World) -> None:
    """The rows keep the old path, below which nobody is left."""
    made = CaseFactory(station=world.other_station, strict=True)
    with frozen(TODAY):
        nights_create()
    old = world.other_county.path
    for office in Organisation.objects.below(old):
        office.path = office.path.replace(old, f"{world.province.path}{world.other_county.pk}/", 1)
        office.save()
    Case.objects.filter(pk=made.pk).update(path=Organisation.objects.get(pk=world.other_station.pk).path)
    night(TODAY)
    assert Duty.objects.filter(case=made).exists()


def test_somebody_received_between_is_taken_by_the_county_or_by_the_rest(world: World) -> None:
    CaseFactory(station=world.station, strict=True)
    with frozen(TODAY):
        nights_create()
    late = [CaseFactory(station=office, strict=True) for office in (world.next_station, world.other_station)]
    night(TODAY)
    assert Duty.objects.filter(case__in=late).values("case").distinct().count() == 2
