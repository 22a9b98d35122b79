"""Filters of this room's lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.filters import DayFilter, YesNoFilter
from core.forms import Form
from core.paths import subtree_q
from corrections.filters import number_of, office_options
from corrections.models import Community
from corrections.selectors.offices import office_choices
from reviews.enums import PanelState
from reviews.models import Appraisal
from reviews.permissions import Permission


class OfficeFilterSet(django_filters.FilterSet):
    """An office of the user's reach, step by step down the tree."""

    path_field = ""

    def __init__(self, data: Any, queryset: QuerySet[Any], *, request: HttpRequest) -> None:
        super().__init__(data=data, queryset=queryset, request=request)
        user: Any = request.user
        self.offices = office_choices(user, Permission.APPRAISAL_VIEW, number_of(data.get("office")))
        if options := office_options(self.offices):
            self.filters["office"].extra["choices"] = options
        else:
            del self.filters["office"]

    def in_office(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        chosen = self.offices.chosen
        return rows.filter(subtree_q(self.path_field, chosen.path)) if chosen else rows


class CommunityFilter(OfficeFilterSet):
    path_field = "station__path"

    office = django_filters.ChoiceFilter(label=_("司法所"), method="in_office")
    name = django_filters.CharFilter(label=_("村（社区）"), lookup_expr="contains", max_length=60)
    state = django_filters.ChoiceFilter(label=_("评议代表"), choices=PanelState)
    has_people = YesNoFilter(label=_("有在矫对象"), method="with_people")

    class Meta:
        model = Community
        fields = ()
        form = Form

    def with_people(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(people__gt=0) if value else rows.filter(people=0)


class AppraisalFilter(OfficeFilterSet):
    path_field = "case__path"

    office = django_filters.ChoiceFilter(label=_("司法所"), method="in_office")
    since = DayFilter(label=_("评议日期自"), field_name="happened_on", lookup_expr="gte")
    until = DayFilter(label=_("至"), field_name="happened_on", lookup_expr="lte")
    answered = YesNoFilter(label=_("已反馈"), method="is_answered")

    class Meta:
        model = Appraisal
        fields = ()
        form = Form

    def is_answered(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.exclude(feedback="") if value else rows.filter(feedback="")
