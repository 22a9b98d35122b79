"""Opening a country's Monday: the week's report of each of 700,000 people, the service against one INSERT … SELECT.

Both add the same rows and commit. The statement is the limit: it knows nothing of rules, levels, placements, statuses
or of what stands already. The service runs in one go and, as the night does, county by county; the ways take turns and
the best run counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from time import perf_counter

from django.db import connection, transaction

from bench.crowd import PEOPLE, Standing, crowd_build
from bench.memory import Peak
from bench.table import print_machine, print_table, print_target
from core.clock import frozen, now
from corrections.selectors.offices import counties_with_people
from supervision.enums import DutyKind
from supervision.models import Duty
from supervision.services import duties_open, rule_books_load

ON = date(2026, 11, 23)
WEEK = "2026-W48"
RUNS = 3
MEMORY_MB = 200

_PLAIN = """
INSERT INTO supervision_duty (
  case_id, kind, occasion, owner, is_for_county, station_id, path, opens_on, due_on, due_raw_on, closes_on, rule_id,
  outcome, settled_by_kind, is_settled_late, suspended_by, void_reason, created_at)
SELECT c.id, 'oral_report', %(week)s, 'person', false, c.station_id, c.path, %(on)s, %(on)s + 6, %(on)s + 6,
       %(on)s + 13, %(rule)s, 'open', '', false, '', '', %(moment)s
  FROM corrections_case c
 WHERE c.ended_on IS NULL
"""


def main() -> None:
    """Builds the people, measures, prints the table."""
    with frozen(ON):
        print(f"开立事项：{PEOPLE:,} 人每人新开一项（opening, {RUNS} runs, best）")
        print_machine()
        rule_books_load()
        crowd_build(_duties(), has_spans=True)
        with Peak() as peak:
            _measured(_by_service)
        opened = Duty.objects.filter(occasion=WEEK)
        rule = opened.values_list("rule_id", flat=True).first()
        services, plains = [], []
        for _run in range(RUNS):
            plains.append(_measured(lambda: _by_one_statement(rule)))
            services.append(_measured(_by_service))
        counties = counties_with_people(on=ON)
        with Peak() as peak_by_county:
            by_county = _measured(lambda: _by_county(counties))
        again = _timed(lambda: _check_opened(duties_open(on=ON), 0))
    service, plain = min(services), min(plains)
    print_table(
        (
            ("supervision.services.duties_open", service),
            (f"the same, {len(counties):,} counties one by one", by_county),
            ("the same again: nothing to open", again),
            ("one INSERT … SELECT (the limit)", plain),
        ),
        count=PEOPLE,
        limit=plain,
    )
    print_target("service ≤ 2 × one INSERT … SELECT", service <= 2 * plain, f"{service / plain:.1f} ×")
    memory = max(peak.megabytes, peak_by_county.megabytes)
    print_target(f"memory of the service ≤ {MEMORY_MB} MB", memory <= MEMORY_MB, f"{memory:.0f} MB")


def _duties() -> list[Standing]:
    """What stands on the Sunday: three weeks' reports; the month's report and assessment; the visit of two months."""
    sunday, week = ON - timedelta(days=1), timedelta(days=7)
    reports = [
        Standing(DutyKind.ORAL_REPORT, f"2026-W{47 - back}", sunday - back * week - timedelta(days=6),
                 sunday - back * week, "'complied'")
        for back in range(3)
    ]  # fmt: skip
    november = (date(2026, 11, 1), date(2026, 11, 30), "'open'", date(2026, 12, 31))
    return [
        *reports,
        Standing(DutyKind.WRITTEN_REPORT, "2026-11", *november),
        Standing(DutyKind.ASSESSMENT, "2026-11", *november),
        Standing(
            DutyKind.VISIT, "2026-P6", date(2026, 11, 1), date(2026, 12, 31), "'open'", date(2027, 2, 28)
        ),
    ]


def _measured(act: Callable[[], None]) -> float:
    """Seconds of one act, its commit included, on a Monday of which nothing is open."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM supervision_duty WHERE occasion = %s", [WEEK])
        cursor.execute("VACUUM ANALYZE supervision_duty")
    return _timed(act)


def _timed(act: Callable[[], None]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


def _by_service() -> None:
    _check_opened(duties_open(on=ON), PEOPLE)


def _by_county(paths: Sequence[str]) -> None:
    _check_opened(sum(duties_open(on=ON, path=path) for path in paths), PEOPLE)


def _by_one_statement(rule: int | None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLAIN, {"week": WEEK, "on": ON, "rule": rule, "moment": now()})
        _check_opened(cursor.rowcount, PEOPLE)


def _check_opened(opened: int, expected: int) -> None:
    """Raises AssertionError: ways that do not do the same work are not compared."""
    if opened != expected:
        raise AssertionError(f"opened {opened:,} instead of {expected:,}")
