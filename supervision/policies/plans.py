"""What may be planned and assessed now. Each refusal is one sentence a person can act on."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.models import Case
from supervision.enums import DutyOutcome
from supervision.models import Assessment, CorrectionPlan, Duty


def check_can_plan(case: Case) -> None:
    """A plan is for who has been received and is still under correction (社区矫正法 第二十四条)."""
    if case.received_on is None:
        raise Refused(_("该对象尚未接收，请先办理接收。"))
    if case.ended_on is not None:
        raise Refused(_("本案已于 %(day)s 解除或终止。") % {"day": case.ended_on.isoformat()})


def check_plan_day(
    case: Case, made_on: date, before: CorrectionPlan | None, *, because: str, on: date
) -> None:
    """The day lies between reception, or the version before, and today; an adjustment says why."""
    first = case.received_on if before is None else before.made_on
    if made_on > on:
        raise BadInput(_("制定日期不能晚于今天。"))
    if first is not None and made_on < first:
        raise BadInput(_("制定日期早于 %(day)s，请核对日期。") % {"day": first.isoformat()})
    if before is not None and not because.strip():
        raise BadInput(_("请填写调整原因。"))


def check_can_assess(duty: Duty | None) -> None:
    """A month is assessed while its duty stands: from the month's first day until the next month is over."""
    if duty is None:
        raise Refused(_("该对象这个月没有考核事项。"))
    if duty.suspended_by:
        raise Refused(_("该对象这个月的考核已暂停。"))
    if duty.outcome == DutyOutcome.MISSED:
        raise Refused(_("这个月的考核已过时限，转为未完成，不能再登记。"))


def check_can_correct_assessment(assessment: Assessment, *, reason: str) -> None:
    """With a reason; who it is about and which month never change."""
    if not reason.strip():
        raise BadInput(_("请填写更正原因。"))
