"""A roster of 20,000 × 105: our import against django-import-export as documented and against calamine + COPY.

Ours reads the file in its limited child, checks every row, encrypts, and writes people, cases, spans, terms, seats,
events and report rows in one transaction. Where a rule book is loaded it opens duties in it too: a line of its own, for
no other way opens any. calamine + COPY is the limit: it reads the cells and writes them as text into one table, knowing
nothing. import-export runs a ModelResource over the same case model, with the rest of a case in its documented hooks,
once and without its dry run, for a sample that is multiplied.

The ways take turns on one server, file and cache: after a first import, in which memory is watched, each runs RUNS
times and the best counts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import python_calamine
import tablib
from django.contrib.auth.models import Permission
from django.db import connection, connections, transaction
from import_export.fields import Field
from import_export.resources import ModelResource

from bench.memory import Peak
from bench.roster_sheet import TOWNS, roster_sheet
from bench.table import print_machine, print_table, print_target
from core.audit import event_record
from core.bulk import copy_rows
from core.clock import frozen, now
from corrections.enums import IdKind, Level, PlacementKind, Role, TermKind
from corrections.models import (
    Case,
    LevelSpan,
    Offender,
    Organisation,
    OrganisationGrant,
    Placement,
    RosterImport,
    RosterRow,
    TeamSeat,
    Term,
    User,
)
from corrections.models.offender import id_index_of
from corrections.resources.roster_columns import BY_KEY, MINISTRY_ITEMS
from corrections.services.divisions import divisions_load
from corrections.services.roster_import import RosterFile, roster_import
from corrections.services.roster_reading import roster_open
from supervision.models import Duty
from supervision.services import rule_books_load

ON = date(2026, 11, 23)
ROWS = 20_000
SAMPLE = 500
RUNS = 3
COUNTY = "511723"
MEMORY_MB = 400


def main() -> None:
    """Makes the sheet, measures, prints the table."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, frozen(ON):
        path = Path(folder) / "roster.xlsx"
        _sheet_make(path)
        divisions_load()
        county, clerk = _county_and_clerk()

        def imported(expected: str) -> float:
            return _measured(lambda: _ours(path, county, clerk, expected))

        print(f"名册导入：{ROWS:,} 行 × {len(MINISTRY_ITEMS)} 列（roster import, {RUNS} runs, best）")
        print_machine()
        with Peak() as peak:
            imported("created")
        _forget_people()
        firsts, repeats, limits, documented = [], [], [], []
        for _run in range(RUNS):
            limits.append(_measured(lambda: _calamine_and_copy(path)))
            firsts.append(imported("created"))
            repeats.append(imported("unchanged"))
            _forget_people()
            documented.append(_documented(path, county, clerk))
            _forget_people()
        rule_books_load()
        with_duties = []
        for _run in range(RUNS):
            _forget_people()
            with_duties.append(imported("created"))
        duties = Duty.objects.count()
    first, again, limit, other = min(firsts), min(repeats), min(limits), min(documented)
    print_table(
        (
            ("our import, first time", first),
            ("our import, the same file again", again),
            (f"our import, and {duties:,} duties opened", min(with_duties)),
            ("calamine + COPY of the parsed rows (the limit)", limit),
            (f"import-export as documented ({SAMPLE:,} sampled)", other),
        ),
        count=ROWS,
        limit=limit,
    )
    print_target("first import ≥ 10 × import-export", other >= 10 * first, f"{other / first:.1f} ×")
    print_target("first import ≤ 4 × calamine + COPY", first <= 4 * limit, f"{first / limit:.1f} ×")
    print_target("re-import ≥ 2 × as fast as the first", first >= 2 * again, f"{first / again:.1f} ×")
    memory = peak.megabytes
    print_target(f"peak memory ≤ {MEMORY_MB} MB", memory <= MEMORY_MB, f"{memory:.0f} MB with its parser")


def _sheet_make(path: Path) -> None:
    """In a process of its own, whose memory is not ours."""
    connections.close_all()
    stations = [f"{town}司法所" for town in TOWNS]
    maker = get_context("fork").Process(
        target=roster_sheet, args=(path,), kwargs={"stations": stations, "rows": ROWS}
    )
    maker.start()
    maker.join()


def _measured(act: Callable[[], None]) -> float:
    """Seconds of one act, its commit included."""
    started = perf_counter()
    act()
    return perf_counter() - started


def _county_and_clerk() -> tuple[Organisation, User]:
    county = Organisation.objects.get(code=COUNTY)
    clerk = User.objects.create_user("bench", name="名册管理员", office=county)
    role = Permission.objects.get(codename=f"role_{Role.ROSTER_ADMINISTRATOR}")
    OrganisationGrant.spans.create(
        user=clerk, permission=role, content_object=county, starts_on=date(2020, 7, 1)
    )
    return county, clerk


def _ours(path: Path, county: Organisation, clerk: User, expected: str) -> None:
    result, _roster = roster_import(
        by=clerk, sheet=roster_open(path), office=county, on=ON, file=RosterFile.of(path)
    )
    if result.as_counts()[expected] != ROWS:
        raise AssertionError(result.as_counts())


def _forget_people() -> None:
    """All but the events, which nobody may delete: their table grows as in life."""
    models = (RosterRow, RosterImport, TeamSeat, Term, LevelSpan, Placement, Case, Offender)
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def _calamine_and_copy(path: Path) -> None:
    sheet = python_calamine.load_workbook(str(path)).get_sheet_by_index(0)
    columns = [f"c{place}" for place in range(len(MINISTRY_ITEMS))]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bench_roster ({', '.join(f'{name} text' for name in columns)})")
        copied = copy_rows(connection, "bench_roster", columns, sheet.to_python()[2:])
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_roster")
    if copied != ROWS:
        raise AssertionError(copied)


class DocumentedResource(ModelResource):
    """What a reader of import-export's documentation would write for our case."""

    def __init__(self, county: Organisation, clerk: User) -> None:
        super().__init__()
        self.clerk = clerk
        self.stations = {station.name: station for station in Organisation.objects.filter(parent=county)}

    class Meta:
        model = Case
        fields = ()
        import_id_fields = ("number",)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        number = row["身份证号"]
        offender = Offender.objects.filter(id_kind=IdKind.RESIDENT, id_index=id_index_of(number)).first()
        if offender is None:
            offender = Offender(id_number=number, created_at=now(), updated_at=now())
        offender.name, offender.phone = row["姓名"], row["个人手机号"]
        offender.sex = BY_KEY["sex"].widget.clean(row["性别"])
        offender.residence, offender.household = row["固定居住地明细"], row["户籍明细"]
        offender.work_unit = row["现工作单位"]
        offender.derive()
        offender.save()
        self.offender, self.row = offender, row

    def before_save_instance(self, instance: Case, row: Any, **kwargs: Any) -> None:
        instance.offender = self.offender
        instance.station = self.stations[row["矫正机构"]]
        instance.path = instance.station.path
        instance.created_at = instance.updated_at = now()
        instance.created_by = self.clerk
        instance.crimes = [row["具体罪名"]]
        instance.extra_items = {
            item: str(row[item]) for item in MINISTRY_ITEMS if row[item] not in (None, "")
        }

    def after_save_instance(self, instance: Case, row: Any, **kwargs: Any) -> None:
        stamp = {"case": instance, "recorded_at": now(), "recorded_by": self.clerk}
        starts_on = instance.received_on or ON
        Placement.objects.create(
            station=instance.station, kind=PlacementKind.IMPORT, starts_on=starts_on, **stamp
        )
        LevelSpan.objects.create(level=Level.UNDETERMINED, starts_on=starts_on, **stamp)
        Term.objects.create(
            kind=TermKind.ORIGINAL, starts_on=instance.term_starts_on, ends_on=instance.term_ends_on, **stamp
        )
        for member in BY_KEY["team"].widget.clean(row["矫正小组人员组成情况"]):
            TeamSeat.objects.create(role=member.role, is_named=False, starts_on=starts_on, **stamp)
        event_record(
            "case_imported", by=self.clerk, subject=instance, path=instance.path, case_id=instance.pk
        )


_DOCUMENTED_KEYS = (
    "number", "category", "term_text", "term_starts_on", "term_ends_on", "decision_organ_name", "decision_number",
    "decided_on", "crime_kind", "penalty", "penalty_term", "received_on", "documents_received_on", "reception_kind",
    "registration_result", "has_prohibition_order",
)  # fmt: skip


def _documented(path: Path, county: Organisation, clerk: User) -> float:
    """Seconds for all rows, from those of the sample; reading the file is left out in its favour."""
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    dataset = tablib.Dataset(*rows[2 : SAMPLE + 2], headers=list(MINISTRY_ITEMS))
    importer = DocumentedResource(county, clerk)
    for key in _DOCUMENTED_KEYS:
        column = BY_KEY[key]
        heading = MINISTRY_ITEMS[(column.item or 1) - 1]
        importer.fields[key] = Field(attribute=key, column_name=heading, widget=column.widget)
    seconds = _measured(lambda: importer.import_data(dataset, dry_run=False, raise_errors=True))
    if Case.objects.count() != SAMPLE:
        raise AssertionError(Case.objects.count())
    return seconds * ROWS / SAMPLE
