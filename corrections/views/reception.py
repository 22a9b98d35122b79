"""接收登记 by hand, with the two small answers the form asks for while it is filled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.views import Page
from corrections.enums import Level
from corrections.forms.reception import PlaceForm, ReceptionForm
from corrections.models import Case, Offender, Organisation
from corrections.models.offender import id_index_of
from corrections.permissions import Permission
from corrections.policies.case import check_can_receive_case
from corrections.policies.reception import check_community_fits, check_decision_fits, check_no_open_case
from corrections.selectors.documents import document_read
from corrections.selectors.offices import stations_for
from corrections.services.decision import decision_warnings
from corrections.services.offender import PersonFacts
from corrections.services.reception import DecisionFacts, case_receive
from corrections.tables import file_url
from corrections.views.checked import CheckedFormPage

PERSON = tuple(PersonFacts.__dataclass_fields__)
DECISION = tuple(DecisionFacts.__dataclass_fields__)
ABOUT_CASE = ("received_on", "registered_on", "reception_kind", "registration_result", "number")


class CaseReceiveView(CheckedFormPage):
    permission = Permission.CASE_RECEIVE
    page_title = _("接收登记")
    form_class = ReceptionForm
    template_name = "corrections/case_receive.html"
    success_message = _("已登记。")
    keeps_draft = True

    @cached_property
    def stations(self) -> QuerySet[Organisation]:
        return stations_for(self.user, self.permission)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(self.stations) == 1:
            check_can_receive_case(self.user, self.stations[0], on=today())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"stations": self.stations}

    def get_cancel_url(self) -> str:
        return reverse("corrections:offender_list")

    def get_warnings(self, form: Any) -> Sequence[Any]:
        """The service's own questions, asked before the answers are confirmed."""
        answers, on = form.cleaned_data, today()
        decision = DecisionFacts(**{name: answers[name] for name in DECISION})
        check_can_receive_case(self.user, answers["station"], on=on)
        check_community_fits(answers["community"], answers["station"])
        check_decision_fits(
            decision, received_on=answers["received_on"], registered_on=answers["registered_on"], on=on
        )
        known = Offender.objects.filter(
            id_kind=answers["id_kind"], id_index=id_index_of(answers["id_number"])
        ).first()
        if known is not None:
            check_no_open_case(known, self.user, starts_on=answers["received_on"] or on)
        planned = Case(**{name: answers[name] for name in DECISION})
        return [warning.message for warning in decision_warnings(planned)]

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        result = case_receive(
            by=self.user,
            station=answers["station"],
            person=PersonFacts(**{name: answers[name] for name in PERSON}),
            decision=DecisionFacts(**{name: answers[name] for name in DECISION}),
            level=Level(answers["level"]),
            responsible=answers["responsible"],
            community=answers["community"],
            **{name: answers[name] for name in ABOUT_CASE},
        )
        for warning in result.warnings:
            messages.warning(self.request, warning.message)
        return file_url(result.case)


class DocumentCheckView(Page):
    """What the number says, by POST: it stands in no address."""

    permission = Permission.CASE_RECEIVE
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reading = document_read(
            self.user,
            request.POST.get("id_kind", "")[:20],
            request.POST.get("id_number", "")[:60],
            on=today(),
        )
        cases = [(case, file_url(case), case.state(on=today()).label) for case in reading.cases]
        return render(request, "corrections/document_facts.html", {"reading": reading, "cases": cases})


class ReceptionPlaceView(Page):
    """The communities and staff of the station just chosen."""

    permission = Permission.CASE_RECEIVE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stations = stations_for(self.user, self.permission)
        asked = request.GET.get("station", "")
        station = next((office for office in stations if str(office.pk) == asked), None)
        form = PlaceForm(stations=stations, station=station)
        return render(request, "corrections/place_fields.html", {"form": form})
