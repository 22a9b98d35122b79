"""Supervision's parts of a person's file: the year's calendar, the record of work, what is due, every record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.chips import Chip
from core.clock import today
from corrections.views.panel import CasePanel
from supervision.enums import DutyKind
from supervision.models import CheckIn, Duty, Visit
from supervision.permissions import Permission
from supervision.selectors.occasions import duty_chip, occasion_text
from supervision.selectors.timeline import EntryKind, case_timeline
from supervision.selectors.year import year_calendar

RECENT = 12
BOX, GAP, ROW = 11, 3, 20
MONTH_WIDTH = 62


@dataclass(frozen=True)
class Mark:
    """One duty as a small box of the drawing: place, width, state and words."""

    x: int
    y: int
    width: int
    state: str
    text: str


@dataclass(frozen=True)
class DueLine:
    what: str
    when: str
    chip: Chip
    due_on: date


class CalendarPanel(CasePanel):
    """近一年报告与走访: twelve months, three rows, one box a duty."""

    permission = Permission.DUTY_VIEW
    panel_key = "calendar"
    panel_template = "supervision/calendar_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        year = year_calendar(self.case, on=today())
        left = 44
        marks, labels = [], []
        for line, row in enumerate(year.rows):
            y = 22 + line * ROW
            labels.append((y + BOX - 1, row.title))
            used: dict[int, int] = {}
            for cell in row.cells:
                place = used.get(cell.month, 0)
                used[cell.month] = place + 1
                first_month = max(cell.month - cell.span + 1, 0)
                is_wide = cell.span > 1 or row.kind != DutyKind.ORAL_REPORT
                x = left + first_month * MONTH_WIDTH + (0 if cell.span > 1 else place * (BOX + GAP))
                width = cell.span * MONTH_WIDTH - GAP * 2 if is_wide else BOX
                if is_wide and cell.span == 1:
                    width = MONTH_WIDTH - GAP * 2 if len(row.cells) <= 14 else (MONTH_WIDTH - GAP * 3) // 2
                    x = left + first_month * MONTH_WIDTH + place * (width + GAP)
                marks.append(Mark(x, y, width, cell.state, cell.text))
        months = [(left + index * MONTH_WIDTH, month) for index, month in enumerate(year.months)]
        return {
            **super().get_panel_context(),
            "marks": marks,
            "months": months,
            "labels": labels,
            "width": left + 12 * MONTH_WIDTH,
            "height": 22 + len(year.rows) * ROW,
        }


class TimelinePanel(CasePanel):
    """工作记录: everything that happened, newest first, by kind."""

    permission = Permission.DUTY_VIEW
    panel_key = "timeline"
    panel_template = "supervision/timeline_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        is_known = kind in EntryKind.values
        entries = case_timeline(self.case, on=today(), kinds=[kind] if is_known else [])
        is_all = self.request.GET.get("all") == "1"
        url = reverse("supervision:timeline_panel", args=[self.case.pk])
        return {
            **super().get_panel_context(),
            "entries": entries if is_all else entries[:RECENT],
            "total": len(entries),
            "is_cut": not is_all and len(entries) > RECENT,
            "all_url": f"{url}?kind={kind if is_known else ''}&all=1",
            "kinds": [(value, label, value == kind) for value, label in EntryKind.choices],
            "url": url,
        }


class DuePanel(CasePanel):
    """近期到期: open duties, nearest first."""

    permission = Permission.DUTY_VIEW
    panel_key = "due"
    panel_template = "supervision/due_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        on = today()
        duties = Duty.objects.filter(case=self.case).pending(on=on).order_by("due_on", "kind")
        lines = [
            DueLine(str(duty.get_kind_display()), occasion_text(duty), duty_chip(duty, on=on), duty.due_on)
            for duty in duties
        ]
        return {**super().get_panel_context(), "lines": lines}


class RecordsPanel(CasePanel):
    """The tab 报告·走访: every duty of the last year with what settled it, every record with its way back."""

    permission = Permission.DUTY_VIEW
    panel_key = "records"
    panel_template = "supervision/records_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        return {
            **super().get_panel_context(),
            "check_ins": self._records(CheckIn, "supervision:check_in_withdraw", Permission.CHECK_IN_RECORD),
            "visits": self._records(Visit, "supervision:visit_withdraw", Permission.VISIT_RECORD),
        }

    def _records(self, model: Any, url_name: str, permission: str) -> list[tuple[Any, list[Action]]]:
        rows = model.objects.filter(case=self.case).select_related("recorded_by", "late_for")
        may_withdraw = self.user.may(permission, path=self.case.path)
        return [
            (row, [self._withdraw(row, url_name)] if may_withdraw and row.withdrawn_at is None else [])
            for row in rows.order_by("-happened_on", "-pk")[:60]
        ]

    @staticmethod
    def _withdraw(row: Any, url_name: str) -> Action:
        return Action(_("撤回"), reverse(url_name, args=[row.pk]), dialog=True)
