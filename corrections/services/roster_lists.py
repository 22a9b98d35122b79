"""Lists other than people that come in as sheets: staff, representatives. Their rooms' services carry out each row.

The check does the same as the import and takes all of it back, so that what it promises is what will happen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.enums import RosterKind, RosterOutcome
from corrections.models import Organisation, RosterImport, RosterRow, User
from corrections.resources.roster_layout import PEOPLE, Layout
from corrections.resources.roster_widgets import CellError
from corrections.services.roster_offices import OfficeIndex
from corrections.services.roster_reading import Entry, RosterSheet
from corrections.services.roster_run import Progress, RosterResult

_PROGRESS_EVERY = 50


class CellRefused(BadInput):
    """What is wrong with one cell of the row: the column's key and a sentence."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


@dataclass(frozen=True)
class RowContext:
    """Who brings the row in, into which offices, on which business day."""

    by: User
    offices: OfficeIndex
    on: date

    def office_of(self, entry: Entry, *, with_county: bool = False) -> Organisation:
        """The office a row names; a station's own sheet needs to name none. Raises CellRefused."""
        text = entry.values.get("office")
        if not text:
            if self.offices.scope.pk != self.offices.county.pk or with_county:
                return self.offices.scope
            raise CellRefused("office", _("没有写明司法所，请补上"))
        try:
            return Organisation.objects.get(pk=self.offices.find(text).id)
        except CellError as error:
            if error.code == "office_not_station" and with_county:
                return self.offices.county
            raise CellRefused("office", error.message) from None


@dataclass
class RowDone:
    """What a row did: `changes` old → new by column key, `made` the rows it made or touched, in words of the kind."""

    outcome: RosterOutcome
    changes: dict[str, list[Any]] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ListKind:
    """One kind of list. `carry_out` raises BadInput, Refused or PermissionDenied with the sentence for the row.

    `dependents` says what people did since with what the rows made; `undo` takes one row back.
    """

    layout: Layout
    permission: str
    carry_out: Callable[[Entry, RowContext], RowDone]
    dependents: Callable[[Sequence[RosterRow], RosterImport], list[str]]
    undo: Callable[[RosterRow, User], None]
    choices: Callable[[Organisation], dict[str, Any]]


_kinds: dict[str, ListKind] = {}


def list_kind_register(kind: RosterKind, lists: ListKind) -> None:
    """Called from AppConfig.ready of the room whose rows they are."""
    _kinds[kind] = lists


def list_kind(kind: str) -> ListKind | None:
    """None for people, who come in by the bulk path."""
    return _kinds.get(kind)


def layout_of(kind: str) -> Layout:
    found = list_kind(kind)
    return found.layout if found else PEOPLE


def list_check(
    kind: ListKind, sheet: RosterSheet, context: RowContext, roster: RosterImport, progress: Progress | None
) -> RosterResult:
    """What an import would do, with the rows of the report; nothing else is left behind."""
    with transaction.atomic():
        result, rows = _carry_out(kind, sheet, context, roster, progress)
        transaction.set_rollback(True)
    RosterRow.objects.bulk_create(rows)
    return result


def list_preview(
    kind: ListKind, sheet: RosterSheet, context: RowContext, progress: Progress | None
) -> RosterResult:
    """The same, without a trace."""
    with transaction.atomic():
        result, _rows = _carry_out(kind, sheet, context, RosterImport(), progress)
        transaction.set_rollback(True)
    return result


def list_apply(
    kind: ListKind, sheet: RosterSheet, context: RowContext, roster: RosterImport, progress: Progress | None
) -> RosterResult:
    """Carries every row out, in the caller's transaction."""
    result, rows = _carry_out(kind, sheet, context, roster, progress)
    RosterRow.objects.bulk_create(rows)
    return result


def _carry_out(
    kind: ListKind, sheet: RosterSheet, context: RowContext, roster: RosterImport, progress: Progress | None
) -> tuple[RosterResult, list[RosterRow]]:
    result, rows = RosterResult(problems=list(sheet.problems)), []
    reader, total = sheet.reader(context.on), sheet.row_limit
    for place, (number, cells) in enumerate(sheet.raw_rows(), start=1):
        entry = reader(number, cells)
        rows.append(_row_of(kind, entry, context, roster))
        result.counts[rows[-1].outcome] += 1
        result.problems += entry.problems
        if progress is not None and place % _PROGRESS_EVERY == 0:
            progress(place, total)
    return result, rows


def _row_of(kind: ListKind, entry: Entry, context: RowContext, roster: RosterImport) -> RosterRow:
    done = None
    if not entry.is_refused:
        try:
            with transaction.atomic():
                done = kind.carry_out(entry, context)
        except (BadInput, Refused, PermissionDenied) as problem:
            key = problem.key if isinstance(problem, CellRefused) else kind.layout.anchors[0]
            entry.error(key, "row_refused", getattr(problem, "sentence", str(problem)))
    return RosterRow(
        roster=roster,
        row=entry.row,
        outcome=done.outcome if done else RosterOutcome.FAILED,
        name=str(entry.values.get("name", ""))[:100],
        has_error=done is None,
        has_warning=any(not problem.is_error for problem in entry.problems),
        codes=list(dict.fromkeys(problem.code for problem in entry.problems)),
        problems=[problem.as_json() for problem in entry.problems],
        changes=done.changes if done else {},
        made=done.made if done else {},
    )
