"""Flagging 100,000 of 250,000 people: the night's service against one INSERT … SELECT and a loop per person.

All three add the same notices and commit. The plain statement is the limit: it knows only the station's notice, and no
escalation. The loop, as one would first write it, is run for a sample in which as many are late, and multiplied; it has
its cases at hand and commits once, both in its favour. Service and statement take turns and the best run counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from time import perf_counter

from django.db import connection, models, transaction

from bench.memory import Peak
from bench.table import print_machine, print_table, print_target
from core.clock import frozen, now
from corrections.enums import Category, IdKind, OrganisationKind, Sex
from corrections.models import Case, Offender, Organisation
from supervision.enums import DutyKind, DutyOutcome, DutyOwner, NoticeKind
from supervision.models import Duty, Notice
from supervision.services import overdue_flag, rule_books_load

ON = date(2026, 11, 23)
PEOPLE = 250_000
LATE = 100_000
STATIONS = 3_100
SAMPLE = 2_000
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
        _build()
        with Peak() as peak:
            _measured(_by_service)
        services, plains = [], []
        for _run in range(RUNS):
            plains.append(_measured(_by_one_statement))
            services.append(_measured(_by_service))
        sample = _sample()
        loop = _measured(lambda: _by_loop(sample)) * PEOPLE / SAMPLE
    service, plain = min(services), min(plains)
    print_table(
        (
            ("supervision.services.overdue_flag", service),
            ("one INSERT … SELECT (the limit)", plain),
            (f"a loop per person ({SAMPLE:,} sampled)", loop),
        ),
        count=LATE,
        limit=plain,
    )
    print_target("service ≥ 60 × the loop", loop >= 60 * service, f"{loop / service:.0f} ×")
    print_target("service ≤ 2 × one INSERT … SELECT", service <= 2 * plain, f"{service / plain:.1f} ×")
    memory = peak.megabytes
    print_target(f"memory of the service ≤ {MEMORY_MB} MB", memory <= MEMORY_MB, f"{memory:.0f} MB")


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


def _by_one_statement() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLAIN, [ON, now(), ON])
        _check_flagged(cursor.rowcount, LATE)


def _sample() -> Sequence[Case]:
    """Cases spread over all people. The step shares no factor with the pattern of the late ones, which repeats."""
    step = PEOPLE // SAMPLE - 1
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


# The people: one of each kind by the ORM, multiplied inside PostgreSQL.


def _build() -> None:
    rule_books_load()
    station_of, first = _offices()
    sunday = ON - timedelta(days=1)
    person = Offender.objects.create(
        name="对照", name_pinyin="duizhao", name_initials="dz", sex=Sex.MALE, id_kind=IdKind.OTHER, id_number="0",
        id_index=bytes(32), id_last4_index=bytes(32), created_at=now(), updated_at=now(),
    )  # fmt: skip
    people = _multiplied(person, PEOPLE, {"id_index": "sha256(n::text::bytea)"})
    case = Case.objects.create(
        offender=person, station=first, path=first.path, category=Category.SUSPENDED,
        term_starts_on=date(2025, 11, 1), term_ends_on=date(2027, 10, 31), received_on=date(2025, 11, 5),
        registered_on=date(2025, 11, 5), created_at=now(), updated_at=now(),
    )  # fmt: skip
    station = f"({station_of} + n %% {STATIONS})"
    cases = _multiplied(
        case,
        PEOPLE,
        {
            "offender_id": f"{people} + n",
            "number": "n::text",
            "station_id": station,
            "path": f"(SELECT o.path FROM corrections_organisation o WHERE o.id = {station})",
        },
    )
    late = f"CASE WHEN n::bigint * {LATE} %% {PEOPLE} < {LATE} THEN 'open' ELSE 'complied' END"
    for kind, occasion, due_on, outcome in (
        (DutyKind.ORAL_REPORT, "2026-W45", sunday - timedelta(days=14), "'complied'"),
        (DutyKind.ORAL_REPORT, "2026-W46", sunday - timedelta(days=7), "'complied'"),
        (DutyKind.ORAL_REPORT, "2026-W47", sunday, late),
        (DutyKind.ORAL_REPORT, "2026-W48", sunday + timedelta(days=7), "'open'"),
        (DutyKind.VISIT, "2026-P6", date(2026, 12, 31), "'open'"),
    ):
        duty = Duty.objects.create(
            case=case, kind=kind, occasion=occasion, owner=DutyOwner.PERSON, station=first,
            path=first.path, opens_on=due_on - timedelta(days=6), due_on=due_on, due_raw_on=due_on,
            closes_on=due_on + timedelta(days=7), outcome=DutyOutcome.OPEN, created_at=now(),
        )  # fmt: skip
        path = f"(SELECT c.path FROM corrections_case c WHERE c.id = {cases} + n)"
        _multiplied(
            duty,
            PEOPLE,
            {
                "case_id": f"{cases} + n",
                "station_id": station,
                "path": path,
                "outcome": outcome,
                "settled_on": "due_on",
            },
        )
        duty.delete()
    case.delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _offices() -> tuple[int, Organisation]:
    """The key of the first of STATIONS stations of one county, and that county's template of a station."""

    def office(name: str, kind: OrganisationKind, parent: Organisation | None) -> Organisation:
        made = Organisation.objects.create(
            name=name, short_name=name, kind=kind, parent=parent, path=f"{name}/", opened_on=date(2020, 7, 1)
        )
        made.path = f"{parent.path if parent else ''}{made.pk}/"
        made.save(update_fields=["path"])
        return made

    province = office("省", OrganisationKind.PROVINCE, None)
    prefecture = office("市", OrganisationKind.PREFECTURE, province)
    county = office("县", OrganisationKind.COUNTY, prefecture)
    station = office("所", OrganisationKind.STATION, county)
    path = f"'{county.path}' || ({station.pk + 1} + n) || '/'"
    return _multiplied(station, STATIONS, {"path": path}), station


def _multiplied(template: models.Model, count: int, changed: dict[str, str]) -> int:
    """Copies the row under the keys base + n, n from 0; `changed` maps columns to SQL over n. Returns the base."""
    meta = template._meta
    columns = [str(field.column) for field in meta.concrete_fields if not field.primary_key]
    values = ", ".join(changed.get(column, f"t.{column}") for column in columns)
    base = int(template.pk) + 1
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} (id, {', '.join(columns)}) "
            f"SELECT {base} + n, {values} FROM {meta.db_table} t, generate_series(0, %s) n WHERE t.id = %s",
            [count - 1, template.pk],
        )
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [meta.db_table, base + count])
    return base
