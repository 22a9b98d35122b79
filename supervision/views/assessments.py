"""月度考核: the draft of a station's month, one line a person; the part of a person's file; a finding put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import Action
from core.clock import today
from core.day_words import month_name
from core.views import Crumb, FormPage, VersionedFormPage
from corrections.filters import number_of
from corrections.models import Case, Organisation
from corrections.selectors.names import name_for
from corrections.tables import file_url
from corrections.views.case_form import CaseFormPage
from corrections.views.outcomes import outcomes_keep
from corrections.views.panel import CasePanel
from supervision.forms.plans import AssessmentCorrectForm, AssessmentsForm, is_month_ripe
from supervision.forms.rounds import StationForm
from supervision.models import Assessment
from supervision.permissions import Permission
from supervision.policies.periods import Period
from supervision.selectors.assessments import (
    AssessmentLine,
    MonthFacts,
    assessment_lines,
    assessment_month,
    assessment_stations,
    facts_words,
    month_asked,
)
from supervision.services.assessments import assessment_correct, assessments_record
from supervision.views.rounds import RESULTS


def assessments_url(station_id: int, month: Period) -> str:
    query = urlencode({"station": station_id, "month": f"{month.first:%Y-%m}"})
    return f"{reverse('supervision:assessments')}?{query}"


class AssessmentsView(FormPage):
    permission = Permission.ASSESSMENT_RECORD
    page_title = gettext_lazy("月度考核")
    form_class = AssessmentsForm
    template_name = "supervision/assessments.html"
    submit_label = gettext_lazy("保存已选等次的人")
    keeps_draft = True
    menu_url_name = "supervision:check_in_list"

    @cached_property
    def stations(self) -> list[Organisation]:
        return assessment_stations(self.user)

    @cached_property
    def station(self) -> Organisation:
        """The one asked for, else one's own, else the first."""
        if not self.stations:
            raise PermissionDenied
        asked = number_of(self.request.GET.get("station")) or self.user.office_id
        return next((station for station in self.stations if station.pk == asked), self.stations[0])

    @cached_property
    def month(self) -> Period:
        return assessment_month(month_asked(self.request.GET.get("month")))

    @cached_property
    def lines(self) -> list[AssessmentLine]:
        return assessment_lines(self.user, self.station, self.month, on=today())

    def get_page_title(self) -> Any:
        return _("%(month)s考核：%(station)s") % {
            "month": month_name(self.month.first),
            "station": self.station.name,
        }

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("报告与走访"), reverse("supervision:check_in_list")), Crumb(self.page_title))

    def get_actions(self) -> list[Action]:
        paper = reverse("supervision:assessment_paper", args=[self.station.pk])
        return [Action(_("打印考核表"), f"{paper}?month={self.month.first:%Y-%m}")]

    def get_cancel_url(self) -> str:
        return reverse("supervision:workbench")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"lines": self.lines, "month": self.month}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on, month = today(), self.month
        choose = StationForm(
            initial={"station": self.station.pk},
            stations=Organisation.objects.filter(pk__in=[station.pk for station in self.stations]),
        )
        following = assessment_month(month.last + timedelta(days=1))
        return super().get_context_data(
            choose_station=choose if len(self.stations) > 1 else None,
            month=month,
            before_url=assessments_url(self.station.pk, assessment_month(month.first - timedelta(days=1))),
            after_url=assessments_url(self.station.pk, following) if following.first <= on else "",
            is_ripe=is_month_ripe(month, on=on),
            done=[line for line in self.lines if line.assessment is not None],
            closed=[line for line in self.lines if line.assessment is None and not line.is_open],
            **kwargs,
        )

    def perform(self, form: Any) -> str:
        outcomes = assessments_record(by=self.user, month=self.month, findings=form.findings())
        key = outcomes_keep(self.request.session, RESULTS, outcomes)
        return f"{reverse('supervision:round_result', args=[key])}?of=assessment"


class AssessmentPanel(CasePanel):
    """月度考核 in a person's file."""

    permission = Permission.DUTY_VIEW
    panel_key = "assessments"
    panel_template = "supervision/assessment_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        may = self.user.may(Permission.ASSESSMENT_RECORD, path=self.case.path)
        rows = Assessment.objects.filter(case=self.case).select_related("recorded_by").order_by("-month")
        month = assessment_month(today())
        actions = [Action(_("本月考核"), assessments_url(self.case.station_id, month))] if may else []
        return {
            "lines": [(row, facts_words(MonthFacts.of(row.facts)), self._actions(row, may)) for row in rows],
            "panel_actions": actions,
        }

    @staticmethod
    def _actions(row: Assessment, may: bool) -> list[Action]:
        url = reverse("supervision:assessment_correct", args=[row.pk])
        return [Action(_("更正"), url, dialog=True)] if may else []


class AssessmentCorrectView(VersionedFormPage, CaseFormPage):
    permission = Permission.ASSESSMENT_RECORD
    form_class = AssessmentCorrectForm
    success_message = gettext_lazy("考核已更正。")

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = Assessment.objects.visible_to(self.user)
        return rows.select_related("case__offender", "case__station")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found

    def get_page_title(self) -> Any:
        return _("更正%(month)s考核") % {"month": month_name(self.object.month)}

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(name_for(self.user, self.case), file_url(self.case)), Crumb(self.get_page_title()))

    def get_cancel_url(self) -> str:
        return reverse("supervision:assessment_panel", args=[self.case.pk])

    def get_initial(self) -> dict[str, Any]:
        row = self.object
        return {"grade": row.grade, "words": row.words, "version": row.version}

    def perform(self, form: Any) -> str:
        assessment_correct(
            by=self.user,
            assessment=self.object,
            finding=form.finding(),
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )
        return self.get_cancel_url()
