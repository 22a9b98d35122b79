"""An import taken back as a whole: what it made goes away, what it changed returns to what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.audit import EventDraft, event_record, events_record
from core.clock import now, today
from core.errors import BadInput, Refused
from core.jobs import job_enqueue
from corrections.enums import PlacementKind, RosterOutcome, RosterState, Sex
from corrections.models import (
    Case,
    LevelSpan,
    Offender,
    Organisation,
    Placement,
    RosterImport,
    RosterRow,
    TeamSeat,
    User,
)
from corrections.policies.roster import check_can_undo_roster, check_nothing_depends
from corrections.selectors.roster_dependents import Dependents, changed_rows, dependents_of
from corrections.services.case import cases_changed
from corrections.services.roster_import import check_can_import_list
from corrections.services.roster_known import CASE_FIELDS, PERSON_FIELDS
from corrections.services.roster_lists import ListKind, list_kind
from corrections.services.roster_offices import OfficeIndex
from corrections.services.roster_turns import alone_in_county

BATCH = 500
_ITEM = "item:"
Progress = Callable[[int, int], None]


@transaction.atomic
def roster_undo_ask(*, by: User, roster: RosterImport, reason: str) -> RosterImport:
    """Has an import undone by a job. Raises Refused where anything was done with its people since, BadInput without a
    reason.
    """
    locked = RosterImport.objects.select_for_update(of=("self",)).select_related("office").get(pk=roster.pk)
    check_can_undo_roster(by, locked)
    check_can_import_list(by, locked.office, locked.kind)
    if not reason.strip():
        raise BadInput(_("请写明撤销事由。"))
    found = undo_dependents(locked)
    check_nothing_depends(found.people, found.sentences)
    locked.state, locked.refusal = RosterState.UNDOING, ""
    locked.undo_asked_at, locked.undo_asked_by, locked.undo_reason = now(), by, reason.strip()[:300]
    locked.job = job_enqueue(
        "roster_undo", args={"roster_id": locked.pk}, by=by, key=f"roster_undo:{locked.pk}", path=locked.path
    )
    locked.save()
    event_record(
        "roster_undo_asked",
        by=by,
        subject=locked,
        reason=locked.undo_reason,
        path=locked.path,
        batch=locked.batch,
    )
    return locked


def undo_dependents(roster: RosterImport) -> Dependents:
    """What forbids to undo the import: work done since with the people, or with the rows of another list."""
    lists = list_kind(roster.kind)
    if lists is None:
        return dependents_of(roster)
    return Dependents(0, (), lists.dependents(list(_list_rows(roster)), roster))


def roster_undo(*, roster_id: int, progress: Progress | None = None) -> dict[str, int]:
    """Carries the undo out, whole or not at all. Run again for one that is done, it does nothing.

    What was done with the people between the asking and now stops it: the import then stands as it was, with the
    sentence why.
    """
    roster = RosterImport.objects.select_related("office__parent__parent").get(pk=roster_id)
    county_id = OfficeIndex.of(roster.office, on=roster.on).county.pk
    try:
        return alone_in_county(county_id, lambda: _carry_out(roster_id, progress))
    except Refused as refusal:
        RosterImport.objects.filter(pk=roster_id, state=RosterState.UNDOING).update(
            state=RosterState.DONE, refusal=refusal.sentence[:500], undo_asked_at=None, undo_asked_by=None
        )
        return {}


def _carry_out(roster_id: int, progress: Progress | None) -> dict[str, int]:
    roster = (
        RosterImport.objects.select_for_update(of=("self",))
        .select_related("office", "undo_asked_by")
        .get(pk=roster_id)
    )
    by = roster.undo_asked_by
    if roster.state != RosterState.UNDOING or by is None:
        return {}
    check_can_import_list(by, roster.office, roster.kind)
    lists = list_kind(roster.kind)
    if lists is not None:
        return _list_back(lists, roster, by)
    rows = changed_rows(roster).order_by("case_id")
    _lock(Offender.objects.filter(pk__in=rows.values("offender_id")))
    _lock(Case.objects.filter(pk__in=rows.values("case_id")))
    found = dependents_of(roster)
    check_nothing_depends(found.people, found.sentences)
    total, done = rows.count(), 0
    restored: list[int] = []
    removed = 0
    for batch in _batches(rows):
        made = [row for row in batch if row.outcome == RosterOutcome.CREATED]
        changed = [row for row in batch if row.outcome == RosterOutcome.UPDATED]
        events_record((_event(row, roster) for row in batch), by=by)
        _restore_people(batch)
        _restore_cases(changed, roster)
        _remove(made)
        removed += len(made)
        restored += [row.case_id for row in changed if row.case_id]
        done += len(batch)
        if progress is not None:
            progress(done, total)
    cases_changed(case_ids=restored, on=today(), by=by)
    return _finish(roster, by, removed=removed, restored=len(restored))


def _finish(roster: RosterImport, by: User, *, removed: int, restored: int) -> dict[str, int]:
    roster.state, roster.refusal = RosterState.UNDONE, ""
    roster.save(update_fields=["state", "refusal"])
    event_record(
        "roster_undone",
        by=by,
        subject=roster,
        changes={"created": [removed, 0], "updated": [restored, 0]},
        reason=roster.undo_reason,
        path=roster.path,
        batch=roster.batch,
    )
    return {"removed": removed, "restored": restored}


def _list_rows(roster: RosterImport) -> QuerySet[RosterRow]:
    """The rows of another list that wrote anything, the last first."""
    written = (RosterOutcome.CREATED, RosterOutcome.UPDATED)
    return RosterRow.objects.filter(roster=roster, outcome__in=written).order_by("-row")


def _list_back(lists: ListKind, roster: RosterImport, by: User) -> dict[str, int]:
    rows = list(_list_rows(roster))
    check_nothing_depends(0, lists.dependents(rows, roster))
    for row in rows:
        lists.undo(row, by)
        event_record(
            "list_row_undone",
            by=by,
            subject=row,
            changes={"fields": [sorted(row.change_map), None]},
            reason=roster.undo_reason,
            path=roster.path,
            batch=roster.batch,
        )
    removed = sum(row.outcome == RosterOutcome.CREATED for row in rows)
    return _finish(roster, by, removed=removed, restored=len(rows) - removed)


def _lock(rows: QuerySet[Any]) -> None:
    """People before cases, as every act that needs both; in the order of their keys."""
    list(rows.order_by("pk").select_for_update().values_list("pk"))


def _batches(rows: Any) -> Iterator[list[RosterRow]]:
    """Read by key, for the rows lose their case while this goes on."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        chosen = keys[start : start + BATCH]
        yield list(
            RosterRow.objects.filter(pk__in=chosen).select_related("case", "offender").order_by("case_id")
        )


def _event(row: RosterRow, roster: RosterImport) -> EventDraft:
    is_made = row.outcome == RosterOutcome.CREATED
    return EventDraft(
        event="case_import_undone",
        subject_type="corrections.case",
        subject_id=row.case_id,
        changes={} if is_made else {"fields": [sorted(row.change_map), None]},
        reason=roster.undo_reason,
        path=row.case.path if row.case else roster.path,
        case_id=row.case_id,
        offender_id=row.offender_id,
        batch=roster.batch,
    )


def _restore_people(rows: Iterable[RosterRow]) -> None:
    for row in rows:
        old = {name: pair[0] for name, pair in row.change_map.items() if name in PERSON_FIELDS}
        if row.offender is not None and old:
            _set(row.offender, old)
            row.offender.derive()
            row.offender.version += 1
            row.offender.updated_at = now()
            row.offender.save()


def _restore_cases(rows: Sequence[RosterRow], roster: RosterImport) -> None:
    """Fields, kept items, level, station and unnamed seats as they were."""
    for row in rows:
        case, changes = row.case, row.change_map
        if case is None:
            continue
        _set(case, {name: pair[0] for name, pair in changes.items() if name in CASE_FIELDS})
        items = dict(case.extra_items or {})
        for name, (old, _new) in changes.items():
            if name.startswith(_ITEM):
                items.pop(name.removeprefix(_ITEM), None)
                if old:
                    items[name.removeprefix(_ITEM)] = old
        case.extra_items = items
        if "level" in changes:
            case.level = changes["level"][0]
            _span_back(LevelSpan, case, roster, level=case.level)
        if "station" in changes:
            case.station = Organisation.objects.get(pk=changes["station"][0])
            case.path = case.station.path
        if "station" in changes or "community" in changes:
            said = {"station": case.station, "community_id": changes.get("community", [None])[0]}
            _span_back(Placement, case, roster, **said, kind=PlacementKind.IMPORT)
        if "team" in changes:
            _seats_back(case, roster, *changes["team"])
        case.version += 1
        case.updated_at = now()
        case.save()


def _span_back(model: Any, case: Case, roster: RosterImport, **values: Any) -> None:
    """The span that began with the import goes; the one before runs on if it says what held before the import.

    It says something else, or is not there, where another span began that same day and was replaced: that one stands
    again.
    """
    said = {name: value for name, value in values.items() if name != "kind"}
    model.objects.filter(case=case, starts_on=roster.on, ends_on=None).delete()
    before = model.objects.filter(case=case, ends_on=roster.on - timedelta(days=1), **said).first()
    if before is not None:
        before.ends_on = None
        before.save(update_fields=["ends_on"])
    else:
        model.objects.create(
            case=case, starts_on=roster.on, recorded_at=now(), recorded_by=roster.undo_asked_by, **values
        )


def _seats_back(case: Case, roster: RosterImport, closed: Sequence[Any], added: Sequence[Any]) -> None:
    for role, name, unit in added:
        TeamSeat.objects.filter(
            case=case, role=role, name=name, unit_name=unit, starts_on=roster.on, ends_on=None
        ).delete()
    for role, name, unit in closed:
        ended = roster.on - timedelta(days=1)
        seats = TeamSeat.objects.filter(case=case, role=role, name=name, unit_name=unit, is_named=False)
        if not seats.filter(ends_on=ended).update(ends_on=None):
            TeamSeat.objects.create(
                case=case,
                role=role,
                name=name,
                unit_name=unit,
                sex=Sex.UNKNOWN,
                is_named=False,
                starts_on=roster.on,
                recorded_at=now(),
                recorded_by=roster.undo_asked_by,
            )


def _remove(rows: Sequence[RosterRow]) -> None:
    """The cases with all that hangs on them, and the people who have no other: nobody is there without a case."""
    Case.objects.filter(pk__in=[row.case_id for row in rows]).delete()
    people = Offender.objects.filter(pk__in=[row.offender_id for row in rows])
    people.filter(cases=None).delete()


def _set(row: Case | Offender, values: dict[str, Any]) -> None:
    """Values as the report's JSON holds them: days come back as days."""
    for name, value in values.items():
        field = row._meta.get_field(name)
        setattr(row, name, field.to_python(value) if hasattr(field, "to_python") else value)
