"""What a visit found, item by item, and the pictures taken on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.picture import KeptPicture
from corrections.models import User
from corrections.models.access import CaseScopedQuerySet
from supervision.enums import FindingResult, VisitItem
from supervision.models.record import Visit


class VisitScopedQuerySet(CaseScopedQuerySet):
    case_lookup = "visit__case"


class VisitFinding(models.Model):
    """One item that was asked about (docs/decisions: why a row). What is not normal says what it is."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="findings", db_index=False)
    item = models.CharField(_("项目"), max_length=20, choices=VisitItem)
    result = models.CharField(_("情况"), max_length=20, choices=FindingResult)
    remark = models.CharField(_("说明"), max_length=200, blank=True)

    objects = VisitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("走访情况")
        verbose_name_plural = _("走访情况")
        indexes = [
            models.Index(fields=["visit"], condition=~Q(result="normal"), name="visit_finding_not_normal")
        ]
        constraints = [
            models.UniqueConstraint(fields=["visit", "item"], name="visit_finding_once"),
            models.CheckConstraint(
                condition=Q(result="normal") | ~Q(remark=""), name="visit_finding_remarked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.item} {self.result}"


class VisitPhoto(KeptPicture):
    """A picture of the person, the door, the workplace: seen by whoever may print the visit, and by nobody else."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos", db_index=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = VisitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("走访照片")
        verbose_name_plural = _("走访照片")
        constraints = [models.UniqueConstraint(fields=["visit", "sha256"], name="visit_photo_once")]
