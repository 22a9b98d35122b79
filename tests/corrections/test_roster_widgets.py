"""How one cell reads."""

from datetime import date, datetime

import pytest

from core.sheets import Cell
from corrections.resources.roster_columns import BY_KEY
from corrections.resources.roster_crimes import crimes_parse
from corrections.resources.roster_team import Member, team_parse
from corrections.resources.roster_widgets import CellError, Reading

DAY = date(2024, 3, 1)


def read(key: str, cell: Cell, *, date1904: bool = False) -> object:
    return BY_KEY[key].widget.read(cell, Reading(on=date(2026, 11, 23), date1904=date1904))


@pytest.mark.parametrize(
    "cell",
    [
        date(2024, 3, 1),
        datetime(2024, 3, 1, 8, 30),  # noqa: DTZ001 (a cell has no zone)
        "2024.3.1",
        "2024-03-01",
        "20240301",
        "2024年3月1日",
        "2024/3/1 0:00:00",
        " 2024 - 03 - 01 ",
        "２０２４．３．１",
        20240301,
        20240301.0,
        45352,
        "45352",
    ],
)
def test_day_shapes(cell: Cell) -> None:
    assert read("term_starts_on", cell) == DAY


def test_day_serial_of_1904() -> None:
    assert read("term_starts_on", 43890, date1904=True) == DAY


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "2024年3月", "三月一日", "2024-13-01", 3, 99999999, True, "1024-03-01"]
)
def test_day_that_is_none(cell: Cell) -> None:
    with pytest.raises(CellError) as refused:
        read("term_starts_on", cell)
    assert refused.value.code == "bad_date"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (5.11723199005234e17, "id_rounded_number"),
        (511723199005234000, "id_rounded_number"),
        ("5.11723E+17", "id_rounded_number"),
        (511723700802579, "id_fifteen_digits"),
        ("51172319750910342O", "id_bad_characters"),
        ("511723199902308895", "id_bad_birth_date"),
    ],
)
def test_id_number_refused(cell: Cell, code: str) -> None:
    with pytest.raises(CellError) as refused:
        read("id_number", cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("name", " 卢 娜 ", "卢娜"),
        ("name", "曲比•阿且", "曲比·阿且"),
        ("name", "John  Smith", "John Smith"),
        ("sex", "男性", "male"),
        ("sex", 2, "female"),
        ("sex", "02", "female"),
        ("category", "02", "suspended"),
        ("category", 4, "temporary"),
        ("category", "缓 刑", "suspended"),
        ("level", "严格管理", "strict"),
        ("ethnicity", "彝", "彝族"),
        ("ethnicity", "07", "彝族"),
        ("ethnicity", "穿青人", "穿青人"),
        ("education", "大学本科", "bachelor"),
        ("marital_status", "离婚", "divorced"),
        ("has_prohibition_order", "√", True),
        ("has_prohibition_order", "无", False),
        ("has_prohibition_order", 0, False),
        ("phone", "138 0000 1111", ("13800001111",)),
        ("phone", "+86-13800001111", ("13800001111",)),
        ("phone", 13800001111, ("13800001111",)),
        ("phone", "0818-8221234", ("08188221234",)),
        ("phone", "13800001111/13900002222", ("13800001111", "13900002222")),
        ("phone", "13800001111 13900002222", ("13800001111", "13900002222")),
    ],
)
def test_cell_reads(key: str, cell: Cell, value: object) -> None:
    assert read(key, cell) == value


@pytest.mark.parametrize(
    ("key", "cell"), [("level", "02"), ("level", "一级"), ("category", "取保候审"), ("sex", "X")]
)
def test_code_unknown(key: str, cell: Cell) -> None:
    with pytest.raises(CellError):
        read(key, cell)


def test_phone_of_another_shape_is_kept_and_warned_of() -> None:
    reading = Reading(on=date(2026, 11, 23))
    assert BY_KEY["phone"].widget.read("1380000", reading) == ("1380000",)
    assert [code for code, _message in reading.remarks] == ["bad_phone"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("盗窃", ("盗窃罪",)),
        ("盗窃、诈骗", ("盗窃罪", "诈骗罪")),
        ("诈骗罪,诈骗", ("诈骗罪",)),
        ("走私、贩卖、运输、制造毒品罪", ("走私、贩卖、运输、制造毒品罪",)),
        ("掩饰、隐瞒犯罪所得、犯罪所得收益罪；赌博罪", ("掩饰、隐瞒犯罪所得、犯罪所得收益罪", "赌博罪")),
        ("盗窃、抢夺枪支、弹药罪", ("盗窃罪", "抢夺枪支、弹药罪")),
    ],
)
def test_crimes(text: str, names: tuple[str, ...]) -> None:
    assert crimes_parse(text) == names


def test_team_with_codes_counts_and_names() -> None:
    assert team_parse("01、志愿者2名、1.王芳（社区民警）") == (
        Member("station_officer"),
        Member("volunteer"),
        Member("police", name="王芳"),
    )
