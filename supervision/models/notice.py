"""Notices in the program: one per subject, step and office, so that a night run twice tells nobody twice.

A notice about a duty is the flag of that duty: step 0 says that it was found overdue, on which business date, and that
its office was told; the steps above are the escalation. Rows are only added, which is what a night can do quickly.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from corrections.models import Case, Organisation, User
from corrections.models.access import case_q, path_q
from supervision.enums import NoticeKind
from supervision.models.duty import Duty
from supervision.permissions import Permission


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> Self:
        """Notices addressed to offices whose workbench the user has and whose people exist for the user."""
        return self.filter(
            path_q(user, Permission.WORKBENCH_VIEW, "office__path"),
            Q(duty__isnull=False) & (case_q(user, "duty__case") | Q(duty__case=None))
            | Q(duty=None) & case_q(user, "case"),
        )


class Notice(models.Model):
    """Told to an office on a business date. Never holds a name: the duty or the case leads to the person."""

    kind = models.CharField(_("类型"), max_length=20, choices=NoticeKind)
    office = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    duty = models.ForeignKey(
        Duty, on_delete=models.CASCADE, null=True, related_name="notices", db_index=False
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    step = models.PositiveSmallIntegerField(_("上报层级"), default=0)
    told_on = models.DateField(_("日期"))
    created_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ("-told_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(duty__isnull=False, case=None) | Q(duty=None, case__isnull=False),
                name="notice_one_subject",
            ),
            models.UniqueConstraint(
                fields=["duty", "step", "office"], condition=Q(case=None), name="notice_once_per_step"
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "step", "office"],
                condition=Q(duty=None),
                name="notice_once_per_case_step",
            ),
        ]
        indexes = [models.Index(fields=["office", "told_on"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.told_on}"


class NoticeReading(models.Model):
    """Who has read up to which notice; everything at or below `last_notice_id` is read."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    last_notice_id = models.BigIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("消息已读")
        verbose_name_plural = _("消息已读")

    def __str__(self) -> str:
        return f"{self.user_id}"
