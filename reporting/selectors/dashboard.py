"""One office's dashboard from stored figures: three queries, whatever the size of the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from core.paths import ancestors, subtree_q
from corrections.enums import OrganisationKind
from corrections.models import Organisation, OrganisationParent
from reporting.enums import IndicatorKey, Standing
from reporting.indicators import INDICATORS, LEADING, Figure, Indicator, Period, months_before
from reporting.models import Snapshot
from reporting.permissions import Permission
from reporting.selectors.as_of import AsOf

TREND_MONTHS = 24
MAPPED = (OrganisationKind.PROVINCE, OrganisationKind.PREFECTURE)


@dataclass(frozen=True)
class Tile:
    """One indicator at the office, with last month's value and what is shown apart."""

    indicator: Indicator
    figure: Figure
    period: Period
    before: Figure
    companions: tuple[Figure, ...]
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """One office below, with its figure of the chosen indicator. `is_reachable`: the user may open it."""

    office: Organisation
    figure: Figure
    is_reachable: bool

    @property
    def is_ranked(self) -> bool:
        return self.figure.standing not in (Standing.NONE, Standing.TOO_FEW)


@dataclass(frozen=True)
class Month:
    """One point of the trend; a month without a figure is a gap."""

    as_of: AsOf
    period: Period
    figure: Figure


@dataclass(frozen=True)
class Dashboard:
    office: Organisation
    above: tuple[Organisation, ...]
    as_of: AsOf
    indicator: Indicator
    tiles: tuple[Tile, ...]
    rows: tuple[Row, ...]
    areas: tuple[Row, ...]
    map_by: str
    trend: tuple[Month, ...]
    computed_at: datetime | None
    rule_book: str

    @property
    def chosen(self) -> Tile:
        return next(tile for tile in self.tiles if tile.is_chosen)

    @cached_property
    def ranked(self) -> tuple[Row, ...]:
        """Worst first; those that stand in no ranking are in `unranked`."""
        rows = [row for row in self.rows if row.is_ranked]
        return tuple(sorted(rows, key=_badness, reverse=True))

    @property
    def unranked(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.is_ranked)

    @property
    def longest_bar(self) -> float:
        """The scale of the bars: 100 where more is better, else the largest value or the target."""
        target = self.indicator.target
        if target is None or not target.at_most:
            return 100.0
        goal = Figure.in_unit(self.indicator, target.value)
        return max([goal, *(row.figure.bar for row in self.rows)]) or 1.0

    @property
    def has_map(self) -> bool:
        return bool(self.areas)

    @property
    def is_computed(self) -> bool:
        return self.computed_at is not None


def _badness(row: Row) -> tuple[Any, ...]:
    """Far from the target first, then many people first."""
    figure, target = row.figure, row.figure.indicator.target
    if figure.has_no_posts:
        return (2, figure.n or 0)
    value = figure.value or 0
    return (1, value if target is None or target.at_most else -value, figure.n or 0)


def last_computed_on(office: Organisation) -> date | None:
    """The as-of day of the newest figures of the office."""
    newest = Snapshot.objects.of_days().filter(organisation=office)
    found: date | None = newest.aggregate(newest=Max("ends_on"))["newest"]
    return found


def dashboard_of(
    office: Organisation, *, user: Any, as_of: AsOf, indicator: Indicator, map_by: str = ""
) -> Dashboard:
    """Tiles of all indicators, ranking, map and trend of the chosen one. Offices above the user's own are left out.

    `map_by` "county" or "prefecture" says whose figures colour the counties; without it the prefectures' do where no
    county can be judged.
    """
    offices = _offices_around(office, user, as_of.day)
    above = [each for each in offices if office.path.startswith(each.path) and each.pk != office.pk]
    children = [each for each in offices if each.is_child]
    counties = [each for each in offices if _is_mapped(each, office)]
    shown = {each.pk for each in (*children, *counties)}
    stored = _stored(office, shown, as_of, indicator)

    newest = max(
        (found for found in stored.values() if found.organisation_id == office.pk and _is_of(found, as_of)),
        key=attrgetter("computed_at"),
        default=None,
    )

    def figure(of: Organisation, about: Indicator, at: AsOf) -> Figure:
        found = stored.get((of.pk, about.key, at.period(about)))
        return found.figure(of.kind) if found else Figure(about, of.kind)

    def apart(about: Indicator) -> Figure:
        """A count without a population: nothing stored by a run means none."""
        found = figure(office, about, as_of)
        return Figure(about, office.kind, 0) if found.k is None and newest else found

    def row(each: Organisation, shows: Organisation | None = None) -> Row:
        return Row(
            each, figure(shows or each, indicator, as_of), user.may(Permission.DASHBOARD_VIEW, path=each.path)
        )

    areas = tuple(row(county) for county in counties)
    if office.kind == OrganisationKind.PROVINCE and not map_by:
        map_by = "county" if any(area.figure.map_step is not None for area in areas) else "prefecture"
    if map_by == "prefecture":
        areas = tuple(row(county, _of_those_above(county, children)) for county in counties)
    tiles = tuple(
        Tile(
            each,
            figure(office, each, as_of),
            as_of.period(each),
            figure(office, each, as_of.before()),
            tuple(apart(INDICATORS[key]) for key in each.companions),
            each.key == indicator.key,
        )
        for each in LEADING
    )
    return Dashboard(
        office=office,
        above=tuple(sorted(above, key=lambda each: len(each.path))),
        as_of=as_of,
        indicator=indicator,
        tiles=tiles,
        rows=tuple(row(each) for each in children),
        areas=areas,
        map_by=map_by,
        trend=_trend(office, indicator, as_of),
        computed_at=newest.computed_at if newest else None,
        rule_book=newest.rule_book if newest else "",
    )


def _is_of(snapshot: Snapshot, as_of: AsOf) -> bool:
    return snapshot.period == as_of.period(snapshot.declared)


def _of_those_above(county: Organisation, offices: Iterable[Organisation]) -> Organisation | None:
    return next((each for each in offices if county.path.startswith(each.path)), None)


def _is_mapped(each: Organisation, office: Organisation) -> bool:
    return (
        office.kind in MAPPED
        and each.kind == OrganisationKind.COUNTY
        and each.path.startswith(office.path)
        and bool(each.code)
    )


def _offices_around(office: Organisation, user: Any, day: date) -> list[Any]:
    """Those above that the user may open, those right below on that day (`is_child`), and the counties of the map."""
    above = Organisation.objects.visible_to(user, Permission.DASHBOARD_VIEW).filter(
        path__in=ancestors(office.path)
    )
    below = OrganisationParent.objects.on(day).filter(parent=office, organisation_id=OuterRef("pk"))
    children = Organisation.objects.open(on=day).filter(Exists(below))
    wanted = Q(pk__in=above.values("pk")) | Q(is_child=True)
    if office.kind in MAPPED:
        wanted |= Q(kind=OrganisationKind.COUNTY, closed_on=None) & subtree_q("path", office.path)
    offices = Organisation.objects.annotate(is_child=Exists(children.filter(pk=OuterRef("pk"))))
    return list(offices.filter(wanted).order_by("code", "path"))


def _period_q(pairs: Iterable[tuple[Indicator, Period]]) -> Q:
    found = Q(pk__in=())
    for indicator, period in pairs:
        found |= Q(indicator=indicator.key, starts_on=period.starts_on, ends_on=period.ends_on)
    return found


def _stored(
    office: Organisation, others: set[int], as_of: AsOf, chosen: Indicator
) -> dict[tuple[int, IndicatorKey, Period], Snapshot]:
    """Everything the page shows of its day and of the month before, in one query."""
    own = _period_q((each, at.period(each)) for each in INDICATORS.values() for at in (as_of, as_of.before()))
    theirs = _period_q([(chosen, as_of.period(chosen))])
    found = Snapshot.objects.filter((Q(organisation=office) & own) | (Q(organisation__in=others) & theirs))
    return {(each.organisation_id, each.key, each.period): each for each in found}


def _trend(office: Organisation, indicator: Indicator, as_of: AsOf) -> tuple[Month, ...]:
    """The closed months up to the day, the oldest first."""
    months = months_before(as_of.day, TREND_MONTHS)
    points = [AsOf.month(month.starts_on) for month in months]
    if as_of.is_month:
        points = [as_of, *points[: TREND_MONTHS - 1]]
    points.reverse()
    periods = {point: point.period(indicator) for point in points}
    found = Snapshot.objects.filter(
        organisation=office,
        indicator=indicator.key,
        ends_on__gte=periods[points[0]].ends_on,
        ends_on__in=[period.ends_on for period in periods.values()],
    )
    stored = {snapshot.period: snapshot.figure(office.kind) for snapshot in found}
    return tuple(
        Month(point, period, stored.get(period, Figure(indicator, office.kind)))
        for point, period in sorted(periods.items(), key=lambda item: attrgetter("day")(item[0]))
    )
