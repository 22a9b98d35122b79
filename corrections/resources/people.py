"""The list of people as a sheet: the columns of the page, with what the page keeps masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.sheets.write import Column, Value
from corrections.models import Case, User
from corrections.resources.roster import RosterResource
from corrections.selectors.names import may_open, name_for
from corrections.tables import sex_and_age, state_chips


class PeopleSheet:
    """Columns and rows of the list for a user; `case` as `selectors.cases.case_rows` gives it."""

    def __init__(self, user: User, *, on: date) -> None:
        self.user = user
        self.on = on

    @property
    def columns(self) -> Sequence[Column]:
        return (
            Column(_("姓名")),
            Column(_("性别 年龄"), width=10),
            Column(_("身份证号"), kind="id", width=22),
            Column(_("联系电话"), kind="id", width=16),
            Column(_("矫正类别"), width=14),
            Column(_("管理等级"), width=10),
            Column(_("司法所"), width=20),
            Column(_("村（社区）"), width=22),
            Column(_("责任人"), width=10),
            Column(_("罪名"), width=24),
            Column(_("矫正开始日期"), kind="date"),
            Column(_("矫正结束日期"), kind="date"),
            Column(_("状态"), width=14),
            Column(_("居住地"), width=40),
        )

    def row(self, case: Any) -> Sequence[Value] | None:
        """None of a restricted person whom the user may not open: nothing of them leaves the program."""
        if not may_open(self.user, case):
            return None
        person = case.offender
        return (
            name_for(self.user, case),
            sex_and_age(case, on=self.on),
            person.id_number,
            person.phone,
            case.get_category_display(),
            case.get_level_display(),
            case.station.name,
            case.community_name or "",
            case.responsible.name if case.responsible else "",
            "、".join(case.crimes),
            case.term_starts_on,
            case.term_ends_on,
            "、".join(str(chip.text) for chip in state_chips(case, on=self.on, with_usual=True)),
            person.residence,
        )


class MinistrySheet:
    """The ministry's 105 items in order, as text, so that what came in goes out the same."""

    def __init__(self, user: User, *, is_numbered: bool) -> None:
        self.user = user
        self.fields = RosterResource(is_numbered=is_numbered).get_export_fields()

    @property
    def columns(self) -> Sequence[Column]:
        return [Column(str(field.column_name), kind="id") for field in self.fields]

    def row(self, case: Case) -> Sequence[Value] | None:
        """None of a restricted person whom the user may not open."""
        if not may_open(self.user, case):
            return None
        return [field.export(case) for field in self.fields]
