"""When people may be taken out of the program as a file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.enums import ExportState
from corrections.models import PeopleExport, User
from corrections.permissions import Permission

MOST_ROWS = 50_000


def check_can_export(by: User) -> None:
    """The right to export, anywhere: which rows it reaches is asked row by row."""
    if not by.is_active or not by.may(Permission.ROSTER_EXPORT):
        raise Refused(_("您没有导出名单的权限。"))


def check_export(count: int, reason: str) -> None:
    """Something to export, not more than a sheet takes, and why."""
    if not count:
        raise BadInput(_("名单里没有您可以导出的人，请调整查询条件。"))
    if count > MOST_ROWS:
        raise BadInput(
            _("名单有%(count)s人，一次最多导出%(limit)s人，请按司法所或类别分开导出。")
            % {"count": count, "limit": MOST_ROWS}
        )
    if not reason.strip():
        raise BadInput(_("请写明导出事由。"))


def check_can_take(by: User, export: PeopleExport) -> None:
    """Only who asked, while the right lasts and the file is there."""
    check_can_export(by)
    if export.asked_by_id != by.pk:
        raise Refused(_("只有导出人可以下载。"))
    if export.state == ExportState.EXPIRED:
        raise Refused(_("文件超过七天已经删除，请重新导出。"))
    if export.state != ExportState.DONE:
        raise Refused(_("文件还没有生成好。"))
