from pathlib import Path

import pytest

from core import sheets
from core.sheets import find_table, find_tables, normalise_heading
from tests.core.sheets.books import cell, packed, parts, sheet
from tests.core.sheets.conftest import Read

ROSTERS = Path(__file__).parents[2] / "rosters"
KNOWN = {
    "姓名",
    "性别",
    "身份证号",
    "身份证号码",
    "矫正类别",
    "固定居住地省",
    "固定居住地市",
    "矫正起始日期",
    "备注",
    "司法所",
}


def score(keys: list[str]) -> float:
    return len(KNOWN.intersection(keys))


def _sheet_xml(*rows: tuple[str, ...], merged: tuple[str, ...] = ()) -> str:
    xml = "".join(
        f'<row r="{n}">'
        + "".join(cell(f"{sheets.column_letter(place)}{n}", text) for place, text in enumerate(row) if text)
        + "</row>"
        for n, row in enumerate(rows, start=1)
    )
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    return sheet(xml, after=f"<mergeCells>{areas}</mergeCells>" if areas else "")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("13身份证号", "身份证号"),
        ("1、姓名", "姓名"),
        ("1.姓名", "姓名"),
        ("（2）性 别", "性别"),
        ("一、姓名：", "姓名"),
        ("姓\n名*", "姓名"),
        ("46个人手机号(+其它联系方式)", "个人手机号"),
        ("联系电话（手机）【必填】", "联系电话"),
        ("87是否“五独”", "是否五独"),
        ("ＩＤ号", "id号"),
        ("\ufeff姓\u200b名", "姓名"),
        ("(姓名)", "(姓名)"),
        ("4+X", "4+x"),
        ("2024", "2024"),
        ("", ""),
    ],
)
def test_normalise_heading(written: str, plain: str) -> None:
    assert normalise_heading(written) == plain


def test_find_table_below_a_title() -> None:
    table = find_table(sheets.read(ROSTERS / "county_messy.xlsx").sheets[0], score)
    assert table is not None
    assert (table.header_row, table.header_rows, table.first_data_row) == (2, 1, 3)
    assert table.headings[:3] == ["序号", "司法所", "姓 名"]
    assert table.keys[2] == "姓名"


def test_find_tables_takes_the_sheet_that_fits_best() -> None:
    best = find_tables(sheets.read(ROSTERS / "ministry_105.xlsx"), score)[0]
    assert (best.sheet.name, best.header_row, best.first_data_row) == ("花名册", 3, 4)
    assert best.headings[8] == "9姓名"
    assert best.keys[45] == "个人手机号"


def test_find_table_joins_a_heading_over_two_rows_by_its_merged_cells(read: Read) -> None:
    xml = _sheet_xml(
        ("花名册",),
        ("姓名", "50固定居住地", "", "备注"),
        ("", "省", "51市", ""),
        ("甲", "四川省", "达州市", ""),
        merged=("A1:D1", "A2:A3", "B2:C2", "D2:D3"),
    )
    table = find_table(read(packed(parts(xml))).sheets[0], score)
    assert table is not None
    assert (table.header_row, table.header_rows, table.first_data_row) == (2, 2, 4)
    assert table.keys == ["姓名", "固定居住地省", "固定居住地市", "备注"]
    assert table.headings == ["姓名", "50固定居住地省", "50固定居住地51市", "备注"]


def test_find_table_joins_a_heading_over_two_rows_without_merged_cells(read: Read) -> None:
    table = find_table(
        read("姓名,固定居住地,,矫正起始\n,省,市,日期\n甲,四川省,达州市,2024-1-1\n".encode(), "a.csv").sheets[
            0
        ],
        score,
    )
    assert table is not None
    assert table.keys == ["姓名", "固定居住地省", "固定居住地市", "矫正起始日期"]
    assert table.first_data_row == 3


def test_find_table_passes_over_blank_rows_and_a_row_of_numbers(read: Read) -> None:
    content = "某县花名册\n\n填报单位：某县,,,填报日期\n\n姓名,性别,备注\n1,2,3\n甲,男,\n".encode()
    table = find_table(read(content, "a.csv").sheets[0], score)
    assert table is not None
    assert (table.header_row, table.header_rows, table.first_data_row) == (5, 1, 7)


def test_find_table_takes_the_upper_one_of_two_alike(read: Read) -> None:
    table = find_table(read("姓名,性别\n甲,男\n\n姓名,性别\n乙,女\n".encode(), "a.csv").sheets[0], score)
    assert table is not None and table.header_row == 1


def test_find_table_finds_none_where_nothing_fits(read: Read) -> None:
    book = read("甲,乙\n丙,丁\n".encode(), "a.csv")
    assert find_table(book.sheets[0], score) is None
    assert find_tables(book, score) == []


def test_find_tables_leaves_hidden_sheets_out(read: Read) -> None:
    hidden, seen = _sheet_xml(("姓名", "性别", "备注")), _sheet_xml(("姓名", "性别"))
    found = find_tables(read(packed(parts(hidden, seen, states=("hidden", "visible")))), score)
    assert [table.sheet.name for table in found] == ["表2"]
