"""Records what happened: reports and visits, each with what it settles in one transaction, under a lock on the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput
from core.models import DraftPicture
from core.workdays import workdays_between
from corrections.models import Case, User
from corrections.services.case import case_lock
from corrections.services.offender import offender_update
from supervision.enums import AbsenceReason, Channel, DutyKind, MetPerson, PlaceKind, RecordOutcome, Settling
from supervision.models import CheckIn, Duty, Visit
from supervision.permissions import Permission
from supervision.policies.records import (
    check_act,
    check_can_settle,
    check_can_withdraw,
    check_met,
)
from supervision.policies.visits import Learnt
from supervision.selectors.rules import rule_number
from supervision.selectors.settling import settling
from supervision.services.settlement import duties_settle
from supervision.services.visits import findings_keep, learnt_facts, photos_keep, visit_learn

DESK_FIELDS = ("phone", "residence", "employment", "work_unit")
"""What a person reports as changed at the desk (社区矫正法实施办法 第二十四条: 居所、工作变化)."""


@transaction.atomic
def check_in_record(
    *,
    by: User,
    case: Case,
    channel: Channel,
    happened_on: date,
    outcome: RecordOutcome = RecordOutcome.COMPLIED,
    happened_at: time | None = None,
    absence_reason: AbsenceReason | str = "",
    content: str = "",
    settles: Sequence[DutyKind] | None = None,
    late_for: Duty | None = None,
) -> CheckIn:
    """Records a report. It settles the open duty of each kind in the period in which it happened.

    `settles` defaults to what the rule book lets such a report settle by itself; with `late_for` it counts for that
    earlier duty instead of the period of its own day. Only *complied* settles; an acceptable absence excuses, an
    unacceptable one closes as missed, the rest leaves open. Raises BadInput or Refused with one sentence.
    """
    case, late_for = _locked(by, case.pk, Permission.CHECK_IN_RECORD, late_for)
    may = settling(channel, on=happened_on, path=case.path)
    usual = [kind for kind, how in may.items() if how == Settling.USUAL]
    kinds = usual if settles is None else list(dict.fromkeys(settles))
    check_can_settle(channel, kinds, may=may)
    _check(case, kinds, happened_on, outcome, absence_reason, late_for)
    check_in = CheckIn(channel=channel, settles=[kind.value for kind in map(DutyKind, kinds)])
    _fill(check_in, by, case, happened_on, happened_at, outcome, absence_reason, content, late_for)
    _written("check_in_recorded", check_in, by, channel=channel, settles=check_in.settles)
    return check_in


@transaction.atomic
def desk_entry_record(
    *,
    by: User,
    case: Case,
    happened_on: date,
    happened_at: time | None = None,
    content: str = "",
    settles: Sequence[DutyKind] | None = None,
    late_for: Duty | None = None,
    changed: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> CheckIn:
    """Someone at the desk: the report, what was said (谈话) and what has changed at home, all or nothing.

    `changed` holds new values of DESK_FIELDS; `version` is the person's as the form showed it. Raises as
    `check_in_record`, PermissionDenied without the right to edit the person, Refused when another has edited meanwhile.
    """
    check_in = check_in_record(
        by=by,
        case=case,
        channel=Channel.IN_PERSON,
        happened_on=happened_on,
        happened_at=happened_at,
        content=content,
        settles=settles,
        late_for=late_for,
    )
    if changed:
        if unknown := set(changed) - set(DESK_FIELDS):
            raise BadInput(_("不能在这里修改：%(names)s") % {"names": "、".join(sorted(unknown))})
        offender_update(by=by, case=case, values=changed, reason=_("报告时申报"), version=version)
    return check_in


@transaction.atomic
def visit_record(
    *,
    by: User,
    case: Case,
    happened_on: date,
    outcome: RecordOutcome = RecordOutcome.COMPLIED,
    happened_at: time | None = None,
    absence_reason: AbsenceReason | str = "",
    content: str = "",
    met: MetPerson = MetPerson.SELF,
    also_met: Sequence[MetPerson] = (),
    interviewees: str = "",
    place_kind: PlaceKind | str = "",
    place: str = "",
    companions: str = "",
    learnt: Learnt = Learnt(),  # noqa: B008 - frozen
    pictures: Sequence[DraftPicture] = (),
    late_for: Duty | None = None,
) -> Visit:
    """Records a visit; it settles as a report does. Somebody must have been met for it to count as made.

    `met` leads, `also_met` are the others who were seen; `pictures` go over to the visit with their files. Raises
    BadInput or Refused with one sentence.
    """
    case, late_for = _locked(by, case.pk, Permission.VISIT_RECORD, late_for)
    check_met(outcome, met)
    _check(case, [DutyKind.VISIT], happened_on, outcome, absence_reason, late_for)
    visit = Visit(
        met=met,
        also_met=[MetPerson(person).value for person in also_met],
        interviewees=interviewees.strip(),
        place_kind=place_kind,
        place=place,
        companions=companions,
    )
    visit_learn(visit, learnt)
    _fill(visit, by, case, happened_on, happened_at, outcome, absence_reason, content, late_for)
    findings_keep(visit, learnt.found)
    photos = photos_keep(visit, pictures, by=by)
    _written(
        "visit_recorded", visit, by, met=met, also_met=visit.also_met, photos=photos, **learnt_facts(learnt)
    )
    return visit


@transaction.atomic
def record_withdraw(*, by: User, record: CheckIn | Visit, reason: str) -> None:
    """Takes a record back, with a reason; it stays in the file. What it settled goes to the next record or reopens."""
    is_check_in = isinstance(record, CheckIn)
    permission = Permission.CHECK_IN_RECORD if is_check_in else Permission.VISIT_RECORD
    case, _late_for = _locked(by, record.case_id, permission)
    record = type(record).objects.get(pk=record.pk)
    check_can_withdraw(record, reason=reason)
    record.withdrawn_at, record.withdrawn_by, record.withdrawn_reason = now(), by, reason.strip()
    record.version += 1
    record.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "version"])
    duties_settle(on=today(), case_ids=[case.pk])
    event_record(
        "check_in_withdrawn" if is_check_in else "visit_withdrawn",
        by=by,
        subject=record,
        reason=record.withdrawn_reason,
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
    )


def _locked(
    by: User, case_id: int, permission: Permission, late_for: Duty | None = None
) -> tuple[Case, Duty | None]:
    """The case as it is now, locked, so that two officers line up; the duty as it is behind that lock."""
    case = case_lock(case_id=case_id, by=by, permission=permission)
    return case, Duty.objects.get(pk=late_for.pk) if late_for is not None else None


def is_late_entry(happened_on: date, *, on: date, path: str) -> bool:
    """Whether what is said on that day is said late: more than so many workdays after the day itself, not counted."""
    return workdays_between(happened_on, on) > rule_number("entered_late", on=on, path=path)


def _check(
    case: Case,
    kinds: Sequence[DutyKind],
    happened_on: date,
    outcome: RecordOutcome,
    absence_reason: str,
    late_for: Duty | None,
) -> None:
    check_act(
        case,
        kinds=kinds,
        happened_on=happened_on,
        outcome=outcome,
        absence_reason=absence_reason,
        late_for=late_for,
        on=today(),
    )


def _fill(
    record: CheckIn | Visit,
    by: User,
    case: Case,
    happened_on: date,
    happened_at: time | None,
    outcome: RecordOutcome,
    absence_reason: str,
    content: str,
    late_for: Duty | None,
) -> None:
    on = today()
    record.case, record.late_for = case, late_for
    record.happened_on, record.happened_at = happened_on, happened_at
    record.outcome, record.absence_reason, record.content = outcome, absence_reason, content.strip()
    record.recorded_on, record.recorded_at, record.recorded_by = on, now(), by
    record.is_entered_late = is_late_entry(happened_on, on=on, path=case.path)
    record.save()
    duties_settle(on=on, case_ids=[case.pk])


def _written(event: str, record: CheckIn | Visit, by: User, **facts: Any) -> None:
    """What was said stays in the record; the event holds no words of the person."""
    case = record.case
    facts |= {
        "happened_on": record.happened_on.isoformat(),
        "outcome": record.outcome,
        "late_for": record.late_for_id,
        "is_entered_late": record.is_entered_late,
    }
    event_record(
        event,
        by=by,
        subject=record,
        changes={name: [None, value] for name, value in facts.items() if value},
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
    )
