"""Lives of one case, as what somebody enters on some day: the acts, and how they are drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from corrections.enums import Level, StatusKind, TemporaryKind
from supervision.enums import Channel, DutyKind, RecordOutcome


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
class Righted(Act):
    """The standing record with this number was of `day`, came to this, and was for its own period."""

    number: int
    outcome: RecordOutcome


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
    if kind < 9:
        return Righted(on, day, draw(st.integers(0, 3)), draw(st.sampled_from(OUTCOMES)))
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
