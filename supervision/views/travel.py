"""经常性跨市县活动: the request, and the trips reported under the permit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import today
from core.day_words import full_span
from core.views import Crumb
from corrections.models import Case
from corrections.selectors.names import name_for
from corrections.tables import file_url
from corrections.views.case_form import CaseFormPage
from corrections.views.checked import CheckedFormPage
from supervision.enums import Channel
from supervision.forms.approvals import TravelForm, TripForm
from supervision.models import TravelPermit
from supervision.permissions import Permission
from supervision.policies.leaves import check_can_ask_leave
from supervision.policies.travel import check_no_permit, check_permit_holds, check_permit_start
from supervision.services.travel import (
    TravelWish,
    permit_last_day,
    travel_depart,
    travel_permit_request,
    travel_return,
)


class TravelRequestView(CheckedFormPage, CaseFormPage):
    permission = Permission.APPROVAL_REQUEST
    page_title = gettext_lazy("申请经常性跨市县活动")
    form_class = TravelForm
    keeps_draft = True
    success_message = gettext_lazy("已提交申请。")

    def check(self) -> None:
        check_can_ask_leave(self.case, on=today())

    def get_answers(self, form: Any) -> Sequence[tuple[Any, Any]]:
        starts_on = form.cleaned_data["starts_on"]
        check_permit_start(self.case, starts_on, on=today())
        last = permit_last_day(self.case, starts_on)
        check_no_permit(self.case, starts_on, last)
        return [*super().get_answers(form), (_("有效期"), full_span(starts_on, last))]

    def perform(self, form: Any) -> str:
        permit = travel_permit_request(by=self.user, case=self.case, wish=TravelWish(**form.cleaned_data))
        return reverse("supervision:approval_detail", args=[permit.approval_id])


class TravelTripPage(CaseFormPage):
    """A form about a trip under a permit, `self.object`."""

    permission = Permission.APPROVAL_REQUEST
    form_class = TripForm
    menu_url_name = "supervision:approval_list"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = TravelPermit.objects.visible_to(self.user)
        return rows.select_related("case__offender", "case__station", "case__responsible", "approval")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"day": today()}

    def get_cancel_url(self) -> str:
        return reverse("supervision:approval_detail", args=[self.object.approval_id])

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (
            Crumb(_("审批"), reverse("supervision:approval_list")),
            Crumb(name_for(self.user, self.case), file_url(self.case)),
            Crumb(_("经常性跨市县活动"), self.get_cancel_url()),
            Crumb(self.page_title),
        )


class TravelDepartView(TravelTripPage):
    page_title = gettext_lazy("登记出发")
    success_message = gettext_lazy("已登记出发。")

    def check(self) -> None:
        check_permit_holds(self.object, on=max(today(), self.object.starts_on))

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        travel_depart(
            by=self.user,
            permit=self.object,
            departed_on=answers["day"],
            channel=Channel(answers["channel"]),
            words=answers["words"],
        )
        return self.get_cancel_url()


class TravelReturnView(TravelTripPage):
    page_title = gettext_lazy("登记返回")
    success_message = gettext_lazy("已登记返回。")

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        travel_return(
            by=self.user,
            permit=self.object,
            returned_on=answers["day"],
            channel=Channel(answers["channel"]),
            words=answers["words"],
        )
        return self.get_cancel_url()
