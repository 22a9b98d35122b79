"""The offices of the scale data: Sichuan's own tree, or copies of it under a made-up root; and who lives where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from django.core.management.base import CommandError
from django.db import connection, transaction

from core.bulk import copy_objects, draw_ids
from core.paths import subtree_q
from corrections.enums import OrganisationKind
from corrections.models import Community, Organisation, OrganisationCode, OrganisationParent
from corrections.services.divisions import OPENED_ON

PEOPLE_IN_COUNTY = 250
"""About so many people has a county on average, in Sichuan (45,000 in 183) as in the copies."""
FIRST_COPY = 0xA1
"""Of a copied office: the code begins with A1, A2 … instead of the province's 51; those of GB/T 2260 are all digits."""


@dataclass(frozen=True, slots=True)
class Town:
    """A station and how many people it gets."""

    station: Organisation
    people: int


@dataclass(frozen=True, slots=True)
class County:
    """A bureau with its stations; `first` numbers its people among all."""

    office: Organisation
    towns: tuple[Town, ...]
    first: int

    @property
    def people(self) -> int:
        return sum(town.people for town in self.towns)


def province_root() -> Organisation:
    """The loaded province; CommandError in an empty tree."""
    root = Organisation.objects.filter(kind=OrganisationKind.PROVINCE, parent=None, closed_on=None).first()
    if root is None:
        raise CommandError("请先执行 load_divisions。 Run load_divisions first.")
    return root


@transaction.atomic
def country_root(copies: int) -> Organisation:
    """A made-up country with so many copies of the loaded province, offices and communities alike."""
    source = province_root()
    (pk,) = draw_ids(connection, Organisation, 1)
    root = Organisation(
        pk=pk,
        name="演示全国（虚构）",
        short_name="演示全国",
        kind=OrganisationKind.PROVINCE,
        path=f"{pk}/",
        opened_on=OPENED_ON,
    )
    _write([root])
    originals = list(
        Organisation.objects.open(on=OPENED_ON).filter(subtree_q("path", source.path)).order_by("path")
    )
    for copy in range(copies):
        _copy(originals, root, copy)
    return root


def counties_under(
    root: Organisation, *, people: int, seed: int, on: date, most: int | None = None
) -> list[County]:
    """`people` spread over as many counties as they need (of at most `most`), unevenly by town, from the seed."""
    random = Random(f"{seed}:tree")
    below = Organisation.objects.below(root.path).open(on=on)
    stations: dict[int, list[Organisation]] = {}
    for station in below.filter(kind=OrganisationKind.STATION).order_by("path"):
        stations.setdefault(station.parent_id or 0, []).append(station)
    offices = [
        office
        for office in below.filter(kind=OrganisationKind.COUNTY)
        .select_related("parent__parent")
        .order_by("code")
        if office.pk in stations
    ]
    random.shuffle(offices)
    chosen = offices[: min(max(1, round(people / PEOPLE_IN_COUNTY)), most or len(offices))]
    weights = [[random.gammavariate(2, 1) for _town in stations[office.pk]] for office in chosen]
    total = sum(map(sum, weights))
    counties, before, given = [], 0.0, 0
    for office, shares in zip(chosen, weights, strict=True):
        first, towns = given, []
        for station, share in zip(stations[office.pk], shares, strict=True):
            before += share
            upto = round(people * before / total)
            station.parent = office
            towns.append(Town(station, upto - given))
            given = upto
        counties.append(County(office, tuple(towns), first))
    return counties


def _copy(originals: Sequence[Organisation], root: Organisation, copy: int) -> None:
    ids = draw_ids(connection, Organisation, len(originals))
    letters = f"{FIRST_COPY + copy:X}"
    new_ids = {office.pk: pk for office, pk in zip(originals, ids, strict=True)}
    paths = {root.pk: root.path}
    offices = []
    for original in originals:  # by path: parents come first
        pk = new_ids[original.pk]
        parent_id = new_ids.get(original.parent_id or 0, root.pk)
        paths[pk] = f"{paths[parent_id]}{pk}/"
        is_province = original.kind == OrganisationKind.PROVINCE
        offices.append(
            Organisation(
                pk=pk,
                name=f"演示{copy + 1:02}省司法厅" if is_province else original.name,
                short_name=f"演示{copy + 1:02}省" if is_province else original.short_name,
                kind=original.kind,
                code=letters + original.code[2:] if original.code else "",
                parent_id=parent_id,
                path=paths[pk],
                opened_on=original.opened_on,
            )
        )
    _write(offices)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {Community._meta.db_table} (name, code, town_name, station_id)
            SELECT c.name, %s || substr(c.code, 3), c.town_name, copied.new
              FROM {Community._meta.db_table} c
              JOIN unnest(%s::bigint[], %s::bigint[]) AS copied(old, new) ON copied.old = c.station_id
             ORDER BY c.id
            """,  # noqa: S608 (fixed text)
            [letters, list(new_ids), list(new_ids.values())],
        )


def _write(offices: Sequence[Organisation]) -> None:
    span = {"starts_on": OPENED_ON}
    copy_objects(connection, offices)
    copy_objects(
        connection,
        [
            OrganisationParent(organisation_id=o.pk, parent_id=o.parent_id, path=o.path, **span)
            for o in offices
        ],
    )
    copy_objects(
        connection,
        [OrganisationCode(organisation_id=o.pk, code=o.code, **span) for o in offices if o.code],
    )
