"""Writes what was planned, by COPY, in the caller's transaction: people, cases, spans, terms, seats, events, rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from core.audit import EventDraft, events_record
from core.bulk import draw_ids
from core.clock import now
from core.pinyin import pinyin_initials, pinyin_sort_key
from corrections.enums import Level, PlacementKind, RosterOutcome, Sex
from corrections.models import (
    Case,
    LevelSpan,
    Offender,
    Placement,
    RosterImport,
    RosterRow,
    TeamSeat,
    User,
)
from corrections.models.offender import last4_index_of, phone_index_of
from corrections.services.roster_candidates import GUARDED_KEYS, Candidate
from corrections.services.roster_known import CASE_FIELDS, PERSON_FIELDS
from corrections.services.roster_plan import Changes, Plan
from corrections.services.roster_reading import Entry
from corrections.services.roster_repeats import Repeat
from corrections.services.roster_rows import rows_add, rows_update, sealer
from corrections.services.roster_spans import case_spans_begin, seats_begin, seats_close, spans_switch

_DERIVED = ("name_pinyin", "name_initials", "phone_index")
_PERSON_COLUMNS = (
    "id", "id_kind", "id_number", "id_index", "id_last4_index", "is_restricted", "created_at", "updated_at", "version",
    *PERSON_FIELDS, *_DERIVED,
)  # fmt: skip
_CASE_DATA = (*GUARDED_KEYS, *CASE_FIELDS)
_CASE_COLUMNS = (
    "id", "offender_id", "station_id", "path", "level", "is_juvenile_track", "is_to_be_sealed", "responsible_id",
    "taken_over_on", "ended_on", "end_kind", "end_reason", "extra_items", "created_at", "updated_at", "created_by_id",
    "version", *_CASE_DATA,
)  # fmt: skip
_SPAN_COLUMNS = (
    "case_id",
    "starts_on",
    "ends_on",
    "is_closed_with_case",
    "reason",
    "recorded_at",
    "recorded_by_id",
)
_PLACEMENT_COLUMNS = (*_SPAN_COLUMNS, "station_id", "community_id", "kind")
_SEAT_COLUMNS = (
    *_SPAN_COLUMNS,
    "role",
    "name",
    "sex",
    "staff_id",
    "phone",
    "unit_name",
    "knows_minors",
    "is_named",
)
_ROW_COLUMNS = (
    "roster_id", "row", "outcome", "name", "offender_id", "case_id", "offender_version", "case_version", "digest",
    "has_error", "has_warning", "codes", "problems", "changes",
)  # fmt: skip
_NULLABLE = frozenset(
    ("birth_on", "decided_on", "effective_on", "documents_received_on", "received_on", "registered_on")
)
_SEALED_PERSON = ("phone", "work_unit", "residence", "household")


@dataclass
class RosterWriter:
    """One import being written: batch after batch, all in one transaction. `case_ids` are those whose facts changed.

    With `is_report` only the report's rows are written, and nobody is touched.
    """

    roster: RosterImport
    by: User
    on: date
    is_report: bool = False
    case_ids: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._moment = now().isoformat()
        self._seal = {name: sealer(Offender, name) for name in ("id_number", *_SEALED_PERSON)}
        self._seal_items = sealer(Case, "extra_items")
        self._seal_problems = sealer(RosterRow, "problems")
        self._seal_changes = sealer(RosterRow, "changes")
        self._reason = str(PlacementKind.IMPORT.label)

    @property
    def goes_on_after_errors(self) -> bool:
        """Otherwise all will be undone, and writing more is wasted."""
        return self.is_report or self.roster.is_partial

    def write(self, plans: Sequence[Plan]) -> None:
        """Carries out the plans of one batch: none of them refused."""
        if self.is_report:
            rows_add(RosterRow, _ROW_COLUMNS, map(self._row_of, plans))
            return
        created = [plan for plan in plans if plan.outcome == RosterOutcome.CREATED]
        updated = [plan for plan in plans if plan.outcome == RosterOutcome.UPDATED]
        ids = self._add(created)
        self._update(updated)
        changed = [(plan, *ids[id(plan)]) for plan in created] + [
            (plan, plan.person.id, plan.case.id) for plan in updated if plan.person and plan.case
        ]
        self.case_ids += [case_id for _plan, _person_id, case_id in changed]
        events_record((self._event(*change) for change in changed), by=self.by)
        rows_add(RosterRow, _ROW_COLUMNS, (self._row_of(plan, ids.get(id(plan))) for plan in plans))

    def write_repeats(self, repeats: Sequence[tuple[int, Repeat]]) -> None:
        """Rows that were read before and hold as they did. They are found by the digest of that time, not again."""
        rows_add(RosterRow, _ROW_COLUMNS, (self._repeat_row(number, repeat) for number, repeat in repeats))

    def write_refused(self, entries: Sequence[Entry]) -> None:
        """The rows with an error: kept with what is wrong, nothing else."""
        rows_add(RosterRow, _ROW_COLUMNS, (self._refused_row(entry) for entry in entries))

    # new people and cases

    def _add(self, plans: Sequence[Plan]) -> dict[int, tuple[int, int]]:
        """(person's id, case's id) by the identity of the plan."""
        newcomers = [plan for plan in plans if plan.person is None]
        fresh = iter(draw_ids(connection, Offender, len(newcomers)))
        person_ids = [plan.person.id if plan.person else next(fresh) for plan in plans]
        case_ids = draw_ids(connection, Case, len(plans))
        numbered = list(zip(plans, person_ids, case_ids, strict=True))
        rows_add(
            Offender,
            _PERSON_COLUMNS,
            (
                self._person_row(plan.candidate, person_id)
                for plan, person_id, _case in numbered
                if plan.person is None
            ),
        )
        self._update_people([plan for plan in plans if plan.person is not None and plan.person_changes])
        rows_add(Case, _CASE_COLUMNS, (self._case_row(*each) for each in numbered))
        rows_add(
            Placement,
            _PLACEMENT_COLUMNS,
            (
                (*self._span(plan.candidate, case_id), *_place(plan.candidate))
                for plan, _person, case_id in numbered
            ),
        )
        case_spans_begin(case_ids, by=self.by, moment=self._moment)
        seats_begin(
            {case_id: plan.candidate.members for plan, _person, case_id in numbered if plan.candidate.members}
        )
        return {id(plan): (person_id, case_id) for plan, person_id, case_id in numbered}

    def _person_row(self, candidate: Candidate, person_id: int) -> tuple[object, ...]:
        number = candidate.id_number
        values = {"birth_on": candidate.birth_on, "sex": candidate.sex} | candidate.person
        return (
            person_id,
            candidate.id_kind,
            self._seal["id_number"](number),
            candidate.id_index,
            last4_index_of(number),
            candidate.is_juvenile_track,
            self._moment,
            self._moment,
            1,
            *self._person_values(values),
        )

    def _person_values(self, values: dict[str, Any]) -> Iterator[object]:
        """In the order of PERSON_FIELDS and the derived columns."""
        for name in PERSON_FIELDS:
            value = values.get(name, "")
            if name in self._seal:
                yield self._seal[name](value)
            else:
                yield None if value == "" and name in _NULLABLE else value
        name = values["name"]
        yield pinyin_sort_key(name)
        yield pinyin_initials(name)
        yield phone_index_of(values.get("phone", ""))

    def _case_row(self, plan: Plan, person_id: int, case_id: int) -> tuple[object, ...]:
        candidate = plan.candidate
        values = candidate.guarded | candidate.case
        values["received_on"] = candidate.received_on
        return (
            case_id,
            person_id,
            candidate.station.id,
            candidate.station.path,
            candidate.level or Level.UNDETERMINED.value,
            candidate.is_juvenile_track,
            candidate.is_to_be_sealed,
            None,
            self.on,
            candidate.ended_on,
            candidate.end_kind,
            candidate.entry.values.get("end_reason", "") if candidate.ended_on else "",
            self._seal_items(candidate.items),
            self._moment,
            self._moment,
            self.by.pk,
            1,
            *_case_values(values),
        )

    def _span(self, candidate: Candidate, case_id: int) -> tuple[object, ...]:
        """What the roster says is taken to hold since reception: what was different before is the paper file's."""
        starts_on = candidate.received_on or candidate.case.get("documents_received_on") or self.on
        if candidate.ended_on:
            starts_on = min(starts_on, candidate.ended_on)
        ended_on = candidate.ended_on
        return case_id, starts_on, ended_on, ended_on is not None, self._reason, self._moment, self.by.pk

    # changes of known ones

    def _update(self, plans: Sequence[Plan]) -> None:
        self._update_people([plan for plan in plans if plan.person_changes])
        rows_update(
            Case,
            ("station_id", "path", "level", "extra_items", *_CASE_DATA),
            [self._changed_case(plan) for plan in plans if _touches_case(plan)],
            moment=self._moment,
        )
        moves = {plan.case.id: _place(plan.candidate) for plan in plans if plan.case and plan.moves}
        levels = {plan.case.id: (plan.new_level,) for plan in plans if plan.case and plan.new_level}
        spans_switch(
            Placement,
            ("station_id", "community_id", "kind"),
            moves,
            on=self.on,
            by=self.by,
            reason=self._reason,
        )
        spans_switch(LevelSpan, ("level",), levels, on=self.on, by=self.by, reason=self._reason)
        closed = {plan.case.id: plan.seats_closed for plan in plans if plan.case and plan.seats_closed}
        seats_close(closed, on=self.on)
        rows_add(
            TeamSeat,
            _SEAT_COLUMNS,
            (
                (
                    *(plan.case.id, self.on, None, False, self._reason, self._moment, self.by.pk),
                    *_seat(member.role, member.name, member.unit),
                )
                for plan in plans
                if plan.case
                for member in plan.seats_added
            ),
        )

    def _update_people(self, plans: Sequence[Plan]) -> None:
        rows_update(
            Offender,
            (*PERSON_FIELDS, *_DERIVED),
            [
                (
                    plan.person.id,
                    plan.person.version,
                    *self._person_values(_with(plan.person.fields, plan.person_changes)),
                )
                for plan in plans
                if plan.person
            ],
            moment=self._moment,
        )

    def _changed_case(self, plan: Plan) -> tuple[object, ...]:
        case, candidate = plan.case, plan.candidate
        assert case is not None  # noqa: S101 - a case that changes is known
        return (
            case.id,
            case.version,
            candidate.station.id,
            candidate.station.path,
            plan.new_level or case.level,
            self._seal_items(_with(case.items, plan.item_changes)),
            *_case_values(_with(case.fields, plan.case_changes)),
        )

    # the trace

    def _event(self, plan: Plan, person_id: int, case_id: int) -> EventDraft:
        candidate = plan.candidate
        is_new = plan.case is None
        return EventDraft(
            event="case_imported" if is_new else "case_import_updated",
            subject_type="corrections.case",
            subject_id=case_id,
            changes=_first_facts(candidate) if is_new else _event_changes(plan),
            path=candidate.station.path,
            case_id=case_id,
            offender_id=person_id,
            batch=self.roster.batch,
        )

    def _row_of(self, plan: Plan, ids: tuple[int, int] | None = None) -> tuple[object, ...]:
        """The row of the report; `ids` are those of a person and case just made."""
        person, case, entry = plan.person, plan.case, plan.candidate.entry
        changes = changes_of(plan)
        return (
            self.roster.pk,
            entry.row,
            plan.outcome.value,
            str(entry.values.get("name", ""))[:100],
            ids[0] if ids else person and person.id,
            ids[1] if ids else case and case.id,
            person.version + bool(plan.person_changes) if person else 1,
            case.version + _touches_case(plan) if case else 1,
            None if entry.problems else entry.digest,
            False,
            bool(entry.problems),
            tuple(dict.fromkeys(problem.code for problem in entry.problems)),
            self._seal_problems([problem.as_json() for problem in entry.problems]) if entry.problems else b"",
            self._seal_changes(changes) if changes else b"",
        )

    def _repeat_row(self, number: int, repeat: Repeat) -> tuple[object, ...]:
        return (
            self.roster.pk,
            number,
            RosterOutcome.UNCHANGED.value,
            repeat.name,
            repeat.offender_id,
            repeat.case_id,
            repeat.offender_version,
            repeat.case_version,
            None,
            False,
            False,
            (),
            b"",
            b"",
        )

    def _refused_row(self, entry: Entry) -> tuple[object, ...]:
        return (
            self.roster.pk,
            entry.row,
            RosterOutcome.FAILED.value,
            str(entry.values.get("name", ""))[:100],
            None,
            None,
            None,
            None,
            None,
            True,
            any(not problem.is_error for problem in entry.problems),
            tuple(dict.fromkeys(problem.code for problem in entry.problems)),
            self._seal_problems([problem.as_json() for problem in entry.problems]),
            b"",
        )


def changes_of(plan: Plan) -> dict[str, list[Any]]:
    """Field → [old, new] of an update, as JSON holds them; `item:` before the words of kept items.

    For a new case of a known person it is what changed about the person.
    """
    changes = {key: _json_pair(pair) for key, pair in (plan.person_changes | plan.case_changes).items()}
    if plan.case is None:
        return changes
    changes |= {f"item:{item}": pair for item, pair in plan.item_changes.items()}
    if plan.new_level:
        changes["level"] = [plan.case.level, plan.new_level]
    if plan.moves:
        pairs: dict[str, list[Any]] = {
            "station": [plan.case.station_id, plan.candidate.station.id],
            "community": [plan.case.community_id, plan.candidate.community_id],
        }
        changes |= {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if plan.seats_added or plan.seats_closed:
        changes["team"] = [
            [list(seat) for seat in plan.seats_closed],
            [[member.role, member.name, member.unit] for member in plan.seats_added],
        ]
    return changes


def _event_changes(plan: Plan) -> dict[str, list[Any]]:
    """The same with personal values masked; of kept items only that they changed."""
    changes = changes_of(plan)
    for key, mask in Offender.PERSONAL.items():
        if key in changes:
            changes[key] = [mask(value) if value else value for value in changes[key]]
    for key in changes:
        if key.startswith("item:"):
            changes[key] = ["…" if value else None for value in changes[key]]
    return changes


def _first_facts(candidate: Candidate) -> dict[str, list[Any]]:
    return {
        "category": [None, candidate.guarded["category"]],
        "term_starts_on": [None, candidate.starts_on.isoformat()],
        "term_ends_on": [None, candidate.ends_on.isoformat()],
        "station": [None, candidate.station.id],
        "level": [None, candidate.level or Level.UNDETERMINED.value],
    }


def _place(candidate: Candidate) -> tuple[object, ...]:
    return candidate.station.id, candidate.community_id, PlacementKind.IMPORT.value


def _json_pair(pair: list[Any]) -> list[Any]:
    return [value.isoformat() if isinstance(value, date) else value for value in pair]


def _with(fields: dict[str, Any], changes: Changes) -> dict[str, Any]:
    return fields | {key: new for key, (_old, new) in changes.items()}


def _touches_case(plan: Plan) -> bool:
    """A change of the team counts as one of the case: whoever read the case with its team has to look again."""
    return bool(
        plan.case_changes
        or plan.item_changes
        or plan.moves
        or plan.new_level
        or plan.seats_added
        or plan.seats_closed
    )


def _case_values(values: dict[str, Any]) -> Iterator[object]:
    """In the order of _CASE_DATA."""
    for name in _CASE_DATA:
        value = values.get(name, "")
        if name == "crimes":
            yield tuple(value or ())
        elif name == "has_prohibition_order":
            yield bool(value)
        else:
            yield None if value == "" and name in _NULLABLE else value


def _seat(role: str, name: str, unit: str) -> tuple[object, ...]:
    return role, name, Sex.UNKNOWN.value, None, b"", unit, False, bool(name)
