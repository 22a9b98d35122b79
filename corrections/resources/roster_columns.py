"""Every column we understand: its key, the ministry's item number, how its heading is spelt, and how its cells read.

Headings come from the ministry's 105 items, an office's 87-column export, a grid platform's template and counties' own
sheets (old and new words for the same thing are one column). A heading that stands nowhere here is kept as an item of
the case under its own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corrections import enums
from corrections.resources import roster_codes as codes
from corrections.resources.roster_team import TeamWidget
from corrections.resources.roster_texts import heading_key, words
from corrections.resources.roster_widgets import (
    CellWidget,
    CodeWidget,
    CrimesWidget,
    DayWidget,
    DocumentWidget,
    EthnicityWidget,
    IdNumberWidget,
    NameWidget,
    PhonesWidget,
    YesNoWidget,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One target of the roster.

    `attribute` is the path from a Case for exports ("" where an export composes the value). `is_strict`: a cell that
    cannot be read refuses the row; elsewhere it warns and is kept as an item. `keeps_text`: the cell is kept as an item
    too, because what we make of it says less than the sheet did. `words`: further spellings, blanks between.
    """

    key: str
    heading: str
    widget: CellWidget
    attribute: str = ""
    item: int | None = None
    words: str = ""
    is_strict: bool = False
    keeps_text: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.heading, *words(self.words))


_DAY = DayWidget()
_YES_NO = YesNoWidget()


COLUMNS: tuple[Column, ...] = (
    Column(
        "name", "姓名", NameWidget(100), attribute="offender__name", item=9, is_strict=True,
        words="社区矫正对象姓名 社区服刑人员姓名 矫正对象姓名 对象姓名 人员姓名 名字 矫正人员姓名 "
              "服刑人员姓名",
    ),
    Column(
        "id_number", "身份证号", IdNumberWidget(),
        attribute="offender__id_number", item=13, is_strict=True,
        words="身份证号码 公民身份号码 居民身份证号码 居民身份证号 身份证 证件号码 证件号 身份号码 "
              "公民身份证号码 身份证件号码",
    ),
    Column(
        "category", "矫正类别", CodeWidget(codes.CATEGORY, enums.Category.choices, code="unknown_category"),
        attribute="category", item=6, is_strict=True,
        words="社区矫正类别 类别 矫正类型 社区矫正类型 矫正种类",
    ),
    Column(
        "office", "矫正机构", CellWidget(), attribute="station__name", item=61,
        words="司法所 所属司法所 所在司法所 执行机关 矫正单位 管理单位 所属机构 执行司法所 管辖司法所 "
              "监管单位 司法所名称 社区矫正机构 矫正机构名称 所属单位 负责司法所",
    ),
    Column(
        "office_code", "矫正机构编码", CellWidget(), attribute="station__code", item=2,
        words="机构编码 司法所编码 机构代码 司法所代码",
    ),
    Column(
        "community", "村（社区）", CellWidget(100), keeps_text=True,
        words="村社区 村居 所在村（社区） 所属村（社区） 所属村社区 村（居）委会 村居名称",
    ),
    Column(
        "term_starts_on", "社区矫正开始日期", _DAY, attribute="term_starts_on", item=74, is_strict=True,
        words="矫正开始日期 矫正起始日期 社区矫正起始日期 矫正开始时间 矫正起始时间 开始日期 起始日期 "
              "矫正开始日期日期 矫正起始日 社区矫正开始时间 矫正期起 矫正期限起 矫正起日 期限起 考验期起 "
              "矫正开始日 起日 矫正起 入矫日期 入矫时间",
    ),
    Column(
        "term_ends_on", "社区矫正结束日期", _DAY, attribute="term_ends_on", item=75, is_strict=True,
        words="矫正结束日期 矫正终止日期 社区矫正终止日期 矫正结束时间 矫正终止时间 结束日期 截止日期 "
              "矫正截止日期 社区矫正结束时间 矫正期止 矫正期限止 矫正止日 期限止 考验期止 矫正期满日期 "
              "期满日期 矫正结束日 到期日期 矫正到期日期 止日 矫正止 解矫日期 "
              "解矫时间",
    ),
    Column(
        "term_text", "社区矫正期限", CellWidget(60), attribute="term_text", item=73,
        words="矫正期限 矫正期 期限 矫正刑期",
    ),
    Column(
        "surveillance_term", "管制期限", CellWidget(60), item=78, keeps_text=True,
        words="管制刑期",
    ),
    Column(
        "suspended_term", "缓刑考验期限", CellWidget(60), item=79, keeps_text=True,
        words="缓刑考验期 考验期限 考验期 缓刑期限",
    ),
    Column(
        "level", "管理等级", CodeWidget(codes.LEVEL, enums.Level.choices), attribute="level",
        words="管理级别 管理类别 监管等级 监管级别 矫正等级 分类管理等级 分级管理 管控等级 等级 处遇等级 "
              "矫正级别 管理类型",
    ),
    Column(
        "phone", "个人手机号", PhonesWidget(), attribute="offender__phone", item=46,
        words="联系电话 个人联系电话 手机号 手机号码 手机 电话 本人电话 电话号码 本人联系电话 个人手机号码 "
              "联系方式 个人电话 移动电话",
    ),
    Column("sex", "性别", CodeWidget(codes.SEX, enums.Sex.choices), attribute="offender__sex", item=11),
    Column(
        "birth_on", "出生日期", _DAY, attribute="offender__birth_on", item=14,
        words="出生年月日 出生年月 生日 出生时间",
    ),
    Column(
        "former_name", "曾用名", NameWidget(100), attribute="offender__former_name", item=10,
        words="别名 曾用名别名",
    ),
    Column("ethnicity", "民族", EthnicityWidget(20), attribute="offender__ethnicity", item=12),
    Column("nationality", "国籍", CellWidget(30), attribute="offender__nationality", item=47),
    Column(
        "education", "文化程度", CodeWidget(codes.EDUCATION, enums.Education.choices),
        attribute="offender__education", item=37,
        words="学历 受教育程度 文化水平",
    ),
    Column(
        "marital_status", "婚姻状况", CodeWidget(codes.MARITAL_STATUS, enums.MaritalStatus.choices),
        attribute="offender__marital_status", item=38,
        words="婚姻 婚姻情况 婚否",
    ),
    Column(
        "employment", "就业就学情况", CodeWidget(codes.EMPLOYMENT, enums.Employment.choices),
        attribute="offender__employment", item=40,
        words="就业情况 就业状况 就业就学 职业状况",
    ),
    Column(
        "work_unit", "现工作单位", CellWidget(), attribute="offender__work_unit", item=44,
        words="所在工作单位 工作单位 就业单位 现工作单位或学校 所在工作单位学校",
    ),
    Column(
        "residence", "居住地", CellWidget(), attribute="offender__residence",
        words="居住地址 居住地详细地址 现居住地 现居住地址 住址 家庭住址 固定居住地 居住详址 现住址 "
              "居住地详址 住所 执行地址 固定居住地地址 家庭地址",
    ),
    Column(
        "residence_province", "固定居住地省", CellWidget(), item=50,
        words="居住地省 固定居住地省份 居住地省份",
    ),
    Column(
        "residence_prefecture", "固定居住地市", CellWidget(), item=51,
        words="居住地市 固定居住地市州",
    ),
    Column(
        "residence_county", "固定居住地县", CellWidget(), item=52,
        words="居住地县 固定居住地区县 居住地县区",
    ),
    Column(
        "residence_town", "固定居住地乡镇", CellWidget(), item=53,
        words="居住地乡镇 固定居住地街道 固定居住地乡镇街道 居住地乡镇街道",
    ),
    Column(
        "residence_detail", "固定居住地明细", CellWidget(), item=54,
        words="居住地明细 固定居住地详细地址",
    ),
    Column(
        "household", "户籍地", CellWidget(), attribute="offender__household",
        words="户籍地址 户籍详细地址 户籍所在地 户口所在地 户籍地详细地址 户籍地详址 户籍详址 户籍 "
              "户口地址",
    ),
    Column(
        "household_province", "户籍省", CellWidget(), item=55,
        words="户籍地省 户籍省份",
    ),
    Column(
        "household_prefecture", "户籍市", CellWidget(), item=56,
        words="户籍地市",
    ),
    Column(
        "household_county", "户籍县", CellWidget(), item=57,
        words="户籍地县 户籍区县",
    ),
    Column(
        "household_town", "户籍乡镇", CellWidget(), item=58,
        words="户籍地乡镇 户籍街道",
    ),
    Column(
        "household_detail", "户籍明细", CellWidget(), item=59,
        words="户籍地明细",
    ),
    Column(
        "is_same_residence", "户籍地是否与居住地相同", _YES_NO, item=49, keeps_text=True,
        words="户籍地与居住地是否相同 是否人户一致",
    ),
    Column(
        "number", "社区矫正对象编号", CellWidget(60), attribute="number", item=1,
        words="社区服刑人员编号 矫正对象编号 对象编号 人员编号 档案编号",
    ),
    Column(
        "decision_organ", "社区矫正决定机关", CellWidget(120), attribute="decision_organ", item=62,
        words="决定机关 决定机关类型 判决机关 矫正决定机关",
    ),
    Column(
        "decision_organ_name", "社区矫正决定机关名称", CellWidget(120),
        attribute="decision_organ_name", item=63,
        words="决定机关名称 判决机关名称 矫正决定机关名称 原判法院 判决法院 决定法院",
    ),
    Column(
        "decision_number", "执行通知书文号", CellWidget(120), attribute="decision_number", item=64,
        words="文书文号 判决书文号 执行通知书编号 判决书号 法律文书文号 文书号 判决文号 裁判文书号",
    ),
    Column(
        "decided_on", "执行通知书日期", _DAY, attribute="decided_on", item=65,
        words="执行通知书时间 文书日期",
    ),
    Column(
        "effective_on", "判决生效日期", _DAY, attribute="effective_on",
        words="裁判生效日期 生效日期 判决生效时间 判决裁定决定生效日期 法律文书生效日期 判决裁定生效日期",
    ),
    Column(
        "temporary_kind", "暂予监外执行人员身体状况", CodeWidget(codes.TEMPORARY_KIND, enums.TemporaryKind.choices),
        attribute="temporary_kind", item=31, keeps_text=True,
        words="暂予监外执行情形 暂予监外执行原因 暂予监外执行事由",
    ),
    Column(
        "crime_kind", "犯罪类型", CodeWidget(codes.CRIME_KIND, enums.CrimeKind.choices),
        attribute="crime_kind", item=76,
        words="罪名类别 犯罪类别",
    ),
    Column(
        "crimes", "具体罪名", CrimesWidget(120), attribute="crimes", item=77,
        words="罪名 案由 犯罪罪名 所犯罪名",
    ),
    Column(
        "penalty", "原判刑罚", CodeWidget(codes.PENALTY, enums.Penalty.choices),
        attribute="penalty", item=81,
        words="原判刑种 主刑 刑种 行种 刑罚种类",
    ),
    Column(
        "penalty_term", "原判刑期", CellWidget(60), attribute="penalty_term", item=82,
        words="原判刑罚期限 刑期",
    ),
    Column(
        "is_multiple", "是否数罪并罚", _YES_NO, item=80, keeps_text=True,
        words="数罪并罚",
    ),
    Column(
        "is_recidivist", "是否累犯", _YES_NO, item=70, keeps_text=True,
        words="累犯 是否累惯犯",
    ),
    Column(
        "has_prohibition_order", "是否被宣告禁止令", _YES_NO, attribute="has_prohibition_order", item=90,
        words="是否被宣告禁令 是否宣告禁止令 是否有禁止令 禁止令",
    ),
    Column(
        "received_on", "社区矫正对象接收日期", _DAY, attribute="received_on", item=91, is_strict=True,
        words="社区服刑人员接收日期 接收日期 接收时间 社区矫正对象接收时间 矫正接收日期 入矫接收日期",
    ),
    Column(
        "reception_kind", "社区矫正对象接收方式", CodeWidget(codes.RECEPTION_KIND, enums.ReceptionKind.choices),
        attribute="reception_kind", item=92,
        words="社区服刑人员接收方式 接收方式",
    ),
    Column(
        "documents_received_on", "法律文书收到时间", _DAY, attribute="documents_received_on", item=93,
        words="法律文书收到日期 文书收到时间 法律文书接收日期 收到法律文书时间",
    ),
    Column(
        "registered_on", "报到日期", _DAY, attribute="registered_on", is_strict=True,
        words="报到时间 到区县报到时间 报到时间时间 到县报到时间 实际报到日期 实际报到时间",
    ),
    Column(
        "registration_result", "报到情况", CodeWidget(codes.REGISTRATION_RESULT, enums.RegistrationResult.choices),
        attribute="registration_result", item=95,
        words="报到类型",
    ),
    Column(
        "team", "矫正小组人员组成情况", TeamWidget(), item=98, keeps_text=True,
        words="矫正小组人员组成 矫正小组成员 矫正小组 小组成员 矫正小组组成",
    ),
    Column(
        "ended_on", "解除终止矫正日期", _DAY, attribute="ended_on", is_strict=True,
        words="解除日期 解除矫正日期 终止矫正日期",
    ),
    Column(
        "end_reason", "解除终止矫正原因", CellWidget(300), attribute="end_reason",
        words="解除原因 解矫原因 解除矫正原因 终止矫正原因",
    ),
    Column("identity_card_kind", "港澳台身份证类型", CellWidget(), item=16, keeps_text=True),
    Column("identity_card", "港澳台身份证号码", DocumentWidget(60), item=17, keeps_text=True),
    Column("hong_kong_card", "香港身份证号码", DocumentWidget(60), keeps_text=True),
    Column("macao_card", "澳门身份证号码", DocumentWidget(60), keeps_text=True),
    Column("taiwan_permit", "台胞证号码", DocumentWidget(60), item=29, keeps_text=True),
    Column(
        "home_permit", "港澳居民往来内地通行证号码", DocumentWidget(60), item=26, keeps_text=True,
        words="回乡证号码",
    ),
    Column(
        "passport", "护照号码", DocumentWidget(60), item=19, keeps_text=True,
        words="护照号",
    ),
)  # fmt: skip

BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
BY_HEADING: Mapping[str, Column] = {
    heading_key(spelling): column for column in COLUMNS for spelling in column.spellings
}

OWN_HEADINGS: Mapping[str, Column] = {heading_key(column.heading): column for column in COLUMNS}

ANCHORS = ("name", "id_number", "category", "office")
"""A line with fewer than two of these is a note, not a row."""

IGNORED = frozenset(map(heading_key, ("序号", "编号序号", "行号", "错误原因", "原行号", "No", "序", "排序")))
"""Columns that say nothing of the person: our own remarks in a returned sheet, and running numbers."""

MINISTRY_ITEMS: tuple[str, ...] = (
    "社区服刑人员编号", "矫正机构编码", "是否调查评估", "调查评估意见", "调查意见采信情况", "矫正类别",
    "是否成年", "未成年", "姓名", "曾用名", "性别", "民族", "身份证号", "出生日期", "有无港澳台身份证",
    "港澳台身份证类型", "港澳台身份证号码", "有无护照", "护照号码", "护照保存状态", "有无港澳台通行证",
    "港澳台通行证类型", "港澳台通行证号码", "港澳台通行证保存状态", "有无港澳居民往来内地通行证",
    "港澳居民往来内地通行证号码", "港澳居民往来内地通行证保存状态", "有无台胞证", "台胞证号码",
    "台胞证保存状态", "暂予监外执行人员身体状况", "最后就诊医院", "是否有精神病", "鉴定机构",
    "是否有传染病", "具体传染病", "文化程度", "婚姻状况", "捕前职业", "就业就学情况", "现政治面貌",
    "原政治面貌", "原工作单位", "现工作单位", "单位联系电话", "个人手机号", "国籍",
    "有无家庭成员及主要社会关系", "户籍地是否与居住地相同", "固定居住地省", "固定居住地市", "固定居住地县",
    "固定居住地乡镇", "固定居住地明细", "户籍省", "户籍市", "户籍县", "户籍乡镇", "户籍明细",
    "是否三无人员", "矫正机构", "社区矫正决定机关", "社区矫正决定机关名称", "执行通知书文号",
    "执行通知书日期", "交付执行日期", "移交罪犯机关", "移交罪犯机关名称", "是否有前科", "是否累犯",
    "前科类型", "主要犯罪事实", "社区矫正期限", "社区矫正开始日期", "社区矫正结束日期", "犯罪类型",
    "具体罪名", "管制期限", "缓刑考验期限", "是否数罪并罚", "原判刑罚", "原判刑期", "原判刑期开始日期",
    "原判刑期结束日期", "有期徒刑期限", "附加刑", "是否“五独”", "是否“五涉”", "是否有“四史”",
    "是否被宣告禁止令", "社区服刑人员接收日期", "社区服刑人员接收方式", "法律文书收到时间", "法律文书种类",
    "报到情况", "未按时报到情况说明", "是否建立矫正小组", "矫正小组人员组成情况", "是否采用电子定位管理",
    "电子定位方式", "定位号码", "是否脱管", "奖惩情况", "是否在线", "备注",
)  # fmt: skip
"""The ministry's 105 items in order (item n at place n - 1). Those without a column are kept as items of a case."""

ITEM_WORDS: Mapping[str, str] = {heading_key(item): item for item in MINISTRY_ITEMS}
"""The canonical words under which an item is kept, by heading key."""

TEMPLATE_KEYS: tuple[str, ...] = (
    "office", "community", "name", "id_number", "sex", "phone", "category", "crimes", "term_text", "term_starts_on",
    "term_ends_on", "received_on", "level", "decision_organ_name", "decision_number", "residence", "household",
    "education", "marital_status", "employment", "work_unit", "penalty", "penalty_term", "has_prohibition_order",
    "team",
)  # fmt: skip
"""Columns of our own template, in order."""
