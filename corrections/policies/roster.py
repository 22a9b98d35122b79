"""When a roster may be imported and confirmed: one sentence when not."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import Refused
from corrections.enums import RosterState
from corrections.models import Organisation, RosterImport, User
from corrections.permissions import Permission


def check_can_import_roster(by: User, office: Organisation) -> None:
    """The right to import, at that office, today."""
    if not by.is_active or not by.may(Permission.ROSTER_IMPORT, path=office.path):
        raise Refused(_("您没有为%(office)s导入名册的权限。") % {"office": office.name})


def check_can_confirm_roster(by: User, roster: RosterImport, *, is_partial: bool) -> None:
    """Only who uploaded, only once, only what was checked and can be written."""
    check_can_import_roster(by, roster.office)
    if roster.uploaded_by_id != by.pk:
        raise Refused(_("只有上传人%(name)s可以确认这次导入。") % {"name": roster.uploaded_by.display_name})
    if roster.state in (RosterState.CONFIRMED, RosterState.DONE):
        raise Refused(_("这次导入已经确认过了。"))
    if roster.state != RosterState.CHECKED:
        raise Refused(_("文件还没有检查完，或者不能导入。"))
    if not roster.file_key:
        raise Refused(_("文件超过七天已经删除，请重新上传。"))
    if roster.failed and not is_partial:
        raise Refused(
            _("有%(count)s行存在错误，请更正后重新上传，或只导入没有错误的行。") % {"count": roster.failed}
        )
    if not roster.created + roster.updated:
        raise Refused(_("没有可以写入的内容。"))


def check_can_choose_columns(by: User, roster: RosterImport) -> None:
    """Only who uploaded, before the import is confirmed, while the file is there and its headings were found."""
    check_can_import_roster(by, roster.office)
    if roster.uploaded_by_id != by.pk:
        raise Refused(_("只有上传人%(name)s可以调整列的对应。") % {"name": roster.uploaded_by.display_name})
    if roster.state not in (RosterState.CHECKED, RosterState.REFUSED) or not roster.columns:
        raise Refused(_("文件还没有检查完，或者已经确认导入，不能再调整列的对应。"))
    if not roster.file_key:
        raise Refused(_("文件超过七天已经删除，请重新上传。"))


def check_can_undo_roster(by: User, roster: RosterImport) -> None:
    """Who may import there may undo an import that was carried out; what depends on it is asked apart."""
    check_can_import_roster(by, roster.office)
    if roster.state == RosterState.UNDONE:
        raise Refused(_("这次导入已经撤销了。"))
    if roster.state == RosterState.UNDOING:
        raise Refused(_("这次导入正在撤销。"))
    if roster.state != RosterState.DONE:
        raise Refused(_("这次导入没有写入数据，不需要撤销。"))
    if not roster.created + roster.updated:
        raise Refused(_("这次导入没有改动任何人，不需要撤销。"))


def check_nothing_depends(people: int, sentences: Sequence[str]) -> None:
    """Work done since would be lost with the undo."""
    if people:
        counted = _("导入之后已有%(count)s人办理了其他业务") % {"count": people}
        sentences = [counted, *sentences]
    if sentences:
        raise Refused(_("%(what)s，不能整批撤销，请逐人更正。") % {"what": "；".join(sentences)})
