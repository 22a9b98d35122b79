"""One line of a person's timeline, and the kinds by which the timeline is filtered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from core.chips import Chip, Tone


class EntryKind(TextChoices):
    """What the timeline can be filtered by."""

    REPORT = "report", gettext_lazy("报告")
    VISIT = "visit", gettext_lazy("走访")
    ASSESSMENT = "assessment", gettext_lazy("方案与考核")
    GROUP = "group", gettext_lazy("集中活动")
    APPROVAL = "approval", gettext_lazy("审批与外出")
    FAILURE = "failure", gettext_lazy("逾期与未履行")
    STATUS = "status", gettext_lazy("失联、羁押、住院")
    LEVEL = "level", gettext_lazy("管理等级")
    CASE = "case", gettext_lazy("接收、执行地、期限与解除")
    OFFENCE = "offence", gettext_lazy("再犯罪")


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line. `subject` is the row behind it (model label, pk), for links and for tests.

    `lines` are further facts, label and words; `is_concern`: something was found that is not normal.
    """

    on: date
    kind: str
    title: str
    detail: str = ""
    tone: Tone = "plain"
    at: time | None = None
    by: str = ""
    chips: tuple[Chip, ...] = ()
    subject: tuple[str, int] | None = None
    is_withdrawn: bool = False
    lines: tuple[tuple[str, str], ...] = ()
    is_concern: bool = False
    recorded_at: datetime | None = field(default=None, compare=False)
