"""Filters of the registers."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import DayFilter
from supervision.enums import Channel, MetPerson, RecordOutcome
from supervision.models import CheckIn, Visit


class CheckInFilter(django_filters.FilterSet):  # type: ignore[misc]
    first = DayFilter(field_name="happened_on", lookup_expr="gte", label=_("发生日期自"))
    last = DayFilter(field_name="happened_on", lookup_expr="lte", label=_("至"))
    channel = django_filters.ChoiceFilter(choices=Channel, label=_("方式"), empty_label=_("全部"))
    outcome = django_filters.ChoiceFilter(choices=RecordOutcome, label=_("结果"), empty_label=_("全部"))

    class Meta:
        model = CheckIn
        fields: tuple[str, ...] = ()


class VisitFilter(django_filters.FilterSet):  # type: ignore[misc]
    first = DayFilter(field_name="happened_on", lookup_expr="gte", label=_("发生日期自"))
    last = DayFilter(field_name="happened_on", lookup_expr="lte", label=_("至"))
    met = django_filters.ChoiceFilter(choices=MetPerson, label=_("见到何人"), empty_label=_("全部"))
    outcome = django_filters.ChoiceFilter(choices=RecordOutcome, label=_("结果"), empty_label=_("全部"))

    class Meta:
        model = Visit
        fields: tuple[str, ...] = ()
