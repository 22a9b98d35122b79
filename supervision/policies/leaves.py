"""May this person go there, for so long, now. Each refusal is one sentence a person can act on."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.day_words import day_span, full_day
from core.errors import BadInput, Refused
from corrections.enums import OrganisationKind
from corrections.models import Case, Organisation
from supervision.enums import ApprovalStatus, LeaveStage, MovementKind
from supervision.models import Leave, Trip

ABROAD = ("国外", "境外", "出国", "香港", "澳门", "台湾")


def movement_unit(county: Organisation) -> int:
    """The 市、县 within which nobody needs leave: the districts of a prefecture-level city together, or the county.

    Returns the office's key (社区矫正法实施办法 第二十六条: 市 means the districts of one city taken together).
    """
    if county.short_name.endswith("区") and county.parent_id is not None:
        return county.parent_id
    return county.pk


def check_can_ask_leave(case: Case, *, on: date) -> None:
    """Who is under correction today (社区矫正法 第二十七条)."""
    if case.received_on is None:
        raise Refused(_("该对象尚未接收，请先办理接收。"))
    if case.ended_on is not None:
        raise Refused(_("本案已于 %(day)s 解除或终止。") % {"day": case.ended_on.isoformat()})
    if case.term_ends_on < on:
        raise Refused(_("矫正期已满，不再办理外出审批，请办理解除。"))


def check_leave_days(case: Case, starts_on: date, ends_on: date, *, on: date) -> None:
    """The days lie within the term; one that lies in the past is asked for after the fact, at most a month back."""
    if ends_on < starts_on:
        raise BadInput(_("返回日期早于出发日期，请核对。"))
    if ends_on > case.term_ends_on:
        raise BadInput(_("外出日期超过矫正期满日（%(day)s）。") % {"day": full_day(case.term_ends_on)})
    if case.received_on is not None and starts_on < case.received_on:
        raise BadInput(_("外出日期早于接收日期，请核对。"))
    if starts_on < on - timedelta(days=31):
        raise BadInput(_("外出开始于一个月以前，不能补办审批；请按未经批准外出处理。"))


def check_destination(case_county: Organisation | None, division: Organisation | None, province: str) -> None:
    """Somewhere else in the country: not within one's own 市、县, and not abroad (出境入境管理法 第十二条)."""
    if division is None and not province.strip():
        raise BadInput(_("请选择目的地；省外的请填写省份和市县。"))
    if division is not None and province.strip():
        raise BadInput(_("目的地只选一处：省内的选择县（市、区），省外的填写省份。"))
    if any(word in province for word in ABROAD):
        raise BadInput(
            _("社区矫正对象在矫正期间不准出境（出境入境管理法第十二条），不能申请到国（境）外的外出。")
        )
    if (
        division is not None
        and case_county is not None
        and movement_unit(division) == movement_unit(case_county)
    ):
        raise BadInput(
            _(
                "“%(place)s”与执行地属于同一市、县（同一设区的市的各区视为一个市），往来不需要审批（实施办法第二十六条）。"
            )
            % {"place": division.short_name}
        )


def check_short_notice(starts_on: date, *, on: date, ahead: int, reason: str) -> None:
    """Asked for less than the rule book's days ahead: possible with a reason (实施办法 第二十六条)."""
    if is_short_notice(starts_on, on=on, ahead=ahead) and not reason.strip():
        raise BadInput(_("距出发不足 %(days)d 日，请写明未能提前申请的原因。") % {"days": ahead})


def is_short_notice(starts_on: date, *, on: date, ahead: int) -> bool:
    """Fewer whole days than that lie between the request and the departure."""
    return (starts_on - on).days < ahead


def check_no_overlap(leave: Leave | None) -> None:
    """The other leave of this person that holds on some of the days, if there is one."""
    if leave is not None:
        raise BadInput(
            _("这些日期与另一次外出（%(days)s）重叠，请先办结、取消或调整日期。")
            % {"days": day_span(leave.starts_on, leave.held_to)}
        )


def check_can_depart(leave: Leave, departed_on: date, *, on: date) -> None:
    """An approved leave that nobody has used; the person leaves on one of its days."""
    stage = leave.stage(on=on)
    if stage == LeaveStage.EXPIRED and leave.starts_on <= departed_on <= leave.last_on:
        stage = LeaveStage.AHEAD  # recorded afterwards
    if stage != LeaveStage.AHEAD:
        raise Refused(_("该外出现为“%(stage)s”，不能登记出发。") % {"stage": stage.label})
    _check_day(departed_on, on)
    if Trip.objects.filter(case_id=leave.case_id, returned_on=None).exists():
        raise Refused(_("该对象还有一次外出没有登记返回。"))
    if not leave.starts_on <= departed_on <= leave.last_on:
        raise BadInput(
            _("出发日期应在准假期间（%(days)s）之内。") % {"days": day_span(leave.starts_on, leave.last_on)}
        )


def check_is_out(leave: Leave, *, on: date) -> None:
    """Left and not back."""
    stage = leave.stage(on=on)
    if stage not in (LeaveStage.OUT, LeaveStage.OVERDUE):
        raise Refused(_("该外出现为“%(stage)s”，没有在外的行程。") % {"stage": stage.label})


def check_can_return(leave: Leave, returned_on: date, *, on: date, late_reason: str) -> None:
    """Back on a day from the departure to today; who is late says why (实施办法 第二十八条)."""
    check_is_out(leave, on=on)
    _check_day(returned_on, on)
    if returned_on < leave.trip.departed_on:
        raise BadInput(_("返回日期早于出发日期（%(day)s）。") % {"day": full_day(leave.trip.departed_on)})
    if returned_on > leave.last_on and not late_reason.strip():
        raise BadInput(
            _("返回晚于准假的最后一天（%(day)s），请写明原因。") % {"day": full_day(leave.last_on)}
        )


def check_can_note(leave: Leave, kind: MovementKind, happened_on: date, *, on: date) -> None:
    """What became known while the person was away."""
    check_is_out(leave, on=on)
    if kind in (MovementKind.DEPARTED, MovementKind.RETURNED):
        raise BadInput(_("出发和返回请用各自的登记。"))
    _check_day(happened_on, on)
    if happened_on < leave.trip.departed_on:
        raise BadInput(_("日期早于出发日期（%(day)s）。") % {"day": full_day(leave.trip.departed_on)})


def check_can_cancel(leave: Leave, *, on: date) -> None:
    """Approved and not used."""
    stage = leave.stage(on=on)
    if stage != LeaveStage.AHEAD:
        raise Refused(_("该外出现为“%(stage)s”，不能取消。") % {"stage": stage.label})


def check_can_extend(leave: Leave, last_on: date | None, *, on: date) -> None:
    """More days for an approved leave that is ahead or being used, one request at a time."""
    stage = leave.stage(on=on)
    if stage not in (LeaveStage.AHEAD, LeaveStage.OUT, LeaveStage.OVERDUE):
        raise Refused(_("该外出现为“%(stage)s”，不能延期。") % {"stage": stage.label})
    waiting = (ApprovalStatus.WAITING, ApprovalStatus.RETURNED)
    if any(extension.approval.status in waiting for extension in leave.extensions.all()):
        raise Refused(_("已有一份延期申请在审批中。"))
    if last_on is None:
        return
    if last_on <= leave.last_on:
        raise BadInput(_("延至的日期应在准假的最后一天（%(day)s）之后。") % {"day": full_day(leave.last_on)})
    if last_on > leave.case.term_ends_on:
        raise BadInput(_("外出日期超过矫正期满日（%(day)s）。") % {"day": full_day(leave.case.term_ends_on)})


def _check_day(day: date, on: date) -> None:
    if day > on:
        raise BadInput(_("日期不能晚于今天。"))


def county_of(case: Case) -> str:
    """The path of the county of the case's office; the office itself where it is a county."""
    if case.station.kind == OrganisationKind.STATION:
        return case.path.rstrip("/").rpartition("/")[0] + "/"
    return case.path
