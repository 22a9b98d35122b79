"""Lost contact and absconding, custody, hospital: begun and ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from corrections.enums import AbscondingNature, StatusKind
from corrections.forms.status import AbscondingForm, StatusBeginForm, StatusEndForm
from corrections.models import StatusSpan
from corrections.permissions import Permission
from corrections.policies.status import (
    check_can_begin_status,
    check_can_confirm_absconding,
    check_can_end_status,
)
from corrections.services.status import (
    absconding_confirm,
    custody_begin,
    custody_end,
    hospital_begin,
    hospital_end,
    lost_contact_begin,
    lost_contact_end,
)
from corrections.views.case_form import CaseFormPage, CasePartFormPage


class StatusBeginPage(CaseFormPage):
    permission = Permission.CASE_STATUS_RECORD
    form_class = StatusBeginForm
    success_message = _("已登记。")
    kind: ClassVar[StatusKind]
    service: ClassVar[Callable[..., StatusSpan]]

    def check(self) -> None:
        check_can_begin_status(self.case, self.kind)

    def perform(self, form: Any) -> str:
        type(self).service(by=self.user, case=self.case, **form.cleaned_data)
        return self.result_url()


class StatusEndPage(CasePartFormPage):
    permission = Permission.CASE_STATUS_RECORD
    form_class = StatusEndForm
    model = StatusSpan
    success_message = _("已登记。")
    kind: ClassVar[StatusKind]
    service: ClassVar[Callable[..., StatusSpan]]

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(kind=self.kind)

    def check(self) -> None:
        check_can_end_status(self.object)

    def perform(self, form: Any) -> str:
        type(self).service(by=self.user, span=self.object, **form.cleaned_data)
        return self.result_url()


class LostContactBeginView(StatusBeginPage):
    page_title = _("登记失联")
    kind = StatusKind.LOST_CONTACT
    service = staticmethod(lost_contact_begin)


class LostContactEndView(StatusEndPage):
    page_title = _("登记已找到（失联结束）")
    kind = StatusKind.LOST_CONTACT
    service = staticmethod(lost_contact_end)


class CustodyBeginView(StatusBeginPage):
    page_title = _("登记羁押")
    kind = StatusKind.CUSTODY
    service = staticmethod(custody_begin)


class CustodyEndView(StatusEndPage):
    page_title = _("登记羁押结束")
    kind = StatusKind.CUSTODY
    service = staticmethod(custody_end)


class HospitalBeginView(StatusBeginPage):
    page_title = _("登记住院")
    kind = StatusKind.HOSPITAL
    service = staticmethod(hospital_begin)


class HospitalEndView(StatusEndPage):
    page_title = _("登记出院")
    kind = StatusKind.HOSPITAL
    service = staticmethod(hospital_end)


class AbscondingConfirmView(CasePartFormPage):
    permission = Permission.CASE_STATUS_RECORD
    page_title = _("认定脱管")
    form_class = AbscondingForm
    model = StatusSpan
    success_message = _("已认定脱管。")

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(kind=StatusKind.LOST_CONTACT)

    def check(self) -> None:
        check_can_confirm_absconding(self.object)

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data | {"nature": AbscondingNature(form.cleaned_data["nature"])}
        absconding_confirm(by=self.user, span=self.object, **answers)
        return self.result_url()
