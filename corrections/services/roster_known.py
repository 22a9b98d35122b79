"""Who of a roster is known already: people by the blind index of their document, with their cases, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Value
from django.db.models.functions import Concat

from core.idnumber import mask
from corrections.models import Case, FormerDocument, Offender, Placement, TeamSeat
from corrections.services.roster_candidates import CASE_KEYS, GUARDED_KEYS, Document

PERSON_FIELDS = (
    "name", "former_name", "sex", "birth_on", "phone", "ethnicity", "nationality", "education", "marital_status",
    "employment", "work_unit", "residence", "household",
)  # fmt: skip
CASE_FIELDS = (*CASE_KEYS, "crimes", "received_on", "registered_on")
_PERSON_COLUMNS = ("id", "version", "id_kind", "id_index", *PERSON_FIELDS)
_CASE_COLUMNS = (
    "id", "version", "offender_id", "station_id", "path", "level", "ended_on", "extra_items", *GUARDED_KEYS,
    *CASE_FIELDS,
)  # fmt: skip
_MARK = "\x1f"

Seat = tuple[str, str, str]
"""(role, name, unit or relation)."""


@dataclass(slots=True)
class KnownCase:
    id: int
    version: int
    station_id: int
    path: str
    level: str
    ended_on: date | None
    items: dict[str, str]
    fields: dict[str, Any]
    seats: list[Seat] = field(default_factory=list)
    community_id: int | None = None


@dataclass(slots=True)
class KnownPerson:
    id: int
    version: int
    fields: dict[str, Any]
    cases: list[KnownCase] = field(default_factory=list)
    id_masked: str = ""

    @property
    def open_case(self) -> KnownCase | None:
        return next((case for case in self.cases if case.ended_on is None), None)


def people_known(names: Mapping[Document, str], *, on: date) -> dict[Document, KnownPerson]:
    """The people with one of these documents, by document; `names` are the names the sheet gives with them.

    A number that is a former one of somebody with that name means them (their number of today in `id_masked`). Seven
    queries at most, whatever their number.
    """
    wanted = set(names)
    indexes = {index for _kind, index in wanted}
    known: dict[Document, KnownPerson] = {}
    by_id: dict[int, KnownPerson] = {}
    for pk, version, kind, index, *values in Offender.objects.filter(id_index__in=indexes).values_list(
        *_PERSON_COLUMNS
    ):
        if (kind, index) in wanted:
            known[kind, index] = by_id[pk] = KnownPerson(
                pk, version, dict(zip(PERSON_FIELDS, values, strict=True))
            )
    _add_former(known, by_id, {document: names[document] for document in wanted - known.keys()})
    _add_cases(by_id, on)
    return known


def _add_former(
    known: dict[Document, KnownPerson], by_id: dict[int, KnownPerson], names: Mapping[Document, str]
) -> None:
    rows = FormerDocument.objects.filter(id_index__in={index for _kind, index in names}).values_list(
        "id_kind", "id_index", "offender_id", "offender__name", "offender__former_name"
    )
    former = {
        (kind, index): person_id
        for kind, index, person_id, *called in rows
        if names.get((kind, index)) in called
    }
    missing = set(former.values()) - by_id.keys()
    columns = ("id", "version", "id_number", *PERSON_FIELDS)
    for pk, version, number, *values in Offender.objects.filter(pk__in=missing).values_list(*columns):
        by_id[pk] = KnownPerson(
            pk, version, dict(zip(PERSON_FIELDS, values, strict=True)), id_masked=mask(number)
        )
    for document, person_id in former.items():
        known[document] = by_id[person_id]


def _add_cases(people: dict[int, KnownPerson], on: date) -> None:
    if not people:
        return
    open_cases: dict[int, KnownCase] = {}
    rows = Case.objects.filter(offender_id__in=people.keys()).order_by("term_starts_on", "pk")
    for pk, version, offender_id, station_id, path, level, ended_on, items, *values in rows.values_list(
        *_CASE_COLUMNS
    ):
        fields = dict(zip((*GUARDED_KEYS, *CASE_FIELDS), values, strict=True))
        case = KnownCase(pk, version, station_id, path, level, ended_on, items or {}, fields)
        people[offender_id].cases.append(case)
        if ended_on is None:
            open_cases[pk] = case
    placements = Placement.objects.filter(case_id__in=open_cases, ends_on=None)
    for case_id, community_id in placements.values_list("case_id", "community_id"):
        open_cases[case_id].community_id = community_id
    for case_id, seats in _seats(open_cases.keys(), on).items():
        open_cases[case_id].seats = seats


def _seats(case_ids: Iterable[int], on: date) -> dict[int, list[Seat]]:
    """The seats held on that day, one row of the answer for each case: a team has five."""
    rows = (
        TeamSeat.objects.on(on)
        .filter(case_id__in=list(case_ids))
        .values("case_id")
        .annotate(seats=ArrayAgg(Concat(F("role"), Value(_MARK), F("name"), Value(_MARK), F("unit_name"))))
        .values_list("case_id", "seats")
    )
    seats: dict[int, list[Seat]] = defaultdict(list)
    for case_id, texts in rows:
        for text in texts:
            role, name, unit = text.split(_MARK)
            seats[case_id].append((role, name, unit))
    return seats
