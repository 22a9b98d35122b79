"""Lives of one case, as what somebody enters on some day: drawn at random, and lived through the services of the
program beside a plain note of the same fact.

What the plain count says may not be entered (a report as late for a duty that is settled) must be refused; everything
else must be taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import singledispatchmethod
from typing import Any

from hypothesis import strategies as st

from core.clock import frozen
from core.errors import BadInput, Refused
from corrections.enums import AbscondingNature, Category, EndKind, Level, StatusKind, TemporaryKind, TermKind
from corrections.models import Case, StatusSpan, User
from corrections.services import status as statuses
from corrections.services.case import cases_changed
from corrections.services.end import case_end, case_end_undo
from corrections.services.level import case_level_change
from corrections.services.reception import case_register
from corrections.services.term import term_change
from supervision.enums import AbsenceReason, AssessmentGrade, Channel, DutyKind, Frequency, RecordOutcome
from supervision.models import CheckIn, CorrectionPlan, Duty, Visit
from supervision.policies.periods import period_of
from supervision.services import check_in_record, duties_open, record_withdraw, visit_record
from supervision.services.assessments import Finding, assessments_record
from supervision.services.plans import PlanParts, plan_make, plan_withdraw
from tests.factories import CaseFactory
from tests.people import World
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


@dataclass(frozen=True)
class Act:
    """Entered on the day `on`; it tells of `day`, which is that day or an earlier one."""

    on: date
    day: date


@dataclass(frozen=True)
class Reported(Act):
    """A report, or a visit without channel. `kinds` empty: what such a report is usually for; `late` counts the earlier
    duties of its first kind back to the one it is entered for, 0 for none.
    """

    channel: Channel | None = Channel.IN_PERSON
    kinds: tuple[DutyKind, ...] = ()
    outcome: RecordOutcome = RecordOutcome.COMPLIED
    late: int = 0


@dataclass(frozen=True)
class Withdrawn(Act):
    """The record with this number among those that stand."""

    number: int


@dataclass(frozen=True)
class Levelled(Act):
    level: Level


@dataclass(frozen=True)
class Began(Act):
    status: StatusKind


@dataclass(frozen=True)
class Over(Act):
    """The status that lasts longest is over."""


@dataclass(frozen=True)
class Absconded(Act):
    pass


@dataclass(frozen=True)
class Corrected(Act):
    """A custody or a hospital stay was from `day` until so many days later."""

    days: int


@dataclass(frozen=True)
class Ended(Act):
    pass


@dataclass(frozen=True)
class EndTakenBack(Act):
    pass


@dataclass(frozen=True)
class TermChanged(Act):
    """The term ends so many days after `day`."""

    days: int


@dataclass(frozen=True)
class Registered(Act):
    pass


@dataclass(frozen=True)
class Planned(Act):
    pass


@dataclass(frozen=True)
class PlanWithdrawn(Act):
    pass


@dataclass(frozen=True)
class Assessed(Act):
    """The month in which `day` lies."""


@dataclass(frozen=True)
class Life:
    """How a case begins, and what is entered about it, in that order. `asked_on`: the day of the count."""

    received_on: date
    term_ends_on: date
    asked_on: date
    level: Level = Level.ORDINARY
    acts: tuple[Act, ...] = ()
    taken_over_on: date | None = None
    is_registered: bool = True
    temporary: TemporaryKind | None = None
    has_prohibition_order: bool = False


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
            "absence_reason": AbsenceReason.ILLNESS
            if act.outcome == RecordOutcome.ACCEPTABLE_ABSENCE
            else "",
            "late_for": standing.get(kind=late.kind, opens_on=late.first, due_on=late.last) if late else None,
        }
        if act.channel is None:
            self.rows.append(visit_record(**facts))
        else:
            self.rows.append(check_in_record(channel=act.channel, settles=act.kinds or None, **facts))
        self.known.records.append(record)

    @do.register
    def _(self, act: Withdrawn) -> bool:
        standing = [n for n, record in enumerate(self.known.records) if not record.is_withdrawn]
        if act.number >= len(standing):
            return False
        number = standing[act.number]
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


LEVELS = (Level.STRICT, Level.ORDINARY, Level.LENIENT)
REPORTS = (
    DutyKind.ORAL_REPORT,
    DutyKind.WRITTEN_REPORT,
    DutyKind.COMPLIANCE_REPORT,
    DutyKind.HEALTH_REPORT,
    DutyKind.MEDICAL_RECHECK,
)
OUTCOMES = (RecordOutcome.COMPLIED, RecordOutcome.COMPLIED, RecordOutcome.COMPLIED, *RecordOutcome)
AT_THE_DESK = st.lists(st.sampled_from(REPORTS), unique=True, max_size=3).map(tuple)


@st.composite
def _acts(draw: st.DrawFn, received_on: date, first: date, last: date) -> Act:
    """Entered on any day of the life, mostly about the days just before, sometimes about long ago; often about the end
    of a week or a month.
    """
    on = draw(st.dates(first, last))
    told = on - timedelta(days=draw(st.integers(0, 4) | st.integers(0, 40)))
    sunday, month_end = told - timedelta(days=told.weekday() + 1), told - timedelta(days=told.day)
    day = max(draw(st.sampled_from((told, told, told, sunday, month_end))), received_on)
    kind = draw(st.integers(0, 20))
    if kind < 8:
        channel = draw(st.sampled_from((None, Channel.PHONE, Channel.WRITTEN, *[Channel.IN_PERSON] * 4)))
        kinds = draw(AT_THE_DESK) if channel == Channel.IN_PERSON else ()
        late = draw(st.sampled_from((0, 0, 1, 1, 2)))
        return Reported(on, day, channel, kinds, draw(st.sampled_from(OUTCOMES)), late)
    if kind < 10:
        return Withdrawn(on, day, draw(st.integers(0, 3)))
    if kind < 12:
        return draw(st.sampled_from((Assessed(on, day), Planned(on, day), PlanWithdrawn(on, day))))
    if kind < 14:
        return Levelled(on, day, draw(st.sampled_from(LEVELS)))
    if kind < 16:
        return Began(on, day, draw(st.sampled_from(StatusKind)))
    if kind < 18:
        return draw(st.sampled_from((Over(on, day), Absconded(on, day), Registered(on, day))))
    if kind < 19:
        return draw(st.builds(Corrected, st.just(on), st.just(day), st.integers(0, 30)))
    if kind < 20:
        return draw(st.sampled_from((Ended(on, day), Ended(on, day), EndTakenBack(on, day))))
    return TermChanged(on, day, draw(st.integers(0, 400)))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """From a reception in 2026 (or the month before) to a count within fifteen months."""
    received_on = draw(st.dates(date(2025, 12, 1), date(2026, 9, 30)))
    taken_over_on = draw(st.none() | st.none() | st.dates(received_on, received_on + timedelta(days=90)))
    first = taken_over_on or received_on
    asked_on = draw(st.dates(first, date(2027, 3, 31)))
    entered = draw(st.lists(_acts(received_on, first, asked_on), max_size=16))
    return Life(
        received_on=received_on,
        term_ends_on=draw(st.dates(max(asked_on - timedelta(days=60), received_on), date(2028, 1, 1))),
        asked_on=asked_on,
        level=draw(st.sampled_from((*LEVELS, Level.UNDETERMINED))),
        acts=tuple(sorted(entered, key=lambda act: act.on)),
        taken_over_on=taken_over_on,
        is_registered=draw(st.sampled_from((True, True, False))),
        temporary=draw(st.sampled_from((None, TemporaryKind.PREGNANCY, TemporaryKind.MEDICAL_BAIL))),
        has_prohibition_order=draw(st.booleans()),
    )
