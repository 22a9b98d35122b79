"""What may be recorded now, and what a record may settle. Each refusal is one sentence a person can act on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.models import Case
from supervision.enums import Attended, Channel, DutyKind, DutyOutcome, MetPerson, RecordOutcome
from supervision.models import Attendance, Duty
from supervision.models.record import Record, Withdrawable

OF_THE_DAY = ("happened_on", "channel", "late_for")
"""What a report at a group day takes from that day."""


def check_can_record(case: Case, *, happened_on: date, on: date) -> None:
    """A report or a visit of that day: between reception and today, and not after the case's end."""
    if case.received_on is None:
        raise Refused(_("该对象尚未接收，请先办理接收。"))
    if happened_on > on:
        raise BadInput(_("发生日期不能晚于今天。"))
    if happened_on < case.received_on:
        raise BadInput(
            _("发生日期早于接收日期（%(day)s），请核对日期。") % {"day": case.received_on.isoformat()}
        )
    if case.ended_on is not None and happened_on > case.ended_on:
        raise Refused(
            _("本案已于 %(day)s 解除或终止，之后的情况不能登记。") % {"day": case.ended_on.isoformat()}
        )


def check_act(
    case: Case,
    *,
    kinds: Sequence[DutyKind],
    happened_on: date,
    outcome: RecordOutcome,
    absence_reason: str,
    late_for: Duty | None,
    on: date,
    own: Record | None = None,
) -> None:
    """What recording and correcting ask alike: the day, the result, and the duty that is made up for.

    `own` is the record that is being corrected: what it has settled itself does not stand in its way.
    """
    check_can_record(case, happened_on=happened_on, on=on)
    check_outcome(outcome, absence_reason=absence_reason, late_for=late_for)
    if late_for is not None:
        check_can_settle_late(late_for, case=case, kinds=kinds, happened_on=happened_on, own=own)


def check_can_settle(channel: Channel, kinds: Collection[DutyKind], *, may: Collection[DutyKind]) -> None:
    """The kinds named must be among those that such a report may settle by the rule book of its day."""
    wrong = [kind for kind in kinds if kind not in may]
    if wrong:
        raise BadInput(
            _("“%(channel)s”不能抵作“%(kind)s”，请更换方式或取消勾选。")
            % {"channel": channel.label, "kind": DutyKind(wrong[0]).label}
        )


def check_outcome(outcome: RecordOutcome, *, absence_reason: str, late_for: Duty | None) -> None:
    """A good reason is coded, and only a fulfilled act can be entered as late for an earlier duty."""
    if outcome == RecordOutcome.ACCEPTABLE_ABSENCE and not absence_reason:
        raise BadInput(_("请选择正当理由的种类。"))
    if outcome != RecordOutcome.ACCEPTABLE_ABSENCE and absence_reason:
        raise BadInput(_("只有“有正当理由未履行”才需要选择理由。"))
    if late_for is not None and outcome != RecordOutcome.COMPLIED:
        raise BadInput(_("补报只用于已履行的情形；未履行的，请把发生日期填在该期之内。"))


def check_met(outcome: RecordOutcome, met: str) -> None:
    """Nobody at home is a failed attempt: it settles nothing and shows."""
    if met == MetPerson.NOBODY and outcome == RecordOutcome.COMPLIED:
        raise BadInput(_("无人在家不能算作已走访，请把结果选为“未联系上（未见到人）”。"))


def check_can_settle_late(
    duty: Duty, *, case: Case, kinds: Collection[DutyKind], happened_on: date, own: Record | None = None
) -> None:
    """补报: the duty was open on the day of the act, and nothing has settled it since."""
    if duty.case_id != case.pk:
        raise BadInput(_("要补报的事项不属于该对象。"))
    if duty.kind not in kinds:
        raise BadInput(_("这次登记没有抵作“%(kind)s”，不能为它补报。") % {"kind": duty.get_kind_display()})
    if duty.outcome == DutyOutcome.VOID:
        raise Refused(_("要补报的事项已作废。"))
    is_own = own is not None and (duty.settled_by_kind, duty.settled_by_id) == (own.SETTLED_BY, own.pk)
    if duty.outcome in (DutyOutcome.COMPLIED, DutyOutcome.EXCUSED) and not is_own:
        raise Refused(_("该期已经办结，不用补报。"))
    if duty.outcome == DutyOutcome.MISSED and duty.settled_by_kind and not is_own:
        raise Refused(_("该期已认定为无正当理由未履行；如认定有误，请先撤回那条记录。"))
    if duty.suspended_by:
        raise Refused(_("该期已暂停，不用补报。"))
    if happened_on <= duty.due_on:
        raise BadInput(_("发生日期在该期期限之内，直接登记即可，不用补报。"))
    if duty.closes_on is not None and happened_on > duty.closes_on:
        raise Refused(
            _("该期在 %(day)s 之后已转为未履行，不能再补报。") % {"day": duty.closes_on.isoformat()}
        )


def check_can_withdraw(record: Withdrawable, *, reason: str) -> None:
    """A standing record, with a reason."""
    if record.withdrawn_at is not None:
        raise Refused(_("这条记录已经撤回。"))
    if not reason.strip():
        raise BadInput(_("请填写撤回原因。"))


def check_can_correct(record: Record) -> None:
    """A standing record. How long ago it happened does not matter: the correction shows, and settles as any record."""
    if record.withdrawn_at is not None:
        raise Refused(_("这条记录已经撤回，不能更正；需要时请另行登记。"))


def check_correction(changed: Collection[str], *, reason: str) -> None:
    """Something differs, and it says why."""
    if not reason.strip():
        raise BadInput(_("请填写更正原因。"))
    if not changed:
        raise BadInput(_("没有改动任何内容。"))


def check_roll_call(attendance: Attendance, changed: Collection[str], *, outcome: RecordOutcome) -> None:
    """A report at a group day: day and way are the day's, and the result agrees with its roll-call."""
    if set(changed) & set(OF_THE_DAY):
        raise Refused(
            _(
                "这条报告来自%(day)s的点名，日期和方式以该次活动为准，不能单独更正；点错名的，请撤回后另行登记。"
            )
            % {"day": attendance.day}
        )
    if (attendance.attended == Attended.PRESENT) != (outcome == RecordOutcome.COMPLIED):
        raise BadInput(
            _("该次活动点名为“%(attended)s”，结果须与点名一致；点错名的，请撤回后另行登记。")
            % {"attended": attendance.get_attended_display()}
        )
