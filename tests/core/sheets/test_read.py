from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from core import sheets
from core.sheets import MergedRange
from tests.core.sheets.books import cell, packed, parts, sheet, workbook
from tests.core.sheets.conftest import Read

ROSTERS = Path(__file__).parents[2] / "rosters"
FILES = Path(__file__).parent / "files"


def test_read_gives_rows_as_the_spreadsheet_counts_them() -> None:
    book = sheets.read(ROSTERS / "county_messy.xlsx")
    only = book.sheets[0]
    assert book.kind == "xlsx"
    assert len(only.rows) == 50
    assert only.rows[1][4] == "身份证号码"
    assert dict(only.numbered_rows(first=3))[3][8] == date(2024, 2, 2)


def test_read_keeps_a_number_a_number_and_a_text_a_text() -> None:
    rows = sheets.read(ROSTERS / "county_messy.xlsx").sheets[0].rows
    assert rows[25][4] == 5.11723199005234e17
    assert type(rows[25][4]) is float
    assert rows[32][5] == "02"
    assert (rows[36][8], rows[36][9]) == (20260906, "20270507")
    assert type(rows[36][8]) is int


def test_read_agrees_with_openpyxl_cell_by_cell() -> None:
    book = sheets.read(ROSTERS / "ministry_105.xlsx")
    other = openpyxl.load_workbook(ROSTERS / "ministry_105.xlsx", read_only=True)
    for ours, theirs in zip(book.sheets, other.worksheets, strict=True):
        for row, expected in zip(ours.rows, theirs.iter_rows(values_only=True), strict=True):
            assert row == [value.date() if isinstance(value, datetime) else value for value in expected]


def test_read_says_where_formulas_stand_and_hides_what_they_last_showed(read: Read) -> None:
    content = workbook(
        f'<row r="1">{cell("A1", "甲")}{cell("B1", "乙", formula="<f>A1</f>")}</row>'
        '<row r="2"><c r="C2" t="e"><v>#REF!</v></c></row>'
        '<row r="3"><c r="A3"><f t="array" ref="A3:B4">1+1</f><v>2</v></c><c r="B3"><v>2</v></c></row>'
        '<row r="4"><c r="A4"><v>2</v></c><c r="B4"><v>2</v></c></row>'
    )
    only = read(content).sheets[0]
    assert set(only.formula_cells) == {(1, 1), (2, 2), (3, 0), (3, 1), (4, 0), (4, 1)}
    assert only.formula_cells.in_row(1) == {1}
    assert (1, 1) in only.formula_cells and (1, 0) not in only.formula_cells
    assert only.rows[0] == ["甲", None, None]


def test_read_keeps_a_row_whose_only_content_is_a_formula_never_computed(read: Read) -> None:
    only = read(
        workbook(f'<row r="1">{cell("A1", "甲")}</row><row r="9"><c r="B9"><f>A1</f></c></row>')
    ).sheets[0]
    assert len(only.rows) == 9
    assert (9, 1) in only.formula_cells
    assert only.column_count == 2


def test_read_pads_to_column_a_and_row_1(read: Read) -> None:
    only = read(workbook(f'<row r="3">{cell("B3", "甲")}{cell("D3", "丁")}</row>')).sheets[0]
    assert list(only.rows) == [[None] * 4, [None] * 4, [None, "甲", None, "丁"]]


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "Z9:A1", "ZZZZZ99999999999"])
def test_read_ignores_what_the_sheet_says_of_its_size(read: Read, dimension: str) -> None:
    rows = f'<row r="1">{cell("A1", "甲")}</row><row r="2">{cell("B2", "乙")}</row>'
    only = read(workbook(rows, before=f'<dimension ref="{dimension}"/>')).sheets[0]
    assert list(only.rows) == [["甲", None], [None, "乙"]]


def test_read_ignores_formatted_blank_cells_however_far(read: Read) -> None:
    far = '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"></c></row>'
    assert len(read(workbook(f'<row r="1">{cell("A1", "甲")}</row>{far}')).sheets[0].rows) == 1


def test_read_takes_cells_without_references_and_tags_with_prefixes(read: Read) -> None:
    plain = workbook(
        '<row><c t="str"><v>甲</v></c><c><f>1</f><v>2</v></c></row><row><c/><c><v>3</v></c></row>'
    )
    assert list(read(plain).sheets[0].rows) == [["甲", None], [None, 3]]
    assert set(read(plain).sheets[0].formula_cells) == {(1, 1)}
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1" hidden="1"><x:c r="A1" t="str"><x:f>1</x:f><x:v>甲</x:v></x:c><x:c r="B1"><x:v>4</x:v></x:c>'
        '</x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    )
    only = read(packed(parts(xml))).sheets[0]
    assert list(only.rows) == [[None, 4]]
    assert set(only.formula_cells) == {(1, 0)} and only.hidden_rows == {1}
    assert only.merged == (MergedRange(1, 1, 0, 1),)


def test_read_tells_of_hidden_rows_columns_and_merged_cells(read: Read) -> None:
    content = workbook(
        f'<row r="1">{cell("A1", "甲")}</row><row r="2" hidden="1">{cell("A2", "乙")}</row>',
        before='<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="true"/></cols>',
        after='<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>',
    )
    only = read(content).sheets[0]
    assert only.hidden_rows == {2}
    assert {1, 2, 4, 199} <= only.hidden_columns and 3 not in only.hidden_columns
    assert only.merged == (MergedRange(first_row=1, last_row=1, first_column=0, last_column=2),)


def test_read_names_hidden_sheets_without_reading_them(read: Read) -> None:
    far = sheet(f'<row r="900000">{cell("A900000", "甲")}</row>')
    content = packed(
        parts(far, sheet(f'<row r="1">{cell("A1", "甲")}</row>'), states=("veryHidden", "visible"))
    )
    book = read(content)
    assert [(each.name, each.hidden, len(each.rows)) for each in book.sheets] == [
        ("表1", True, 0),
        ("表2", False, 1),
    ]
    assert [each.name for each in book.visible_sheets] == ["表2"]


def test_read_knows_dates_of_both_systems(read: Read) -> None:
    cells = '<c r="A1" s="1"><v>45000</v></c><c r="B1" s="2"><v>45000.5</v></c><c r="C1"><v>45000</v></c>'
    rows = f'<row r="1">{cells}</row>'
    usual = read(packed(parts(sheet(rows))))
    mac = read(packed(parts(sheet(rows), properties='<workbookPr date1904="1"/>')))
    assert list(usual.sheets[0].rows) == [
        [date(2023, 3, 15), datetime.fromisoformat("2023-03-15T12:00"), 45000]
    ]
    assert mac.sheets[0].rows[0][0] == date(2027, 3, 16)
    assert (usual.date1904, mac.date1904) == (False, True)


def test_read_drops_what_nobody_sees_and_the_apostrophe_before_a_sign_that_runs(read: Read) -> None:
    row = cell("A1", "甲_x0001_乙") + cell("B1", "'=1+1") + cell("C1", "'511723") + cell("D1", " a\n b ")
    assert list(read(workbook(f'<row r="1">{row}</row>')).sheets[0].rows) == [
        ["甲乙", "=1+1", "'511723", " a\n b "]
    ]


def test_read_takes_old_excel_files_with_their_formulas_and_hidden_parts() -> None:
    book = sheets.read(FILES / "people.xls")
    only = book.sheets[0]
    assert (book.kind, book.date1904) == ("xls", False)
    assert only.rows[2] == [1, "卢娜", "511723197509103420", date(1975, 9, 10), "正常"]
    assert type(only.rows[4][2]) is float
    assert set(only.formula_cells) == {(6, 1)}
    assert (only.hidden_rows, only.hidden_columns) == (frozenset({4}), frozenset({4}))
    assert only.merged == (MergedRange(1, 1, 0, 4),)
    assert book.sheets[1].hidden


def test_read_takes_old_excel_files_of_the_1904_system() -> None:
    book = sheets.read(FILES / "people_1904.xls")
    assert book.date1904
    assert book.sheets[0].rows[2][3] == date(1975, 9, 10)


def test_read_judges_by_content_not_by_the_name(read: Read) -> None:
    assert read((ROSTERS / "county_messy.xlsx").read_bytes(), "upload.xls").kind == "xlsx"
    assert read((FILES / "people.xls").read_bytes(), "upload.xlsx").kind == "xls"
    assert read("姓名\t性别\n卢娜\t女\n".encode("gb18030"), "export.xls").kind == "csv"


def test_rows_can_be_walked_sliced_and_picked_again_and_again(read: Read) -> None:
    rows = (
        read(workbook("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 601))))
        .sheets[0]
        .rows
    )
    assert [row[0] for row in rows] == list(range(1, 601)) == [row[0] for row in rows]
    assert (rows[0], rows[-1], rows[249], rows[250]) == ([1], [600], [250], [251])
    assert rows[598:] == [[599], [600]]
    with pytest.raises(IndexError):
        rows[600]


def test_serial_date_counts_as_excel_does() -> None:
    assert sheets.serial_date(45000) == date(2023, 3, 15)
    assert sheets.serial_date(45000.9, date1904=True) == date(2027, 3, 16)
    for impossible in (60, -1, 1e9):
        with pytest.raises(ValueError):
            sheets.serial_date(impossible)


def test_column_letter_goes_on_after_z() -> None:
    assert [sheets.column_letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
