"""The columns of a list of staff, as counties write them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from corrections import enums
from corrections.resources import roster_codes as codes
from corrections.resources.roster_columns import Column
from corrections.resources.roster_layout import Layout
from corrections.resources.roster_widgets import (
    CellError,
    CellWidget,
    CodeWidget,
    DayWidget,
    NameWidget,
    PhonesWidget,
    Reading,
    YesNoWidget,
    text_of,
)

STAFF_KIND = codes.table(
    enums.StaffKind.choices,
    {
        "political_legal": "政法专项编制 政法编制 政法编 政法专项 公务员",
        "local_administrative": "行政编 行政编制 地方行政编制 地方编",
        "institution": "事业编制 事业 事业人员",
        "contract": "聘用人员 聘用制 合同制 临聘 编外",
        "social_worker": "社工 社会工作者 专职社工 社区矫正社会工作者",
    },
)


class ShareWidget(CellWidget):
    """A share of a full post in hundredths: 100, 50%, 0.5, 全职, 半职."""

    has_few_values = True
    _WORDS = {"全职": 100, "专职": 100, "半职": 50, "兼职": 50}

    def read(self, cell: object, reading: Reading) -> int:
        text = text_of(cell).replace(" ", "")  # type: ignore[arg-type]
        if text in self._WORDS:
            return self._WORDS[text]
        try:
            number = float(text.removesuffix("%"))
        except ValueError:
            number = -1
        if 0 < number <= 1 and not text.endswith("%"):
            number *= 100
        if not 1 <= number <= 100 or number != int(number):
            raise CellError("bad_share", str(_("投入比例应是1至100的整数，全职填100")))
        return int(number)


STAFF_COLUMNS: tuple[Column, ...] = (
    Column(
        "office", "工作单位", CellWidget(),
        words="司法所 机构 所在机构 所在单位 单位 单位名称 司法所名称 任职单位 所属司法所 机构名称",
    ),
    Column("name", "姓名", NameWidget(60), is_strict=True, words="人员姓名 工作人员姓名 工作人员 名字"),
    Column("sex", "性别", CodeWidget(codes.SEX, enums.Sex.choices), is_strict=True),
    Column(
        "kind", "编制", CodeWidget(STAFF_KIND, enums.StaffKind.choices), is_strict=True,
        words="编制性质 编制类型 人员性质 人员类别 身份性质 用工性质",
    ),
    Column(
        "share", "投入比例", ShareWidget(), is_strict=True,
        words="投入比例% 投入比例（%） 工作比例 专兼职 投入社区矫正工作比例",
    ),
    Column("is_head", "负责人", YesNoWidget(), is_strict=True, words="是否负责人 所长 是否所长"),
    Column(
        "phone", "联系电话", PhonesWidget(),
        words="电话 手机 手机号 手机号码 联系方式 电话号码",
    ),
    Column(
        "knows_minors", "熟悉未成年人身心特点", YesNoWidget(), is_strict=True,
        words="是否熟悉未成年人身心特点 熟悉未成年人",
    ),
    Column(
        "starts_on", "任职起", DayWidget(), is_strict=True,
        words="任职日期 任职时间 到岗日期 到岗时间 入职日期 任职开始日期 开始日期 参加工作时间",
    ),
    Column(
        "ends_on", "任职止", DayWidget(), is_strict=True,
        words="离岗日期 离岗时间 离职日期 任职结束日期 结束日期",
    ),
)  # fmt: skip

STAFF = Layout(
    title=_("工作人员名单"),
    columns=STAFF_COLUMNS,
    anchors=("name", "office", "kind"),
    telling=frozenset({"name"}),
    required=(("name",), ("kind",)),
    template_keys=tuple(column.key for column in STAFF_COLUMNS),
    template_required=frozenset({"office", "name", "kind"}),
    example={
        "name": "李某某",
        "sex": "女",
        "kind": "专职社会工作者",
        "share": "100",
        "is_head": "否",
        "phone": "13800000000",
        "knows_minors": "是",
        "starts_on": "2026-03-01",
    },
    notes=(
        _("1. 红字的列必填，其余的列可以不填；不填的不会改动系统里已有的内容。"),
        _("2. 以姓名和工作单位认人；同一人在县内另一单位兼职的，填写相同的联系电话。"),
        _("3. 编制、投入比例和负责人变了的，请在“机构与人员”里结束原任职再登记。"),
        _("4. 同一份名单可以重复上传，没有变化的行不会产生任何改动。"),
    ),
    hints={
        "share": _("全职填100；一人在几处任职的，合计不超过100"),
        "starts_on": _("不填时按导入当天"),
        "ends_on": _("在岗的不填；填写后结束此人在该单位的任职"),
        "office": _("县级单位或司法所的名称"),
    },
)
