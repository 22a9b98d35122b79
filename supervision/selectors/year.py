"""The year's calendar of a file: each report and visit as a small box, kept, late, missed or suspended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _

from corrections.models import Case
from supervision.enums import DutyKind, DutyOutcome, Frequency
from supervision.models import Duty
from supervision.selectors.occasions import duty_chip, is_late, occasion_text

State = Literal["kept", "late", "excused", "missed", "overdue", "open", "suspended"]

_KINDS = (DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT, DutyKind.VISIT)
_TITLES = {
    DutyKind.ORAL_REPORT: _("电话"),
    DutyKind.WRITTEN_REPORT: _("书面"),
    DutyKind.VISIT: _("走访"),
}
_LONG = (Frequency.MONTH, Frequency.TWO_MONTHS, Frequency.QUARTER)


@dataclass(frozen=True, slots=True)
class Cell:
    """One duty and its days. It ends in `month`, counting from 0, covering `span` months up to it, as far as shown."""

    duty_id: int
    first: date
    last: date
    month: int
    span: int
    state: State
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    kind: DutyKind
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months that end with the month of the day; `months` are their first days."""

    months: tuple[date, ...]
    rows: tuple[Row, ...]


def year_calendar(case: Case, *, on: date) -> Year:
    """The last twelve months of oral and written reports and visits. One query."""
    months = _months(on)
    duties = (
        Duty.objects.standing()
        .filter(case=case, kind__in=_KINDS, due_on__gte=months[0], opens_on__lte=on)
        .select_related("rule")
        .order_by("due_on")
    )
    cells: dict[str, list[Cell]] = {kind: [] for kind in _KINDS}
    for duty in duties:
        cells[duty.kind].append(_cell(duty, months, on))
    return Year(
        months,
        tuple(Row(kind, str(_TITLES[kind]), tuple(cells[kind])) for kind in _KINDS),
    )


def duty_state(duty: Duty, *, on: date) -> State:
    """How the duty stands on the day; a suspended one is neither kept nor missed."""
    if duty.suspended_by:
        return "suspended"
    if duty.outcome == DutyOutcome.COMPLIED:
        return "late" if is_late(duty) else "kept"
    if duty.outcome == DutyOutcome.EXCUSED:
        return "excused"
    if duty.outcome == DutyOutcome.MISSED or (duty.closes_on is not None and duty.closes_on < on):
        return "missed"
    return "overdue" if duty.due_on < on else "open"


def _cell(duty: Duty, months: tuple[date, ...], on: date) -> Cell:
    first, last = (_number(months[place]) for place in (0, -1))
    ends = min(_number(duty.due_on), last)
    covered = ends - max(_number(duty.opens_on), first) + 1
    is_long = duty.rule is not None and duty.rule.frequency in _LONG
    text = f"{occasion_text(duty)} {duty_chip(duty, on=on).text}"
    span = covered if is_long else 1
    return Cell(duty.pk, duty.opens_on, duty.due_on, ends - first, span, duty_state(duty, on=on), text)


def _months(on: date) -> tuple[date, ...]:
    last = _number(on)
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(last - 11, last + 1))


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
