"""更正: what a record said before, kept beside it, so that its history can be read as long as the record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedJSONField
from corrections.models import User
from corrections.models.access import CaseScopedQuerySet
from supervision.models.record import CheckIn, Visit


class CorrectionQuerySet(CaseScopedQuerySet):
    case_lookup = "record__case"


class Correction(models.Model):
    """One correction of one record (decision 0012). Rows are added, never changed.

    `version` is what the record became by it. `changes`: field → [old, new], words included, sealed. `settled`:
    [before, after], each the (kind, occasion) pairs of the duties that stood decided by the record.
    """

    version = models.PositiveIntegerField(_("版本"))
    changes = EncryptedJSONField(_("更正内容"))
    settled = models.JSONField(_("办结事项"), default=list)
    reason = models.CharField(_("更正原因"), max_length=200)
    corrected_on = models.DateField(_("更正日期"))
    corrected_at = models.DateTimeField()
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.label_lower} {self.pk}"


class CheckInCorrection(Correction):
    record = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="corrections", db_index=False)

    class Meta:
        verbose_name = _("报告更正")
        verbose_name_plural = _("报告更正")
        constraints = [
            models.UniqueConstraint(fields=["record", "version"], name="check_in_correction_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="check_in_correction_reason"),
        ]


class VisitCorrection(Correction):
    record = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="corrections", db_index=False)

    class Meta:
        verbose_name = _("走访更正")
        verbose_name_plural = _("走访更正")
        constraints = [
            models.UniqueConstraint(fields=["record", "version"], name="visit_correction_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="visit_correction_reason"),
        ]
