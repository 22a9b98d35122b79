import pytest

from tests.core.sheets.conftest import Read

LINES = (
    ("姓名", "证件号码", "备注"),
    ("卢娜", "511723197509103420", "一, 二；“三”"),
    ("单曾", "510104198609284785", ""),
)


def _text(separator: str, quote: str = '"') -> str:
    return "".join(separator.join(f"{quote}{field}{quote}" for field in line) + "\r\n" for line in LINES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_read_csv_in_any_encoding_with_any_separator(read: Read, encoding: str, separator: str) -> None:
    book = read(_text(separator).encode(encoding), "名册.csv")
    assert (book.kind, book.sheets[0].name) == ("csv", "名册")
    assert list(book.sheets[0].rows) == [[field or None for field in line] for line in LINES]


def test_read_csv_takes_characters_that_only_gb18030_has(read: Read) -> None:
    assert read("姓名,村\n㐂,𠮷\n".encode("gb18030"), "a.csv").sheets[0].rows[1] == ["㐂", "𠮷"]


def test_read_csv_keeps_long_numbers_as_text_even_behind_a_formula_sign(read: Read) -> None:
    only = read(b'a,b,c\n="511723197509103420",18724225903,=A1\n', "a.csv").sheets[0]
    assert only.rows[1] == ["511723197509103420", "18724225903", "=A1"]


def test_read_csv_counts_rows_as_a_spreadsheet_does(read: Read) -> None:
    only = read('花名册\n\n姓名,备注\n甲,"上\n下"\n乙\n\n\n'.encode(), "a.csv").sheets[0]
    assert list(only.rows) == [
        ["花名册", None],
        [None, None],
        ["姓名", "备注"],
        ["甲", "上\n下"],
        ["乙", None],
    ]


def test_read_csv_ignores_separators_without_fields_behind_them(read: Read) -> None:
    only = read(b"a,b" + b"," * 16_000 + b"\n1,2" + b"," * 16_000 + b"\n", "a.csv").sheets[0]
    assert only.column_count == 2


def test_read_csv_of_one_column(read: Read) -> None:
    assert list(read("姓名\n卢娜\n".encode(), "a.csv").sheets[0].rows) == [["姓名"], ["卢娜"]]


def test_read_csv_refuses_no_surrogates_and_hands_none_out(read: Read) -> None:
    """GB18030 has places for halves of characters, which no database takes."""
    only = read(b"a,b\n\x83\x36\xc7\x38x,1\n", "a.csv").sheets[0]
    only.rows[1][0].encode()  # type: ignore[union-attr]
