"""Recording from a list or a file, in the dialog or on a page of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.views import FormPage
from corrections.models import Case
from corrections.selectors.names import name_for
from corrections.tables import file_url
from supervision.enums import Channel, DutyKind
from supervision.forms import CheckInForm, DeskEntryForm, VisitForm, WithdrawForm
from supervision.models import CheckIn, Duty, Visit
from supervision.permissions import Permission
from supervision.selectors.late import late_duties
from supervision.services.records import (
    check_in_record,
    desk_entry_record,
    record_withdraw,
    visit_record,
)


class RecordFormPage(FormPage):
    """A form about one case; the result is the person's file, or the list under the dialog."""

    kinds: tuple[DutyKind, ...] = ()
    success_message = _("已登记。")
    done_event = "record-saved"

    def get_queryset(self) -> QuerySet[Any]:
        return Case.objects.visible_to(self.user).select_related("offender")

    def get_page_title(self) -> Any:
        return f"{self.page_title}：{name_for(self.user, self.object)}"

    def get_initial(self) -> dict[str, Any]:
        return {"happened_on": today()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"late_duties": late_duties(self.object, self.kinds, on=today())}

    def get_cancel_url(self) -> str:
        return self.get_file_url()

    def get_file_url(self) -> str:
        return file_url(self.object)


class CheckInRecordView(RecordFormPage):
    permission = Permission.CHECK_IN_RECORD
    page_title = _("登记报告")
    form_class = CheckInForm
    kinds = (DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT)

    def get_initial(self) -> dict[str, Any]:
        is_written = self.request.GET.get("kind") == DutyKind.WRITTEN_REPORT
        return {**super().get_initial(), "channel": Channel.WRITTEN if is_written else Channel.PHONE}

    def perform(self, form: Any) -> str:
        values = {name: value for name, value in form.cleaned_data.items() if name != "late_for"}
        late_for: Duty | None = form.late_duty()
        if late_for is not None:
            values["settles"] = [DutyKind(late_for.kind)]
        check_in_record(by=self.user, case=self.object, late_for=late_for, **values)
        return self.get_file_url()


class DeskEntryView(RecordFormPage):
    permission = Permission.CHECK_IN_RECORD
    page_title = _("本人到所：报告与谈话")
    form_class = DeskEntryForm
    kinds = (DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT)

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        late_for: Duty | None = form.late_duty()
        desk_entry_record(
            by=self.user,
            case=self.object,
            happened_on=values["happened_on"],
            happened_at=values["happened_at"],
            content=values["content"],
            settles=[DutyKind(late_for.kind)] if late_for is not None else form.kinds(),
            late_for=late_for,
            changed=form.changed(),
        )
        return self.get_file_url()


class VisitRecordView(RecordFormPage):
    permission = Permission.VISIT_RECORD
    page_title = _("登记走访")
    form_class = VisitForm
    kinds = (DutyKind.VISIT,)

    def perform(self, form: Any) -> str:
        values = {name: value for name, value in form.cleaned_data.items() if name != "late_for"}
        visit_record(by=self.user, case=self.object, late_for=form.late_duty(), **values)
        return self.get_file_url()


class WithdrawPage(FormPage):
    """Take a record back with a reason."""

    page_title = _("撤回记录")
    form_class = WithdrawForm
    submit_label = _("撤回")
    success_message = _("已撤回；它原来办结的事项已重新打开。")
    done_event = "record-saved"

    def get_object_path(self, found: Any) -> str | None:
        path: str = found.case.path
        return path

    def perform(self, form: Any) -> str:
        record_withdraw(by=self.user, record=self.object, reason=form.cleaned_data["reason"])
        return file_url(self.object.case)


class CheckInWithdrawView(WithdrawPage):
    permission = Permission.CHECK_IN_RECORD

    def get_queryset(self) -> QuerySet[Any]:
        return CheckIn.objects.visible_to(self.user).select_related("case")


class VisitWithdrawView(WithdrawPage):
    permission = Permission.VISIT_RECORD

    def get_queryset(self) -> QuerySet[Any]:
        return Visit.objects.visible_to(self.user).select_related("case")
