"""月度考核: how a person kept the rules in one month, as an officer found it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from corrections.models import Case, User
from corrections.models.access import CaseScopedQuerySet
from supervision.enums import AssessmentGrade


class Assessment(models.Model):
    """One person's month (社区矫正法实施办法 第三十二条). `month` is its first day.

    `facts` are the counts the draft showed when it was saved (`selectors.assessments.MonthFacts`), so that the paper
    says what the grade was given on.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assessments", db_index=False)
    month = models.DateField(_("考核月份"))
    grade = models.CharField(_("考核等次"), max_length=20, choices=AssessmentGrade)
    words = models.CharField(_("考核意见"), max_length=500, blank=True)
    facts = models.JSONField(default=dict)
    assessed_on = models.DateField(_("考核日期"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    objects = CaseScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("月度考核")
        verbose_name_plural = _("月度考核")
        constraints = [
            models.UniqueConstraint(fields=["case", "month"], name="assessment_once_a_month"),
            models.CheckConstraint(
                condition=models.Q(grade__in=AssessmentGrade.values), name="assessment_grade_known"
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1),
                name="assessment_month_is_its_first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.month:%Y-%m}"
