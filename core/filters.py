"""Filters of list pages that take days as people write them and say 全部 for no choice."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import DateField


class DayFilter(django_filters.Filter):
    """A day, written as in every form."""

    field_class = DateField


class YesNoFilter(django_filters.ChoiceFilter):
    """全部 / 是 / 否 over a boolean."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("choices", (("yes", _("是")), ("no", _("否"))))
        super().__init__(*args, **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter(rows, value == "yes" if value else value)
        return found
