"""Dated spans, inclusive at both ends; an empty `ends_on` is open. The database itself forbids overlaps."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class SpanQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> Self:
        """Spans that hold on that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def during(self, first: date, last: date) -> Self:
        """Spans that hold on any day from `first` to `last`, both included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=first), starts_on__lte=last)


def span_order(name: str) -> models.CheckConstraint:
    """The last day is not before the first."""
    return models.CheckConstraint(
        condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name=f"{name}_span_order"
    )


def no_overlap(
    name: str, key: str, condition: Q | None = None, *, last: str = "ends_on"
) -> ExclusionConstraint:
    """Two spans of one `key` (a foreign key) never share a day from `starts_on` to `last`.

    The wheel's PostgreSQL has no btree_gist, so the key takes part as a range of one number.
    """
    key_range = Func(F(f"{key}_id"), F(f"{key}_id"), Value("[]"), function="int8range")
    days = Func(F("starts_on"), F(last), Value("[]"), function="daterange")
    return ExclusionConstraint(
        name=f"{name}_no_overlap",
        expressions=[(key_range, RangeOperators.OVERLAPS), (days, RangeOperators.OVERLAPS)],
        condition=condition,
    )
