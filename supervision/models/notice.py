"""Notices in the program: one per duty, step and office, so that a night run twice tells nobody twice."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from corrections.models import Organisation, User
from corrections.models.access import path_q
from supervision.enums import NoticeKind
from supervision.models.duty import Duty
from supervision.permissions import Permission


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> Self:
        """Notices addressed to offices whose workbench the user has and whose people exist for the user."""
        return self.filter(
            path_q(user, Permission.WORKBENCH_VIEW, "office__path"),
            duty__in=Duty.objects.visible_to(user),
        )


class Notice(models.Model):
    """Told to an office on a business date. Never holds a name: the duty leads to the person."""

    kind = models.CharField(_("类型"), max_length=20, choices=NoticeKind)
    office = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="notices")
    step = models.PositiveSmallIntegerField(default=0)
    told_on = models.DateField(_("日期"))
    created_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ("-told_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["duty", "step", "office"], name="notice_once_per_step")
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
