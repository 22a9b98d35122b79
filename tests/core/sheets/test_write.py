import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.sheets import Parser, find_table
from core.sheets.write import Column, SheetWriter, Value, write_table
from tests.core.sheets.conftest import Read

COLUMNS = [
    Column("姓名", required=True),
    Column("证件号码", kind="id", width=22),
    Column("出生日期", kind="date"),
    Column("人数", kind="number"),
]


def _written(rows: list[list[Value]], columns: list[Column] = COLUMNS, **settings: str | list[str]) -> bytes:
    target = BytesIO()
    count = write_table(target, name="名册", columns=columns, rows=rows, **settings)  # type: ignore[arg-type]
    assert count == len(rows)
    return target.getvalue()


def test_write_table_can_be_read_again(read: Read) -> None:
    rows: list[list[Value]] = [
        ["卢娜", "511723197509103420", date(1975, 9, 10), 3],
        ["薛林", None, None, 2.5],
    ]
    only = read(_written(rows, title="花名册", notes=["请勿改动表头", "第二条"])).sheets[0]
    assert list(only.rows)[3:] == [["姓名", "证件号码", "出生日期", "人数"], *rows]
    assert only.rows[0][0] == "花名册"
    table = find_table(only, lambda keys: keys.count("姓名"))
    assert table is not None and (table.header_row, table.first_data_row) == (4, 5)


def test_write_table_writes_every_text_as_text_and_lets_nothing_run(read: Read) -> None:
    content = _written(
        [['=HYPERLINK("http://x")', "+8613578417751", None, None], ["http://x", "007", None, "=1"]]
    )
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [cell for row in book["名册"].iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert cells[0].value == '\'=HYPERLINK("http://x")'
    assert not any(cell.hyperlink for cell in cells)
    assert read(content).sheets[0].rows[1][:2] == ['=HYPERLINK("http://x")', "+8613578417751"]


def test_write_table_formats_ids_as_text_down_the_whole_column() -> None:
    book = openpyxl.load_workbook(BytesIO(_written([["甲", "511723197509103420", None, None]])))
    assert book["名册"].column_dimensions["B"].number_format == "@"
    assert book["名册"]["B2"].number_format == "@"
    assert book["名册"].freeze_panes == "A2"


def test_write_table_makes_up_no_digits_for_a_number_that_lost_them(read: Read) -> None:
    rows: list[list[Value]] = [["甲", 5.11723199005234e17, None, None], ["乙", 13578417751, None, 2**60]]
    only = read(_written(rows)).sheets[0]
    assert only.rows[1][1] == "5.11723199005234E+17"
    assert only.rows[2] == ["乙", "13578417751", None, str(2**60)]


def test_write_table_takes_every_kind_of_value(read: Read) -> None:
    columns = [Column(str(place), kind="number") for place in range(6)]
    moment = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    row: list[Value] = [
        True,
        moment,
        datetime.fromisoformat("2026-11-23T09:00"),
        Decimal("2.5"),
        float("nan"),
        date(1850, 1, 1),
    ]
    only = read(_written([row], columns)).sheets[0]
    assert only.rows[1] == [
        "是",
        datetime.fromisoformat("2026-11-23T09:30"),
        datetime.fromisoformat("2026-11-23T09:00"),
        2.5,
        "nan",
        "1850-01-01",
    ]


def test_write_table_cuts_what_no_cell_can_hold_and_says_so(read: Read) -> None:
    only = read(_written([["甲" * 40_000, None, None, None]])).sheets[0]
    assert str(only.rows[1][0]).endswith("甲……（内容过长，已截断）")


def test_write_table_refuses_a_row_that_does_not_fit_its_columns() -> None:
    with pytest.raises(ValueError):
        _written([["甲"]])


def test_a_template_offers_lists_and_lists_that_depend_on_another_column(read: Read) -> None:
    streets = {"新宁镇": ["一村", "二村"], "普安镇": ["三村"]}
    columns = [
        Column("性别", choices=["男", "女"], hint="按身份证"),
        Column("乡镇", choices=list(streets)),
        Column("村", choices=streets, depends_on="乡镇"),
    ]
    content = _written([["男", "新宁镇", "二村"]], columns)
    book = openpyxl.load_workbook(BytesIO(content))
    rules = {str(rule.sqref): rule for rule in book["名册"].data_validations.dataValidation}
    assert rules["A2:A20001"].formula1 == "'字典'!$A$1:$A$2"
    assert rules["A2:A20001"].prompt == "按身份证"
    assert rules["C2:C20001"].formula1 == (
        "OFFSET('字典'!$D$1,MATCH($B2,'字典'!$C$1:$C$3,0)-1,0,COUNTIF('字典'!$C$1:$C$3,$B2),1)"
    )
    lists = [[cell.value for cell in row] for row in book["字典"].iter_rows()]
    assert lists == [
        ["男", "新宁镇", "新宁镇", "一村"],
        ["女", "普安镇", "新宁镇", "二村"],
        [None, None, "普安镇", "三村"],
    ]
    assert book["字典"].sheet_state == "hidden"
    assert [sheet.name for sheet in read(content).visible_sheets] == ["名册"]


def test_sheet_names_are_made_to_fit(read: Read) -> None:
    target = BytesIO()
    with SheetWriter(target) as book:
        book.add_text("说明:[1]/2?", ["第一条", "=1+1"])
        book.add_table("名" * 40, COLUMNS, [])
        book.add_table("名" * 40, COLUMNS, [])
        book.add_table("'", COLUMNS, [])
    names = [sheet.name for sheet in read(target.getvalue()).sheets]
    assert names == ["说明  1  2", "名" * 31, "名" * 30 + "2", "Sheet"]


def test_writing_leaves_nothing_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RuntimeError), SheetWriter(BytesIO()) as book:
        book.add_table("名册", COLUMNS, [["甲", "1", None, None]])
        assert [oct(folder.stat().st_mode & 0o777) for folder in tmp_path.iterdir()] == ["0o700"]
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_of_ours_holds_no_formula_and_no_macro() -> None:
    with ZipFile(BytesIO(_written([["=1", "=2", None, "=3"]]))) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")
        assert not any("vba" in name or "external" in name.lower() for name in archive.namelist())


WRITTEN = st.text(
    alphabet=st.characters(
        exclude_categories=["Cs", "Cc", "Cn"], include_characters="=+-@|%'_x0A\t\n\u3000\ufeff"
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WRITTEN, min_size=1, max_size=12))
@example(["_x0041_", "a_x000D_b", "&#65; <b> ]]>"])
def test_any_text_comes_back_as_it_was(
    parser: Parser, tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("written") / "texts.xlsx"
    write_table(path, name="表", columns=[Column("文")], rows=[[text] for text in texts])
    rows = parser.read(path).sheets[0].rows
    assert [rows[n][0] if n < len(rows) else None for n in range(1, len(texts) + 1)] == [
        text or None for text in texts
    ]
