"""A country's people for a bench: one row of each kind by the ORM, multiplied inside PostgreSQL.

700,000 people, fifteen a station, seventeen stations a county, nine counties a prefecture, 21 prefectures a province.
BENCH_PEOPLE=N in the environment makes the country smaller; docs/performance.md is of the full size.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, models

from core.clock import now
from corrections.enums import Category, IdKind, Level, OrganisationKind, PlacementKind, Sex
from corrections.models import Case, LevelSpan, Offender, Organisation, Placement
from supervision.enums import DutyKind, DutyOutcome, DutyOwner
from supervision.models import Duty

PEOPLE = max(int(os.environ.get("BENCH_PEOPLE", "700000")) // 7 * 7, 7_000)
"""A multiple of seven: of the late, three of seven, a sample then has its exact share."""
RECEIVED_ON = date(2025, 11, 5)
_AT_STATION, _IN_COUNTY, _IN_PREFECTURE, _IN_PROVINCE = 15, 17, 9, 21


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty that everybody has; `outcome` is SQL over the person's number n."""

    kind: DutyKind
    occasion: str
    opens_on: date
    due_on: date
    outcome: str
    closes_on: date | None = None


def crowd_build(duties: Sequence[Standing], *, has_spans: bool) -> None:
    """Everybody is under correction since RECEIVED_ON and has the duties; with `has_spans` a placement and the ordinary
    level as well, from which the engine opens more.
    """
    stations, station = _offices_build()
    person = Offender.objects.create(
        name="对照", name_pinyin="duizhao", name_initials="dz", sex=Sex.MALE, id_kind=IdKind.OTHER, id_number="0",
        id_index=bytes(32), id_last4_index=bytes(32), created_at=now(), updated_at=now(),
    )  # fmt: skip
    people = multiplied(person, PEOPLE, {"id_index": "sha256(n::text::bytea)"})
    case = Case.objects.create(
        offender=person, station=station, path=station.path, category=Category.SUSPENDED, level=Level.ORDINARY,
        term_starts_on=date(2025, 11, 1), term_ends_on=date(2027, 10, 31), received_on=RECEIVED_ON,
        registered_on=RECEIVED_ON, taken_over_on=RECEIVED_ON + timedelta(days=60), created_at=now(), updated_at=now(),
    )  # fmt: skip
    at = f"({stations} + n / {_AT_STATION})"
    cases = multiplied(
        case,
        PEOPLE,
        {
            "offender_id": f"{people} + n",
            "number": "n::text",
            "station_id": at,
            "path": f"(SELECT o.path FROM corrections_organisation o WHERE o.id = {at})",
        },
    )
    of_case = {"case_id": f"{cases} + n"}
    if has_spans:
        span = {"case": case, "starts_on": RECEIVED_ON, "recorded_at": now()}
        placement = Placement.objects.create(station=station, kind=PlacementKind.IMPORT, **span)
        multiplied(placement, PEOPLE, {**of_case, "station_id": at})
        multiplied(LevelSpan.objects.create(level=Level.ORDINARY, **span), PEOPLE, of_case)
    for standing in duties:
        duty = Duty.objects.create(
            case=case, kind=standing.kind, occasion=standing.occasion, owner=DutyOwner.PERSON, station=station,
            path=station.path, opens_on=standing.opens_on, due_on=standing.due_on, due_raw_on=standing.due_on,
            closes_on=standing.closes_on or standing.due_on + timedelta(days=7), outcome=DutyOutcome.OPEN,
            created_at=now(),
        )  # fmt: skip
        path = f"(SELECT c.path FROM corrections_case c WHERE c.id = {cases} + n)"
        placed = {"station_id": at, "path": path, "outcome": standing.outcome, "settled_on": "due_on"}
        multiplied(duty, PEOPLE, {**of_case, **placed})
    case.delete()
    person.delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _offices_build() -> tuple[int, Organisation]:
    """The key of the first station, and the row that the stations were copied from."""
    stations = -(-PEOPLE // _AT_STATION)
    counties = -(-stations // _IN_COUNTY)
    prefectures = -(-counties // _IN_PREFECTURE)
    provinces = -(-prefectures // _IN_PROVINCE)
    above = 0
    for kind, count, each in (
        (OrganisationKind.PROVINCE, provinces, 0),
        (OrganisationKind.PREFECTURE, prefectures, _IN_PROVINCE),
        (OrganisationKind.COUNTY, counties, _IN_PREFECTURE),
        (OrganisationKind.STATION, stations, _IN_COUNTY),
    ):
        office = Organisation.objects.create(
            name=kind.value,
            short_name=kind.value,
            kind=kind,
            path=f"{kind.value}/",
            opened_on=date(2020, 7, 1),
        )
        first = office.pk + 1
        parent = f"({above} + n / {each})" if each else "NULL"
        path = f"(SELECT o.path FROM corrections_organisation o WHERE o.id = {parent})" if each else "''"
        above = multiplied(office, count, {"parent_id": parent, "path": f"{path} || ({first} + n) || '/'"})
    return above, office


def multiplied(template: models.Model, count: int, changed: dict[str, str]) -> int:
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
