"""What follows from a decision: that it was told, with its receipt."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.clock import today
from corrections.models import Case
from corrections.views.case_form import CaseFormPage
from supervision.forms.approvals import ErrandForm
from supervision.models import ApprovalErrand
from supervision.permissions import Permission
from supervision.policies.approvals import check_can_do_errand
from supervision.services.approvals import errand_done


class ErrandDoneView(CaseFormPage):
    """What had to be told was told."""

    permission = Permission.APPROVAL_REQUEST
    page_title = gettext_lazy("登记告知")
    form_class = ErrandForm
    menu_url_name = "supervision:approval_list"
    success_message = gettext_lazy("已登记。")

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = ApprovalErrand.objects.visible_to(self.user)
        return rows.select_related("approval__case__offender", "approval__case__station", "office")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.approval.case
        return found

    def check(self) -> None:
        check_can_do_errand(self.user, self.object)

    def get_cancel_url(self) -> str:
        return reverse("supervision:approval_detail", args=[self.object.approval_id])

    def get_about(self) -> str:
        return f"{super().get_about()} · {self.object.get_kind_display()}"

    def get_initial(self) -> dict[str, Any]:
        return {"done_on": today()}

    def perform(self, form: Any) -> str:
        errand_done(by=self.user, errand=self.object, **form.cleaned_data)
        return self.get_cancel_url()
