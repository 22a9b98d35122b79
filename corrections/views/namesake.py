"""疑似重复: the questions of one's counties, each with both sides, decided one by one; and one asked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.chips import Chip
from core.views import Crumb, FormPage, ListPage
from corrections.enums import NamesakeState
from corrections.forms.namesake import LEFT, SAME, MergeForm, NamesakeForm
from corrections.models import Namesake
from corrections.models.identity import NamesakeQuerySet
from corrections.permissions import Permission
from corrections.policies.identity import check_can_decide
from corrections.selectors.namesakes import Comparison, comparison
from corrections.services.namesake import namesake_differ, namesake_raise, namesake_same
from corrections.tables import file_url
from corrections.views.case_form import CaseFormPage

TONES = {NamesakeState.OPEN: "warn", NamesakeState.DIFFERENT: "plain", NamesakeState.SAME: "ok"}


def _questions(user: Any) -> NamesakeQuerySet:
    return Namesake.objects.visible_to(user).select_related("known", "roster", "decided_by")


class NamesakeListView(ListPage):
    """Open questions, the latest first; `?decided=1` those that were answered."""

    permission = Permission.OFFENDER_MERGE
    page_title = gettext_lazy("疑似重复")
    template_name = "corrections/namesake_list.html"
    table_template = "corrections/namesake_table.html"
    empty_text = gettext_lazy("没有待认定的疑似重复。导入或接收时出现同名同出生日期的人，会列在这里。")

    @property
    def is_decided(self) -> bool:
        return self.request.GET.get("decided") == "1"

    def get_queryset(self) -> QuerySet[Namesake]:
        rows = _questions(self.user)
        rows = rows.exclude(state=NamesakeState.OPEN) if self.is_decided else rows.open()
        return rows.order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [(question, _chip(question)) for question in context["rows"]]
        return context | {"is_decided": self.is_decided}


class NamesakeDecideView(FormPage):
    permission = Permission.OFFENDER_MERGE
    page_title = gettext_lazy("认定是否同一人")
    form_class = NamesakeForm
    template_name = "corrections/namesake.html"
    submit_label = gettext_lazy("提交认定")
    success_message = gettext_lazy("已认定。")
    menu_url_name = "corrections:namesake_list"

    def get_queryset(self) -> QuerySet[Namesake]:
        return _questions(self.user)

    @cached_property
    def sides(self) -> Comparison:
        return comparison(self.object, self.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_can_decide(self.user, self.object)
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("疑似重复"), reverse("corrections:namesake_list")), Crumb(self.object.known.name))

    def get_cancel_url(self) -> str:
        return reverse("corrections:namesake_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"has_two_files": self.sides.newcomer is not None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sides = self.sides
        return super().get_context_data(
            sides=sides,
            known_url=file_url(sides.known_case) if sides.known_case else "",
            other_url=file_url(sides.other_case) if sides.other_case else "",
            **kwargs,
        )

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        if answers["answer"] != SAME:
            namesake_differ(by=self.user, question=self.object, reason=answers["reason"])
            return self._next()
        person = namesake_same(
            by=self.user,
            question=self.object,
            is_known_right=answers["right_number"] == LEFT,
            keeps_known=answers.get("kept_file", LEFT) == LEFT,
            reason=answers["reason"],
        )
        if self.object.roster is not None and self.sides.newcomer is None:
            return self._next()
        return reverse("corrections:offender_detail", args=[person.pk])

    def _next(self) -> str:
        """Back to the roster that asks, or to the other questions."""
        roster = self.object.roster
        if roster is not None and self.sides.newcomer is None and self.user.may(Permission.ROSTER_IMPORT):
            return reverse("corrections:roster_detail", args=[roster.pk])
        return reverse("corrections:namesake_list")


class NamesakeRaiseView(CaseFormPage):
    """合并档案 by hand: the other person's number leads to the question."""

    permission = Permission.OFFENDER_MERGE
    page_title = gettext_lazy("合并重复档案")
    form_class = MergeForm
    submit_label = gettext_lazy("下一步")

    def perform(self, form: Any) -> str:
        question = namesake_raise(by=self.user, case=self.case, **form.cleaned_data)
        return reverse("corrections:namesake_decide", args=[question.pk])


def _chip(question: Namesake) -> Chip:
    tone: Any = TONES[NamesakeState(question.state)]
    return Chip(question.get_state_display(), tone)
