"""Lists of people taken out of the program: who, why, which, and where the file lies until it is forgotten."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Job
from corrections.enums import ExportKind, ExportState
from corrections.models.user import User


class PeopleExportQuerySet(models.QuerySet["PeopleExport"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and nobody else's."""
        return self.filter(asked_by=user)


class PeopleExport(models.Model):
    """One export. `case_ids` are the rows of the list as it stood, in its order; which of them the file holds is
    decided by the rights of who asked when it is written. The file lies sealed under `file_key` for seven days.
    """

    kind = models.CharField(_("内容"), max_length=20, choices=ExportKind)
    reason = models.CharField(_("导出事由"), max_length=300)
    case_ids = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(_("状态"), max_length=20, choices=ExportState, default=ExportState.WAITING)
    rows = models.PositiveIntegerField(_("人数"), default=0)
    left_out = models.PositiveIntegerField(_("未导出"), default=0)
    file_key = models.CharField(max_length=80, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("导出人"))
    finished_at = models.DateTimeField(_("完成时间"), null=True)

    objects = PeopleExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("名单导出")
        verbose_name_plural = _("名单导出")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["asked_by", "-id"])]

    def __str__(self) -> str:
        return f"{self.pk}"
