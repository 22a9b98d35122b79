"""Resident ID numbers, GB 11643-1999: six digits of area, eight of birth, three of sequence, one check character."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _

Sex = Literal["male", "female"]
Problem = Literal[
    "empty",
    "rounded_number",
    "fifteen_digits",
    "bad_characters",
    "bad_length",
    "bad_birth_date",
    "bad_check_digit",
]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_EARLIEST_BIRTH = date(1900, 1, 1)
_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_MARKS = re.compile(r"['\"`\u00b4\u2018\u2019\u201c\u201d\u2032\-\u2010-\u2015\u2212]+")
_EXPONENT = re.compile(r"[0-9]+(\.[0-9]*)?E\+?[0-9]+")

_MESSAGES: dict[Problem, object] = {
    "empty": _("没有填写身份证号"),
    "rounded_number": _("身份证号被表格软件当作数字存过，后三位已经丢失，无法还原，请按文本重新填写"),
    "fifteen_digits": _("15位旧号缺少世纪和校验码，请填写18位身份证号"),
    "bad_characters": _("身份证号里有数字和末位X以外的字符"),
    "bad_length": _("身份证号应为18位"),
    "bad_birth_date": _("身份证号里的出生日期不存在或在今天之后"),
    "bad_check_digit": _("身份证号的校验码不对，请核对是否录错"),
}


class IdNumberError(ValueError):
    """Why a text is no ID number: `code` for programs, `message` for the person who typed it."""

    def __init__(self, code: Problem) -> None:
        super().__init__(code)
        self.code: Problem = code

    @property
    def message(self) -> str:
        return str(_MESSAGES[self.code])

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class IdNumber:
    value: str
    birth_date: date
    sex: Sex


def normalise(text: str) -> str:
    """The text as on the card: half-width, upper-case X, without blanks, invisible characters, quotes, dashes."""
    if len(text) == 18 and text.isascii() and text.isalnum():  # the usual case, at import speed
        return text.upper()
    return _MARKS.sub("", _BLANKS.sub("", unicodedata.normalize("NFKC", text))).upper()


def check_character(first17: str) -> str:
    """The eighteenth character for the first seventeen digits."""
    return _CHECK_CHARACTERS[sum(w * int(d) for w, d in zip(_WEIGHTS, first17, strict=True)) % 11]


def parse(text: str | float, *, on: date) -> IdNumber:
    """Reads an ID number as people write it; the last day of birth accepted is `on` itself.

    The area is not judged: people keep numbers of divisions that were abolished. A number (int or float) is refused as
    rounded: spreadsheets keep 15 digits. Raises IdNumberError.
    """
    if not isinstance(text, str):
        raise IdNumberError("rounded_number")
    value = normalise(text)
    problem = _problem_of_form(value)
    if problem:
        raise IdNumberError(problem)
    try:
        birth_date = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        raise IdNumberError("bad_birth_date") from None
    if not _EARLIEST_BIRTH <= birth_date <= on:
        raise IdNumberError("bad_birth_date")
    if value[17] != check_character(value[:17]):
        raise IdNumberError("rounded_number" if value.endswith("000") else "bad_check_digit")
    return IdNumber(value, birth_date, "male" if int(value[16]) % 2 else "female")


def _problem_of_form(value: str) -> Problem | None:
    if not value:
        return "empty"
    if _EXPONENT.fullmatch(value):
        return "rounded_number"
    if not re.fullmatch(r"[0-9]+X?", value) or (value[-1] == "X" and len(value) < 18):
        return "bad_characters"
    if len(value) == 15:
        return "fifteen_digits"
    return None if len(value) == 18 else "bad_length"


def mask(value: str) -> str:
    """The first and last four characters: "5101**********4785". Fewer than twelve characters: stars only."""
    return "*" * len(value) if len(value) < 12 else f"{value[:4]}{'*' * (len(value) - 8)}{value[-4:]}"
