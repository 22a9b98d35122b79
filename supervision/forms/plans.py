"""A correction plan and its withdrawal; the month of a station and the correction of one finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import Form, PastDateField
from supervision.enums import AssessmentGrade
from supervision.policies.periods import Period
from supervision.selectors.assessments import AssessmentLine
from supervision.services.assessments import Finding
from supervision.services.plans import PlanParts

NOT_YET = ""
_LAST_DAYS = timedelta(days=6)


class PlanForm(Form):
    """The four parts the law names; of an adjustment also why."""

    made_on = PastDateField(label=_("制定日期"))
    adjusted_because = forms.CharField(
        label=_("调整原因"),
        max_length=200,
        help_text=_("如管理等级变更、表现变化、家庭或就业变化（社区矫正法实施办法第二十二条）"),
    )
    situation = forms.CharField(
        label=_("基本情况"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    evaluation = forms.CharField(
        label=_("综合评估结果"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    analysis = forms.CharField(
        label=_("心理状态和其他特殊情况分析"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    measures = forms.CharField(
        label=_("监督管理、教育帮扶措施"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["adjusted_because"]

    def parts(self) -> PlanParts:
        answers = self.cleaned_data
        return PlanParts(
            answers["situation"], answers["evaluation"], answers["analysis"], answers["measures"]
        )


class AssessmentsForm(Form):
    """Each person not yet assessed has a field `grade_<case>` (blank: later) and one `words_<case>`.

    In the month's last week and after, who has nothing against them is drafted as 合格; the officer reads and saves.
    """

    template_name = "supervision/assessments_form.html"

    def __init__(self, *args: Any, lines: Sequence[AssessmentLine], month: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.all_lines = lines
        is_ripe = is_month_ripe(month, on=today())
        for line in self.waiting:
            name = line.case.offender.name
            drafted = AssessmentGrade.QUALIFIED if is_ripe and line.facts.is_clean else NOT_YET
            self.fields[f"grade_{line.case.pk}"] = forms.ChoiceField(
                label=name,
                choices=[(NOT_YET, _("暂不")), *AssessmentGrade.choices],
                widget=forms.RadioSelect,
                initial=drafted,
                required=False,
            )
            self.fields[f"words_{line.case.pk}"] = forms.CharField(
                label=_("考核意见"),
                max_length=500,
                required=False,
                widget=forms.TextInput(attrs={"aria-label": _("%(name)s的考核意见") % {"name": name}}),
            )

    @property
    def waiting(self) -> list[AssessmentLine]:
        return [line for line in self.all_lines if line.assessment is None and line.is_open]

    @property
    def lines(self) -> list[tuple[AssessmentLine, forms.BoundField, forms.BoundField]]:
        return [(line, self[f"grade_{line.case.pk}"], self[f"words_{line.case.pk}"]) for line in self.waiting]

    def findings(self) -> dict[int, Finding]:
        """By case, of those for whom a grade was chosen."""
        answers = self.cleaned_data
        return {
            line.case.pk: Finding(AssessmentGrade(grade), answers.get(f"words_{line.case.pk}", ""))
            for line in self.waiting
            if (grade := answers.get(f"grade_{line.case.pk}"))
        }


class AssessmentCorrectForm(Form):
    """Another grade or other words, and why."""

    grade = forms.ChoiceField(label=_("考核等次"), choices=AssessmentGrade.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("考核意见"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(label=_("更正原因"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def finding(self) -> Finding:
        return Finding(AssessmentGrade(self.cleaned_data["grade"]), self.cleaned_data["words"])


def is_month_ripe(month: Period, *, on: date) -> bool:
    """Whether the month is over or in its last week, so that something can be said of it as a whole."""
    return on >= month.last - _LAST_DAYS
