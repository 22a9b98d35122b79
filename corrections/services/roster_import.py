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
from corrections.enums import RosterKind, RosterState
from corrections.models import Organisation, RosterImport, RosterRow, User
from corrections.policies.roster import check_can_import_roster
from corrections.services.case import cases_changed
from corrections.services.namesake_asking import namesakes_among_new, namesakes_ask
from corrections.services.roster_columns import columns_keep
from corrections.services.roster_lists import RowContext, list_apply, list_check, list_kind, list_preview
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


def check_can_import_list(by: User, office: Organisation, kind: str) -> None:
    """The right to import there, and for lists other than people that of their room. Raises Refused."""
    check_can_import_roster(by, office)
    lists = list_kind(kind)
    if lists is not None and not by.may(lists.permission, path=office.path):
        raise Refused(
            _("您没有为%(office)s维护%(what)s的权限。") % {"office": office.name, "what": lists.layout.title}
        )


def roster_preview(
    sheet: RosterSheet,
    *,
    office: Organisation,
    on: date,
    by: User | None = None,
    progress: Progress | None = None,
    kind: RosterKind = RosterKind.PEOPLE,
) -> RosterResult:
    """What an import would do. Writes nothing; without a user no rights are judged, which only people allow."""
    offices, lists = OfficeIndex.of(office, on=on), list_kind(kind)
    if lists is None:
        return roster_run(sheet, offices, on=on, by=by, progress=progress)
    if by is None:
        raise Refused(_("检查这种名单也要用 --by 写明由谁导入"))
    return list_preview(lists, sheet, RowContext(by, offices, on), progress)


def roster_import(
    *,
    by: User,
    sheet: RosterSheet,
    office: Organisation,
    on: date,
    file: RosterFile,
    is_partial: bool = False,
    kind: RosterKind = RosterKind.PEOPLE,
) -> tuple[RosterResult, RosterImport | None]:
    """Imports the file in one transaction; None where nothing was written because a row has an error.

    With `is_partial` the good rows are written all the same. Raises Refused without the right, RosterRefused for an
    office that takes no rosters.
    """
    check_can_import_list(by, office, kind)
    offices = OfficeIndex.of(office, on=on)

    def attempt() -> tuple[RosterResult, RosterImport]:
        roster = RosterImport.objects.create(
            kind=kind,
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
    offices, by = OfficeIndex.of(roster.office, on=roster.on), roster.uploaded_by
    lists = list_kind(roster.kind)
    with transaction.atomic():
        RosterRow.objects.filter(roster=roster).delete()
        if lists is not None:
            result = list_check(lists, sheet, RowContext(by, offices, roster.on), roster, progress)
        else:
            writer = RosterWriter(roster, by=by, on=roster.on, is_report=True)
            result = roster_run(sheet, offices, on=roster.on, by=by, writer=writer, progress=progress)
            namesakes_ask(result.namesakes, roster=roster, county=offices.county)
        _keep_counts(roster, sheet, result)
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
    check_can_import_list(by, roster.office, roster.kind)
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
    lists = list_kind(roster.kind)
    writer = RosterWriter(roster, by=by, on=roster.on)
    if lists is not None:
        result = list_apply(lists, sheet, RowContext(by, offices, roster.on), roster, progress)
    else:
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
    if lists is None:
        namesakes_among_new(roster, county=offices.county)
    cases_changed(case_ids=writer.case_ids, on=roster.on, by=by)
    return result


def _keep_counts(roster: RosterImport, sheet: RosterSheet, result: RosterResult) -> None:
    for name, count in result.as_counts().items():
        setattr(roster, name, count)
    columns_keep(roster, sheet)
    roster.file_problems = [problem.as_json() for problem in sheet.problems]
