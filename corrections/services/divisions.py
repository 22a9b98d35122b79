"""Sichuan's tree as shipped: province, prefectures, counties, a station per town, and the communities."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from core.audit import EventDraft, event_record, events_record
from core.bulk import copy_objects, draw_ids
from corrections.enums import OrganisationKind
from corrections.models import Community, Organisation, OrganisationCode, OrganisationParent

SOURCE = Path(__file__).resolve().parent.parent / "data"
OPENED_ON = date(2012, 1, 1)
"""When nothing better is known: before any case on file began."""

_KINDS = {
    "": OrganisationKind.PROVINCE,
    "province": OrganisationKind.PREFECTURE,
    "prefecture": OrganisationKind.COUNTY,
}
_OFFICES = {OrganisationKind.PROVINCE: "司法厅", OrganisationKind.STATION: "司法所"}


@dataclass(frozen=True)
class DivisionsLoaded:
    """How many rows were new."""

    organisations: int
    communities: int


@dataclass(frozen=True)
class _Place:
    code: str
    name: str
    parent: str


@transaction.atomic
def divisions_load() -> DivisionsLoaded:
    """Add what is missing by code, past codes included; offices that exist are left as their county keeps them.

    By the system itself, in one transaction, by COPY; a second run finds nothing to do. The names of stations are
    `<town>司法所`; one station may serve several towns, which a county arranges by closing and moving afterwards.
    """
    standing = {
        code: (pk, path, kind)
        for code, pk, path, kind in OrganisationCode.objects.values_list(
            "code", "organisation_id", "organisation__path", "organisation__kind"
        )
    }
    offices = _offices_make(standing)
    copy_objects(connection, offices)
    spans = {"starts_on": OPENED_ON}
    copy_objects(
        connection,
        [
            OrganisationParent(organisation_id=o.pk, parent_id=o.parent_id, path=o.path, **spans)
            for o in offices
        ],
    )
    copy_objects(connection, [OrganisationCode(organisation_id=o.pk, code=o.code, **spans) for o in offices])
    communities = _communities_make(standing)
    copy_objects(connection, communities)
    events_record(_events(offices), by=None)
    for path, count in sorted(Counter(_county_path(standing, c) for c in communities).items()):
        event_record("communities_loaded", by=None, subject=None, changes={"count": [0, count]}, path=path)
    return DivisionsLoaded(len(offices), len(communities))


def _offices_make(standing: dict[str, tuple[int, str, str]]) -> list[Organisation]:
    """New offices, parents first; `standing` grows by them."""
    places = [*_read("sichuan_divisions.csv"), *_read("sichuan_towns.csv")]
    missing = [place for place in places if place.code not in standing]
    offices = []
    for pk, place in zip(draw_ids(connection, Organisation, len(missing)), missing, strict=True):
        parent_id, parent_path, parent_kind = standing.get(place.parent, (None, "", ""))
        kind = _KINDS.get(parent_kind, OrganisationKind.STATION)
        path = f"{parent_path}{pk}/"
        standing[place.code] = (pk, path, kind)
        offices.append(
            Organisation(
                pk=pk,
                name=place.name + _OFFICES.get(kind, "司法局"),
                short_name=place.name,
                kind=kind,
                code=place.code,
                parent_id=parent_id,
                path=path,
                opened_on=OPENED_ON,
            )
        )
    return offices


def _communities_make(standing: dict[str, tuple[int, str, str]]) -> list[Community]:
    known = set(Community.objects.values_list("code", flat=True))
    towns = {place.code: place.name for place in _read("sichuan_towns.csv")}
    return [
        Community(
            code=place.code,
            name=place.name,
            town_name=towns[place.parent],
            station_id=standing[place.parent][0],
        )
        for place in _read("sichuan_communities.csv.gz")
        if place.code not in known
    ]


def _county_path(standing: dict[str, tuple[int, str, str]], community: Community) -> str:
    station_path = standing[community.code[:9]][1]
    return station_path[: station_path.rstrip("/").rindex("/") + 1]


def _events(offices: list[Organisation]) -> Iterator[EventDraft]:
    for office in offices:
        changes = {"name": [None, office.name], "code": [None, office.code], "kind": [None, str(office.kind)]}
        yield EventDraft(
            "organisation_created", "corrections.organisation", office.pk, changes, path=office.path
        )


def _read(name: str) -> Iterator[_Place]:
    file = SOURCE / name
    with (
        gzip.open(file, "rt", encoding="utf-8")
        if name.endswith(".gz")
        else file.open(encoding="utf-8") as lines
    ):
        for row in csv.DictReader(lines):
            yield _Place(row["code"], row["name"], row["parent"])
