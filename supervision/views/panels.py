"""Supervision's parts of a person's file: the year's calendar, the record of work, what is due, every record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.chips import Chip
from core.clock import today
from corrections.tables import file_url
from corrections.views.panel import CasePanel
from supervision.models import CheckIn, Duty, Visit, VisitPhoto
from supervision.permissions import Permission
from supervision.policies.records import check_can_correct
from supervision.selectors.acts import Acts
from supervision.selectors.occasions import duty_chip, occasion_text, settled_text
from supervision.selectors.records import record_chips, record_how
from supervision.selectors.timeline import case_timeline
from supervision.selectors.timeline_entry import EntryKind
from supervision.selectors.visits import learnt_lines, place_words
from supervision.selectors.year import year_calendar
from supervision.views.drawing import year_drawing

RECENT = 12
SHOWN = 20
YEAR = timedelta(days=365)
CONCERN = "concern"
"""Asked of the timeline like a kind: visits that found something that is not normal."""


@dataclass(frozen=True)
class DutyLine:
    """One duty of the file; `action` is what settles it, None where nothing does or for who may not."""

    what: str
    when: str
    chip: Chip
    due_on: date
    settled: str = ""
    action: Action | None = None


@dataclass(frozen=True)
class RecordLine:
    record: CheckIn | Visit
    how: str
    chips: tuple[Chip, ...]
    actions: tuple[Action, ...]
    place: str = ""
    lines: Sequence[tuple[str, str]] = ()
    photos: Sequence[VisitPhoto] = ()


class SupervisionPanel(CasePanel):
    permission = Permission.DUTY_VIEW

    @property
    def is_all(self) -> bool:
        """Everything, not only the latest."""
        return self.request.GET.get("all") == "1"


class CalendarPanel(SupervisionPanel):
    """近一年报告与走访: twelve months, three rows, one box a duty."""

    panel_key = "calendar"
    panel_template = "supervision/calendar_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        on = today()
        return {"drawing": year_drawing(year_calendar(self.case, on=on), on=on)}


class TimelinePanel(SupervisionPanel):
    """工作记录: everything that happened, newest first, by kind."""

    panel_key = "timeline"
    panel_template = "supervision/timeline_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        asked = self.request.GET.get("kind", "")
        kind = asked if asked in (*EntryKind.values, CONCERN) else ""
        kinds = [kind] if kind in EntryKind.values else []
        entries = case_timeline(self.case, on=today(), kinds=kinds)
        if kind == CONCERN:
            entries = [entry for entry in entries if entry.is_concern]
        choices = [*EntryKind.choices, (CONCERN, _("走访发现情况"))]
        url = reverse("supervision:timeline_panel", args=[self.case.pk])
        return {
            "entries": entries if self.is_all else entries[:RECENT],
            "total": len(entries),
            "is_cut": not self.is_all and len(entries) > RECENT,
            "month_url": reverse("supervision:month_paper", args=[self.case.pk]) if self.sees_names else "",
            "all_url": f"{url}?kind={kind}&all=1",
            "kinds": [(value, label, value == kind) for value, label in choices],
            "url": url,
        }


class DuePanel(SupervisionPanel):
    """近期到期: open duties, nearest first."""

    panel_key = "due"
    panel_template = "supervision/due_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        on = today()
        acts = Acts(self.user, [self.case], on=on, back=file_url(self.case))
        duties = Duty.objects.filter(case=self.case).pending(on=on).order_by("due_on", "kind")
        lines = []
        for duty in duties:
            duty.case = self.case
            action = next(iter(acts.of_duty(duty)), None)
            lines.append(duty_line(duty, on=on, action=action))
        return {"lines": lines}


PAGES = {CheckIn: "check_in", Visit: "visit"}
"""How the addresses of a record's pages begin."""


class RecordsPanel(SupervisionPanel):
    """The tab 报告·走访: the duties of the last year with what settled them, every record with its way back."""

    panel_key = "records"
    panel_template = "supervision/records_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        on = today()
        duties = Duty.objects.standing().filter(case=self.case, due_on__gt=on - YEAR, opens_on__lte=on)
        lines = [duty_line(duty, on=on) for duty in duties.order_by("-due_on", "kind")]
        check_ins = self.lines(CheckIn, Permission.CHECK_IN_RECORD)
        visits = self.lines(Visit, Permission.VISIT_RECORD)
        return {
            "duties": self.shown(lines),
            "check_ins": self.shown(check_ins),
            "visits": self.shown(visits),
            "totals": {"duties": len(lines), "check_ins": len(check_ins), "visits": len(visits)},
            "is_cut": not self.is_all and max(len(lines), len(check_ins), len(visits)) > SHOWN,
            "all_url": f"{reverse('supervision:records_panel', args=[self.case.pk])}?all=1",
        }

    def shown(self, lines: list[Any]) -> list[Any]:
        return lines if self.is_all else lines[:SHOWN]

    def lines(self, model: type[CheckIn | Visit], permission: str) -> list[RecordLine]:
        rows = model.objects.filter(case=self.case).select_related("recorded_by", "late_for")
        if model is Visit:
            rows = rows.prefetch_related("findings", "photos")
        may_record = self.user.may(permission, path=self.case.path)
        return [
            record_line(row, may_record=may_record, sees_names=self.sees_names)
            for row in rows.order_by("-happened_on", "-pk")
        ]


def duty_line(duty: Duty, *, on: date, action: Action | None = None) -> DutyLine:
    return DutyLine(
        what=str(duty.get_kind_display()),
        when=occasion_text(duty),
        chip=duty_chip(duty, on=on),
        due_on=duty.due_on,
        settled=settled_text(duty),
        action=action,
    )


def record_line(record: CheckIn | Visit, *, may_record: bool, sees_names: bool) -> RecordLine:
    """A standing record may be printed, corrected and withdrawn; one with a history has it read."""
    stands = record.withdrawn_at is None

    def url(name: str) -> str:
        return reverse(f"supervision:{PAGES[type(record)]}_{name}", args=[record.pk])

    actions = [Action(_("打印"), url("paper"))] if stands and sees_names else []
    if may_record:
        actions.append(Action.checked(_("更正"), url("correct"), lambda: check_can_correct(record)))
    if may_record and stands:
        actions.append(Action(_("撤回"), url("withdraw"), dialog=True))
    if sees_names and record.version > 1:
        actions.append(Action(_("更正记录"), url("history")))
    line = RecordLine(record, record_how(record), record_chips(record), tuple(actions))
    if isinstance(record, Visit):
        photos = list(record.photos.all()) if sees_names else []
        line = replace(line, place=place_words(record), lines=learnt_lines(record), photos=photos)
    return line
