"""Lives a life of one case through the services of the program, beside a plain note of each fact.

What the plain count says may not be entered (a report as late for a duty that is settled) must be refused; everything
else must be taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import singledispatchmethod
from typing import Any

from core.clock import frozen
from core.errors import BadInput, Refused
from corrections.enums import AbscondingNature, Category, EndKind, StatusKind, TemporaryKind, TermKind
from corrections.models import Case, StatusSpan, User
from corrections.services import status as statuses
from corrections.services.case import cases_changed
from corrections.services.end import case_end, case_end_undo
from corrections.services.level import case_level_change
from corrections.services.reception import case_register
from corrections.services.term import term_change
from supervision.enums import AbsenceReason, AssessmentGrade, DutyKind, Frequency, RecordOutcome
from supervision.models import CheckIn, CorrectionPlan, Duty, Visit
from supervision.policies.periods import period_of
from supervision.services import (
    check_in_record,
    duties_open,
    record_correct,
    record_withdraw,
    visit_record,
)
from supervision.services.assessments import Finding, assessments_record
from supervision.services.plans import PlanParts, plan_make, plan_withdraw
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.lives import (
    Absconded,
    Act,
    Assessed,
    Began,
    Corrected,
    Ended,
    EndTakenBack,
    Levelled,
    Life,
    Over,
    Planned,
    PlanWithdrawn,
    Registered,
    Reported,
    Righted,
    TermChanged,
    Withdrawn,
)
from tests.supervision.second_count import USUALLY, Due, Known, Record, Status, second_count

WHY = "登记有误"
PARTS = PlanParts("务农", "低风险", "稳定", "每周报告")
BEGIN = {
    StatusKind.LOST_CONTACT: statuses.lost_contact_begin,
    StatusKind.CUSTODY: statuses.custody_begin,
    StatusKind.HOSPITAL: statuses.hospital_begin,
}
END = {
    StatusKind.LOST_CONTACT: statuses.lost_contact_end,
    StatusKind.CUSTODY: statuses.custody_end,
    StatusKind.HOSPITAL: statuses.hospital_end,
}


@dataclass
class Living:
    """The same life in the database and in plain notes."""

    by: User
    world: World
    life: Life
    case: Case = field(init=False)
    known: Known = field(init=False)
    rows: list[CheckIn | Visit] = field(default_factory=list)
    plans: list[CorrectionPlan] = field(default_factory=list)
    spans: list[StatusSpan] = field(default_factory=list)

    def live(self) -> None:
        life = self.life
        with frozen(life.taken_over_on or life.received_on):
            self._begin()
        for act in life.acts:
            with frozen(act.on):
                self._nights(act.on)
                self.do(act)
        with frozen(life.asked_on):
            self._nights(life.asked_on)

    def _begin(self) -> None:
        life = self.life
        registered_on = life.received_on if life.is_registered else None
        self.case = CaseFactory(
            station=self.world.station,
            received_on=life.received_on,
            registered_on=registered_on,
            effective_on=life.received_on - timedelta(days=3),
            term_starts_on=life.received_on - timedelta(days=3),
            term_ends_on=life.term_ends_on,
            taken_over_on=life.taken_over_on,
            level=life.level,
            category=Category.TEMPORARY if life.temporary else Category.SUSPENDED,
            temporary_kind=life.temporary or "",
            has_prohibition_order=life.has_prohibition_order,
        )
        self.known = Known(
            received_on=life.received_on,
            registered_on=registered_on,
            term_ends_on=life.term_ends_on,
            levels=[(life.received_on, life.level)],
            taken_over_on=life.taken_over_on,
            is_temporary=life.temporary is not None,
            is_medical_bail=life.temporary == TemporaryKind.MEDICAL_BAIL,
            has_prohibition_order=life.has_prohibition_order,
        )

    def _nights(self, on: date) -> None:
        """That day's, then whatever the nights before it would have opened."""
        duties_open(on=on)
        duties_open(on=on, case_ids=[self.case.pk])

    def _before_the_end(self, day: date) -> bool:
        return self.known.ended_on is None or day <= self.known.ended_on

    @singledispatchmethod
    def do(self, act: Act) -> bool:
        """Whether it was taken. What makes no sense at this point of the life is passed over."""
        raise NotImplementedError(type(act))

    @do.register
    def _(self, act: Reported) -> bool:
        usual = DutyKind.VISIT if act.channel is None else USUALLY[act.channel]
        record = Record(act.day, act.kinds or (usual,), act.outcome)
        if not self._before_the_end(act.day):
            return False
        if act.late:
            earlier = self._earlier(record.kinds[0], act)
            if earlier is None:
                return False
            record.late_for = earlier
            if not (act.outcome == RecordOutcome.COMPLIED and earlier.may_be_entered_late(act.day)):
                return self._is_refused(act, record)
        self._record(act, record)
        return True

    def _is_refused(self, act: Reported, record: Record) -> bool:
        try:
            self._record(act, record)
        except (BadInput, Refused):
            return False
        raise AssertionError(f"taken as late: {record}")

    def _earlier(self, kind: DutyKind, act: Reported) -> Due | None:
        dues = [due for due in second_count(self.known, act.on) if due.kind == kind and due.last < act.day]
        dues.sort(key=lambda due: due.last, reverse=True)
        return dues[act.late - 1] if act.late <= len(dues) else None

    def _record(self, act: Reported, record: Record) -> None:
        late = record.late_for
        standing = Duty.objects.standing().filter(case=self.case)
        facts: dict[str, Any] = {
            "by": self.by,
            "case": self.case,
            "happened_on": act.day,
            "outcome": act.outcome,
            "absence_reason": _reason(act.outcome),
            "late_for": standing.get(kind=late.kind, opens_on=late.first, due_on=late.last) if late else None,
        }
        if act.channel is None:
            self.rows.append(visit_record(**facts))
        else:
            self.rows.append(check_in_record(channel=act.channel, settles=act.kinds or None, **facts))
        self.known.records.append(record)

    def _standing(self, number: int) -> int | None:
        """The place of the record with that number among those that stand."""
        places = [n for n, record in enumerate(self.known.records) if not record.is_withdrawn]
        return places[number] if number < len(places) else None

    @do.register
    def _(self, act: Righted) -> bool:
        number = self._standing(act.number)
        if number is None or not self._before_the_end(act.day):
            return False
        record = self.known.records[number]
        if (record.happened_on, record.outcome, record.late_for) == (act.day, act.outcome, None):
            return False
        self.rows[number].refresh_from_db()
        record_correct(
            by=self.by,
            record=self.rows[number],
            version=self.rows[number].version,
            reason=WHY,
            changes={
                "happened_on": act.day,
                "outcome": act.outcome,
                "absence_reason": _reason(act.outcome),
                "late_for": None,
            },
        )
        record.happened_on, record.outcome, record.late_for = act.day, act.outcome, None
        return True

    @do.register
    def _(self, act: Withdrawn) -> bool:
        number = self._standing(act.number)
        if number is None:
            return False
        record_withdraw(by=self.by, record=self.rows[number], reason=WHY)
        self.known.records[number].is_withdrawn = True
        return True

    @do.register
    def _(self, act: Levelled) -> bool:
        running_from, running = self.known.levels[-1]
        if self.known.ended_on is not None or act.day < running_from or act.level == running:
            return False
        case_level_change(by=self.by, case=self.case, level=act.level, starts_on=act.day, reason=WHY)
        if act.day == running_from:
            self.known.levels.pop()
        self.known.levels.append((act.day, act.level))
        return True

    @do.register
    def _(self, act: Began) -> bool:
        lasting = {status.kind for status in self.known.statuses if status.ends_on is None}
        never_beside = {StatusKind.LOST_CONTACT, StatusKind.CUSTODY}
        if self.known.ended_on is not None or act.day > self.known.term_ends_on:
            return False
        if act.status in lasting or StatusKind.LOST_CONTACT in lasting:
            return False
        if {act.status, *lasting} >= never_beside or not self._is_free(act.status, act.day):
            return False
        self.spans.append(BEGIN[act.status](by=self.by, case=self.case, starts_on=act.day))
        self.known.statuses.append(Status(act.status, act.day))
        return True

    def _is_free(self, kind: StatusKind, first: date, but: Status | None = None) -> bool:
        others = [status for status in self.known.statuses if status.kind == kind and status is not but]
        return all(status.ends_on is not None and status.ends_on < first for status in others)

    def _lasting(self, *kinds: StatusKind) -> int | None:
        """The place of the first status that lasts."""
        places = [n for n, status in enumerate(self.known.statuses) if status.ends_on is None]
        return next((n for n in places if self.known.statuses[n].kind in kinds), None)

    @do.register
    def _(self, act: Over) -> bool:
        place = self._lasting(*StatusKind)
        if place is None:
            return False
        status = self.known.statuses[place]
        if act.day < (status.absconding_from or status.starts_on):
            return False
        END[status.kind](by=self.by, span=self.spans[place], ends_on=act.day)
        status.ends_on = act.day
        return True

    @do.register
    def _(self, act: Absconded) -> bool:
        place = self._lasting(StatusKind.LOST_CONTACT)
        if place is None:
            return False
        status = self.known.statuses[place]
        if status.absconding_from is not None or act.day < status.starts_on:
            return False
        statuses.absconding_confirm(
            by=self.by, span=self.spans[place], absconding_from=act.day, nature=AbscondingNature.NOT_FOUND
        )
        status.absconding_from = act.day
        return True

    @do.register
    def _(self, act: Corrected) -> bool:
        """No page does this yet; an administrator does, and tells the rooms above as a service would."""
        last = act.day + timedelta(days=act.days)
        places = [n for n, status in enumerate(self.known.statuses) if status.kind != StatusKind.LOST_CONTACT]
        if not places or last > act.on or self.known.ended_on is not None:
            return False
        status = self.known.statuses[places[-1]]
        if not self._is_free(status.kind, act.day, but=status):
            return False
        status.starts_on, status.ends_on = act.day, last
        StatusSpan.objects.filter(pk=self.spans[places[-1]].pk).update(starts_on=act.day, ends_on=last)
        cases_changed(case_ids=[self.case.pk], on=act.on, by=self.by)
        return True

    @do.register
    def _(self, act: Ended) -> bool:
        days = [starts_on for starts_on, _level in self.known.levels]
        days += [day for status in self.known.statuses for day in (status.starts_on, status.ends_on) if day]
        if self.known.ended_on is not None or max(days) > act.day:
            return False
        case_end(by=self.by, case=self.case, kind=EndKind.DEATH, ended_on=act.day)
        self.known.ended_on = act.day
        for status in self.known.statuses:
            if status.ends_on is None:
                status.ends_on, status.is_closed_with_case = act.day, True
        return True

    @do.register
    def _(self, act: EndTakenBack) -> bool:
        if self.known.ended_on is None:
            return False
        case_end_undo(by=self.by, case=self.case, reason=WHY)
        self.known.ended_on = None
        for status in self.known.statuses:
            if status.is_closed_with_case:
                status.ends_on, status.is_closed_with_case = None, False
        return True

    @do.register
    def _(self, act: TermChanged) -> bool:
        if self.known.ended_on is not None:
            return False
        ends_on = act.day + timedelta(days=act.days)
        term_change(
            by=self.by,
            case=self.case,
            kind=TermKind.CORRECTION,
            starts_on=self.case.term_starts_on,
            ends_on=ends_on,
            reason=WHY,
        )
        self.known.term_ends_on = ends_on
        return True

    @do.register
    def _(self, act: Registered) -> bool:
        if self.known.registered_on is not None or self.known.ended_on is not None:
            return False
        case_register(by=self.by, case=self.case, registered_on=act.day)
        self.known.registered_on = act.day
        return True

    @do.register
    def _(self, act: Planned) -> bool:
        if self.known.ended_on is not None or act.day < max(self.known.plans, default=act.day):
            return False
        self.plans.append(
            plan_make(by=self.by, case=self.case, made_on=act.day, parts=PARTS, adjusted_because=WHY)
        )
        self.known.plans.append(act.day)
        return True

    @do.register
    def _(self, act: PlanWithdrawn) -> bool:
        if not self.plans:
            return False
        plan_withdraw(by=self.by, plan=self.plans.pop(0), reason=WHY)
        self.known.plans.pop(0)
        return True

    @do.register
    def _(self, act: Assessed) -> bool:
        first = act.day.replace(day=1)
        month = period_of(Frequency.MONTH, first)
        if first in self.known.assessed:
            return False
        dues = [due for due in second_count(self.known, act.on) if due.kind == DutyKind.ASSESSMENT]
        may = any(due.first == first and not due.rests and not due.is_missed for due in dues)
        finding = Finding(AssessmentGrade.QUALIFIED, "")
        (outcome,) = assessments_record(by=self.by, month=month, findings={self.case.pk: finding})
        assert (outcome.result == "done") == may, outcome
        if may:
            self.known.assessed[first] = act.on
        return may


def _reason(outcome: RecordOutcome) -> str:
    return AbsenceReason.ILLNESS if outcome == RecordOutcome.ACCEPTABLE_ABSENCE else ""
