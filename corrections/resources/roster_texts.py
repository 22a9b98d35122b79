"""Cell and heading texts brought to one spelling, so that equal things compare equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.sheets import normalise_heading

_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_MARKS = re.compile(r"[;；。.、,，/\\_|:：-]+")
_SEPARATORS = re.compile(r"[、,，;；/|\n]+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Full-width forms made ordinary, every blank and invisible character taken out."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def tidy(text: str) -> str:
    """The text as a person meant it: one blank for many, none at the ends, nothing invisible inside."""
    if text.isprintable() and " " not in text:  # of blanks only the plain one is printable
        return text
    return _BLANKS.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """What two spellings of one heading have in common: "46 个人手机号(+其它)" and "个人手机号：" are one."""
    return _MARKS.sub("", normalise_heading(text))


def pieces(text: str) -> list[str]:
    """The parts of a list that a person wrote with 、 , ; / or line breaks between, blanks around them taken off."""
    return [piece for piece in (tidy(part) for part in _SEPARATORS.split(text)) if piece]


def words(text: str) -> tuple[str, ...]:
    """The words of a list written with blanks between."""
    return tuple(text.split())
