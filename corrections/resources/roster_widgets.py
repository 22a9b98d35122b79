"""How one cell of a roster reads and writes: django-import-export widgets, used by the bulk path and by exports alike.

`read` is the fast way in: it takes the cell as the file gave it (core.sheets keeps its type), returns the value of the
field, and says through `CellError` why it cannot. What can be used but looks wrong is told to `Reading.warn`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from import_export.widgets import Widget

from core import idnumber
from core.sheets import Cell, serial_date
from corrections.resources.roster_codes import ETHNICITY, YES_NO, Table
from corrections.resources.roster_crimes import crimes_parse
from corrections.resources.roster_texts import pieces, plain, tidy

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})[日号]?)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME_OF_DAY = re.compile(r"(?<=\d)[T日号]?\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_PHONE = re.compile(r"1\d{10}|0\d{9,11}|[2-9]\d{6,7}|[48]00\d{7}")
_PHONE_NOISE = re.compile(r"[-()—–\s]")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_PHONE_PIECES = re.compile(r"(?<=\d)[、,，;；/|或和]+(?=[\d(+])|(?<=\d{7})\s+(?=\d{7})")
_LATIN = re.compile(r"[A-Za-z]")
_DOTS = re.compile(r"[•・‧∙.．。●]")


class CellError(ValueError):
    """Why a cell cannot be used: a stable `code` for programs, a sentence for the clerk who keeps the sheet."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(slots=True)
class Reading:
    """What reading depends on beside the cell, and what it remarked. `on` is the import's business day."""

    on: date
    date1904: bool = False
    remarks: list[tuple[str, str]] = field(default_factory=list)

    def warn(self, code: str, message: str) -> None:
        self.remarks.append((code, message))


def text_of(cell: Cell) -> str:
    """The cell as text: whole numbers without a point, days as 2026-11-23, everything else tidied."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.min.time() else cell.isoformat(" ")
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    return "" if cell is None else str(cell)


class CellWidget(Widget):
    """Base: any text up to `limit` characters. `has_few_values`: equal cells come again and again in one sheet."""

    has_few_values = False

    def __init__(self, limit: int = 0) -> None:
        super().__init__()
        self.limit = limit

    def read(self, cell: Cell, reading: Reading) -> Any:
        text = text_of(cell)
        if self.limit and len(text) > self.limit:
            raise CellError("too_long", _("内容超过%(limit)s个字，请缩短") % {"limit": self.limit})
        return text

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """import-export's way in; a blank cell is None."""
        if value is None or value == "":
            return None
        return self.read(value, kwargs.get("reading") or Reading(on=date.max))


class NameWidget(CellWidget):
    """A name: Chinese names without blanks, minority names with one kind of dot, Latin names with single blanks."""

    def read(self, cell: Cell, reading: Reading) -> str:
        if isinstance(cell, str) and cell.isalpha() and len(cell) <= 4:
            return cell
        if not isinstance(cell, str) or not any(map(str.isalpha, cell)):
            raise CellError("name_not_text", _("这一格是数字或日期，不是姓名，请改为姓名"))
        text = str(super().read(cell, reading))
        return text if _LATIN.search(text) else _DOTS.sub("·", plain(text))


class IdNumberWidget(CellWidget):
    """An 18-digit resident ID number, checked to the last character; the value is `core.idnumber.IdNumber`."""

    def read(self, cell: Cell, reading: Reading) -> idnumber.IdNumber:
        text = str(cell) if isinstance(cell, int) and 10**14 <= cell < 10**15 else cell
        try:
            return idnumber.parse(text if isinstance(text, str) else 0.5, on=reading.on)
        except idnumber.IdNumberError as error:
            raise CellError(f"id_{error.code}", error.message) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(getattr(value, "value", value))


class DocumentWidget(CellWidget):
    """The number of another document: letters and digits, as text."""

    def read(self, cell: Cell, reading: Reading) -> str:
        if isinstance(cell, float):
            raise CellError(
                "document_rounded", _("证件号码被表格软件当作数字存过，后几位已经丢失，请按文本重新填写")
            )
        return idnumber.normalise(str(super().read(cell, reading)))


class DayWidget(CellWidget):
    """A day: a date cell, a serial number, eight digits, or text in the shapes people write."""

    has_few_values = True

    def read(self, cell: Cell, reading: Reading) -> date:
        if isinstance(cell, datetime):
            day = cell.date()
        elif isinstance(cell, date):
            day = cell
        elif isinstance(cell, str):
            day = _day_of_text(cell, reading.date1904)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            day = _day_of_number(cell, reading.date1904)
        else:
            raise _no_day(text_of(cell))
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise _no_day(text_of(cell))
        return day

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if isinstance(value, date) else ""


def _no_day(text: str) -> CellError:
    return CellError(
        "bad_date", _("“%(text)s”不是真实的日期，请写成 2026-11-23 的样子") % {"text": text[:20]}
    )


@lru_cache(maxsize=4096)
def _day_of_text(text: str, date1904: bool) -> date:
    compact = plain(_TIME_OF_DAY.sub("", tidy(text)))
    found = _DAY.fullmatch(compact) or _COMPACT_DAY.fullmatch(compact)
    if found is None:
        if _SERIAL.fullmatch(compact):
            return _day_of_number(float(compact), date1904)
        raise _no_day(text)
    if found[3] is None:
        raise CellError(
            "bad_date", _("“%(text)s”只有年月，请补上日，写成 2026-11-23 的样子") % {"text": text[:20]}
        )
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise _no_day(text) from None


def _day_of_number(number: float, date1904: bool) -> date:
    """Eight digits are a written day, anything else of a sensible size is the spreadsheet's count of days."""
    if number >= 19_000_101 and number == int(number):
        return _day_of_text(str(int(number)), date1904)
    try:
        return serial_date(number, date1904=date1904)
    except (ValueError, OverflowError):
        raise _no_day(f"{number:g}") from None


class CodeWidget(CellWidget):
    """One of a closed list, by our label, another word for it, or a code."""

    has_few_values = True

    def __init__(self, table: Table, labels: Any, code: str = "unknown_value") -> None:
        super().__init__()
        self.table = table
        self.labels = dict(labels)
        self.code = code

    def read(self, cell: Cell, reading: Reading) -> str:
        if isinstance(cell, str) and (known := self.table.get(cell)):
            return known
        text = plain(text_of(cell)).upper()
        known = self.table.get(text) or (self.table.get(text.zfill(2)) if text.isdigit() else None)
        if known is None:
            raise CellError(
                self.code,
                _("不认识“%(text)s”，可以填：%(labels)s")
                % {
                    "text": text_of(cell)[:20],
                    "labels": "、".join(str(label) for label in self.labels.values()),
                },
            )
        return known

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(self.labels.get(value, value or ""))


class YesNoWidget(CellWidget):
    has_few_values = True

    def read(self, cell: Cell, reading: Reading) -> bool:
        known = YES_NO.get(plain(text_of(cell)).upper())
        if known is None:
            raise CellError(
                "unknown_value", _("不认识“%(text)s”，可以填：是、否") % {"text": text_of(cell)[:20]}
            )
        return known

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else _("是") if value else _("否")


class EthnicityWidget(CellWidget):
    has_few_values = True

    def read(self, cell: Cell, reading: Reading) -> str:
        text = str(super().read(cell, reading))
        key = plain(text)
        return ETHNICITY.get(key.zfill(2) if key.isdigit() else key, text)


class PhonesWidget(CellWidget):
    """The phone numbers of a cell, the main one first. A number of another shape stays as written and warns."""

    def read(self, cell: Cell, reading: Reading) -> tuple[str, ...]:
        if isinstance(cell, str) and len(cell) == 11 and cell[0] == "1" and cell.isdigit():
            return (cell,)
        if isinstance(cell, float):
            raise CellError("phone_rounded", _("电话被表格软件当作数字存过，已经不完整，请按文本重新填写"))
        numbers = []
        for part in pieces(_PHONE_PIECES.sub("、", tidy(text_of(cell)))):
            number = _COUNTRY.sub("", _PHONE_NOISE.sub("", plain(part)))
            if _PHONE.fullmatch(number):
                numbers.append(number)
            else:
                numbers.append(part)
                reading.warn(
                    "bad_phone",
                    _("“%(text)s”不像电话号码（手机11位，固定电话带区号），已照原样保存，请核对")
                    % {"text": part[:20]},
                )
        if not numbers:
            raise CellError("bad_phone", _("这一格里没有电话号码"))
        return tuple(numbers)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value if isinstance(value, str) else "、".join(value or ())


class CrimesWidget(CellWidget):
    has_few_values = True

    def read(self, cell: Cell, reading: Reading) -> tuple[str, ...]:
        names = crimes_parse(text_of(cell))
        if any(len(name) > self.limit for name in names):
            raise CellError("too_long", _("罪名超过%(limit)s个字，请缩短") % {"limit": self.limit})
        return names

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "、".join(value or ())
