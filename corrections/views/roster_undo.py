"""撤销名册导入: what would go and return, what stands in the way, the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import Form
from core.views import Crumb, FormPage
from corrections.forms.fields import ReasonField
from corrections.models import RosterImport
from corrections.permissions import Permission
from corrections.policies.roster import check_can_undo_roster
from corrections.selectors.names import name_for
from corrections.selectors.roster_dependents import Dependents
from corrections.services.roster_undo import roster_undo_ask, undo_dependents
from corrections.tables import file_url


class RosterUndoForm(Form):
    reason = ReasonField(label=gettext_lazy("撤销事由"))
    is_sure = forms.BooleanField(
        label=gettext_lazy("我已核对，确认撤销整批导入"),
        error_messages={"required": gettext_lazy("请先核对，再勾选确认")},
    )


class RosterUndoView(FormPage):
    """Refused as a page of its own where anything was done with the people since."""

    permission = Permission.ROSTER_IMPORT
    page_title = gettext_lazy("撤销导入")
    form_class = RosterUndoForm
    template_name = "corrections/roster_undo.html"
    submit_label = gettext_lazy("撤销整批导入")
    success_message = gettext_lazy("正在撤销，可以离开页面，稍后回来查看结果。")

    def get_queryset(self) -> QuerySet[RosterImport]:
        return RosterImport.objects.visible_to(self.user).select_related("office")

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (
            Crumb(_("名册导入"), reverse("corrections:roster_list")),
            Crumb(self.object.file_name, self.get_cancel_url()),
            Crumb(_("撤销导入")),
        )

    def get_cancel_url(self) -> str:
        return reverse("corrections:roster_detail", args=[self.object.pk])

    @cached_property
    def dependents(self) -> Dependents:
        return undo_dependents(self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_can_undo_roster(self.user, self.object)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = self.dependents
        context["dependents"] = found
        context["lines"] = [
            (name_for(self.user, each.case), file_url(each.case), each.line) for each in found.shown
        ]
        return context

    def perform(self, form: Any) -> str:
        roster_undo_ask(by=self.user, roster=self.object, reason=form.cleaned_data["reason"])
        return self.get_cancel_url()
