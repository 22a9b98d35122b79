"""Recording a visit: on a phone at the door, or in the dialog of an office screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.clock import today
from corrections.selectors.names import may_see_name
from supervision.enums import DutyKind
from supervision.forms import VisitForm
from supervision.permissions import Permission
from supervision.selectors.acts import Acts
from supervision.services.records import visit_record
from supervision.views.records import RecordFormPage

VISIT_FACTS = (
    "happened_on", "happened_at", "outcome", "absence_reason", "content", "met", "also_met", "interviewees",
    "place_kind", "place", "companions",
)  # fmt: skip


class VisitRecordView(RecordFormPage):
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
            visit_record(by=self.user, case=self.case, late_for=late_for, learnt=learnt, **answers)
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
