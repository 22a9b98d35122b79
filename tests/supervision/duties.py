"""What the tests of duties ask again and again."""

from __future__ import annotations

from datetime import date

from corrections.enums import Level
from corrections.models import Case, LevelSpan
from supervision.enums import DutyKind, DutyOutcome
from supervision.models import Duty

MONDAY = date(2026, 11, 23)


def duty_of(case: Case, kind: DutyKind, occasion: str = "") -> Duty:
    """The one standing duty of that kind (and occasion)."""
    duties = Duty.objects.filter(case=case, kind=kind).exclude(outcome=DutyOutcome.VOID)
    found: Duty = duties.get(occasion=occasion) if occasion else duties.get()
    return found


def occasions(case: Case, kind: DutyKind) -> list[str]:
    """The occasions of the standing duties of that kind, in the order of their days."""
    duties = Duty.objects.filter(case=case, kind=kind).exclude(outcome=DutyOutcome.VOID)
    return list(duties.order_by("opens_on").values_list("occasion", flat=True))


def level_switch(case: Case, level: Level, on: date) -> None:
    """Another level from that day, as the service writes it."""
    running = LevelSpan.objects.get(case=case, ends_on=None)
    if running.starts_on == on:
        running.level = level
        running.save()
        return
    running.ends_on = date.fromordinal(on.toordinal() - 1)
    running.save()
    LevelSpan.objects.create(case=case, level=level, starts_on=on, recorded_at=running.recorded_at)
