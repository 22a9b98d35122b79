"""What a kind of sheet is made of: its columns, by which of them a row is known, and what must be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from corrections.resources.roster_columns import ANCHORS, COLUMNS, IGNORED, ITEM_WORDS, TEMPLATE_KEYS, Column
from corrections.resources.roster_texts import heading_key


@dataclass(frozen=True)
class Layout:
    """One kind of sheet. Keys are those of its columns.

    `anchors`: a line with fewer than two of these is a note, not a row. `telling`: a line is a heading only with one of
    these. `required`: without one of each group no row can be read; the first names the group. `item_words`: canonical
    words of cells that are kept without a column of ours; None where such cells are passed over. `template_keys`: our
    own template, in order, without those of `template_optional` for which an office has no choices; `hints`, `example`
    and `notes` are what its page of instructions says.
    """

    title: Any
    columns: tuple[Column, ...]
    anchors: tuple[str, ...]
    telling: frozenset[str]
    required: tuple[tuple[str, ...], ...]
    template_keys: tuple[str, ...]
    template_required: frozenset[str]
    item_words: Mapping[str, str] | None = None
    ignored: frozenset[str] = IGNORED
    hints: Mapping[str, object] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[object, ...] = ()
    template_headings: Mapping[str, object] = field(default_factory=dict)
    template_optional: frozenset[str] = frozenset()

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        """Every spelling we know."""
        return {heading_key(spelling): column for column in self.columns for spelling in column.spellings}

    @cached_property
    def own_headings(self) -> Mapping[str, Column]:
        return {heading_key(column.heading): column for column in self.columns}

    @property
    def keeps_rest(self) -> bool:
        """Whether columns we have no field for are kept word for word."""
        return self.item_words is not None

    def missing(self, found: Mapping[str, object]) -> list[str]:
        """The headings without which no row can be read, of those groups of which none was found."""
        groups = [group for group in self.required if not any(key in found for key in group)]
        return [self.by_key[group[0]].heading for group in groups]


PEOPLE = Layout(
    title=_("花名册"),
    columns=COLUMNS,
    anchors=ANCHORS,
    telling=frozenset({"name", "id_number"}),
    required=(
        ("name",),
        ("category",),
        ("term_starts_on",),
        (
            "id_number",
            "identity_card",
            "hong_kong_card",
            "macao_card",
            "taiwan_permit",
            "home_permit",
            "passport",
        ),
        ("term_ends_on", "term_text", "surveillance_term", "suspended_term"),
    ),
    template_keys=TEMPLATE_KEYS,
    template_required=frozenset(
        ("office", "name", "id_number", "category", "term_starts_on", "term_ends_on")
    ),
    item_words=ITEM_WORDS,
    template_headings={"office": _("司法所")},
    template_optional=frozenset({"community"}),
    hints={
        "community": _("先选司法所，再选村（社区）"),
        "id_number": _("18位，按文本填写，末位X大写"),
        "phone": _("手机11位；几个号码之间用顿号隔开"),
        "term_text": _("如：1年6个月"),
        "term_starts_on": _("如：2026-11-23"),
        "term_ends_on": _("如：2027-05-22；不填时按开始日期和期限推算"),
        "crimes": _("几个罪名之间用顿号隔开"),
        "team": _("如：司法所工作人员、社区民警、社会工作者、志愿者、家庭成员"),
        "received_on": _("不填时按报到日期，再按开始日期"),
        "level": _("不填时为待定级；与系统不同的，自导入当天起改变"),
    },
    example={
        "name": "张某某",
        "id_number": "513001198005120012",
        "sex": "男",
        "phone": "13800000000",
        "category": "缓刑",
        "crimes": "危险驾驶罪",
        "term_text": "1年6个月",
        "term_starts_on": "2026-03-01",
        "term_ends_on": "2027-08-31",
        "received_on": "2026-03-05",
        "level": "普管",
        "decision_organ_name": "开江县人民法院",
        "decision_number": "（2026）川1723刑初1号",
        "residence": "四川省达州市开江县新宁镇某某街1号",
        "household": "四川省达州市开江县新宁镇某某街1号",
        "education": "初中",
        "marital_status": "已婚",
        "employment": "就业",
        "work_unit": "某某建材经营部",
        "penalty": "有期徒刑",
        "penalty_term": "1年",
        "has_prohibition_order": "否",
        "team": "司法所工作人员、社区民警、家庭成员",
    },
    notes=(
        _("1. 红字的列必填，其余的列可以不填；不填的不会改动系统里已有的内容。"),
        _("2. 身份证号和电话按文本填写；被表格软件变成数字的身份证号无法还原，会被退回。"),
        _("3. 日期写成 2026-11-23、2026.11.23 或 2026年11月23日都可以。"),
        _("4. 矫正类别、决定机关、文号和期限与系统不一致时会被退回，请使用变更程序办理。"),
        _("5. 没有列出的项目可以自己加列，内容会按列名加密保存。"),
        _("6. 同一份名册可以重复上传，没有变化的行不会产生任何改动。"),
    ),
)
