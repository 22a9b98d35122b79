"""联系: one click on the work list opens a phone number of one's own caseload for a minute; each click is an event."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from core.clock import today
from core.views import ObjectPage, safe_next
from corrections.models import Case
from corrections.models.access import is_own_caseload
from corrections.permissions import Permission
from corrections.selectors.names import may_open, name_for
from corrections.services.offender import offender_reveal
from corrections.views.masked import masked


class PhoneRevealView(ObjectPage):
    """POST shows the number, GET the button again once the minute is over. Somebody else's people are asked for in
    their file, with a reason.
    """

    permission = Permission.OFFENDER_REVEAL
    http_method_names = ["get", "post"]

    def get_queryset(self) -> QuerySet[Any]:
        return Case.objects.visible_to(self.user).select_related("offender")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        case = self.object
        if not may_open(self.user, case) or not is_own_caseload(self.user, case, on=today()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(
            "supervision/phone_button.html", url=request.path, name=name_for(self.user, self.object)
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = offender_reveal(by=self.user, case=self.object, field="phone")
        if self.is_htmx:
            return self.show("supervision/phone_number.html", url=request.path, number=number)
        return self.show(
            "corrections/offender_revealed.html",
            number=masked(self.user, self.object, "phone"),
            text=number,
            back_url=safe_next(request, reverse("supervision:workbench")),
        )

    def show(self, template: str, **context: Any) -> HttpResponse:
        everything = self.get_context_data(**context)
        return self.response_class(request=self.request, template=[template], context=everything, using=None)
