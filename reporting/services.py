"""Computes the figures of all offices at once and freezes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F, Q

from core.audit import event_record
from core.clock import now
from core.paths import subtree_q
from corrections.models import User
from reporting.enums import Part
from reporting.indicators import INDICATORS, Indicator, Period, months_before
from reporting.indicators.tree import ALL_OFFICES, Sql, Tree, kept, numbers_sql, offices_below
from reporting.models import Snapshot
from supervision.models import RuleBook

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Computed:
    """What one run did: how many figures it stored, over which periods."""

    on: date
    figures: int
    periods: tuple[Period, ...]


def indicators_compute(
    *, on: date, path: str = "", months: int = 1, by: User | None = None, progress: Progress | None = None
) -> Computed:
    """Store k and n of every indicator for every office (of the subtree at `path`), as of that day.

    Computes the period that stands on `on` and those of the `months` whole months before it; a figure stored before for
    the same office, indicator and period is replaced. So last month's figures follow late entries until this month is
    over, then they stay. All is counted from what is recorded now, by the tree as it was on the day of each fact.
    """
    plan = list(_plan(on, months))
    stored = 0
    with transaction.atomic(), _whole_tables(), kept(offices_below(path) if path else ALL_OFFICES) as tree:
        moment = now()
        for done, (indicator, period) in enumerate(plan):
            stored += _store(indicator, period, tree, moment)
            _forget(indicator, period, path, before=moment)
            if progress is not None:
                progress(done + 1, len(plan), str(indicator.title))
        event_record(
            "indicators_computed",
            by=by,
            subject=None,
            path=path,
            changes={"on": [None, on.isoformat()], "months": [None, months], "figures": [None, stored]},
        )
    return Computed(on, stored, tuple(sorted({period for _indicator, period in plan})))


def _plan(on: date, months: int) -> Iterator[tuple[Indicator, Period]]:
    closed = months_before(on, months)
    for indicator in INDICATORS.values():
        periods = {indicator.window.current(on), *(indicator.window.closed(month) for month in closed)}
        for period in sorted(periods, reverse=True):
            yield indicator, period


@contextmanager
def _whole_tables() -> Iterator[None]:
    """One run at a time: a second one waits. It reads whole tables, so row-by-row joins are never the better plan;
    left alone, the planner chooses them right after a large import, while its statistics are still those of before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('indicators_compute'))")
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = DEFAULT")


def _store(indicator: Indicator, period: Period, tree: Tree, moment: datetime) -> int:
    """Write the figures of all offices where anything counts; where nothing does there is no row."""
    k = _numbers(indicator, Part.COUNTED, period, tree)
    n = _numbers(indicator, Part.POPULATION, period, tree) if Part.POPULATION in indicator.words else None
    joined = f"FULL JOIN ({n.text}) n USING (office_id)" if n else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO reporting_snapshot
                (organisation_id, indicator, starts_on, ends_on, k, n, computed_at, rule_book)
            SELECT office_id, %s, %s, %s, coalesce(k.number, 0), {"coalesce(n.number, 0)" if n else "NULL"}, %s, %s
            FROM ({k.text}) k {joined}
            ON CONFLICT (organisation_id, indicator, starts_on, ends_on) DO UPDATE
            SET k = excluded.k, n = excluded.n, computed_at = excluded.computed_at, rule_book = excluded.rule_book
            """,  # noqa: S608 (our own text; every value is a parameter)
            [
                indicator.key,
                period.starts_on,
                period.ends_on,
                moment,
                _rule_book(period.ends_on),
                *k.params,
                *(n.params if n else ()),
            ],
        )
        return int(cursor.rowcount)


def _forget(indicator: Indicator, period: Period, path: str, *, before: datetime) -> None:
    """Figures of an earlier run that this one did not find again."""
    below = subtree_q("organisation__path", path) if path else Q()
    stored = Snapshot.objects.filter(
        indicator=indicator.key, starts_on=period.starts_on, ends_on=period.ends_on
    )
    stored.filter(below, computed_at__lt=before).delete()


def _numbers(indicator: Indicator, part: Part, period: Period, tree: Tree) -> Sql:
    return numbers_sql(indicator.row_kind(part), indicator.facts(part, period), tree)


def _rule_book(day: date) -> str:
    books = RuleBook.objects.filter(Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day)
    return books.order_by(F("effective_from").desc()).values_list("name", flat=True).first() or ""
