"""What dashboards and lists share: the office, the period and the indicator of the URL."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clock import today
from core.views import ObjectPage
from corrections.enums import OrganisationKind
from corrections.models import Organisation
from reporting.enums import IndicatorKey, Part
from reporting.indicators import INDICATORS, Indicator
from reporting.selectors import AsOf, last_computed_on


class Links:
    """Addresses that keep the period and the indicator."""

    def __init__(self, as_of: AsOf, indicator: Indicator, map_by: str = "") -> None:
        self.as_of = as_of
        self.indicator = indicator
        self.map_by = map_by

    def office(
        self,
        office: Organisation,
        *,
        indicator: Indicator | None = None,
        as_of: AsOf | None = None,
        map_by: str | None = None,
    ) -> str:
        """That office's dashboard, with what is named here changed."""
        query = {
            "period": (as_of or self.as_of).word,
            "indicator": (indicator or self.indicator).key.value,
            "map": self.map_by if map_by is None else map_by,
        }
        wanted = urlencode({name: value for name, value in query.items() if value})
        return f"{reverse('reporting:office', args=[office.pk])}?{wanted}"

    def rows(
        self,
        office: Organisation,
        part: Part,
        *,
        indicator: Indicator | None = None,
        as_of: AsOf | None = None,
    ) -> str:
        """The list behind that number."""
        about = indicator or self.indicator
        url = reverse("reporting:rows", args=[office.pk, about.key.value, part.value])
        return f"{url}?{urlencode({'period': (as_of or self.as_of).word})}"


class OfficePage(ObjectPage):
    """An office above or beside the user's own does not exist for them (404)."""

    visible_is_enough = True

    def get_offices(self) -> QuerySet[Organisation]:
        return Organisation.objects.visible_to(self.user, self.permission)

    @cached_property
    def object(self) -> Any:
        return get_object_or_404(self.get_offices(), pk=self.kwargs[self.pk_url_kwarg])

    @cached_property
    def as_of(self) -> AsOf:
        """The period of the URL, else the day of the newest figures."""
        word = self.request.GET.get("period", "")
        if not word:
            return AsOf(last_computed_on(self.object) or today())
        asked = AsOf.parse(word)
        if asked is None or asked.day.year > today().year:
            raise Http404
        return asked

    def indicator_of(self, word: str) -> Indicator:
        """The indicator with that key; 404 for any other word."""
        if word not in IndicatorKey.values:
            raise Http404
        return INDICATORS[IndicatorKey(word)]


def dashboard_title(office: Organisation) -> str:
    if office.kind == OrganisationKind.PROVINCE:
        return _("全省看板")
    name = office.name if office.kind == OrganisationKind.STATION else office.short_name
    return _("%(office)s看板") % {"office": name}
