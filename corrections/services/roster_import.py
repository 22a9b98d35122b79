"""Roster import as services: look without writing, import a file at once, and carry out a confirmed upload."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now
from core.errors import Refused
from corrections.enums import RosterState
from corrections.models import Organisation, RosterImport, RosterRow, User
from corrections.policies.roster import check_can_import_roster
from corrections.services.case import cases_changed
from corrections.services.namesake_asking import namesakes_among_new, namesakes_ask
from corrections.services.roster_columns import columns_keep
from corrections.services.roster_offices import OfficeIndex
from corrections.services.roster_reading import RosterSheet
from corrections.services.roster_run import Progress, RosterResult, roster_run
from corrections.services.roster_turns import alone_in_county
from corrections.services.roster_write import RosterWriter


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What is remembered of a file: its name, size and digest."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path, *, name: str = "") -> RosterFile:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls((name or path.name)[-200:], path.stat().st_size, digest)


class _ErrorsStand(Exception):
    """Some row is refused and not only the good rows were asked for: everything is undone."""

    def __init__(self, result: RosterResult) -> None:
        super().__init__()
        self.result = result


def roster_preview(
    sheet: RosterSheet,
    *,
    office: Organisation,
    on: date,
    by: User | None = None,
    progress: Progress | None = None,
) -> RosterResult:
    """What an import would do. Writes nothing; without a user no rights are judged."""
    return roster_run(sheet, OfficeIndex.of(office, on=on), on=on, by=by, progress=progress)


def roster_import(
    *,
    by: User,
    sheet: RosterSheet,
    office: Organisation,
    on: date,
    file: RosterFile,
    is_partial: bool = False,
) -> tuple[RosterResult, RosterImport | None]:
    """Imports the file in one transaction; None where nothing was written because a row has an error.

    With `is_partial` the good rows are written all the same. Raises Refused without the right, RosterRefused for an
    office that takes no rosters.
    """
    check_can_import_roster(by, office)
    offices = OfficeIndex.of(office, on=on)

    def attempt() -> tuple[RosterResult, RosterImport]:
        roster = RosterImport.objects.create(
            office=office,
            path=office.path,
            on=on,
            file_name=file.name,
            file_size=file.size,
            file_sha256=file.sha256,
            is_partial=is_partial,
            uploaded_at=now(),
            uploaded_by=by,
            confirmed_at=now(),
            confirmed_by=by,
        )
        return _carry_out(roster, sheet, offices, by=by), roster

    try:
        return alone_in_county(offices.county.pk, attempt)
    except _ErrorsStand as stopped:
        return stopped.result, None


def roster_check(
    *, roster: RosterImport, sheet: RosterSheet, progress: Progress | None = None
) -> RosterResult:
    """Checks an upload and keeps the report: planned rows with what is wrong and what would change."""
    offices = OfficeIndex.of(roster.office, on=roster.on)
    writer = RosterWriter(roster, by=roster.uploaded_by, on=roster.on, is_report=True)
    with transaction.atomic():
        RosterRow.objects.filter(roster=roster).delete()
        result = roster_run(
            sheet, offices, on=roster.on, by=roster.uploaded_by, writer=writer, progress=progress
        )
        _keep_counts(roster, sheet, result)
        namesakes_ask(result.namesakes, roster=roster, county=offices.county)
        roster.state = RosterState.CHECKED
        roster.save()
    return result


def roster_apply(
    *, roster: RosterImport, sheet: RosterSheet, progress: Progress | None = None
) -> RosterResult:
    """Carries out a confirmed upload. The rows are checked again: what was true at the check may have changed since.

    A new error undoes all unless only the good rows were confirmed; the report then says what is wrong.
    """
    by = roster.confirmed_by
    if by is None:
        raise Refused(_("这次导入还没有确认"))
    check_can_import_roster(by, roster.office)
    offices = OfficeIndex.of(roster.office, on=roster.on)

    def attempt() -> RosterResult:
        RosterRow.objects.filter(roster=roster).delete()
        return _carry_out(roster, sheet, offices, by=by, progress=progress)

    try:
        return alone_in_county(offices.county.pk, attempt)
    except _ErrorsStand:
        result = roster_check(roster=roster, sheet=sheet)
        roster.state = RosterState.FAILED
        roster.refusal = _("确认之后情况有变化，出现了新的错误，没有写入任何数据，请查看报告后重新上传")
        roster.finished_at = now()
        roster.save()
        return result


def _carry_out(
    roster: RosterImport,
    sheet: RosterSheet,
    offices: OfficeIndex,
    *,
    by: User,
    progress: Progress | None = None,
) -> RosterResult:
    writer = RosterWriter(roster, by=by, on=roster.on)
    result = roster_run(sheet, offices, on=roster.on, by=by, writer=writer, progress=progress)
    if result.failed and not roster.is_partial:
        raise _ErrorsStand(result)
    _keep_counts(roster, sheet, result)
    roster.state = RosterState.DONE
    roster.finished_at = now()
    roster.save()
    event_record(
        "roster_imported",
        by=by,
        subject=roster,
        changes={name: [None, count] for name, count in result.as_counts().items()},
        path=roster.path,
        batch=roster.batch,
    )
    namesakes_among_new(roster, county=offices.county)
    cases_changed(case_ids=writer.case_ids, on=roster.on, by=by)
    return result


def _keep_counts(roster: RosterImport, sheet: RosterSheet, result: RosterResult) -> None:
    for name, count in result.as_counts().items():
        setattr(roster, name, count)
    columns_keep(roster, sheet)
    roster.file_problems = [problem.as_json() for problem in sheet.problems]
