"""更正: puts a record right in place, keeps what it said before, and settles by the same rules as recording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import now, today
from core.errors import BadInput
from corrections.models import Case, User
from corrections.services.case import case_event, case_lock, check_version
from corrections.services.changes import Changes, changes_apply
from supervision.enums import Channel, DutyKind, MetPerson, RecordOutcome
from supervision.models import CheckIn, Duty, Visit
from supervision.permissions import Permission
from supervision.policies.records import (
    check_act,
    check_can_correct,
    check_can_settle,
    check_correction,
    check_met,
    check_roll_call,
)
from supervision.policies.visits import Learnt
from supervision.selectors.corrections import WORDS
from supervision.selectors.records import duties_settled_by
from supervision.selectors.settling import settling
from supervision.selectors.visits import learnt_of
from supervision.services.records import is_late_entry
from supervision.services.settlement import duties_settle
from supervision.services.visits import findings_keep, learnt_changes

_SHARED = ("happened_on", "happened_at", "outcome", "absence_reason", "content", "late_for")
CORRECTABLE: Mapping[type[CheckIn | Visit], tuple[str, ...]] = {
    CheckIn: ("channel", "settles", *_SHARED),
    Visit: ("met", "also_met", "interviewees", "place_kind", "place", "companions", *_SHARED),
}
"""What may be put right. Whose record it is may not: that one is withdrawn and recorded anew."""
DECIDING = frozenset({"channel", "settles", "happened_on", "outcome", "absence_reason", "late_for"})
"""What decides which duty is settled, and how."""


@transaction.atomic
def record_correct(
    *,
    by: User,
    record: CheckIn | Visit,
    version: int,
    reason: str,
    changes: Mapping[str, Any],
    learnt: Learnt | None = None,
) -> CheckIn | Visit:
    """Writes the new values (fields of CORRECTABLE) onto the record, which keeps its number and its place in the order
    of entry, so that the duties are settled as if it had been recorded so at once (counting.md).

    Where what decides changes, everything is asked that recording asks, and the day of the correction is the day on
    which it was said: 补录 if that is late. `learnt` is all that a visit showed; None leaves it as it is. What was
    said before stays in a Correction, with the reason.
    Raises Clash when another has changed the record since `version`, BadInput or Refused with one sentence.
    """
    is_check_in = isinstance(record, CheckIn)
    permission = Permission.CHECK_IN_RECORD if is_check_in else Permission.VISIT_RECORD
    case = case_lock(case_id=record.case_id, by=by, permission=permission)
    found: CheckIn | Visit = type(record).objects.select_for_update().get(pk=record.pk)
    check_can_correct(found)
    check_version(found, version, offender_id=case.offender_id)
    before = _settled(found)
    changed = changes_apply(found, _known(found, changes))
    if isinstance(found, Visit):
        learnt = learnt or learnt_of(found)
        changed |= learnt_changes(found, learnt)
    check_correction(changed, reason=reason)
    _check(found, case, changed)
    found.version += 1
    found.save(update_fields=[*_columns(found, changed), "is_entered_late", "version"])
    if isinstance(found, Visit) and learnt is not None:
        findings_keep(found, learnt.found)
    duties_settle(on=today(), case_ids=[case.pk])
    _keep(found, by, changed, [before, _settled(found)], reason.strip())
    event = "check_in_corrected" if is_check_in else "visit_corrected"
    shown = _without_words(changed)
    case_event(event, case, by=by, subject=found, changes=shown, reason=reason.strip())
    return found


def _known(record: CheckIn | Visit, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the record holds them; a duty as it is behind the lock."""
    if unknown := set(changes) - set(CORRECTABLE[type(record)]):
        raise BadInput(_("不能在这里修改：%(names)s") % {"names": "、".join(sorted(unknown))})
    known = dict(changes)
    for name in WORDS.keys() & known.keys():
        known[name] = known[name].strip()
    if "also_met" in known:
        known["also_met"] = [MetPerson(person).value for person in known["also_met"]]
    if late_for := known.get("late_for"):
        known["late_for"] = Duty.objects.get(pk=late_for.pk)
    if isinstance(record, CheckIn) and "settles" in known:
        kinds = list(dict.fromkeys(DutyKind(kind).value for kind in known["settles"]))
        known["settles"] = record.settles if set(kinds) == set(record.settles) else kinds
    return known


def _check(record: CheckIn | Visit, case: Case, changed: Changes) -> None:
    """Words may always be put right; what decides is asked as if it were recorded now."""
    outcome = RecordOutcome(record.outcome)
    if isinstance(record, Visit):
        check_met(outcome, record.met)
    elif attendance := getattr(record, "attendance", None):
        check_roll_call(attendance, changed, outcome=outcome)
    if not DECIDING & set(changed):
        return
    kinds = [DutyKind.VISIT]
    if isinstance(record, CheckIn):
        kinds = [DutyKind(kind) for kind in record.settles]
        channel = Channel(record.channel)
        may = settling(channel, on=record.happened_on, path=case.path)
        check_can_settle(channel, kinds, may=may)
    check_act(
        case,
        kinds=kinds,
        happened_on=record.happened_on,
        outcome=outcome,
        absence_reason=record.absence_reason,
        late_for=record.late_for,
        on=today(),
        own=record,
    )
    record.is_entered_late = is_late_entry(record.happened_on, on=today(), path=case.path)


def _columns(record: CheckIn | Visit, changed: Changes) -> list[str]:
    """Of what changed, what stands in the record's own row; the items of a visit are rows beside it."""
    own = {field.name for field in record._meta.fields}
    return [name for name in changed if name in own]


def _settled(record: CheckIn | Visit) -> list[list[str]]:
    return [[duty.kind, duty.occasion] for duty in duties_settled_by(record)]


def _keep(record: CheckIn | Visit, by: User, changed: Changes, settled: list[Any], reason: str) -> None:
    record.corrections.create(
        version=record.version,
        changes=changed,
        settled=settled,
        reason=reason,
        corrected_on=today(),
        corrected_at=now(),
        corrected_by=by,
    )


def _without_words(changed: Changes) -> Changes:
    shown = {name: pair for name, pair in changed.items() if name not in WORDS}
    words = [name for name in WORDS if name in changed]
    return shown | ({"words": [None, words]} if words else {})
