"""Flagging a country: 300,000 late of 700,000 people, the night's service against one INSERT … SELECT and a loop.

All add the same notices and commit. The plain statement is the limit: it knows only the station's notice, and no
escalation. The service runs in one go and, as the night does, county by county; it and the statement take turns and
the best run counts. The loop, as one would first write it, is run for a sample in which as many are late, and
multiplied; it has its cases at hand and commits once, both in its favour.
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
from corrections.models import Case
from corrections.selectors.offices import counties_with_people
from supervision.enums import DutyKind, NoticeKind
from supervision.models import Duty, Notice
from supervision.services import overdue_flag, rule_books_load

ON = date(2026, 11, 23)
LATE = PEOPLE * 3 // 7
SAMPLE = 2_100
RUNS = 3
MEMORY_MB = 200

_PLAIN = """
INSERT INTO supervision_notice (kind, office_id, duty_id, case_id, step, told_on, created_at)
SELECT 'overdue', c.station_id, d.id, NULL, 0, %s, %s
  FROM supervision_duty d JOIN corrections_case c ON c.id = d.case_id
 WHERE d.outcome = 'open' AND d.suspended_by = '' AND d.due_on < %s AND c.ended_on IS NULL
"""


def main() -> None:
    """Builds the people, measures, prints the table."""
    with frozen(ON):
        print(f"标记逾期：{PEOPLE:,} 人中 {LATE:,} 人有一项逾期（flagging, {RUNS} runs, best）")
        print_machine()
        rule_books_load()
        crowd_build(_duties(), has_spans=False)
        with Peak() as peak:
            _measured(_by_service)
        services, plains = [], []
        for _run in range(RUNS):
            plains.append(_measured(_by_one_statement))
            services.append(_measured(_by_service))
        counties = counties_with_people(on=ON)
        with Peak() as peak_by_county:
            by_county = _measured(lambda: _by_county(counties))
        sample = _sample()
        loop = _measured(lambda: _by_loop(sample)) * PEOPLE / SAMPLE
    service, plain = min(services), min(plains)
    print_table(
        (
            ("supervision.services.overdue_flag", service),
            (f"the same, {len(counties):,} counties one by one", by_county),
            ("one INSERT … SELECT (the limit)", plain),
            (f"a loop per person ({SAMPLE:,} sampled)", loop),
        ),
        count=LATE,
        limit=plain,
    )
    print_target("service ≥ 60 × the loop", loop >= 60 * service, f"{loop / service:.0f} ×")
    print_target("service ≤ 2 × one INSERT … SELECT", service <= 2 * plain, f"{service / plain:.1f} ×")
    memory = max(peak.megabytes, peak_by_county.megabytes)
    print_target(f"memory of the service ≤ {MEMORY_MB} MB", memory <= MEMORY_MB, f"{memory:.0f} MB")


def _duties() -> list[Standing]:
    """Four weeks of reports, the third of which three of seven people have not done, and a visit still ahead."""
    sunday, week = ON - timedelta(days=1), timedelta(days=7)
    late = f"CASE WHEN n::bigint * {LATE} %% {PEOPLE} < {LATE} THEN 'open' ELSE 'complied' END"
    reports = (
        (DutyKind.ORAL_REPORT, "2026-W45", sunday - 2 * week, "'complied'"),
        (DutyKind.ORAL_REPORT, "2026-W46", sunday - week, "'complied'"),
        (DutyKind.ORAL_REPORT, "2026-W47", sunday, late),
        (DutyKind.ORAL_REPORT, "2026-W48", sunday + week, "'open'"),
        (DutyKind.VISIT, "2026-P6", date(2026, 12, 31), "'open'"),
    )
    return [
        Standing(kind, occasion, due_on - timedelta(days=6), due_on, outcome)
        for kind, occasion, due_on, outcome in reports
    ]


def _measured(act: Callable[[], None]) -> float:
    """Seconds of one act, its commit included, on no notices."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE supervision_notice")
        cursor.execute("VACUUM ANALYZE supervision_notice")
    started = perf_counter()
    act()
    return perf_counter() - started


def _by_service() -> None:
    _check_flagged(overdue_flag(on=ON).flagged, LATE)


def _by_county(paths: Sequence[str]) -> None:
    _check_flagged(sum(overdue_flag(on=ON, path=path).flagged for path in paths), LATE)


def _by_one_statement() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLAIN, [ON, now(), ON])
        _check_flagged(cursor.rowcount, LATE)


def _sample() -> Sequence[Case]:
    """Cases spread over all people. The step shares no factor with the pattern of the late ones, which repeats."""
    step = PEOPLE // SAMPLE
    step -= step % 7 == 0
    return list(Case.objects.filter(number__in=[str(number * step) for number in range(SAMPLE)]))


@transaction.atomic
def _by_loop(sample: Sequence[Case]) -> None:
    for case in sample:
        for duty in Duty.objects.filter(case=case).overdue(on=ON):
            Notice.objects.get_or_create(
                duty=duty,
                step=0,
                office_id=case.station_id,
                defaults={"kind": NoticeKind.OVERDUE, "told_on": ON, "created_at": now()},
            )
    _check_flagged(Notice.objects.count(), LATE * SAMPLE // PEOPLE)


def _check_flagged(flagged: int, expected: int) -> None:
    """Raises AssertionError: ways that do not do the same work are not compared."""
    if flagged != expected:
        raise AssertionError(f"flagged {flagged:,} instead of {expected:,}")
