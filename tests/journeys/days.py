"""Days that follow one another in a story: each night opens what begins and flags what is late."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, timedelta

from core.clock import frozen
from corrections.models import Case, Organisation, User
from reporting.enums import IndicatorKey, Part
from reporting.indicators import INDICATORS
from supervision.enums import DutyKind, DutyOutcome
from supervision.models import Duty, Notice
from supervision.selectors import card_rows
from supervision.services import duties_open, overdue_flag
from tests.people import TODAY
from tests.reporting.lives import numbers

ONE_DAY = timedelta(days=1)


class Days:
    """The business day of a story. It only goes forward, and no night is left out."""

    def __init__(self) -> None:
        self.on = TODAY
        self._clock = ExitStack()

    def go(self, day: date) -> None:
        """Live through every night up to that day; then it is that day."""
        while self.on < day:
            self.on += ONE_DAY
            self._clock.close()
            self._clock.enter_context(frozen(self.on))
            duties_open(on=self.on)
            overdue_flag(on=self.on)

    def close(self) -> None:
        self._clock.close()


def outcomes(case: Case, kind: DutyKind) -> dict[str, str]:
    """Occasion → what became of each standing duty of that kind; "suspended" for one that rests."""
    duties = Duty.objects.filter(case=case, kind=kind).exclude(outcome=DutyOutcome.VOID).order_by("opens_on")
    return {duty.occasion: "suspended" if duty.suspended_by else str(duty.outcome) for duty in duties}


def open_ahead(case: Case) -> set[str]:
    """Kinds of the duties that are still to be done and do not rest."""
    duties = Duty.objects.filter(case=case, outcome=DutyOutcome.OPEN, suspended_by="")
    return {str(kind) for kind in duties.values_list("kind", flat=True)}


def on_card(key: str, user: User, on: date) -> list[tuple[str, str]]:
    """(name, occasion) of the duties on a card of the user's workbench."""
    return [(duty.case.offender.name, duty.occasion) for duty in card_rows(key, user, on=on)]


def told(duties: Iterable[Duty]) -> list[tuple[date, str]]:
    """(day, office) of the notices about the duties, in their order."""
    notices = Notice.objects.filter(duty__in=list(duties)).order_by("told_on", "step", "pk")
    return list(notices.values_list("told_on", "office__short_name"))


def counted(key: IndicatorKey, part: Part, office: Organisation, on: date) -> int:
    """k or n of the indicator at the office, over the days that it looks at on that day."""
    return numbers(key, part, INDICATORS[key].window.current(on)).get(office.pk, 0)


def rate(key: IndicatorKey, office: Organisation, on: date) -> tuple[int, int]:
    """k and n of the indicator at the office, over the days that it looks at on that day."""
    return counted(key, Part.COUNTED, office, on), counted(key, Part.POPULATION, office, on)
