"""Penal terms and procedural periods: how they are written, and on which day they end.

Legal source: 最高人民法院关于适用《刑事诉讼法》的解释 (2021) art 202; 刑事诉讼法 art 105.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from core.workdays import add_workdays, next_workday

Unit = Literal["day", "workday", "month"]

_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
}
_TENS = {"十": 1, "拾": 1, "廿": 2, "卅": 3}
_NUMBER = r"[0-9]+|[零〇一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾百佰廿卅]+"
_TERM = re.compile(
    rf"(?:(?P<years>{_NUMBER}|半)周?年(?P<half_year>半)?)?零?"
    rf"(?:(?P<months>{_NUMBER}|半)个?(?P<half_month>半)?个?月)?零?"
    rf"(?:(?P<days>{_NUMBER})[天日])?"
)
_KINDS = re.compile(
    r"^(?:社区矫正|有期徒刑|拘役|管制|宣告缓刑|缓刑|假释|暂予监外执行)?(?:考验)?(?:期限|期|刑期)?[::为]?"
)
_NOISE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])|[()]|(?<=[年月天日半])[,、又加另整]|[。.;,]+$")


@dataclass(frozen=True, slots=True)
class Term:
    """A length as the document writes it. 12 months and one year stay apart: they may end on different days."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        parts = ((self.years, "年"), (self.months, "个月"), (self.days, "天"))
        return "".join(f"{number}{unit}" for number, unit in parts if number)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`raw` is the day by plain counting, `due` the workday that decides. Late means after `due`."""

    raw: date
    due: date


def term_parse(text: str) -> Term:
    """Reads "缓刑3年", "二年六个月", "1年1个月4天", "半年" and their kin. Half a month is 15 days.

    Raises ValueError with a sentence for anything else, and for a text that names two terms.
    """
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text)).replace("個", "个")
    if not plain:
        raise ValueError(_("没有填写期限"))
    if "无期" in plain or "死" in plain:
        raise ValueError(_("“%(text)s”没有期限，不能计算到期日") % {"text": text.strip()})
    found = _TERM.fullmatch(_KINDS.sub("", plain, count=1))
    term = _term_of(found) if found else None
    if term is None or term == Term():
        raise ValueError(_("看不懂期限“%(text)s”，请写成“1年6个月”的样子") % {"text": text.strip()})
    return term


def _term_of(found: re.Match[str]) -> Term | None:
    years, months = found["years"], found["months"]
    try:
        term = Term(
            years=0 if years in (None, "半") else _number(years),
            months=(0 if months in (None, "半") else _number(months))
            + 6 * (years == "半")
            + 6 * bool(found["half_year"]),
            days=(_number(found["days"]) if found["days"] else 0)
            + 15 * (months == "半")
            + 15 * bool(found["half_month"]),
        )
    except ValueError:
        return None
    return term if term.years <= 99 and term.months <= 999 and term.days <= 9999 else None


def _number(text: str) -> int:
    """A whole number in digits or Chinese numerals up to 999; ValueError otherwise ("十十", "百")."""
    if text.isdigit():
        return int(text)
    hundreds, mark, rest = text.replace("佰", "百").rpartition("百")
    total = _DIGITS[hundreds] * 100 if mark and hundreds in _DIGITS else 0
    if mark and not total:
        raise ValueError(text)
    found = re.fullmatch(
        r"[零〇]?(?P<first>[^十拾廿卅]?)(?:(?P<ten>[十拾廿卅])(?P<ones>[^十拾廿卅]?))?", rest
    )
    if not found:
        raise ValueError(text)
    first, ten, ones = (
        _DIGITS.get(found["first"], 0),
        _TENS.get(found["ten"], 0),
        _DIGITS.get(found["ones"], 0),
    )
    if ten == 0:
        return total + first
    if found["first"] and ten > 1:
        raise ValueError(text)
    return total + (first or 1 if ten == 1 else ten) * 10 + ones


def term_last_day(start: date, term: Term) -> date:
    """The last day of a penal term that begins on `start` (both inclusive).

    Whole years end the day before the same day; with months in the term, a start on a month's last day ends the day
    before the last day of the end month; a missing day counts as its month's last. Days are added as natural days.
    """
    months = term.years * 12 + term.months
    at_month_end = bool(term.months) and start.day == _last_of_month(start.year, start.month)
    boundary = months_later(start, months, to_month_end=at_month_end) if months else start
    return boundary + timedelta(days=term.days - 1)


def procedural_deadline(from_day: date, number: int, unit: Unit) -> Deadline:
    """The end of a period of `number` days, workdays or months after `from_day`, which is not counted itself.

    Natural days and months that end on a rest day move to the next workday; months clamp to the end of a shorter month.
    """
    if unit == "workday":
        day = add_workdays(from_day, number)
        return Deadline(day, day)
    raw = from_day + timedelta(days=number) if unit == "day" else months_later(from_day, number)
    return Deadline(raw, next_workday(raw))


def months_later(day: date, months: int, *, to_month_end: bool = False) -> date:
    """The same day so many months later, the last of a shorter month; `to_month_end`: always the last of that month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = _last_of_month(year, month0 + 1)
    return date(year, month0 + 1, last if to_month_end else min(day.day, last))


def _last_of_month(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
