"""Comma-separated text in the encodings and separators that offices use. What it is, is decided the same way each time:

a byte order mark says so; else strictly UTF-8; else strictly GB18030 (which holds GBK and GB 2312); else refused.
The separator is the one that makes the usual line widest.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import islice
from pathlib import Path
from statistics import median_high

from core.sheets.cleaning import clean_row, pack_rows
from core.sheets.errors import SheetError
from core.sheets.excel import Done, SheetFacts
from core.sheets.limits import Limits
from core.sheets.workbook import Row

_SEPARATORS = (",", "\t", ";", "，")
_SAMPLE_BYTES, _SAMPLE_LINES = 1 << 16, 50
_STEP = 1 << 20
_LONGEST_FIELD = 1_000_000
# Exports that want to keep long numbers as text write ="511723…": the text is meant, not a formula.
_QUOTED_AS_FORMULA = re.compile(r'="([^"]*)"')


def read_csv(path: Path, name: str, limits: Limits, put: Callable[[bytes], None], done: Done) -> None:
    extension = Path(name).suffix.lower()
    encoding = _encoding(path)
    if encoding is None:
        raise SheetError("unknown_encoding" if extension in (".csv", ".txt", ".tsv") else "not_a_spreadsheet")
    with path.open(encoding=encoding, newline="") as text:
        sample = text.read(_SAMPLE_BYTES)
        if sample.lstrip("\ufeff \t\r\n").lower().startswith(("<", "mime-version:")):
            raise SheetError("html_as_xls")
        separator, width = _separator(sample)
        if width < 2 and extension not in (".csv", ".txt", ".tsv"):
            raise SheetError("not_a_spreadsheet")
        text.seek(0)
        sheet = Path(name).stem
        csv.field_size_limit(_LONGEST_FIELD)
        count, columns = pack_rows(_rows(csv.reader(text, delimiter=separator), sheet, limits), {}, put)
    done(SheetFacts(name=sheet, hidden=False, row_count=count, column_count=columns))


def _rows(reader: Iterator[list[str]], sheet: str, limits: Limits) -> Iterator[Row]:
    number = 0
    try:
        for number, fields in enumerate(reader, start=1):
            while fields and not fields[-1]:
                fields.pop()
            if fields and number > limits.last_row:
                raise SheetError("too_many_rows", sheet=sheet, limit=limits.rows)
            if len(fields) > limits.columns:
                raise SheetError("too_many_columns", sheet=sheet, limit=limits.columns)
            yield clean_row(sheet, number, [_unwrapped(field) for field in fields])
    except csv.Error as error:
        raise SheetError("unclosed_quote", row=number + 1) from error


def _unwrapped(field: str) -> str:
    if field.startswith('="'):
        wrapped = _QUOTED_AS_FORMULA.fullmatch(field)
        return wrapped[1] if wrapped else field
    return field


def _encoding(path: Path) -> str | None:
    with path.open("rb") as file:
        beginning = file.read(4)
    if beginning.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    return next((encoding for encoding in candidates if _decodes(path, encoding)), None)


def _decodes(path: Path, encoding: str) -> bool:
    """Strictly, to the last byte. Where every fourth character is a NUL, it is UTF-16 without its mark, or no text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            beginning = decoder.decode(file.read(_STEP))
            if beginning[:64].count("\0") * 4 > len(beginning[:64]):
                return False
            while piece := file.read(_STEP):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _separator(sample: str) -> tuple[str, int]:
    """The separator and how many fields it makes of the usual line; the first of the list where two are equal."""
    widths = {}
    for separator in _SEPARATORS:
        try:
            lines = list(islice(csv.reader(StringIO(sample, newline=""), delimiter=separator), _SAMPLE_LINES))
        except csv.Error:
            lines = []
        widths[separator] = median_high([len(line) for line in lines if line] or [0])
    best = max(_SEPARATORS, key=widths.__getitem__)
    return best, widths[best]
