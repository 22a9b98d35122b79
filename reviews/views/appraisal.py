"""Appraisals of people: the list, the part of a person's file, and the forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import Action
from core.clock import today
from core.views import Crumb, ListPage
from corrections.models import Community
from corrections.selectors.names import may_open, name_for
from corrections.views.case_form import CaseFormPage
from corrections.views.panel import CasePanel
from reviews.enums import AppraisalItem
from reviews.filters import AppraisalFilter
from reviews.forms import AppraisalForm, FeedbackForm, WithdrawForm
from reviews.models import Appraisal, Representative
from reviews.permissions import Permission
from reviews.policies import check_can_appraise, check_can_give_feedback, check_standing
from reviews.selectors import appraisal_rows, appraisals_of_case, communities_for_case, community_of_case
from reviews.services import appraisal_feedback, appraisal_record, appraisal_withdraw
from reviews.views.community import communities


def panel_url(case_id: int) -> str:
    return reverse("reviews:case_panel", args=[case_id])


class AppraisalListView(ListPage):
    permission = Permission.APPRAISAL_VIEW
    page_title = gettext_lazy("评议记录")
    table_template = "reviews/appraisal_table.html"
    filterset_class = AppraisalFilter
    orderings = {"day": ("happened_on",), "mean": ("mean",)}
    default_ordering = "-day"
    empty_text = gettext_lazy("没有符合条件的评议。在矫正对象的档案中登记评议。")
    menu_url_name = "reviews:community_list"

    def get_queryset(self) -> QuerySet[Appraisal]:
        return appraisal_rows(self.user)

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return communities(self.page_title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = list(context["rows"])
        for row in rows:
            row.who = name_for(self.user, row.case)
            row.may_open = may_open(self.user, row.case)
        return context | {"rows": rows}


class CasePanelView(CasePanel):
    """评议 in a person's file."""

    permission = Permission.APPRAISAL_VIEW
    panel_key = "appraisals"
    panel_template = "reviews/case_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        told = appraisals_of_case(self.case)
        may_record = self.user.may(Permission.APPRAISAL_RECORD, path=self.case.path)
        return {
            "told": [(each, self.actions_of(each.appraisal) if may_record else []) for each in told],
            "panel_actions": [self.record_action()] if may_record else [],
            "items": AppraisalItem,
        }

    def record_action(self) -> Action:
        url = reverse("reviews:appraisal_record", args=[self.case.pk])
        return Action.checked(
            _("登记评议"), url, lambda: check_can_appraise(self.case, on=today()), kind="primary"
        )

    def actions_of(self, appraisal: Appraisal) -> list[Action]:
        if appraisal.withdrawn_at is not None:
            return []
        actions = [Action(_("撤回"), reverse("reviews:appraisal_withdraw", args=[appraisal.pk]), dialog=True)]
        if not appraisal.feedback:
            url = reverse("reviews:appraisal_feedback", args=[appraisal.pk])
            actions.insert(0, Action(_("反馈"), url, dialog=True))
        return actions


class AppraisalRecordView(CaseFormPage):
    """Marks of the representatives of one community; another community of the station is a word of the address."""

    permission = Permission.APPRAISAL_RECORD
    page_title = gettext_lazy("登记社区评议")
    template_name = "reviews/appraisal_record.html"
    form_class = AppraisalForm
    success_message = gettext_lazy("社区评议已登记。")

    def check(self) -> None:
        check_can_appraise(self.case, on=today())

    @cached_property
    def communities(self) -> list[Community]:
        return list(communities_for_case(self.case, on=today()))

    @cached_property
    def community(self) -> Community | None:
        """The one asked for, else that of the placement, else the station's first with representatives."""
        asked = self.request.GET.get("community", "")
        by_id = {str(found.pk): found for found in self.communities}
        placed = community_of_case(self.case, on=today())
        first = self.communities[0] if self.communities else None
        return by_id.get(asked) or (by_id.get(str(placed.pk)) if placed else None) or first

    def get_form_kwargs(self) -> dict[str, Any]:
        found = Representative.objects.on(today()).filter(community=self.community).order_by("name", "pk")
        return {"representatives": list(found) if self.community else []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            communities=self.communities, community=self.community, items=AppraisalItem, **kwargs
        )

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        appraisal_record(
            by=self.user,
            case=self.case,
            happened_on=answers["happened_on"],
            words=answers["words"],
            scores=answers["scores"],
        )
        return panel_url(self.case.pk)


class AppraisalPartFormPage(CaseFormPage):
    """A form about one appraisal; `self.object` is it."""

    permission = Permission.APPRAISAL_RECORD

    def get_queryset(self) -> QuerySet[Any]:
        rows = Appraisal.objects.visible_to(self.user, Permission.APPRAISAL_VIEW)
        return rows.select_related("case__offender", "case__station", "case__responsible")

    def get_object_path(self, found: Any) -> str:
        return str(found.case.path)

    @property
    def case(self) -> Any:
        return self.object.case

    def get_cancel_url(self) -> str:
        return panel_url(self.case.pk)


class AppraisalFeedbackView(AppraisalPartFormPage):
    page_title = gettext_lazy("反馈与处理")
    form_class = FeedbackForm
    success_message = gettext_lazy("反馈已登记。")

    def check(self) -> None:
        check_can_give_feedback(self.object)

    def perform(self, form: Any) -> str:
        appraisal_feedback(by=self.user, appraisal=self.object, **form.cleaned_data)
        return panel_url(self.case.pk)


class AppraisalWithdrawView(AppraisalPartFormPage):
    page_title = gettext_lazy("撤回评议")
    form_class = WithdrawForm
    success_message = gettext_lazy("该次评议已撤回。")
    submit_label = gettext_lazy("撤回")

    def check(self) -> None:
        check_standing(self.object)

    def perform(self, form: Any) -> str:
        appraisal_withdraw(by=self.user, appraisal=self.object, **form.cleaned_data)
        return panel_url(self.case.pk)
