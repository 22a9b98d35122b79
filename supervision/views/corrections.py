"""更正: the page that puts a record right, and the one on which its history is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.clock import today
from core.views import Crumb, DetailPage, VersionedFormPage
from corrections.models import Case
from corrections.selectors.names import may_open, may_see_name, name_for
from corrections.tables import file_url
from supervision.enums import DutyKind
from supervision.forms.corrections import CheckInCorrectForm, VisitCorrectForm
from supervision.models import Attendance, CheckIn, Duty, Visit
from supervision.models.duty import REPORTED_KINDS
from supervision.permissions import Permission
from supervision.policies.records import check_can_correct
from supervision.selectors.corrections import correction_sentence, record_history
from supervision.selectors.late import late_duties
from supervision.selectors.records import duties_settled_by, record_chips, record_words
from supervision.services.corrections import record_correct
from supervision.views.records import OneRecordPage


class CorrectPage(VersionedFormPage, OneRecordPage):
    """The form of recording, filled with what the record says; below it what was put right before."""

    template_name = "supervision/record_correct.html"
    submit_label = _("保存更正")
    keeps_draft = True
    kinds: tuple[DutyKind, ...] = ()
    fields: tuple[str, ...] = ()

    def check(self) -> None:
        check_can_correct(self.object)

    def get_page_title(self) -> Any:
        return f"{self.page_title}：{name_for(self.user, self.case)}"

    def get_about(self) -> str:
        return record_words(self.object)

    def get_initial(self) -> dict[str, Any]:
        record = self.object
        return {
            **{name: getattr(record, name) for name in self.fields},
            "late_for": record.late_for_id,
            "version": record.version,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"case": self.case, "late_duties": self.late_duties()}

    def late_duties(self) -> list[Duty]:
        """What may be made up for: what is late now, and what would be so without this record."""
        record, on = self.object, today()
        own = [duty for duty in duties_settled_by(record) if duty.due_on < on and duty.kind in self.kinds]
        named = [record.late_for] if record.late_for else []
        found = {duty.pk: duty for duty in [*late_duties(self.case, self.kinds, on=on), *own, *named]}
        return sorted(found.values(), key=lambda duty: (duty.due_on, duty.kind))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(history=record_history(self.object), **kwargs)

    def perform(self, form: Any) -> str:
        before = duties_settled_by(self.object)
        corrected = record_correct(
            by=self.user,
            record=self.object,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            changes=form.values(),
            learnt=form.learnt(),
        )
        self.success_message = correction_sentence(corrected, before, duties_settled_by(corrected))
        return self.result_url()


class CheckInCorrectView(CorrectPage):
    permission = Permission.CHECK_IN_RECORD
    page_title = _("更正报告")
    form_class = CheckInCorrectForm
    model = CheckIn
    kinds = REPORTED_KINDS
    fields = ("channel", "settles", "happened_on", "happened_at", "outcome", "absence_reason", "content")

    def get_form_kwargs(self) -> dict[str, Any]:
        record = self.object
        owed = Duty.objects.standing().filter(case=self.case).values_list("kind", flat=True).distinct()
        attendance = Attendance.objects.filter(check_in=record).select_related("day").first()
        kinds = {*owed, *record.settles}
        return {**super().get_form_kwargs(), "owed": kinds, "attendance": attendance}


class VisitCorrectView(CorrectPage):
    permission = Permission.VISIT_RECORD
    page_title = _("更正走访")
    form_class = VisitCorrectForm
    model = Visit
    kinds = (DutyKind.VISIT,)
    fields = ("happened_on", "happened_at", "outcome", "absence_reason", "content")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | VisitCorrectForm.initial_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form_class_name="visit-form", **kwargs)


class RecordHistoryPage(DetailPage):
    """更正记录: for whoever may read what the record says."""

    permission = Permission.DUTY_VIEW
    page_title = _("更正记录")
    template_name = "supervision/record_history.html"
    menu_url_name = "corrections:offender_list"
    model: type[CheckIn | Visit]
    paper_url_name = ""

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.visible_to(self.user)
        return rows.select_related("case__offender", "case__station", "recorded_by", "withdrawn_by")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        if not (may_open(self.user, self.case) and may_see_name(self.user, self.case)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> Any:
        return f"{self.page_title}：{name_for(self.user, self.case)}"

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (
            Crumb(_now("矫正对象"), reverse("corrections:offender_list")),
            Crumb(name_for(self.user, self.case), file_url(self.case)),
            Crumb(self.page_title),
        )

    def get_actions(self) -> list[Action]:
        return [Action(_("打印"), reverse(self.paper_url_name, args=[self.object.pk]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        return super().get_context_data(
            about=record_words(record), chips=record_chips(record), history=record_history(record), **kwargs
        )


class CheckInHistoryView(RecordHistoryPage):
    model = CheckIn
    paper_url_name = "supervision:check_in_paper"


class VisitHistoryView(RecordHistoryPage):
    model = Visit
    paper_url_name = "supervision:visit_paper"
