"""Tags of the page shapes: error summary, sortable heading, once token, days in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms, template
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.clock import today
from core.day_words import day_span, full_day, moment_text, month_day
from core.forms import error_sentences
from core.once import token_new

register = template.Library()


@register.inclusion_tag("parts/error_summary.html")
def error_summary(form: forms.BaseForm | str | None) -> dict[str, Any]:
    """What is wrong, above the form, each sentence a link to its field. A page without one hands in nothing or ""."""
    if not isinstance(form, forms.BaseForm) or not form.is_bound:
        return {"sentences": []}
    return {"sentences": list(error_sentences(form))}


@register.simple_tag
def once_token() -> str:
    """The value of a button's hidden `once` field."""
    return token_new()


@register.inclusion_tag("parts/sort_heading.html", takes_context=True)
def sort_heading(context: dict[str, Any], word: str, label: Any) -> dict[str, Any]:
    """A table heading that orders by `word` of the page's `orderings`, and turns round on the second click."""
    page, current = context["view"], context.get("ordering", "")
    direction = {word: "ascending", f"-{word}": "descending"}.get(current, "")
    asked = f"-{word}" if current == word else word
    return {"label": label, "direction": direction, "url": page.url_with(ordering=asked, page=None)}


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


@register.filter
def day(value: Any) -> str:
    """11月20日; with the year where it is not the business year's. Nothing for nothing."""
    found = _day(value)
    if found is None:
        return ""
    return month_day(found) if found.year == today().year else full_day(found)


@register.simple_tag
def span(first: date, last: date) -> str:
    """Two days, both included, without the year: 11月1—26日."""
    return day_span(first, last)


@register.filter
def long_day(value: Any) -> str:
    """2026年11月23日 星期一."""
    found = _day(value)
    return formats.date_format(found, _("Y年n月j日 l")) if found else ""


@register.filter
def moment(value: Any) -> str:
    """2026-11-23 14:05, Shanghai time."""
    return moment_text(value) if isinstance(value, datetime) else ""


@register.filter
def posts(hundredths: int | None) -> str:
    """Hundredths of a full post as posts: 250 is 2.5, 300 is 3."""
    return f"{(hundredths or 0) / 100:.2f}".rstrip("0").rstrip(".")
