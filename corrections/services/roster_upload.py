"""The way through the browser: upload, check, confirm once, carry out, and forget the files after seven days."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput
from core.jobs import job_enqueue
from core.sealed_files import sealed_file_delete, sealed_file_opened, sealed_file_read, sealed_file_save
from core.sheets import DEFAULT, SheetError, read
from corrections.enums import RosterKind, RosterState
from corrections.models import Organisation, RosterImport, User
from corrections.policies.roster import check_can_confirm_roster
from corrections.services.roster_columns import columns_keep, headings_remembered
from corrections.services.roster_import import check_can_import_list, roster_apply, roster_check
from corrections.services.roster_lists import layout_of
from corrections.services.roster_problems import RosterRefused
from corrections.services.roster_reading import RosterSheet, roster_find
from corrections.services.roster_report import failed_rows_write
from corrections.services.roster_run import Progress, RosterResult

FOLDER = "rosters"
KEPT_FOR = timedelta(days=7)


def roster_upload(
    *, by: User, office: Organisation, name: str, content: bytes, kind: RosterKind = RosterKind.PEOPLE
) -> RosterImport:
    """Keeps the file, sealed, and has it checked. The import's business day is today.

    Raises Refused without the right, BadInput for an empty file or one over the limit.
    """
    check_can_import_list(by, office, kind)
    if not content:
        raise BadInput(_("文件是空的，请重新选择。"))
    if len(content) > DEFAULT.file_bytes:
        raise BadInput(
            _("文件超过%(limit)sMB，请拆成几个文件后再上传。") % {"limit": DEFAULT.file_bytes >> 20}
        )
    key = sealed_file_save(content, folder=FOLDER)
    try:
        with transaction.atomic():
            roster = RosterImport.objects.create(
                kind=kind,
                office=office,
                path=office.path,
                on=today(),
                file_name=name[-200:],
                file_size=len(content),
                file_sha256=hashlib.sha256(content).hexdigest(),
                file_key=key,
                uploaded_at=now(),
                uploaded_by=by,
            )
            roster.job = job_enqueue("roster_check", args={"roster_id": roster.pk}, by=by, path=office.path)
            roster.save(update_fields=["job"])
            event_record(
                "roster_uploaded",
                by=by,
                subject=roster,
                changes={"file_size": [None, len(content)], "file_sha256": [None, roster.file_sha256]},
                path=roster.path,
                batch=roster.batch,
            )
    except Exception:
        sealed_file_delete(key)
        raise
    return roster


@transaction.atomic
def roster_confirm(*, by: User, roster: RosterImport, is_partial: bool) -> RosterImport:
    """All rows, or with `is_partial` those without an error, are imported by a job. Raises Refused."""
    locked = (
        RosterImport.objects.select_for_update(of=("self",))
        .select_related("office", "uploaded_by")
        .get(pk=roster.pk)
    )
    check_can_confirm_roster(by, locked, is_partial=is_partial)
    locked.state = RosterState.CONFIRMED
    locked.is_partial = is_partial
    locked.confirmed_at, locked.confirmed_by = now(), by
    locked.job = job_enqueue(
        "roster_apply",
        args={"roster_id": locked.pk},
        by=by,
        key=f"roster_apply:{locked.pk}",
        path=locked.path,
    )
    locked.save()
    event_record(
        "roster_confirmed",
        by=by,
        subject=locked,
        changes={"is_partial": [None, is_partial]},
        path=locked.path,
        batch=locked.batch,
    )
    return locked


@transaction.atomic
def roster_upload_check(*, roster_id: int, progress: Progress | None = None) -> dict[str, int]:
    """Reads and checks an upload and keeps the report. Run again for one that was checked, it does nothing."""
    roster = _locked(roster_id)
    if roster.state != RosterState.UPLOADED:
        return {}
    try:
        with _sheet(roster) as sheet:
            columns_keep(roster, sheet)  # also of a sheet that is refused for want of a column
            sheet.check_complete()
            result = roster_check(roster=roster, sheet=sheet, progress=progress)
            _keep_failed_rows(roster, sheet, result)
    except (SheetError, RosterRefused) as refusal:
        _refuse(roster, refusal.sentence)
        return {}
    except FileNotFoundError:
        _refuse(roster, _("服务器上找不到这个文件，请重新上传"))
        return {}
    return result.as_counts()


@transaction.atomic
def roster_upload_apply(*, roster_id: int, progress: Progress | None = None) -> dict[str, int]:
    """Carries out a confirmed upload. Run again for one that is done, it does nothing."""
    roster = _locked(roster_id)
    if roster.state != RosterState.CONFIRMED:
        return {}
    try:
        with _sheet(roster) as sheet:
            sheet.check_complete()
            result = roster_apply(roster=roster, sheet=sheet, progress=progress)
            _keep_failed_rows(roster, sheet, result)
    except FileNotFoundError:
        _refuse(roster, _("服务器上找不到这个文件，请重新上传"))
        return {}
    return result.as_counts()


def roster_failed_rows(*, by: User, roster: RosterImport) -> bytes:
    """The workbook of refused rows, for who uploaded the file (else PermissionDenied), and an event of it."""
    if roster.uploaded_by_id != by.pk:
        raise PermissionDenied(_("只有上传人可以下载错误行。"))
    content = sealed_file_read(roster.failed_key)
    event_record("roster_failed_rows_taken", by=by, subject=roster, path=roster.path, batch=roster.batch)
    return content


def roster_files_expire(*, on: date) -> int:
    """Deletes the files of uploads older than seven days; the number of imports concerned."""
    old = RosterImport.objects.exclude(file_key="", failed_key="").filter(uploaded_at__date__lt=on - KEPT_FOR)
    for roster in old:
        _delete_later(roster.file_key, roster.failed_key)
        roster.file_key = roster.failed_key = ""
        roster.samples = {}
        roster.save(update_fields=["file_key", "failed_key", "samples"])
    return len(old)


def _locked(roster_id: int) -> RosterImport:
    return (
        RosterImport.objects.select_for_update(of=("self",))
        .select_related("office__parent__parent", "uploaded_by", "confirmed_by")
        .get(pk=roster_id)
    )


@contextmanager
def _sheet(roster: RosterImport) -> Iterator[RosterSheet]:
    with sealed_file_opened(roster.file_key, name=roster.file_name) as path:
        remembered = headings_remembered(roster.office, roster.kind)
        yield roster_find(read(path, name=roster.file_name), remembered, layout_of(roster.kind))


def _keep_failed_rows(roster: RosterImport, sheet: RosterSheet, result: RosterResult) -> None:
    _delete_later(roster.failed_key)
    roster.failed_key = ""
    if result.failed:
        book = BytesIO()
        failed_rows_write(book, sheet=sheet, problems=result.problems)
        roster.failed_key = sealed_file_save(book.getvalue(), folder=FOLDER)
    roster.save(update_fields=["failed_key"])


def _delete_later(*keys: str) -> None:
    """A file goes only with the commit that forgets it."""
    for key in filter(None, keys):
        transaction.on_commit(partial(sealed_file_delete, key))


def _refuse(roster: RosterImport, sentence: str) -> None:
    roster.state, roster.refusal, roster.finished_at = RosterState.REFUSED, sentence[:500], now()
    roster.save()
