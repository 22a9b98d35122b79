"""The columns of a list of residents' representatives."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from corrections import enums
from corrections.resources import roster_codes as codes
from corrections.resources.roster_columns import Column
from corrections.resources.roster_layout import Layout
from corrections.resources.roster_widgets import CellWidget, CodeWidget, DayWidget, NameWidget, PhonesWidget

REPRESENTATIVE_COLUMNS: tuple[Column, ...] = (
    Column(
        "office", "司法所", CellWidget(),
        words="所属司法所 所在司法所 司法所名称 机构 单位",
    ),
    Column(
        "community", "村（社区）", CellWidget(100), is_strict=True,
        words="村社区 村居 村（居） 社区 村 村委会 社区名称 村社区名称 所在村社区 所在村（社区） 村（居）委会 村居名称",
    ),
    Column("name", "姓名", NameWidget(60), is_strict=True, words="代表姓名 评议代表 评议员姓名 名字"),
    Column("sex", "性别", CodeWidget(codes.SEX, enums.Sex.choices), is_strict=True),
    Column("occupation", "身份", CellWidget(60), words="职业 职务 身份（职业） 身份职业 代表身份"),
    Column("phone", "联系电话", PhonesWidget(), words="电话 手机 手机号 手机号码 联系方式 电话号码"),
    Column(
        "starts_on", "任职起", DayWidget(), is_strict=True,
        words="聘任日期 聘任时间 任职日期 开始日期 任期起",
    ),
    Column(
        "ends_on", "任职止", DayWidget(), is_strict=True,
        words="离任日期 离任时间 结束日期 任期止",
    ),
)  # fmt: skip

REPRESENTATIVES = Layout(
    title=_("评议代表名单"),
    columns=REPRESENTATIVE_COLUMNS,
    anchors=("name", "community"),
    telling=frozenset({"community"}),
    required=(("name",), ("community",)),
    template_keys=tuple(column.key for column in REPRESENTATIVE_COLUMNS),
    template_required=frozenset({"office", "community", "name"}),
    example={
        "name": "王某某",
        "sex": "男",
        "occupation": "退休教师",
        "phone": "13800000000",
        "starts_on": "2026-03-01",
    },
    notes=(
        _("1. 红字的列必填，其余的列可以不填；不填的不会改动系统里已有的内容。"),
        _("2. 每个村（社区）3至5名代表，在任的最多5名；换人时先给离任的人填写“任职止”。"),
        _("3. 同一份名单可以重复上传，没有变化的行不会产生任何改动。"),
    ),
    hints={
        "community": _("先选司法所，再选村（社区）；每个村（社区）3至5名代表"),
        "occupation": _("如：村民小组长、退休教师"),
        "starts_on": _("不填时按导入当天"),
        "ends_on": _("在任的不填；填写后此人离任"),
    },
)
