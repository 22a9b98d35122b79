"""点名登记: a telephone round or a group day, one line a person; then what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import Action
from core.clock import today
from core.views import Crumb, DetailPage, FormPage, ListPage, Page
from corrections.filters import number_of
from corrections.models import Organisation
from corrections.selectors.cases import case_rows
from corrections.selectors.names import name_for
from corrections.tables import file_url
from corrections.views.outcomes import outcome_counts, outcomes_keep, outcomes_kept
from supervision.enums import Attended, RoundKind
from supervision.forms.rounds import RoundForm, StationForm
from supervision.models import GroupDay
from supervision.permissions import Permission
from supervision.selectors.acts import Acts
from supervision.selectors.rounds import RoundPerson, round_people, round_stations
from supervision.services.rounds import round_record
from supervision.views.registers import round_actions

RESULTS = "round_results"


class RoundView(FormPage):
    permission = Permission.CHECK_IN_RECORD
    page_title = gettext_lazy("点名登记")
    form_class = RoundForm
    template_name = "supervision/round.html"
    submit_label = gettext_lazy("保存已标记的人")
    keeps_draft = True
    menu_url_name = "supervision:check_in_list"

    @cached_property
    def stations(self) -> list[Organisation]:
        return round_stations(self.user)

    @cached_property
    def station(self) -> Organisation:
        """The one asked for, else one's own, else the first."""
        if not self.stations:
            raise PermissionDenied
        asked = number_of(self.request.GET.get("station")) or self.user.office_id
        return next((station for station in self.stations if station.pk == asked), self.stations[0])

    @cached_property
    def people(self) -> list[RoundPerson]:
        return round_people(self.user, self.station, on=today())

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("报告与走访"), reverse("supervision:check_in_list")), Crumb(self.page_title))

    def get_cancel_url(self) -> str:
        return reverse("supervision:workbench")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("kind", "")
        return {"kind": asked if asked in RoundKind.values else RoundKind.PHONE}

    def get_form_kwargs(self) -> dict[str, Any]:
        cases = [person.case for person in self.people]
        acts = Acts(self.user, cases, on=today(), back=self.request.get_full_path())
        return {"people": self.people, "phone_urls": {case.pk: acts.phone_url(case) for case in cases}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choose = StationForm(
            initial={"station": self.station.pk},
            stations=Organisation.objects.filter(pk__in=[station.pk for station in self.stations]),
        )
        return super().get_context_data(
            station=self.station,
            choose_station=choose if len(self.stations) > 1 else None,
            **kwargs,
        )

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        outcomes = round_record(
            by=self.user,
            kind=RoundKind(answers["kind"]),
            station=self.station,
            happened_on=answers["happened_on"],
            marks=form.marks(),
            content=answers["content"],
            topic=answers["topic"],
            hours=answers["hours"],
            is_report=answers["is_report"],
        )
        key = outcomes_keep(self.request.session, RESULTS, outcomes)
        return reverse("supervision:round_result", args=[key])


class RoundResultView(Page):
    """What became of each: done, skipped, refused and why."""

    permission = Permission.CHECK_IN_RECORD
    page_title = gettext_lazy("点名登记结果")
    template_name = "supervision/round_result.html"
    menu_url_name = "supervision:check_in_list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        found = outcomes_kept(request.session, RESULTS, kwargs["key"])
        if found is None:
            raise Http404
        self.outcomes = found
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> Any:
        return _("月度考核结果") if self.is_assessment else self.page_title

    @property
    def is_assessment(self) -> bool:
        """`?of=assessment`: a month was assessed, not a round called."""
        return self.request.GET.get("of") == "assessment"

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        back = (_("点名登记"), "supervision:round")
        if self.is_assessment:
            back = (_("月度考核"), "supervision:assessments")
        return (Crumb(back[0], reverse(back[1])), Crumb(self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcomes = self.outcomes
        rows = case_rows(self.user, on=today()).filter(pk__in=[pk for pk, *_rest in outcomes])
        cases = {case.pk: case for case in rows}
        lines = [
            (name_for(self.user, cases[pk]), file_url(cases[pk]), result, why)
            for pk, result, why in outcomes
            if pk in cases
        ]
        return super().get_context_data(lines=lines, counts=outcome_counts(outcomes), **kwargs)


class GroupDayListView(ListPage):
    """集中活动: what a station did together, the latest first."""

    permission = Permission.DUTY_VIEW
    page_title = gettext_lazy("集中活动")
    table_template = "supervision/group_day_table.html"
    empty_text = gettext_lazy("还没有登记过集中活动。在“点名登记”里选择集中报到、集中教育或公益活动。")
    menu_url_name = "supervision:check_in_list"

    def get_queryset(self) -> QuerySet[GroupDay]:
        present = Count("attendances", filter=Q(attendances__attended=Attended.PRESENT))
        rows = GroupDay.objects.visible_to(self.user).select_related("station", "recorded_by")
        return rows.annotate(present=present, called=Count("attendances")).order_by("-happened_on", "-pk")

    def get_actions(self) -> list[Action]:
        return round_actions(self.user)

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("报告与走访"), reverse("supervision:check_in_list")), Crumb(self.page_title))


class GroupDayDetailView(DetailPage):
    """The roll-call of one group day."""

    permission = Permission.DUTY_VIEW
    template_name = "supervision/group_day.html"
    menu_url_name = "supervision:check_in_list"

    def get_queryset(self) -> QuerySet[GroupDay]:
        return GroupDay.objects.visible_to(self.user).select_related("station", "recorded_by")

    def get_page_title(self) -> Any:
        return f"{self.object.get_kind_display()} {self.object.happened_on}"

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("集中活动"), reverse("supervision:group_day_list")), Crumb(self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = (
            self.object.attendances.all()
            .visible_to(self.user)
            .select_related("case__offender", "case__station")
            .order_by("case__offender__name_pinyin", "pk")
        )
        lines = [(name_for(self.user, row.case), file_url(row.case), row) for row in rows]
        return super().get_context_data(lines=lines, **kwargs)
