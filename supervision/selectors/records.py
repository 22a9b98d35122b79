"""A record in words: how it was made, what is particular about it, which duties it settled."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.chips import Chip
from supervision.enums import DutyKind, RecordOutcome
from supervision.models import CheckIn, Duty, Visit
from supervision.models.record import Record
from supervision.selectors.occasions import occasion_text
from supervision.selectors.visits import concern_chips, met_words


def record_how(record: CheckIn | Visit) -> str:
    """The channel of a report, who was met on a visit."""
    return str(record.get_channel_display()) if isinstance(record, CheckIn) else met_words(record)


def record_chips(record: CheckIn | Visit) -> tuple[Chip, ...]:
    """Corrected; what a visit found that is not normal; made up for an earlier period, entered late, taken back."""
    chips = [corrected_chip(record)] if record.corrected_times else []
    chips += concern_chips(record) if isinstance(record, Visit) else []
    if record.late_for_id is not None:
        chips.append(Chip(_("补报"), "warn"))
    if record.is_entered_late:
        chips.append(Chip(_("补录"), "warn"))
    if record.withdrawn_at is not None:
        chips.append(Chip(_("已撤回")))
    return tuple(chips)


def corrected_chip(record: Record) -> Chip:
    return Chip(_("已更正 %(count)s 次") % {"count": record.corrected_times}, "info")


def duties_settled_by(record: CheckIn | Visit) -> list[Duty]:
    """The duties that stand decided by this record, in the order of their days."""
    settled = Duty.objects.standing().filter(settled_by_kind=record.SETTLED_BY, settled_by_id=record.pk)
    return list(settled.order_by("due_on", "kind"))


def record_sentence(record: CheckIn | Visit) -> str:
    """What to tell after saving: what is settled by it, or that nothing is and why."""
    settled = duties_settled_by(record)
    if not settled:
        return {
            RecordOutcome.WAITING: _("已登记；该期仍未办结，等待补交证明。"),
            RecordOutcome.FAILED_ATTEMPT: _("已登记未联系上（未见到人）；该期仍未办结。"),
        }.get(RecordOutcome(record.outcome), _("已登记，存入档案；发生日期所在的一期没有待办事项。"))
    words = {
        RecordOutcome.COMPLIED: _("已登记，办结：%(duties)s。"),
        RecordOutcome.ACCEPTABLE_ABSENCE: _("已登记，免予履行：%(duties)s。"),
        RecordOutcome.UNACCEPTABLE: _("已登记，认定未履行：%(duties)s。"),
    }
    return words[RecordOutcome(record.outcome)] % {"duties": duties_words(settled)}


def record_words(record: CheckIn | Visit) -> str:
    """The record in one line: day, how, result, and what it settled."""
    parts = [record.happened_on.isoformat(), record_how(record), str(record.get_outcome_display())]
    if settled := duties_settled_by(record):
        parts.append(_("办结了%(duties)s") % {"duties": duties_words(settled)})
    return "，".join(parts)


def duties_words(duties: list[Duty]) -> str:
    return "、".join(f"{DutyKind(duty.kind).label}（{occasion_text(duty)}）" for duty in duties)
