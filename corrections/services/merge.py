"""Two files of one person made one, with a reason and a trace: nothing that was recorded in either is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput
from core.registry import hooks
from corrections.enums import FormerDocumentKind
from corrections.models import (
    AccessDenial,
    Case,
    CaseGrant,
    FormerDocument,
    LevelSpan,
    Namesake,
    Offence,
    Offender,
    PersonMerge,
    Placement,
    RosterRow,
    StatusSpan,
    TeamSeat,
    Term,
    User,
)
from corrections.policies.identity import check_can_merge
from corrections.services.case import case_event, case_update, cases_changed
from corrections.services.changes import changes_apply, row_save
from corrections.services.document import document_set, former_document_keep
from corrections.services.offender import EDITABLE, PersonFacts

_NOT_FILLED = frozenset(
    ("id", "offender", "station", "path", "responsible", "ended_on", "end_kind", "end_reason", "created_at",
     "updated_at", "created_by", "version", "taken_over_on", "level", "extra_items")
)  # fmt: skip
"""Columns of a case that say where it stands: the one that stays keeps its own."""


@transaction.atomic
def people_merge(
    *, by: User, kept: Offender, gone: Offender, number_of: Offender, reason: str
) -> PersonMerge:
    """Makes the second file part of the first. `number_of` is the one of the two whose document is right.

    Two cases of the same sentence (both open, or with the same first day) become one: the case of the file that stays
    keeps its station, level, term and team, what is blank in it is filled from the other, and reports, visits,
    appraisals, offences, statuses, loans and restrictions go over. Other cases go over whole. The row that went is
    sealed in the PersonMerge, its number leads to the person from then on. Raises PermissionDenied or Refused where a
    case of either lies out of the user's reach, BadInput without a reason.
    """
    if not reason.strip():
        raise BadInput(_("请写明理由。"))
    people = {
        person.pk: person
        for person in Offender.objects.select_for_update().filter(pk__in=(kept.pk, gone.pk)).order_by("pk")
    }
    cases = list(
        Case.objects.select_for_update(of=("self",))
        .filter(offender_id__in=people)
        .select_related("offender", "station")
        .order_by("pk")
    )
    check_can_merge(by, people.values(), cases)
    kept, gone, reason = people[kept.pk], people[gone.pk], reason.strip()[:300]
    facts, number = _facts(gone, [case for case in cases if case.offender_id == gone.pk]), gone.id_number
    own = [case for case in cases if case.offender_id == kept.pk]
    fates = [_case_over(case, kept, own, by, reason) for case in cases if case.offender_id == gone.pk]
    _fill_person(kept, gone, by, reason)
    _numbers_over(kept, gone)
    merge = PersonMerge.objects.create(
        kept=kept, gone_id=gone.pk, cases=fates, facts=facts, reason=reason, merged_at=now(), merged_by=by
    )
    about = next((case for case in own if case.ended_on is None), None) or _case_of(kept)
    event_record(
        "people_merged",
        by=by,
        subject=kept,
        changes={"id_number": [gone.id_masked, kept.id_masked]},
        reason=reason,
        path=about.path,
        case_id=about.pk,
        offender_id=kept.pk,
    )
    gone_kind = gone.id_kind
    right = gone if number_of.pk == gone.pk else None
    gone.delete()
    if right is None:
        former_document_keep(kept, gone_kind, number, kind=FormerDocumentKind.MERGED, by=by)
    else:
        _take_number(kept, about, facts["person"], by, reason)
    cases_changed(case_ids=[case.pk for case in Case.objects.filter(offender=kept)], on=today(), by=by)
    return merge


def _case_of(person: Offender) -> Case:
    """One of the person's cases: the latest."""
    found: Case = Case.objects.filter(offender=person).select_related("offender", "station").latest("pk")
    return found


def _facts(person: Offender, cases: Iterable[Case]) -> dict[str, Any]:
    """All the rows say, as JSON, to be sealed: columns of person, cases and their spans."""
    spans: tuple[Any, ...] = (Term, Placement, LevelSpan, StatusSpan, TeamSeat)
    return {
        "person": _columns(person),
        "cases": [
            _columns(case)
            | {
                span._meta.model_name: [
                    _columns(row) for row in span.objects.filter(case=case).order_by("pk")
                ]
                for span in spans
            }
            for case in cases
        ],
    }


def _columns(row: Any) -> dict[str, Any]:
    """Without blind indexes, which follow from the rest."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: _json(value) for name, value in values.items() if not isinstance(value, bytes | memoryview)}


def _json(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str | dict | list):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


# cases


def _case_over(case: Case, kept: Offender, own: list[Case], by: User, reason: str) -> list[int]:
    """[the case, what became of it: the case it was merged into, or itself]."""
    twin = next((each for each in own if _is_same_sentence(each, case)), None)
    if twin is None:
        RosterRow.objects.filter(case=case).update(offender=kept)
        case.offender = kept
        row_save(case, {"offender"})
        case_event("case_taken_over", case, by=by, reason=reason)
        return [case.pk, case.pk]
    for merged in hooks("cases_merged"):
        merged(gone_id=case.pk, kept_id=twin.pk, by=by)
    _parts_over(case, twin)
    changes = case_update(twin, _blanks(twin, case))
    case_event("case_merged", twin, by=by, changes={"case": [case.pk, twin.pk]} | changes, reason=reason)
    RosterRow.objects.filter(case=case).update(case=None, offender=kept, digest=None)
    fate = [case.pk, twin.pk]
    case.delete()
    return fate


def _is_same_sentence(one: Case, other: Case) -> bool:
    are_open = one.ended_on is None and other.ended_on is None
    return are_open or one.term_starts_on == other.term_starts_on


def _blanks(twin: Case, case: Case) -> dict[str, Any]:
    """What the other case says where this one says nothing, kept items included."""
    values = {
        field.name: getattr(case, field.name)
        for field in Case._meta.concrete_fields
        if field.name not in _NOT_FILLED
        and getattr(twin, field.name) in ("", None, [])
        and getattr(case, field.name) not in ("", None, [])
    }
    items = dict(case.extra_items or {}) | dict(twin.extra_items or {})
    return values | {"extra_items": items}


def _parts_over(case: Case, twin: Case) -> None:
    """What hangs on the case in this room."""
    Offence.objects.filter(case=case).update(case=twin)
    AccessDenial.objects.filter(case=case).update(case=twin)
    for grant in CaseGrant.objects.filter(content_object=case):
        same = {"user": grant.user, "permission": grant.permission, "starts_on": grant.starts_on}
        if not CaseGrant.objects.filter(content_object=twin, **same).exists():
            grant.content_object = twin
            grant.save(update_fields=["content_object"])
    for span in StatusSpan.objects.filter(case=case).order_by("starts_on"):
        beside = StatusSpan.objects.filter(case=twin, kind=span.kind).filter(
            Q(ends_on=None) | Q(ends_on__gte=span.starts_on)
        )
        if span.ends_on is not None:
            beside = beside.filter(starts_on__lte=span.ends_on)
        if not beside.exists():  # else the same episode is recorded in both
            span.case = twin
            span.save(update_fields=["case"])
    held = set(TeamSeat.objects.filter(case=twin).values_list("role", "name"))
    for seat in TeamSeat.objects.filter(case=case, is_named=True):
        if (seat.role, seat.name) not in held:
            seat.case = twin
            seat.save(update_fields=["case"])


# the person


def _fill_person(kept: Offender, gone: Offender, by: User, reason: str) -> None:
    values = {
        name: getattr(gone, name) for name in EDITABLE if getattr(gone, name) and not getattr(kept, name)
    }
    if gone.is_restricted:
        values["is_restricted"] = True
    changes = changes_apply(kept, values)
    if changes:
        kept.derive()
        row_save(kept, set(changes) | {"phone_index"})
        event_record(
            "offender_updated", by=by, subject=kept, changes=changes, reason=reason, path=_case_of(kept).path,
            offender_id=kept.pk,
        )  # fmt: skip


def _numbers_over(kept: Offender, gone: Offender) -> None:
    """Earlier numbers, earlier merges and questions of the row that goes."""
    known = set(FormerDocument.objects.filter(offender=kept).values_list("id_kind", "id_index"))
    for former in FormerDocument.objects.filter(offender=gone):
        if (former.id_kind, former.id_index) not in known:
            former.offender = kept
            former.save(update_fields=["offender"])
    PersonMerge.objects.filter(kept=gone).update(kept=kept)
    asked = set(Namesake.objects.filter(known=kept).values_list("id_kind", "id_index"))
    for question in Namesake.objects.filter(known=gone):
        if (question.id_kind, question.id_index) not in asked | {(kept.id_kind, kept.id_index)}:
            question.known = kept
            question.save(update_fields=["known"])


def _take_number(kept: Offender, about: Case, columns: dict[str, Any], by: User, reason: str) -> None:
    """The document of the row that went becomes the person's; the old one leads to them still."""
    birth = columns["birth_on"]
    facts = PersonFacts(
        id_number=columns["id_number"],
        name=kept.name,
        id_kind=columns["id_kind"],
        sex=columns["sex"],
        sex_reason=reason,
        birth_on=date.fromisoformat(birth) if birth else None,
    )
    document_set(kept, facts, about, by=by, reason=reason)
