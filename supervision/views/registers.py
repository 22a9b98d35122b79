"""The registers 报告 and 走访: every record of the user's people, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.views import ListPage
from corrections.selectors.names import may_open, name_for
from corrections.tables import file_url
from supervision.filters import CheckInFilter, VisitFilter
from supervision.models import CheckIn, Visit
from supervision.permissions import Permission


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    is_current: bool


@dataclass(frozen=True)
class RecordRow:
    happened_on: date
    recorded_on: date
    name: str
    url: str
    station: str
    how: str
    outcome: str
    content: str
    by: str
    is_late: bool
    is_withdrawn: bool


class RecordListPage(ListPage):
    permission = Permission.DUTY_VIEW
    template_name = "supervision/registers.html"
    table_template = "supervision/record_table.html"
    orderings = {"day": ("happened_on", "pk"), "name": ("case__offender__name_pinyin",)}
    default_ordering = "-day"
    empty_text = _("没有符合条件的记录。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [self._row(record) for record in context["rows"]]
        context["tabs"] = [
            Tab(_("报告"), reverse("supervision:check_in_list"), isinstance(self, CheckInListView)),
            Tab(_("走访"), reverse("supervision:visit_list"), isinstance(self, VisitListView)),
        ]
        return context

    def how(self, record: Any) -> str:
        raise NotImplementedError

    def _row(self, record: Any) -> RecordRow:
        case = record.case
        is_open = may_open(self.user, case)
        return RecordRow(
            happened_on=record.happened_on,
            recorded_on=record.recorded_on,
            name=name_for(self.user, case),
            url=file_url(case) if is_open else "",
            station=case.station.name,
            how=self.how(record),
            outcome=record.get_outcome_display(),
            content=record.content if is_open else "",
            by=record.recorded_by.display_name if record.recorded_by else "",
            is_late=record.is_entered_late or record.late_for_id is not None,
            is_withdrawn=record.withdrawn_at is not None,
        )


class CheckInListView(RecordListPage):
    page_title = _("报告与走访")
    filterset_class = CheckInFilter

    def get_queryset(self) -> QuerySet[Any]:
        rows = CheckIn.objects.visible_to(self.user)
        return rows.select_related("case__offender", "case__station", "recorded_by")

    def how(self, record: Any) -> str:
        return str(record.get_channel_display())


class VisitListView(RecordListPage):
    page_title = _("报告与走访")
    filterset_class = VisitFilter

    def get_queryset(self) -> QuerySet[Any]:
        rows = Visit.objects.visible_to(self.user)
        return rows.select_related("case__offender", "case__station", "recorded_by")

    def how(self, record: Any) -> str:
        return str(record.get_met_display())
