"""A roster's rows in words: what is wrong by kind, and what would change from what to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.chips import Chip, Tone
from corrections.enums import ProblemLevel, RosterKind, RosterOutcome, RosterState, SeatRole
from corrections.models import Community, Offender, Organisation, RosterRow
from corrections.resources.roster_columns import Column
from corrections.services.roster_lists import layout_of

CODE_TITLES: Mapping[str, Any] = {
    "bad_date": _("日期不对"),
    "bad_end": _("解除日期不对"),
    "bad_phone": _("电话不对"),
    "bad_share": _("投入比例不对"),
    "row_refused": _("不能办理"),
    "start_today": _("没有任职起始日期"),
    "birth_differs": _("出生日期与身份证号不一致"),
    "case_ended": _("案件已结束"),
    "category_change": _("矫正类别变了"),
    "category_missing": _("没有矫正类别"),
    "community_ambiguous": _("村（社区）不止一个"),
    "community_unknown": _("没有这个村（社区）"),
    "court_too_low": _("决定机关级别不够"),
    "crime_against_penalty": _("罪名与刑罚不符"),
    "decision_change": _("决定机关或文号变了"),
    "document_rounded": _("证件号码被当作数字"),
    "duplicate_in_file": _("表内重复"),
    "end_before_start": _("结束早于开始"),
    "end_computed": _("结束日期由推算得出"),
    "end_missing": _("没有结束日期"),
    "end_not_applied": _("未自动解除"),
    "end_not_from_term": _("结束日期与期限不符"),
    "formula": _("公式"),
    "formula_ignored": _("公式（未导入该格）"),
    "held_by_neighbour": _("在本县其他司法所"),
    "held_elsewhere": _("在其他县有未结案件"),
    "hidden_row": _("隐藏的行"),
    "id_bad_birth_date": _("身份证号出生日期不对"),
    "id_bad_characters": _("身份证号有多余字符"),
    "id_bad_check_digit": _("身份证号校验码不对"),
    "id_bad_length": _("身份证号位数不对"),
    "id_empty": _("没有身份证号"),
    "id_fifteen_digits": _("15位旧身份证号"),
    "id_rounded_number": _("身份证号被当作数字"),
    "later_record": _("系统里有更晚的记录"),
    "level_changed": _("管理等级变了"),
    "name_differs": _("姓名与系统不同"),
    "namesake": _("可能是同一人"),
    "namesake_in_file": _("表内同名同出生日期"),
    "former_number": _("更正以前的证件号码"),
    "name_missing": _("没有姓名"),
    "name_not_text": _("姓名不是文字"),
    "no_right": _("没有权限"),
    "not_started": _("尚未开始"),
    "office_ambiguous": _("司法所不明确"),
    "office_missing": _("没有司法所"),
    "office_not_station": _("填的是县级机构"),
    "office_outside": _("不属于本单位"),
    "office_unknown": _("没有这个司法所"),
    "order_against_category": _("禁止令与类别不符"),
    "organ_against_category": _("决定机关与类别不符"),
    "penalty_against_category": _("刑罚与类别不符"),
    "penalty_too_long": _("原判刑期超过缓刑范围"),
    "phone_rounded": _("电话被当作数字"),
    "received_after_end": _("接收晚于结束"),
    "received_in_future": _("接收日期在以后"),
    "recidivist_suspended": _("累犯缓刑"),
    "sex_differs": _("性别与身份证号不一致"),
    "start_before_birth": _("开始早于出生"),
    "start_before_last_end": _("早于上一案结束"),
    "start_missing": _("没有开始日期"),
    "station_changed": _("司法所变了"),
    "term_above_penalty": _("考验期长于原判"),
    "term_below_penalty": _("考验期短于原判"),
    "term_change": _("矫正期限变了"),
    "term_over": _("期满未解除"),
    "term_too_long": _("期限过长"),
    "term_too_short": _("期限过短"),
    "term_unreadable": _("期限看不懂"),
    "too_long": _("内容太长"),
    "unknown_category": _("不认识的矫正类别"),
    "unknown_value": _("不认识的内容"),
}
"""Every code a row can carry, in a few words."""

STATE_TONES: Mapping[str, Tone] = {
    RosterState.UPLOADED: "info",
    RosterState.CHECKED: "warn",
    RosterState.REFUSED: "late",
    RosterState.CONFIRMED: "info",
    RosterState.DONE: "ok",
    RosterState.UNDOING: "info",
    RosterState.UNDONE: "plain",
    RosterState.FAILED: "late",
}
OUTCOME_TONES: Mapping[str, Tone] = {
    RosterOutcome.CREATED: "ok",
    RosterOutcome.UPDATED: "info",
    RosterOutcome.UNCHANGED: "plain",
    RosterOutcome.FAILED: "late",
}


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Remark:
    chip: Chip
    column: str
    message: str


@dataclass(frozen=True)
class RosterLine:
    """One row of the report."""

    row: int
    name: str
    outcome: Chip
    remarks: tuple[Remark, ...]
    changes: tuple[Change, ...]


def state_chip(state: str) -> Chip:
    return Chip(RosterState(state).label, STATE_TONES[state])


def roster_lines(rows: Sequence[RosterRow], *, kind: str = RosterKind.PEOPLE) -> list[RosterLine]:
    """The rows of one page of an import of that kind; two queries for the places they name."""
    columns = layout_of(kind).by_key
    offices = _named(Organisation, "station", rows)
    communities = _named(Community, "community", rows)
    return [
        RosterLine(
            row=row.row,
            name=row.name,
            outcome=Chip(RosterOutcome(row.outcome).label, OUTCOME_TONES[row.outcome]),
            remarks=tuple(
                Remark(_level_chip(problem["level"]), problem["column"] or "", problem["message"])
                for problem in row.problem_list
            ),
            changes=tuple(
                _change(key, pair, offices, communities, columns) for key, pair in row.change_map.items()
            ),
        )
        for row in rows
    ]


def _level_chip(level: str) -> Chip:
    return Chip(ProblemLevel(level).label, "late" if level == ProblemLevel.ERROR else "warn")


def _named(model: type[Organisation | Community], key: str, rows: Sequence[RosterRow]) -> dict[int, str]:
    """The names of what the changes of that key speak of."""
    ids = {pk for row in rows for pk in row.change_map.get(key, ()) if pk}
    return dict(model._default_manager.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _change(
    key: str,
    pair: Sequence[Any],
    offices: Mapping[int, str],
    communities: Mapping[int, str],
    columns: Mapping[str, Column],
) -> Change:
    old, new = pair
    if key == "station":
        return Change(columns["office"].heading, offices.get(old, ""), offices.get(new, ""))
    if key == "community":
        return Change(columns[key].heading, communities.get(old, ""), communities.get(new, ""))
    if key == "team":
        return Change(columns["team"].heading, _seats(old), _seats(new))
    if key.startswith("item:"):
        return Change(key.removeprefix("item:"), str(old or ""), str(new or ""))
    column = columns.get(key)
    mask = Offender.PERSONAL.get(key)
    words = [_value(column, value, mask if key != "name" else None) for value in (old, new)]
    return Change(column.heading if column else key, *words)


def _value(column: Any, value: Any, mask: Any) -> str:
    if value in (None, ""):
        return ""
    if mask:
        return str(mask(value))
    return (
        str(column.widget.render(value)) if column and not isinstance(value, str) else _label(column, value)
    )


def _label(column: Any, value: Any) -> str:
    labels = getattr(column.widget, "labels", None) if column else None
    return str(labels.get(value, value)) if labels else str(value)


def _seats(seats: Sequence[Sequence[str]]) -> str:
    return "、".join(name or unit or str(SeatRole(role).label) for role, name, unit in seats)
