"""New offences, and earlier ones found later."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from corrections.enums import OffenceKind
from corrections.forms.offence import OffenceForm, OffenceUpdateForm
from corrections.models import Offence
from corrections.permissions import Permission
from corrections.services.offence import offence_record, offence_update
from corrections.views.case_form import CaseFormPage, CasePartFormPage


class OffenceRecordView(CaseFormPage):
    """Open to ended cases too: judgments come late."""

    permission = Permission.CASE_OFFENCE_RECORD
    page_title = _("登记再犯罪")
    form_class = OffenceForm
    success_message = _("已登记。")

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data | {"kind": OffenceKind(form.cleaned_data["kind"])}
        offence_record(by=self.user, case=self.case, **answers)
        return self.result_url()


class OffenceUpdateView(CasePartFormPage):
    permission = Permission.CASE_OFFENCE_RECORD
    page_title = _("更新再犯罪登记")
    form_class = OffenceUpdateForm
    model = Offence
    success_message = _("已更新。")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in OffenceForm.base_fields}

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data | {"kind": OffenceKind(form.cleaned_data["kind"])}
        offence_update(by=self.user, offence=self.object, **answers)
        return self.result_url()
