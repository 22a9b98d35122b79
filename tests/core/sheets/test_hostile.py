"""Files that want to do harm, or have been harmed: one clear sentence each, and the process goes on."""

import os
import random
import struct
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from core import sheets
from core.sheets import DEFAULT, Limits, Parser, SheetError
from core.sheets.errors import CODES
from tests.core.sheets.books import cell, packed, parts, sheet, workbook
from tests.core.sheets.conftest import Read
from tests.core.sheets.mutations import mutated

FILES = Path(__file__).parent / "files"
ROSTERS = Path(__file__).parents[2] / "rosters"
GOOD = f'<row r="1">{cell("A1", "姓名")}{cell("B1", "性别")}</row>'


def _sheet_with(extra: dict[str, str | bytes]) -> bytes:
    return packed(parts(sheet(GOOD), extra=extra))


def _lying_about_its_size() -> bytes:
    """The directory of the archive says 100 bytes where there are millions."""
    content = bytearray(workbook(GOOD, after=" " * 5_000_000))
    at = content.find(b"xl/worksheets/sheet1.xml", content.find(b"PK\x01\x02")) - 46
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(content)


def _encrypted_entry() -> bytes:
    content = bytearray(workbook(GOOD))
    at = 0
    while (at := content.find(b"PK\x01\x02", at + 1)) > 0:
        content[at + 8] |= 1
    return bytes(content)


def _twice_the_same_entry() -> bytes:
    target = BytesIO(workbook(GOOD))
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/worksheets/sheet1.xml", sheet(GOOD))
    return target.getvalue()


def _compound(name: str) -> bytes:
    """people.xls with its stream of records named as other programs name theirs."""
    content = (FILES / "people.xls").read_bytes()
    at = content.find("Workbook".encode("utf-16-le"))
    renamed = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2)
    return content[:at] + renamed + content[at + len(renamed) :]


def _rows(numbers: range) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in numbers)


def _columns(count: int) -> str:
    return (
        f'<row r="1">{"".join(cell(f"{sheets.column_letter(place)}1", "x") for place in range(count))}</row>'
    )


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'

ABUSES: dict[str, tuple[str, bytes, str]] = {
    "far cell": ("far_cell", workbook(f'{GOOD}<row r="1048576">{cell("XFD1048576", "x")}</row>'), "a.xlsx"),
    "far cell in a near row": ("far_cell", workbook(f'<row r="1">{cell("XFD1048576", "x")}</row>'), "a.xlsx"),
    "far cell in small letters": (
        "far_cell",
        workbook(f'{GOOD}<row r="9"><c r="xfd9"><v>1</v></c></row>'),
        "a.xlsx",
    ),
    "far cell in single quotes": (
        "far_cell",
        workbook(f"{GOOD}<row r='9'><c s='1' r = 'XFD9'><v>1</v></c></row>"),
        "a.xlsx",
    ),
    "far row without cell references": (
        "far_cell",
        workbook(f'{GOOD}<row r="1000000"><c><v>1</v></c></row>'),
        "a.xlsx",
    ),
    "far cell beyond Excel": (
        "far_cell",
        workbook(f'{GOOD}<row r="9">{cell("ZZZZZZ999999999", "x")}</row>'),
        "a.xlsx",
    ),
    "far cell, old format": ("far_cell", (FILES / "far.xls").read_bytes(), "a.xls"),
    "a million rows": ("too_many_rows", workbook(_rows(range(1, 1_048_577, 7))), "a.xlsx"),
    "one row too many": ("too_many_rows", workbook(_rows(range(20_190, 20_202))), "a.xlsx"),
    "16,384 columns": ("too_many_columns", workbook(_columns(16_384)), "a.xlsx"),
    "one column too many": ("too_many_columns", workbook(_columns(201)), "a.xlsx"),
    "zip bomb": ("zip_bomb", workbook(GOOD, after=" " * 60_000_000), "a.xlsx"),
    "zip bomb in a part nobody needs": (
        "zip_bomb",
        _sheet_with({"xl/media/a.bin": bytes(60_000_000)}),
        "a.xlsx",
    ),
    "a false size in the directory": ("unreadable", _lying_about_its_size(), "a.xlsx"),
    "too many entries": ("zip_bomb", _sheet_with({f"xl/x{n}.xml": "" for n in range(5_001)}), "a.xlsx"),
    "one entry twice": ("unreadable", _twice_the_same_entry(), "a.xlsx"),
    "a path out of the archive": ("unreadable", _sheet_with({"../../etc/passwd": "x"}), "a.xlsx"),
    "password, entry by entry": ("encrypted", _encrypted_entry(), "a.xlsx"),
    "password, whole file": ("encrypted", _compound("EncryptedPackage"), "a.xlsx"),
    "macros in an old file": ("macros", _compound("_VBA_PROJECT_CUR"), "a.xls"),
    "macros": ("macros", _sheet_with({"xl/vbaProject.bin": b"x"}), "a.xlsm"),
    "macros by content type": (
        "macros",
        _sheet_with(
            {"[Content_Types].xml": "<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"}
        ),
        "a.xlsx",
    ),
    "macro sheets": ("macros", _sheet_with({"xl/macrosheets/sheet1.xml": "<x/>"}), "a.xlsx"),
    "links to other files": (
        "external_links",
        _sheet_with({"xl/externalLinks/externalLink1.xml": "<x/>"}),
        "a.xlsx",
    ),
    "entities in a sheet": ("entities", workbook(GOOD, head=HEAD + DOCTYPE), "a.xlsx"),
    "entities in the workbook part": (
        "entities",
        _sheet_with({"xl/workbook.xml": HEAD + DOCTYPE + "<workbook/>"}),
        "a.xlsx",
    ),
    "entities in the shared strings": (
        "entities",
        _sheet_with({"xl/sharedStrings.xml": HEAD + DOCTYPE}),
        "a.xlsx",
    ),
    "an outer entity": (
        "entities",
        workbook(GOOD, head=HEAD + '<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
        "a.xlsx",
    ),
    "XML in UTF-16": ("unreadable", packed(parts(sheet(GOOD, head="").encode("utf-16"))), "a.xlsx"),
    "XML in another encoding": (
        "unreadable",
        workbook(GOOD, head='<?xml version="1.0" encoding="GBK"?>'),
        "a.xlsx",
    ),
    "CDATA, which parsers lose": (
        "unreadable",
        workbook(f'<row r="1">{cell("A1", "<![CDATA[x]]>")}</row>'),
        "a.xlsx",
    ),
    "NUL in the XML": ("nul_character", workbook(f'<row r="1">{cell("A1", "甲" + chr(0))}</row>'), "a.xlsx"),
    "NUL by reference": ("nul_character", workbook(f'<row r="1">{cell("A1", "a&#0;b")}</row>'), "a.xlsx"),
    "NUL as Excel writes it": (
        "nul_character",
        workbook(f'<row r="3">{cell("B3", "a_x0000_b")}</row>'),
        "a.xlsx",
    ),
    "NUL in CSV": ("nul_character", "姓名,性别\n卢\0娜,女\n".encode() + b"x,y\n" * 9, "a.csv"),
    "10 MB in one cell": (
        "unreadable",
        workbook(f'<row r="1">{cell("A1", "x" * 10_000_000)}</row>'),
        "a.xlsx",
    ),
    "too long a cell": ("cell_too_long", workbook(f'<row r="2">{cell("C2", "x" * 32_768)}</row>'), "a.xlsx"),
    "too long a cell in CSV": ("cell_too_long", b"a,b\n" + b"x" * 40_000 + b",1\n", "a.csv"),
    "HTML as .xls": ("html_as_xls", b"<html><table><tr><td>x</td></tr></table></html>", "a.xls"),
    "HTML with a byte order mark": ("html_as_xls", b"\xef\xbb\xbf\r\n <TABLE><tr><td>x</td>", "a.xls"),
    "HTML in UTF-16": ("html_as_xls", "<!DOCTYPE html>".encode("utf-16"), "a.xls"),
    "a web archive": ("html_as_xls", b"MIME-Version: 1.0\nContent-Type: multipart/related", "a.xls"),
    "a Word file": (
        "not_a_spreadsheet",
        packed({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}),
        "a.xlsx",
    ),
    "an OpenDocument file": ("not_a_spreadsheet", packed({"mimetype": "x", "content.xml": "<x/>"}), "a.xlsx"),
    "a binary workbook": (
        "not_a_spreadsheet",
        _sheet_with({}).replace(b"workbook.xml", b"workbook.bin"),
        "a.xlsb",
    ),
    "an old Word file": ("not_a_spreadsheet", _compound("WordDocument"), "a.xls"),
    "a picture": ("not_a_spreadsheet", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.xlsx"),
    "prose": ("not_a_spreadsheet", "这不是表格".encode(), "a.xlsx"),
    "bytes without sense as CSV": ("unknown_encoding", b"a,b\n\xff\xff\xff,1\n", "a.csv"),
    "UTF-16 without its mark": ("unknown_encoding", "姓名,a,b\n".encode("utf-16-le"), "a.csv"),
    "a quotation without end": ("unclosed_quote", b'a,b\n1,"' + b"x,y\n" * 300_000, "a.csv"),
    "too many rows of CSV": ("too_many_rows", b"1,2\n" * 20_201, "a.csv"),
    "too many columns of CSV": ("too_many_columns", b"1," * 200 + b"1\n", "a.csv"),
    "nothing": ("empty", b"", "a.xlsx"),
    "nothing but blanks": ("empty", b"\n,,\n", "a.csv"),
    "no filled cell": ("empty", workbook('<row r="1"><c r="A1" s="1"/></row>'), "a.xlsx"),
    "only hidden sheets": ("empty", packed(parts(sheet(GOOD), states=("hidden",))), "a.xlsx"),
    "half a file": ("unreadable", workbook(GOOD)[:900], "a.xlsx"),
    "half an old file": ("unreadable", (FILES / "people.xls").read_bytes()[:600], "a.xls"),
    "a sheet that is not there": (
        "unreadable",
        _sheet_with({"xl/_rels/workbook.xml.rels": "<Relationships/>"}),
        "a.xlsx",
    ),
    "broken XML": ("unreadable", _sheet_with({"xl/workbook.xml": "<workbook><sheets>"}), "a.xlsx"),
    "a string that is not there": (
        "unreadable",
        workbook('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
        "a.xlsx",
    ),
}


@pytest.mark.parametrize("abuse", ABUSES)
def test_read_refuses_with_one_sentence(read: Read, abuse: str) -> None:
    code, content, name = ABUSES[abuse]
    with pytest.raises(SheetError) as caught:
        read(content, name)
    assert caught.value.code == code
    assert str(caught.value) and "%(" not in str(caught.value)
    assert "。" not in str(caught.value) and "\n" not in str(caught.value)


def test_every_code_is_tried() -> None:
    elsewhere = {"too_big", "missing", "parser_died", "timed_out"}
    assert {code for code, _content, _name in ABUSES.values()} | elsewhere == CODES


def test_read_names_the_place(read: Read) -> None:
    with pytest.raises(SheetError, match="工作表“表1”第3行B列夹带看不见的空字符"):
        read(ABUSES["NUL as Excel writes it"][1])
    with pytest.raises(SheetError, match="在很远的XFD列第1048576行还有内容"):
        read(ABUSES["far cell"][1])


def test_read_goes_on_after_every_refusal(read: Read) -> None:
    for _code, content, name in list(ABUSES.values())[:5]:
        with pytest.raises(SheetError):
            read(content, name)
        assert read(workbook(GOOD)).sheets[0].rows[0] == ["姓名", "性别"]


def test_read_refuses_a_file_too_big_before_opening_it(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(DEFAULT.file_bytes + 1)
    with pytest.raises(SheetError, match="文件有51MB，超过50MB的上限"):
        sheets.read(path)


def test_read_refuses_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as caught:
        sheets.read(tmp_path / "gone.xlsx")
    assert caught.value.code == "missing"


def test_a_far_cell_that_the_look_misses_kills_only_the_child(read: Read, parser: Parser) -> None:
    """The parser lays out every cell up to the farthest, and its process is ended by the limit of memory."""
    smuggled = '<row r="1"><c foo=">" r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(SheetError) as caught:
        read(workbook(GOOD + smuggled))
    assert caught.value.code == "parser_died"
    assert read(workbook(GOOD)).sheets[0].rows[0] == ["姓名", "性别"]


def test_a_child_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "slow.xlsx"
    path.write_bytes(workbook(_rows(range(1, 20_000))))
    with pytest.raises(SheetError) as caught:
        sheets.read(path, limits=replace(DEFAULT, seconds=0))
    assert caught.value.code == "timed_out"


def test_the_child_is_limited_and_sees_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELD_KEYS", "secret")
    path = tmp_path / "good.xlsx"
    path.write_bytes(workbook(GOOD))
    with Parser() as parser:
        parser.read(path)
        assert parser._child is not None
        process = Path("/proc") / str(parser._child.pid)
        limits = (process / "limits").read_text()
        assert f"Max address space {512 * 1024 * 1024}" in " ".join(limits.split())
        assert "Max file size 0 0" in " ".join(limits.split())
        assert b"secret" not in (process / "environ").read_bytes()
    assert not process.exists()


def test_a_full_sheet_stays_far_below_the_memory_it_may_take(tmp_path: Path) -> None:
    """4,000 rows of 105 cells; the child of 20,000 rows takes 240 MB of its 512."""
    letters = [sheets.column_letter(place) for place in range(105)]
    rows = "".join(
        f'<row r="{n}">{"".join(cell(f"{letter}{n}", f"四川省{n}") for letter in letters)}</row>'
        for n in range(1, 4_001)
    )
    path = tmp_path / "full.xlsx"
    path.write_bytes(workbook(rows))
    book = sheets.read(path, limits=replace(DEFAULT, memory_bytes=256 * 1024 * 1024))
    assert len(book.sheets[0].rows) == 4_000
    assert sum(map(len, book.sheets[0].rows._packed)) < 8_000_000


def test_200_mutated_files_are_read_or_refused_and_nothing_else(read: Read) -> None:
    dice = random.Random(20261123)
    originals = [
        ((ROSTERS / "county_messy.xlsx").read_bytes(), "a.xlsx"),
        (workbook(GOOD + _rows(range(2, 40))), "a.xlsx"),
        ((FILES / "people.xls").read_bytes(), "a.xls"),
        ((ROSTERS / "county_gb18030.csv").read_bytes(), "a.csv"),
    ]
    outcomes = {"read": 0, "refused": 0}
    for number in range(200):
        content, name = originals[number % len(originals)]
        try:
            book = read(mutated(dice, content), name)
        except SheetError as error:
            assert error.code in CODES and str(error)
            outcomes["refused"] += 1
            continue
        outcomes["read"] += 1
        for each in book.sheets:
            for row in each.rows:
                assert len(row) == each.column_count <= Limits().columns
                assert all(value is None or isinstance(value, str | int | float | date) for value in row)
    assert outcomes["read"] + outcomes["refused"] == 200
    assert min(outcomes.values()) > 30


def test_close_leaves_no_process_behind(tmp_path: Path) -> None:
    path = tmp_path / "good.xlsx"
    path.write_bytes(workbook(GOOD))
    parser = Parser()
    parser.read(path)
    assert parser._child is not None
    pid = parser._child.pid
    parser.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
