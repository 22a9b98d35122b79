"""Rows that an earlier import has read already, cell by cell, and whose person and case nobody has touched since.

Such a row changes nothing, so it is neither read nor compared again: an office's roster of next month is mostly the one
of this month. Only rows without any remark are taken for repeats, so that no warning falls silent. What a full reading
would notice is in the digest (cells, matched columns, offices, our own code), in the versions of person and case, in
the days asked for here, or asked of the planner (rights).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from core.crypto import keyed_digest
from core.release import source_digest
from core.sheets import Row
from corrections.enums import RosterState
from corrections.models import Placement, RosterRow, TeamSeat
from corrections.services.roster_offices import OfficeIndex
from corrections.services.roster_reading import RosterSheet

CODE = source_digest("core", "corrections")
"""Another release may read, check or write a cell in another way: it reads every row once more."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The person and case a repeated row is about, as they stand."""

    digest: bytes
    offender_id: int
    case_id: int
    offender_version: int
    case_version: int
    path: str
    document: tuple[str, bytes]
    name: str


class Fingerprints:
    """Keyed digests of rows as they stand in the file, for one set of offices and of matched columns."""

    def __init__(self, sheet: RosterSheet, offices: OfficeIndex) -> None:
        columns = [
            (match.place, match.column.key if match.column else "", match.item) for match in sheet.matches
        ]
        places = sorted(offices.communities.items()) if sheet.has("community") else []
        common = repr((CODE, offices.meaning, places, sheet.date1904, columns)).encode()
        # Shortened first, for it goes into the digest of every row: the spellings of a county fill 80 KB.
        self._beginning = keyed_digest([common], purpose="roster.sheet")
        self._formulas = sheet.table.sheet.formula_cells
        self._hidden = sheet.table.sheet.hidden_rows

    def of(self, number: int, cells: Row) -> bytes | None:
        """None for a row that is always looked at: with a formula, or hidden."""
        if number in self._hidden or (self._formulas and self._formulas.in_row(number)):
            return None
        return keyed_digest((self._beginning, repr(cells).encode()), purpose="roster.row")


def repeats_find(digests: Collection[bytes], *, on: date) -> dict[bytes, Repeat]:
    """By digest, the rows of finished imports that hold on that day as they did: same versions, case open, term
    running, the place and the team those of then. A row of an import for a later day says nothing of an earlier one.
    """
    turned = TeamSeat.objects.filter(case=OuterRef("case")).filter(
        Q(starts_on__gt=OuterRef("roster__on"), starts_on__lte=on)
        | Q(ends_on__gte=OuterRef("roster__on"), ends_on__lt=on)
    )
    replaced = Placement.objects.filter(
        case=OuterRef("case"), recorded_at__gt=OuterRef("roster__finished_at")
    )
    found = (
        RosterRow.objects.filter(
            ~Exists(turned),
            ~Exists(replaced),
            digest__in=digests,
            roster__state=RosterState.DONE,
            roster__on__lte=on,
            offender__version=F("offender_version"),
            case__version=F("case_version"),
            case__ended_on=None,
            case__term_ends_on__gte=on,
        )
        .order_by("pk")
        .values_list(
            "digest",
            "offender_id",
            "case_id",
            "offender_version",
            "case_version",
            "case__path",
            "offender__id_kind",
            "offender__id_index",
            "offender__name",
        )
    )
    repeats = (Repeat(*row[:6], document=(row[6], row[7]), name=row[8]) for row in found)  # type: ignore[arg-type]
    return {repeat.digest: repeat for repeat in repeats}
