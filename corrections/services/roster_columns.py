"""What the headings of an office's rosters stand for: kept with each import, put right by a person, remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now
from core.errors import BadInput
from core.jobs import job_enqueue
from corrections.enums import RosterKind, RosterState
from corrections.models import Organisation, RosterHeading, RosterImport, User
from corrections.policies.roster import check_can_choose_columns
from corrections.resources.roster_layout import Layout
from corrections.resources.roster_targets import KEPT, PASSED, target_words
from corrections.resources.roster_texts import heading_key
from corrections.resources.roster_widgets import text_of
from corrections.services.roster_lists import layout_of
from corrections.services.roster_matching import MatchedColumn, Remembered, columns_match
from corrections.services.roster_reading import RosterSheet

SAMPLES = 2
_LOOKED_AT = 20
_SAMPLE_LENGTH = 40


def headings_remembered(office: Organisation, kind: str = RosterKind.PEOPLE) -> Remembered:
    """What the office has said about headings; a station knows what its county said, and may differ."""
    offices = [office.pk, *([office.parent_id] if office.kind == "station" and office.parent_id else [])]
    rows = RosterHeading.objects.filter(kind=kind, office_id__in=offices).values_list(
        "office_id", "heading", "target"
    )
    return {heading: target for pk in reversed(offices) for of, heading, target in rows if of == pk}


def columns_keep(roster: RosterImport, sheet: RosterSheet) -> None:
    """Notes on the import, unsaved, what each heading was taken for, with a few cells to recognise the column by."""
    roster.sheet_name = sheet.table.sheet.name[:60]
    roster.header_row = sheet.table.header_row
    roster.columns = [match_as_json(match) for match in sheet.matches]
    roster.samples = _samples(sheet)


def match_as_json(match: MatchedColumn) -> dict[str, Any]:
    """One entry of RosterImport.columns; `target` as resources/roster_targets.py says."""
    return {
        "place": match.place,
        "heading": match.heading,
        "target": _target(match),
        "item": match.item,
        "certainty": match.certainty,
        "source": match.source.value,
    }


@transaction.atomic
def roster_columns_choose(*, by: User, roster: RosterImport, targets: Mapping[int, str]) -> RosterImport:
    """Put right what columns stand for, by place, remember it for the office and have the file checked again.

    A choice that is what we would take the heading for by ourselves is forgotten instead. Raises Refused without the
    right or in another state, BadInput where two columns would stand for one thing.
    """
    locked = (
        RosterImport.objects.select_for_update(of=("self",))
        .select_related("office", "uploaded_by")
        .get(pk=roster.pk)
    )
    check_can_choose_columns(by, locked)
    before = {column["place"]: column["target"] for column in locked.columns}
    headings = {column["place"]: str(column["heading"]) for column in locked.columns}
    after = before | {place: target for place, target in targets.items() if place in before}
    layout = layout_of(locked.kind)
    _check_once(after, headings, layout)
    changed = {place: target for place, target in after.items() if target != before[place]}
    if not changed:
        return locked
    _remember(locked, changed, headings, by=by)
    locked.state, locked.refusal, locked.finished_at = RosterState.UPLOADED, "", None
    locked.job = job_enqueue("roster_check", args={"roster_id": locked.pk}, by=by, path=locked.path)
    locked.save()
    event_record(
        "roster_columns_chosen",
        by=by,
        subject=locked,
        changes={
            headings[place]: [target_words(before[place], layout), target_words(target, layout)]
            for place, target in changed.items()
        },
        path=locked.path,
        batch=locked.batch,
    )
    return locked


def _remember(
    roster: RosterImport, changed: Mapping[int, str], headings: Mapping[int, str], *, by: User
) -> None:
    """Two columns of one heading are told apart by nothing that could be remembered: the first choice counts."""
    chosen = {heading_key(headings[place])[:200]: target for place, target in reversed(list(changed.items()))}
    office, kind = roster.office, roster.kind
    RosterHeading.objects.filter(office=office, kind=kind, heading__in=chosen).delete()
    by_itself = {
        heading_key(heading): _target(match)
        for heading in headings.values()
        for match in columns_match([heading], headings_remembered(office, kind), layout_of(kind))
    }
    RosterHeading.objects.bulk_create(
        RosterHeading(office=office, kind=kind, heading=heading, target=target, chosen_at=now(), chosen_by=by)
        for heading, target in chosen.items()
        if by_itself.get(heading) != target
    )


def _check_once(after: Mapping[int, str], headings: Mapping[int, str], layout: Layout) -> None:
    counts = Counter(target for target in after.values() if target in layout.by_key)
    for target, count in counts.items():
        if count > 1:
            columns = "、".join(headings[place] for place, chosen in after.items() if chosen == target)
            raise BadInput(
                _("“%(target)s”只能对应一列，现在对应了%(columns)s，请把多余的改为“按列名保存”或“不导入”。")
                % {"target": target_words(target, layout), "columns": columns}
            )


def _target(match: MatchedColumn) -> str:
    if match.column:
        return match.column.key
    return KEPT if match.item else PASSED


def _samples(sheet: RosterSheet) -> dict[str, list[str]]:
    """The first different cells of each column, as text."""
    found: dict[str, list[str]] = {}
    rows = sheet.table.sheet.numbered_rows(sheet.table.first_data_row)
    for _number, cells in islice(rows, _LOOKED_AT):
        for match in sheet.matches:
            kept = found.setdefault(str(match.place), [])
            text = text_of(cells[match.place])[:_SAMPLE_LENGTH]
            if text and text not in kept and len(kept) < SAMPLES:
                kept.append(text)
    return found
