"""Lay appraisal: the representatives of a community and what they say of a person's conduct."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.masking import mask_name, mask_phone
from corrections.enums import Sex
from corrections.models import Case, Community, User
from corrections.models.access import CaseScopedQuerySet, path_q
from corrections.models.spans import SpanQuerySet, span_order
from reviews.enums import AppraisalItem


class RepresentativeQuerySet(SpanQuerySet):
    def visible_to(self, user: Any, permission: str) -> Self:
        """Representatives of communities whose station lies where the user holds the permission."""
        return self.filter(path_q(user, permission, "community__station__path"))


class Representative(models.Model):
    """A resident or villager representative; a community has 3–5 of them (rule 12 of the campaign)."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    occupation = models.CharField(_("身份"), max_length=60, blank=True)
    phone = EncryptedTextField(_("联系电话"), blank=True, default="")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    PERSONAL: ClassVar[Mapping[str, Callable[[str], str]]] = {"name": mask_name, "phone": mask_phone}

    class Meta:
        verbose_name = _("评议代表")
        verbose_name_plural = _("评议代表")
        constraints = [span_order("representative")]
        indexes = [models.Index(fields=["community", "ends_on"])]

    def __str__(self) -> str:
        return self.name

    def is_in_office(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class AppraisalQuerySet(CaseScopedQuerySet):
    def standing(self) -> Self:
        """Appraisals nobody withdrew."""
        return self.filter(withdrawn_at=None)


class Appraisal(models.Model):
    """What several representatives said of one person on one day, and what the officer answered.

    Never for the juvenile track or a sealed person (社区矫正法 第五十四条).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appraisals")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField(_("评议日期"))
    words = models.TextField(_("评议意见"), blank=True)
    feedback = models.TextField(_("反馈与处理"), blank=True)
    feedback_on = models.DateField(_("反馈日期"), null=True, blank=True)
    feedback_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=200, blank=True)

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = _("社区评议")
        verbose_name_plural = _("社区评议")
        ordering = ("-happened_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(feedback="", feedback_on=None) | (~Q(feedback="") & Q(feedback_on__isnull=False)),
                name="appraisal_feedback_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="appraisal_withdrawn_whole",
            ),
        ]
        indexes = [models.Index(fields=["case", "happened_on"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.happened_on}"


class AppraisalScoreQuerySet(CaseScopedQuerySet):
    case_lookup = "appraisal__case"


class AppraisalScore(models.Model):
    """One representative's mark for one item, 1 (poor) to 5 (good)."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="scores")
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(_("项目"), max_length=30, choices=AppraisalItem)
    score = models.PositiveSmallIntegerField(
        _("分数"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    objects = AppraisalScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("评议评分")
        verbose_name_plural = _("评议评分")
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "representative", "item"], name="appraisal_score_once"
            ),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="appraisal_score_range"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.score}"
