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
from reporting.indicators.tree import ALL_OFFICES, Sql, numbers_sql, offices_below
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
    with transaction.atomic(), _whole_tables():
        moment = now()
        for done, (indicator, period) in enumerate(plan):
            stored += _store(indicator, period, path, moment)
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


def _store(indicator: Indicator, period: Period, path: str, moment: datetime) -> int:
    offices = offices_below(path) if path else ALL_OFFICES
    k = _numbers(indicator, Part.COUNTED, period, offices)
    n = _numbers(indicator, Part.POPULATION, period, offices) if Part.POPULATION in indicator.words else None
    book = _rule_book(period.ends_on)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO reporting_snapshot
                (organisation_id, indicator, starts_on, ends_on, k, n, computed_at, rule_book)
            SELECT office.id, %s, %s, %s, coalesce(k.number, 0), {"coalesce(n.number, 0)" if n else "NULL"}, %s, %s
            FROM corrections_organisation office
            LEFT JOIN ({k.text}) k ON k.office_id = office.id
            {f"LEFT JOIN ({n.text}) n ON n.office_id = office.id" if n else ""}
            WHERE ({offices.text})
              AND (k.number IS NOT NULL {"OR n.number IS NOT NULL" if n else ""}
                   OR (opened_on <= %s AND (closed_on IS NULL OR closed_on >= %s)))
            ON CONFLICT (organisation_id, indicator, starts_on, ends_on) DO UPDATE
            SET k = excluded.k, n = excluded.n, computed_at = excluded.computed_at, rule_book = excluded.rule_book
            """,  # noqa: S608 (our own text; every value is a parameter)
            [
                indicator.key,
                period.starts_on,
                period.ends_on,
                moment,
                book,
                *k.params,
                *(n.params if n else ()),
                *offices.params,
                period.ends_on,
                period.starts_on,
            ],
        )
        stored = int(cursor.rowcount)
    below = subtree_q("organisation__path", path) if path else Q()
    Snapshot.objects.filter(
        below,
        indicator=indicator.key,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        computed_at__lt=moment,
    ).delete()
    return stored


def _numbers(indicator: Indicator, part: Part, period: Period, offices: Sql) -> Sql:
    return numbers_sql(indicator.row_kind(part), indicator.facts(part, period), offices)


def _rule_book(day: date) -> str:
    books = RuleBook.objects.filter(Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day)
    return books.order_by(F("effective_from").desc()).values_list("name", flat=True).first() or ""
