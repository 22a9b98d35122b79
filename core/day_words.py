"""Days, months and spans as people write them: 11月20日, 11月16—22日, 2026年11月; in English 20 Nov, 16–22 Nov."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def month_day(day: date) -> str:
    """Without the year: 11月20日."""
    return date_format(day, _("n月j日"))


def full_day(day: date) -> str:
    """2026年11月20日."""
    return date_format(day, _("Y年n月j日"))


def moment_text(moment: datetime) -> str:
    """2026-11-23 14:05, Shanghai time."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def month_name(day: date) -> str:
    """The month of that day: 11月."""
    return date_format(day, _("n月"))


def full_month(day: date) -> str:
    """2026年11月."""
    return date_format(day, _("Y年n月"))


def month_span(first: date, last: date) -> str:
    """The months from that of the first day to that of the last: 11—12月."""
    return _between(date_format(first, _("n")), month_name(last))


def day_span(first: date, last: date) -> str:
    """Both days included, without the year: 11月20日, 11月16—22日, 11月30日—12月6日."""
    if first == last:
        return month_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return _between(date_format(first, _("n月j")), date_format(last, _("j日")))
    return _between(month_day(first), month_day(last))


def full_span(first: date, last: date) -> str:
    """Both days included, the year once where it is the same: 2026年1月1日—11月23日."""
    if first == last:
        return full_day(first)
    if first.year != last.year:
        return _between(full_day(first), full_day(last))
    return _between(
        date_format(first, pgettext("first day of a span within a year", "Y年n月j日")),
        date_format(last, pgettext("last day of a span within a year", "n月j日")),
    )


def _between(first: str, last: str) -> str:
    return _("%(first)s—%(last)s") % {"first": first, "last": last}
