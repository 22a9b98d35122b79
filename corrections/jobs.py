"""Work of this room outside the request: checking and importing rosters, forgetting their files."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from core.jobs import JobRun, job, nightly
from corrections.services.export import export_write, exports_expire
from corrections.services.roster_undo import roster_undo
from corrections.services.roster_upload import roster_files_expire, roster_upload_apply, roster_upload_check


@job("roster_check", queue="import", title=_("名册检查"))
def check_roster(run: JobRun, *, roster_id: int) -> dict[str, int]:
    return roster_upload_check(roster_id=roster_id, progress=run.progress)


@job("roster_apply", queue="import", title=_("名册导入"))
def apply_roster(run: JobRun, *, roster_id: int) -> dict[str, int]:
    return roster_upload_apply(roster_id=roster_id, progress=run.progress)


@job("roster_undo", queue="import", title=_("撤销名册导入"))
def undo_roster(run: JobRun, *, roster_id: int) -> dict[str, int]:
    return roster_undo(roster_id=roster_id, progress=run.progress)


@job("export_write", queue="export", title=_("导出名单"))
def write_export(run: JobRun, *, export_id: int) -> dict[str, int]:
    return export_write(export_id=export_id, progress=run.progress)


@nightly("exports_expire", at="03:00", order=81, title=_("清理导出文件"))
def expire_exports(run: JobRun, *, on: date) -> dict[str, int]:
    return {"files": exports_expire(on=on)}


@nightly("roster_files_expire", at="03:00", order=80, title=_("清理名册文件"))
def expire_roster_files(run: JobRun, *, on: date) -> dict[str, int]:
    return {"files": roster_files_expire(on=on)}
