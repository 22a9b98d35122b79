"""The roster as a django-import-export resource: the ministry's columns out of a case, and our own template.

Rows come in by a bulk path of our own (services/roster_import.py), which reads cells through the same widgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.resources import Resource

from core.sheets.write import Column as SheetColumn
from core.sheets.write import ColumnKind, SheetWriter
from corrections.models import Case
from corrections.resources.roster_columns import (
    BY_HEADING,
    BY_KEY,
    MINISTRY_ITEMS,
    TEMPLATE_KEYS,
    Column,
)
from corrections.resources.roster_texts import heading_key
from corrections.resources.roster_widgets import CellWidget, CodeWidget, DayWidget, YesNoWidget

_REQUIRED = frozenset(("office", "name", "id_number", "category", "term_starts_on", "term_ends_on"))
_AS_TEXT = frozenset(("id_number", "phone"))
_HINTS = {
    "id_number": gettext_lazy("18位，按文本填写，末位X大写"),
    "phone": gettext_lazy("手机11位；几个号码之间用顿号隔开"),
    "term_text": gettext_lazy("如：1年6个月"),
    "term_starts_on": gettext_lazy("如：2026-11-23"),
    "term_ends_on": gettext_lazy("如：2027-05-22；不填时按开始日期和期限推算"),
    "crimes": gettext_lazy("几个罪名之间用顿号隔开"),
    "team": gettext_lazy("如：司法所工作人员、社区民警、社会工作者、志愿者、家庭成员"),
}


class RosterField(Field):
    """One item of the ministry's data set: a field of the case where we have one, else what was kept of the sheet."""

    def __init__(self, item: str, heading: str) -> None:
        self.item = item
        self.column = BY_HEADING.get(heading_key(item))
        widget = self.column.widget if self.column else CellWidget()
        super().__init__(
            attribute=self.column.attribute if self.column else "", column_name=heading, widget=widget
        )

    def get_value(self, instance: Case) -> Any:
        kept = (instance.extra_items or {}).get(self.column.heading if self.column else self.item)
        if not self.attribute:
            return kept
        value = super().get_value(instance)
        if value in (None, ""):
            return kept
        return value if isinstance(self.widget, CodeWidget) else _label(instance, self.attribute, value)

    def export(self, instance: Case, **kwargs: Any) -> str:
        value = self.get_value(instance)
        return str(value) if not self.attribute and value is not None else self.widget.render(value)


def _label(case: Case, attribute: str, value: Any) -> Any:
    """The word for a code of the case itself, where the sheet has words."""
    display = getattr(case, f"get_{attribute}_display", None)
    return display() if display else value


class RosterResource(Resource):
    """The ministry's 105 items in order, for cases with offender and station at hand.

    `is_numbered` puts the item's number before its words, as many platforms want it.
    """

    def __init__(self, *, is_numbered: bool = True) -> None:
        super().__init__()
        self.fields = {
            f"item_{number}": RosterField(item, f"{number}{item}" if is_numbered else item)
            for number, item in enumerate(MINISTRY_ITEMS, start=1)
        }

    def get_export_order(self, selected_fields: Sequence[str] | None = None) -> list[str]:
        return list(self.fields)


def template_write(target: Path | IO[bytes], *, stations: Sequence[str]) -> None:
    """Our own template: the stations and closed lists as drop-downs, numbers as text, a page of instructions."""
    columns = [_sheet_column(BY_KEY[key], stations) for key in TEMPLATE_KEYS]
    with SheetWriter(target) as book:
        book.add_table(_("花名册"), columns, [])
        book.add_text(_("填表说明"), _instructions())


def _sheet_column(column: Column, stations: Sequence[str]) -> SheetColumn:
    choices: Sequence[str] = ()
    if column.key == "office":
        choices = stations
    elif isinstance(column.widget, CodeWidget):
        choices = [str(label) for label in column.widget.labels.values()]
    elif isinstance(column.widget, YesNoWidget):
        choices = [_("是"), _("否")]
    kind: ColumnKind = "text"
    if column.key in _AS_TEXT:
        kind = "id"
    elif isinstance(column.widget, DayWidget):
        kind = "date"
    heading = _("司法所") if column.key == "office" else column.heading
    return SheetColumn(
        heading,
        kind=kind,
        width=max(12, 2 * len(heading) + 4),
        required=column.key in _REQUIRED,
        choices=choices,
        hint=str(_HINTS.get(column.key, "")),
    )


def _instructions() -> list[str]:
    return [
        _("1. 红字的列必填，其余的列可以不填；不填的不会改动系统里已有的内容。"),
        _("2. 身份证号和电话按文本填写；被表格软件变成数字的身份证号无法还原，会被退回。"),
        _("3. 日期写成 2026-11-23、2026.11.23 或 2026年11月23日都可以。"),
        _("4. 矫正类别、决定机关、文号和期限与系统不一致时会被退回，请使用变更程序办理。"),
        _("5. 没有列出的项目可以自己加列，内容会按列名加密保存。"),
        _("6. 同一份名册可以重复上传，没有变化的行不会产生任何改动。"),
    ]
