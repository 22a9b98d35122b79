"""The history of a record: who put what right, from what to what, when, why, and what it did to the duties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.audit_words import FieldChange, changes_words
from core.day_words import moment_text
from supervision.enums import DutyKind, FindingResult, VisitItem
from supervision.models import CheckIn, Duty, Visit
from supervision.selectors.records import duties_words
from supervision.selectors.visits import remark_label

WORDS: Mapping[str, Any] = {
    "content": _("内容"),
    "place": _("地点"),
    "companions": _("参加人员"),
    "interviewees": _("被访人"),
    "difficulties": _("困难和诉求"),
    "help_given": _("帮扶措施"),
    "risk_handled": _("风险处置"),
    "next_step": _("下一步措施"),
    **{f"remark_{item}": remark_label(item) for item in VisitItem},
}
"""What the event of a correction only names as changed: the words stay in the record and its corrections."""


def correction_words() -> dict[str, tuple[Any, Mapping[str, Any]]]:
    """Keys of a correction's changes that are no columns, for `register_event_words`."""
    words: dict[str, tuple[Any, Mapping[str, Any]]] = {"words": (_("改动的文字"), WORDS)}
    for item in VisitItem:
        words[f"result_{item}"] = (item.label, dict(FindingResult.choices))
        words[f"remark_{item}"] = (remark_label(item), {})
    return words


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act on the record; `changes` is empty for its recording and its withdrawal."""

    what: str
    at: datetime
    who: str
    reason: str = ""
    changes: tuple[FieldChange, ...] = ()


def record_history(record: CheckIn | Visit) -> list[HistoryLine]:
    """The newest first, down to the day it was recorded; four queries whatever its length."""
    corrections = list(record.corrections.select_related("corrected_by").order_by("version"))
    words = changes_words(record._meta.label_lower, (row.changes for row in corrections))
    duties = _duties(record, (pair for row in corrections for side in row.settled for pair in side))
    lines = [HistoryLine(_now("登记"), record.recorded_at, _name(record.recorded_by))]
    for row, changes in zip(corrections, words, strict=True):
        before, after = (_duty_words(side, duties) for side in row.settled)
        if before != after:
            changes += (FieldChange(_now("办结事项"), before, after),)
        lines.append(
            HistoryLine(_now("更正"), row.corrected_at, row.corrected_by.display_name, row.reason, changes)
        )
    if record.withdrawn_at is not None:
        by = _name(record.withdrawn_by)
        lines.append(HistoryLine(_now("撤回"), record.withdrawn_at, by, record.withdrawn_reason))
    return lines[::-1]


def corrected_words(record: CheckIn | Visit) -> str:
    """For a paper: how often it was corrected, the last time when and by whom; empty when never."""
    last = record.corrections.select_related("corrected_by").order_by("-version").first()
    if last is None:
        return ""
    return _now("已更正 %(count)s 次，最近 %(at)s 由%(by)s更正") % {
        "count": record.corrected_times,
        "at": moment_text(last.corrected_at),
        "by": last.corrected_by.display_name,
    }


def correction_sentence(record: CheckIn | Visit, before: list[Duty], after: list[Duty]) -> str:
    """What to tell after a correction: what it settles now, and what it no longer does."""
    now = duties_words(after) or _now("不办结任何事项")
    if [duty.pk for duty in before] == [duty.pk for duty in after]:
        return _now("已更正；办结的事项不变：%(now)s。") % {"now": now}
    return _now("已更正；原办结：%(old)s；现办结：%(now)s。") % {
        "old": duties_words(before) or _now("无"),
        "now": now,
    }


Occasion = tuple[str, str]


def _duties(record: CheckIn | Visit, pairs: Iterable[Any]) -> dict[Occasion, Duty]:
    wanted = {occasion for _kind, occasion in pairs}
    if not wanted:
        return {}
    rows = Duty.objects.filter(case_id=record.case_id, occasion__in=wanted).order_by("pk")
    return {(duty.kind, duty.occasion): duty for duty in rows}


def _duty_words(side: list[Any], duties: dict[Occasion, Duty]) -> str:
    """Of a duty that went with a merged file only its kind and occasion are left."""
    words = []
    for kind, occasion in side:
        duty = duties.get((kind, occasion))
        words.append(duties_words([duty]) if duty else f"{DutyKind(kind).label}（{occasion}）")
    return "、".join(words)


def _name(user: Any) -> str:
    return user.display_name if user else ""
