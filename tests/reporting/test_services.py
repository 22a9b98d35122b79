"""Snapshots: stored once per office, indicator and period, replaced by a later run, frozen afterwards."""

from datetime import date

from core.models import AuditEvent
from corrections.enums import EndKind
from corrections.models import StatusSpan
from reporting.enums import IndicatorKey
from reporting.indicators import Period, month_of
from reporting.models import Snapshot
from reporting.services import indicators_compute
from tests.factories import OffenceFactory
from tests.people import World
from tests.reporting.lives import NOV_23, ONE_DAY, person


def stored(world: World, key: IndicatorKey, period: Period) -> Snapshot:
    return Snapshot.objects.get(
        organisation=world.county, indicator=key, starts_on=period.starts_on, ends_on=period.ends_on
    )


YEAR = Period(date(2026, 1, 1), NOV_23)


def test_indicators_compute_stores_what_counts_at_each_office(world: World) -> None:
    person(world.station)
    done = indicators_compute(on=NOV_23, months=0)
    assert done.figures == Snapshot.objects.count()
    found = Snapshot.objects.filter(organisation=world.station).values_list("indicator", flat=True)
    assert set(found) == {
        IndicatorKey.REOFFENDING,
        IndicatorKey.ABSCONDING,
        IndicatorKey.TEAM_COMPLETE,
        IndicatorKey.SOCIAL_WORKERS,
        IndicatorKey.STATIONS_STAFFED,
    }
    assert (
        stored(world, IndicatorKey.REOFFENDING, YEAR).k,
        stored(world, IndicatorKey.REOFFENDING, YEAR).n,
    ) == (0, 1)


def test_indicators_compute_forgets_what_no_longer_counts(world: World) -> None:
    case = person(world.station, absconding=True)
    indicators_compute(on=NOV_23)
    assert stored(world, IndicatorKey.ABSCONDING_OPEN, Period(NOV_23, NOV_23)).k == 1
    StatusSpan.objects.filter(case=case).delete()
    indicators_compute(on=NOV_23)
    assert not Snapshot.objects.filter(indicator=IndicatorKey.ABSCONDING_OPEN).exists()


def test_indicators_compute_again_replaces_the_same_rows(world: World) -> None:
    case = person(world.station)
    first = indicators_compute(on=NOV_23)
    OffenceFactory(case=case, judged=True)
    assert indicators_compute(on=NOV_23).figures == first.figures == Snapshot.objects.count()
    assert stored(world, IndicatorKey.REOFFENDING, YEAR).k == 1


def test_indicators_compute_counts_the_month_before_too(world: World) -> None:
    done = indicators_compute(on=NOV_23)
    october = month_of(date(2026, 10, 5))
    assert done.periods == (
        Period(date(2026, 1, 1), date(2026, 10, 31)),
        YEAR,
        october,
        Period(october.ends_on, october.ends_on),
        Period(date(2026, 11, 1), date(2026, 11, 22)),
        Period(NOV_23, NOV_23),
    )


def test_indicators_compute_on_the_first_of_a_month_closes_the_month_before(world: World) -> None:
    done = indicators_compute(on=date(2026, 12, 1), months=0)
    assert month_of(date(2026, 11, 1)) in done.periods


def test_indicators_compute_below_an_office_leaves_the_others_alone(world: World) -> None:
    person(world.station)
    person(world.other_station)
    indicators_compute(on=NOV_23, path=world.county.path, months=0)
    assert set(Snapshot.objects.values_list("organisation_id", flat=True)) == {
        world.county.pk,
        world.station.pk,
        world.next_station.pk,
    }
    assert stored(world, IndicatorKey.REOFFENDING, YEAR).n == 1


def test_indicators_compute_of_a_past_day_is_the_same_every_time(world: World) -> None:
    person(world.station)
    past = NOV_23 - 30 * ONE_DAY
    indicators_compute(on=past)
    first = list(Snapshot.objects.order_by("pk").values_list("organisation_id", "indicator", "k", "n"))
    indicators_compute(on=past)
    assert (
        list(Snapshot.objects.order_by("pk").values_list("organisation_id", "indicator", "k", "n")) == first
    )


def test_indicators_compute_leaves_an_event(world: World) -> None:
    indicators_compute(on=NOV_23, path=world.county.path)
    event = AuditEvent.objects.get(event="indicators_computed")
    assert (event.path, event.changes["on"]) == (world.county.path, [None, "2026-11-23"])


def test_closed_office_keeps_no_figure_for_days_after_its_end(world: World) -> None:
    person(world.station, ended_on=date(2026, 6, 30), end_kind=EndKind.TRANSFER_OUT)
    world.station.closed_on = date(2026, 6, 30)
    world.station.save()
    indicators_compute(on=NOV_23, months=0)
    found = Snapshot.objects.filter(organisation=world.station).values_list("indicator", flat=True)
    assert set(found) == {IndicatorKey.REOFFENDING, IndicatorKey.ABSCONDING}
