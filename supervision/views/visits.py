"""Recording a visit: on a phone at the door, or in the dialog of an office screen."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.views.pictures import PictureFormPage, PictureView
from corrections.selectors.names import may_open, may_see_name
from supervision.enums import DutyKind
from supervision.forms import VisitForm
from supervision.models import VisitPhoto
from supervision.permissions import Permission
from supervision.selectors.acts import Acts
from supervision.services.records import visit_record
from supervision.services.visits import photo_original_take
from supervision.views.records import RecordFormPage

VISIT_FACTS = (
    "happened_on", "happened_at", "outcome", "absence_reason", "content", "met", "also_met", "interviewees",
    "place_kind", "place", "companions",
)  # fmt: skip


class VisitRecordView(PictureFormPage, RecordFormPage):
    """Above the form stands where the person lives and, of one's own caseload, the button that opens the number."""

    permission = Permission.VISIT_RECORD
    template_name = "supervision/visit_page.html"
    fragment_template = "supervision/visit_fragment.html"
    page_title = _("登记走访")
    form_class = VisitForm
    kinds = (DutyKind.VISIT,)

    def perform(self, form: Any) -> str:
        answers = {name: form.cleaned_data[name] for name in VISIT_FACTS}
        late_for, learnt = form.late_duty(), form.learnt()
        return self.saved(
            visit_record(
                by=self.user,
                case=self.case,
                late_for=late_for,
                learnt=learnt,
                pictures=self.pictures,
                **answers,
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, person = self.case, self.case.offender
        acts = Acts(self.user, [case], on=today(), back="")
        return super().get_context_data(
            form_class_name="visit-form",
            residence=person.residence if may_see_name(self.user, case) else "",
            work_unit=person.work_unit if may_see_name(self.user, case) else "",
            phone_url=acts.phone_url(case),
            person_name=person.name,
            **kwargs,
        )


class VisitPhotoView(PictureView):
    """For who may print the visit: where the right holds, the file is open to the user and names are seen."""

    permission = Permission.DUTY_VIEW

    def get_queryset(self) -> QuerySet[Any]:
        return VisitPhoto.objects.visible_to(self.user).select_related("visit__case__offender")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.visit.case.path)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        case = self.object.visit.case
        if not (may_open(self.user, case) and may_see_name(self.user, case)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class VisitPhotoSmallView(VisitPhotoView):
    is_small = True


class VisitPhotoOriginalView(VisitPhotoView):
    """As it was handed in, with its metadata; an event."""

    is_original = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        photo_original_take(by=self.user, photo=self.object)
        return super().get(request, *args, **kwargs)
