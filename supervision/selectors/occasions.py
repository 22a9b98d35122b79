"""Duties in words: which period or cause, how long is left."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.chips import Chip, deadline_chip
from core.day_words import day_span, month_day, month_name, month_span
from supervision.enums import DutyKind, DutyOutcome, RestReason, SettledBy
from supervision.models import Duty

_QUARTERS = (gettext_lazy("一"), gettext_lazy("二"), gettext_lazy("三"), gettext_lazy("四"))


def occasion_text(duty: Duty) -> str:
    """The period a duty covers, or what caused it: 11月16—22日, 11月, 11—12月, 第四季度, 判决11月10日生效."""
    first, last = duty.opens_on, duty.due_on
    if duty.closes_on is not None:
        mark = duty.occasion.partition("-")[2]
        if mark.startswith("Q"):
            return _("%(year)s年第%(number)s季度") % {
                "year": first.year,
                "number": _QUARTERS[int(mark[1]) - 1],
            }
        if mark.startswith("P"):
            return month_span(first, last)
        if mark.isdigit():
            return month_name(first)
        return day_span(first, last)
    basis = _basis(duty)
    words = {
        DutyKind.REGISTRATION: _("判决、裁定%(day)s生效"),
        DutyKind.HANDOVER: _("决定%(day)s生效"),
        DutyKind.TEAM: _("%(day)s接收"),
        DutyKind.PLAN: _("%(day)s接收"),
        DutyKind.DISCHARGE_PREPARATION: _("%(day)s期满"),
        DutyKind.SEARCH: _("%(day)s起失联"),
        DutyKind.LEAVE_RETURN: _("准假至%(day)s"),
    }
    return words[DutyKind(duty.kind)] % {"day": month_day(basis)} if duty.kind in words else month_day(basis)


def duty_chip(duty: Duty, *, on: date) -> Chip:
    """What became of the duty, or how long is left (natural days)."""
    if duty.outcome == DutyOutcome.VOID:
        return Chip(_("作废"))
    if duty.suspended_by:
        return Chip(_("暂停（%(why)s）") % {"why": RestReason(duty.suspended_by).label})
    if duty.outcome == DutyOutcome.COMPLIED:
        return Chip(_("补报"), "warn") if is_late(duty) else Chip(_("已办"), "ok")
    if duty.outcome == DutyOutcome.EXCUSED:
        return Chip(_("有正当理由"), "info")
    if duty.outcome == DutyOutcome.MISSED or (duty.closes_on is not None and duty.closes_on < on):
        return Chip(_("未履行"), "late")
    return deadline_chip(duty.due_on, on=on)


def is_late(duty: Duty) -> bool:
    """Settled, but after its day: entered as 补报, or the fact itself came late."""
    return duty.is_settled_late or (duty.settled_on is not None and duty.settled_on > duty.due_on)


def settled_text(duty: Duty) -> str:
    """What stands behind a settled duty, for its tooltip and the receipt."""
    if not duty.settled_by_kind or duty.settled_on is None:
        return ""
    return f"{SettledBy(duty.settled_by_kind).label} {month_day(duty.settled_on)}"


def _basis(duty: Duty) -> date:
    """The day named in the occasion (`effect:2026-11-10`); the first day where it names something else."""
    try:
        return date.fromisoformat(duty.occasion.partition(":")[2])
    except ValueError:
        return duty.opens_on
