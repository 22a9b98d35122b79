"""What may be recorded now, and what a record may settle. Each refusal is one sentence a person can act on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.models import Case
from supervision.enums import Channel, DutyKind, DutyOutcome, MetPerson, RecordOutcome
from supervision.models import Duty
from supervision.models.record import Withdrawable


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


def check_can_settle_late(duty: Duty, *, case: Case, kinds: Collection[DutyKind], happened_on: date) -> None:
    """补报: the duty was open on the day of the act, and nothing has settled it since."""
    if duty.case_id != case.pk:
        raise BadInput(_("要补报的事项不属于该对象。"))
    if duty.kind not in kinds:
        raise BadInput(_("这次登记没有抵作“%(kind)s”，不能为它补报。") % {"kind": duty.get_kind_display()})
    if duty.outcome == DutyOutcome.VOID:
        raise Refused(_("要补报的事项已作废。"))
    if duty.outcome in (DutyOutcome.COMPLIED, DutyOutcome.EXCUSED):
        raise Refused(_("该期已经办结，不用补报。"))
    if duty.outcome == DutyOutcome.MISSED and duty.settled_by_kind:
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
