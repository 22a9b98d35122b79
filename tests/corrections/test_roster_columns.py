"""Headings as real sheets spell them, found and matched."""

from pathlib import Path

import pytest

from core.sheets import find_table, read
from corrections.enums import MatchSource
from corrections.resources.roster_columns import BY_KEY, COLUMNS, MINISTRY_ITEMS
from corrections.resources.roster_texts import heading_key, words
from corrections.services.roster_matching import MatchedColumn, columns_match, headings_score
from corrections.services.roster_problems import RosterRefused
from corrections.services.roster_reading import roster_open
from tests.corrections.rosters import ROSTERS, person, sheet_write

EXPORT_87 = list(
    words(
        "执行机关 姓名 曾用名 矫正状态 性别 民族 身份证号 出生日期 是否成年 到区县报到时间 "
        "是否电子监管 健康状况 具体健康状况 具体传染病史 是否有精神病 心理是否健康 具体心理健康状况 "
        "心理鉴定机构 政治面貌 原政治面貌 联系电话 户籍性质 居住地详细地址 户籍详细地址 文化程度 "
        "婚姻状况 就业就学情况 现工作单位 单位联系电话 护照号码 回乡证号码 香港身份证号码 "
        "澳门身份证号码 台胞证号码 港澳台通行证号码 矫正类别 矫正期限 矫正起始日期 矫正结束日期 "
        "犯罪类型 具体罪名 原判刑罚 原判刑起始日期 原判刑结束日期 原判刑期 有期徒刑期限 附加刑 "
        "剥夺政治权利期限 剥夺政治权利起始日期 剥夺政治权利结束日期 接收剥夺政治权利人员公安机关名称 "
        "接收人 移交日期 是否“四史” 是否“三涉” 是否累犯 是否“三类犯罪” 是否共同犯罪 "
        "是否被宣告禁令 禁止令内容 禁止令起始日期 禁止令结束日期 社区服刑人员接收日期 "
        "社区服刑人员接收方式 报到情况 矫正小组人员组成情况 解除/终止矫正原因 解除/终止矫正日期 "
        "收监执行类型 收监执行日期 收监执行原因 死亡日期 死亡原因 具体死因 矫正期间表现 认罪态度 "
        "是否参加职业技能培训 是否获得职业技能证书 是否三无人员 危险性评估 家庭联系情况 "
        "特殊情况备注及帮教建议 当前佩戴电子监管设备 佩戴电子监管设备时间范围 摘除电子监管设备时间范围 "
        "报警类型 报警时间范围 "
    )
)
GRID = list(
    words(
        "姓名 曾用名 个人联系电话 用户名 身份证号 性别 民族 出生年月日 文化程度 健康状态 原政治面貌 "
        "婚姻状况 居住地 居住地联系电话 户籍地 户籍地联系电话 所在工作单位 所在工作单位（学校）联系电话 "
        "罪名 行种 原判刑期 社区矫正决定机关 原羁押场所 禁止令内容 禁止期限开始日期 禁止期限结束日期 "
        "矫正类别 矫正期限 矫正开始日期日期 矫正结束日期 法律文书收到时间 报到时间时间 报到类型 "
        "主要犯罪事实 本次犯罪前的违法犯罪记录 个人简历 家庭成员及主要社会关系 remark "
    )
)


def targets(headings: list[str]) -> dict[str, str]:
    """Our column's key → the heading it was matched to."""
    return {match.column.key: match.heading for match in columns_match(headings) if match.column}


def test_columns_no_spelling_means_two_things() -> None:
    spellings = [heading_key(spelling) for column in COLUMNS for spelling in column.spellings]
    assert len(spellings) == len(set(spellings))


def test_columns_carry_the_ministrys_numbers() -> None:
    assert len(MINISTRY_ITEMS) == 105
    for column in COLUMNS:
        if column.item:
            assert heading_key(MINISTRY_ITEMS[column.item - 1]) in map(heading_key, column.spellings)


@pytest.mark.parametrize("is_numbered", [True, False])
def test_columns_match_the_ministrys_items(is_numbered: bool) -> None:
    headings = [f"{n}{item}" if is_numbered else item for n, item in enumerate(MINISTRY_ITEMS, start=1)]
    matches = columns_match(headings)
    assert len(matches) == 105
    assert all(match.certainty == 1 for match in matches)
    numbers = {match.column.item: match.place + 1 for match in matches if match.column}
    assert all(item == place for item, place in numbers.items())
    assert len(numbers) == sum(1 for column in COLUMNS if column.item)


def test_columns_match_an_offices_export() -> None:
    found = targets(EXPORT_87)
    assert found["office"] == "执行机关"
    assert found["term_starts_on"] == "矫正起始日期"
    assert found["registered_on"] == "到区县报到时间"
    assert found["residence"] == "居住地详细地址"
    assert found["has_prohibition_order"] == "是否被宣告禁令"
    assert found["ended_on"] == "解除/终止矫正日期"
    assert found["crimes"] == "具体罪名"


def test_columns_match_a_grid_platforms_template() -> None:
    found = targets(GRID)
    assert found["category"] == "矫正类别"
    assert found["penalty"] == "行种"
    assert found["term_starts_on"] == "矫正开始日期日期"
    assert found["registered_on"] == "报到时间时间"
    assert found["birth_on"] == "出生年月日"
    assert "office" not in found


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("*姓 名", "name"),
        ("13.身份证号（18位）", "id_number"),
        ("个人手机号(+其它联系方式)", "phone"),
        ("矫正起\n始日期", "term_starts_on"),
        ("社区服刑人员姓名", "name"),
        ("管理级别：", "level"),
    ],
)
def test_columns_match_spellings(heading: str, key: str) -> None:
    assert targets([heading]) == {key: heading}


def test_columns_match_a_typing_slip_with_its_certainty() -> None:
    (match,) = columns_match(["身份证号吗"])
    assert match.column is BY_KEY["id_number"]
    assert 0.8 <= match.certainty < 1


@pytest.mark.parametrize("heading", ["前工作单位", "原居住地址", "父亲联系电话", "未到期日期"])
def test_columns_match_nothing_that_says_something_else(heading: str) -> None:
    assert columns_match([heading]) == [MatchedColumn(0, heading, item=heading, source=MatchSource.KEPT)]


def test_columns_match_second_column_of_one_target_is_kept() -> None:
    first, second, third = columns_match(["联系电话", "手机号码", "手机号码"])
    assert first.column is BY_KEY["phone"]
    assert (second.item, third.item) == ("手机号码", "手机号码 (2)")


def test_columns_match_running_numbers_and_our_own_remarks_are_passed_over() -> None:
    assert all(match.column is None and not match.item for match in columns_match(["序号", "错误原因"]))


def test_roster_sheet_is_found_behind_instructions() -> None:
    sheet = roster_open(ROSTERS / "ministry_105.xlsx")
    assert (sheet.table.sheet.name, sheet.table.header_row, sheet.table.first_data_row) == ("花名册", 3, 4)


def test_roster_sheet_without_a_mandatory_column_is_refused(tmp_path: Path) -> None:
    row = person(1)
    path = sheet_write(tmp_path / "a.xlsx", [row])
    table = find_table(read(path).sheets[0], headings_score)
    assert table is not None
    for heading in ("矫正类别", "矫正开始日期"):
        short = tmp_path / f"{heading}.csv"
        kept = [each for each in row if each != heading]
        short.write_text(",".join(kept) + "\n" + ",".join(str(row[each]) for each in kept), encoding="utf-8")
        with pytest.raises(RosterRefused) as refused:
            roster_open(short)
        assert refused.value.problem.code == "column_missing"
        assert heading in refused.value.sentence


def test_roster_sheet_that_is_no_roster_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("品名,单价,数量\n纸,1,2\n", encoding="utf-8")
    with pytest.raises(RosterRefused) as refused:
        roster_open(path)
    assert refused.value.problem.code == "no_roster"
