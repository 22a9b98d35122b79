"""Who did what to whom: events that only grow, and the seals that chain them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One act. No foreign keys: an event outlives what it speaks of. A trigger refuses UPDATE, DELETE and TRUNCATE."""

    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("时间"))
    business_date = models.DateField(_("业务日期"))
    event = models.CharField(_("事件"), max_length=80)
    actor_id = models.BigIntegerField(_("操作人编号"), null=True)
    actor_name = models.CharField(_("操作人"), max_length=150)
    subject_type = models.CharField(_("对象类型"), max_length=80, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True)
    path = models.CharField(_("机构路径"), max_length=100, blank=True, db_collation="C")
    case_id = models.BigIntegerField(_("案件编号"), null=True)
    offender_id = models.BigIntegerField(_("矫正对象编号"), null=True)
    changes = models.JSONField(_("变更"), default=dict)
    reason = models.CharField(_("事由"), max_length=500, blank=True)
    batch = models.CharField(_("批次"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        indexes = (
            models.Index(
                fields=("offender_id", "id"), condition=Q(offender_id__isnull=False), name="audit_of_offender"
            ),
            models.Index(fields=("case_id", "id"), condition=Q(case_id__isnull=False), name="audit_of_case"),
            models.Index(fields=("actor_id", "id"), name="audit_of_actor"),
            models.Index(fields=("path", "id"), name="audit_of_path"),
            models.Index(fields=("batch",), condition=~Q(batch=""), name="audit_of_batch"),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.subject_type}:{self.subject_id}"


class AuditSeal(models.Model):
    """A closed batch of events: `digest` is a keyed hash over its events and the `previous` seal's digest.

    `spans` names exactly which ids it covers, as [first, last] pairs without holes, so that an event which was still
    uncommitted at the time simply falls into a later seal.
    """

    sealed_at = models.DateTimeField(_("封存时间"))
    first_id = models.BigIntegerField(_("首条"))
    last_id = models.BigIntegerField(_("末条"))
    count = models.PositiveIntegerField(_("条数"))
    spans = models.JSONField(_("编号区间"))
    digest = models.BinaryField(_("摘要"), max_length=32)
    previous = models.BinaryField(_("前一摘要"), max_length=32, unique=True)

    class Meta:
        verbose_name = _("操作记录封存")
        verbose_name_plural = _("操作记录封存")

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
