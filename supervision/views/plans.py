"""矫正方案 in a person's file: what holds, what was before, and the forms to make, adjust and take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import Action
from core.clock import today
from core.views import Crumb
from corrections.models import Case
from corrections.selectors.names import name_for
from corrections.tables import file_url
from corrections.views.case_form import CaseFormPage
from corrections.views.panel import CasePanel
from supervision.forms.plans import PlanForm
from supervision.forms.records import WithdrawForm
from supervision.models import CorrectionPlan
from supervision.permissions import Permission
from supervision.policies.plans import check_can_plan
from supervision.policies.records import check_can_withdraw
from supervision.selectors.plans import measures_draft, plan_of, plan_versions, situation_draft
from supervision.services.plans import plan_make, plan_withdraw


def plan_url(case: Case) -> str:
    return reverse("supervision:plan_panel", args=[case.pk])


class PlanPanel(CasePanel):
    permission = Permission.DUTY_VIEW
    panel_key = "plan"
    panel_template = "supervision/plan_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        versions = plan_versions(self.case)
        current = next((plan for plan in versions if plan.withdrawn_at is None), None)
        return {
            "current": current,
            "earlier": [(plan, self._chip(plan, current)) for plan in versions if plan is not current],
            "panel_actions": self._actions(current),
        }

    @staticmethod
    def _chip(plan: CorrectionPlan, current: CorrectionPlan | None) -> str:
        if plan.withdrawn_at is not None:
            return _("已撤回：%(why)s") % {"why": plan.withdrawn_reason}
        return _("已调整")

    def _actions(self, current: CorrectionPlan | None) -> list[Action]:
        actions = []
        if current is not None and self.sees_names:
            actions.append(Action(_("打印"), reverse("supervision:plan_paper", args=[current.pk])))
        if self.user.may(Permission.PLAN_EDIT, path=self.case.path):
            label = _("调整方案") if current else _("制定方案")
            url = reverse("supervision:plan_make", args=[self.case.pk])
            check = lambda: check_can_plan(self.case)  # noqa: E731 (asked when the button is drawn)
            actions.append(Action.checked(label, url, check, kind="default" if current else "primary"))
            if current is not None:
                withdraw = reverse("supervision:plan_withdraw", args=[current.pk])
                actions.append(Action(_("撤回"), withdraw, dialog=True))
        return actions


class PlanMakeView(CaseFormPage):
    """The first draft of the facts and measures is written by the program, the judgement by the officer."""

    permission = Permission.PLAN_EDIT
    form_class = PlanForm
    keeps_draft = True
    success_message = gettext_lazy("矫正方案已保存。")

    @property
    def before(self) -> CorrectionPlan | None:
        return plan_of(self.case)

    def get_page_title(self) -> Any:
        name = name_for(self.user, self.case)
        words = _("调整矫正方案：%(name)s") if self.before else _("制定矫正方案：%(name)s")
        return words % {"name": name}

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (
            Crumb(name_for(self.user, self.case), file_url(self.case)),
            Crumb(_("矫正方案"), plan_url(self.case)),
            Crumb(self.get_page_title()),
        )

    def check(self) -> None:
        check_can_plan(self.case)

    def get_cancel_url(self) -> str:
        return plan_url(self.case)

    def get_initial(self) -> dict[str, Any]:
        before, on = self.before, today()
        if before is None:
            return {
                "made_on": on,
                "situation": situation_draft(self.case, on=on),
                "measures": measures_draft(self.case, on=on),
            }
        parts = ("situation", "evaluation", "analysis", "measures")
        return {"made_on": on, **{name: getattr(before, name) for name in parts}}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"is_first": self.before is None}

    def perform(self, form: Any) -> str:
        plan_make(
            by=self.user,
            case=self.case,
            made_on=form.cleaned_data["made_on"],
            parts=form.parts(),
            adjusted_because=form.cleaned_data.get("adjusted_because", ""),
        )
        return plan_url(self.case)


class PlanWithdrawView(CaseFormPage):
    permission = Permission.PLAN_EDIT
    page_title = gettext_lazy("撤回矫正方案")
    form_class = WithdrawForm
    submit_label = gettext_lazy("撤回")
    success_message = gettext_lazy("已撤回；以前的方案重新有效，没有以前的方案时须重新制定。")

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = CorrectionPlan.objects.visible_to(self.user)
        return rows.select_related("case__offender", "case__station")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found

    def check(self) -> None:
        check_can_withdraw(self.object, reason=str(self.page_title))

    def get_cancel_url(self) -> str:
        return plan_url(self.case)

    def perform(self, form: Any) -> str:
        plan_withdraw(by=self.user, plan=self.object, reason=form.cleaned_data["reason"])
        return plan_url(self.case)
