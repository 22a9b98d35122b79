"""矫正方案: what the office has planned for a person, one version after the other."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from corrections.models import Case, User
from supervision.models.record import Withdrawable, withdrawn_whole


class CorrectionPlan(Withdrawable):
    """One version, in the four parts the law names (社区矫正法实施办法 第二十二条).

    The latest standing one holds; a later one says why it was adjusted.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="plans", db_index=False)
    made_on = models.DateField(_("制定日期"))
    situation = models.TextField(_("基本情况"))
    evaluation = models.TextField(_("综合评估结果"))
    analysis = models.TextField(_("心理状态和其他特殊情况分析"))
    measures = models.TextField(_("监督管理、教育帮扶措施"))
    adjusted_because = models.CharField(_("调整原因"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("矫正方案")
        verbose_name_plural = _("矫正方案")
        indexes = [models.Index(fields=["case", "made_on"])]
        constraints = [
            withdrawn_whole("plan"),
            models.CheckConstraint(
                condition=~Q(situation="") & ~Q(evaluation="") & ~Q(analysis="") & ~Q(measures=""),
                name="plan_has_its_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.made_on}"
