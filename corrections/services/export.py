"""People taken out as a file: asked with a reason, written by a job, taken by who asked, forgotten after seven days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.day_words import moment_text
from core.jobs import job_enqueue
from core.sealed_files import sealed_file_delete, sealed_file_read, sealed_file_save
from core.sheets.write import SheetWriter, Value
from corrections.enums import ExportKind, ExportState
from corrections.models import PeopleExport, User
from corrections.permissions import Permission
from corrections.policies.export import check_can_export, check_can_take, check_export
from corrections.resources.people import MinistrySheet, PeopleSheet
from corrections.selectors.cases import case_rows

FOLDER = "exports"
KEPT_FOR = timedelta(days=7)
BATCH = 500
Progress = Callable[[int, int], None]


@transaction.atomic
def export_ask(*, by: User, case_ids: Sequence[int], kind: ExportKind, reason: str) -> PeopleExport:
    """Has the people of a list written into a workbook by a job. Raises Refused without the right, BadInput for an
    empty or too long list and without a reason.
    """
    check_can_export(by)
    check_export(len(case_ids), reason)
    export = PeopleExport.objects.create(
        kind=kind, reason=reason.strip()[:300], case_ids=list(case_ids), asked_at=now(), asked_by=by
    )
    export.job = job_enqueue("export_write", args={"export_id": export.pk}, by=by)
    export.save(update_fields=["job"])
    event_record(
        "people_export_asked",
        by=by,
        subject=export,
        changes={"kind": [None, kind.value], "count": [None, len(case_ids)]},
        reason=export.reason,
        path=by.office.path if by.office else "",
    )
    return export


@transaction.atomic
def export_write(*, export_id: int, progress: Progress | None = None) -> dict[str, int]:
    """Writes the file with the rights that who asked has now. Run again for one that is done, it does nothing."""
    export = (
        PeopleExport.objects.select_for_update(of=("self",))
        .select_related("asked_by__office")
        .get(pk=export_id)
    )
    if export.state != ExportState.WAITING:
        return {}
    check_can_export(export.asked_by)
    book = BytesIO()
    export.rows = _write(export, book, progress)
    export.left_out = len(export.case_ids) - export.rows
    key = sealed_file_save(book.getvalue(), folder=FOLDER)
    export.file_key, export.state, export.finished_at = key, ExportState.DONE, now()
    export.case_ids = []
    export.save()
    return {"rows": export.rows}


def export_take(*, by: User, export: PeopleExport) -> bytes:
    """The workbook, and an event of its leaving. Raises Refused for anybody but who asked, or without the right."""
    check_can_take(by, export)
    content = sealed_file_read(export.file_key)
    event_record(
        "people_export_taken",
        by=by,
        subject=export,
        changes={"count": [None, export.rows]},
        reason=export.reason,
        path=by.office.path if by.office else "",
    )
    return content


def exports_expire(*, on: date) -> int:
    """Deletes files older than seven days; the number of exports concerned."""
    old = PeopleExport.objects.exclude(file_key="").filter(asked_at__date__lt=on - KEPT_FOR)
    for export in old:
        transaction.on_commit(partial(sealed_file_delete, export.file_key))
        export.file_key, export.state = "", ExportState.EXPIRED
        export.save(update_fields=["file_key", "state"])
    return len(old)


def _write(export: PeopleExport, book: BytesIO, progress: Progress | None) -> int:
    user, on = export.asked_by, today()
    kind = ExportKind(export.kind)
    sheet: PeopleSheet | MinistrySheet
    if kind == ExportKind.LIST:
        sheet = PeopleSheet(user, on=on)
    else:
        sheet = MinistrySheet(user, is_numbered=kind == ExportKind.MINISTRY_NUMBERED)

    def rows() -> Iterator[Sequence[Value]]:
        """In the order of the list, a few hundred people in memory at a time."""
        for start in range(0, len(export.case_ids), BATCH):
            keys = export.case_ids[start : start + BATCH]
            found = case_rows(user, on=on, permission=Permission.ROSTER_EXPORT).in_bulk(keys)
            for key in keys:
                row = sheet.row(found[key]) if key in found else None
                if row is not None:
                    yield row
            if progress is not None:
                progress(min(start + BATCH, len(export.case_ids)), len(export.case_ids))

    mark = _mark(export)
    with SheetWriter(book) as writer:
        return writer.add_table(
            _("社区矫正对象名单"), sheet.columns, rows(), title=_("社区矫正对象名单"), notes=[mark], mark=mark
        )


def _mark(export: PeopleExport) -> str:
    """Who took the list out, when and why: above the table and at the foot of every printed page."""
    user = export.asked_by
    return _("导出人：%(name)s（%(office)s）  时间：%(at)s  事由：%(reason)s  内部资料，注意保密") % {
        "name": user.display_name,
        "office": user.office.name if user.office else "",
        "at": moment_text(export.asked_at),
        "reason": export.reason,
    }
