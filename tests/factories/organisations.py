"""Offices with correct paths and dated codes and parents. Codes begin with 6 to 9, so they never meet Sichuan's own."""

from datetime import date
from typing import Any

import factory
from django.db import connection

from core.bulk import draw_ids
from corrections.enums import DelegatedMatter, OrganisationKind
from corrections.models import Community, Delegation, Organisation, OrganisationCode, OrganisationParent

OPENED_ON = date(2012, 1, 1)


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    """Base of the four kinds; use those."""

    class Meta:
        model = Organisation
        abstract = True

    short_name = factory.LazyAttribute(lambda made: made.name)
    opened_on = OPENED_ON
    parent: Any = None

    @classmethod
    def _create(cls, model_class: type[Organisation], *args: Any, **kwargs: Any) -> Organisation:
        (pk,) = draw_ids(connection, Organisation, 1)
        parent = kwargs.get("parent")
        path = f"{parent.path if parent else ''}{pk}/"
        made: Organisation = super()._create(model_class, *args, pk=pk, path=path, **kwargs)
        span = {"organisation": made, "starts_on": made.opened_on, "ends_on": made.closed_on}
        OrganisationParent.objects.create(parent=parent, path=path, **span)
        if made.code:
            OrganisationCode.objects.create(code=made.code, **span)
        return made


class ProvinceFactory(OrganisationFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.PROVINCE
    name = factory.Sequence(lambda n: f"第{n}省")
    code = factory.Sequence(lambda n: f"9{n:05d}")


class PrefectureFactory(OrganisationFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.PREFECTURE
    name = factory.Sequence(lambda n: f"第{n}市")
    code = factory.Sequence(lambda n: f"8{n:05d}")
    parent = factory.SubFactory(ProvinceFactory)


class CountyFactory(OrganisationFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.COUNTY
    name = factory.Sequence(lambda n: f"第{n}县")
    code = factory.Sequence(lambda n: f"7{n:05d}")
    parent = factory.SubFactory(PrefectureFactory)


class StationFactory(OrganisationFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.STATION
    short_name = factory.Sequence(lambda n: f"第{n}镇")
    name = factory.LazyAttribute(lambda made: f"{made.short_name}司法所")
    code = factory.Sequence(lambda n: f"6{n:08d}")
    parent = factory.SubFactory(CountyFactory)


class CommunityFactory(factory.django.DjangoModelFactory[Community]):
    class Meta:
        model = Community

    name = factory.Sequence(lambda n: f"第{n}社区居委会")
    code = factory.Sequence(lambda n: f"6{n:011d}")
    station = factory.SubFactory(StationFactory)
    town_name = factory.LazyAttribute(lambda made: made.station.short_name)


class DelegationFactory(factory.django.DjangoModelFactory[Delegation]):
    """The station's own county delegates reception to it, since 2020-07-01."""

    class Meta:
        model = Delegation

    station = factory.SubFactory(StationFactory)
    county = factory.LazyAttribute(lambda made: made.station.parent)
    matter = DelegatedMatter.RECEPTION
    starts_on = date(2020, 7, 1)
