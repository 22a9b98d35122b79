"""The morning's digest: once a day what waits for one person, in counts; nothing where nothing waits."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from corrections.models import User


class DigestQuerySet(models.QuerySet["Digest"]):
    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(user_id=user.pk)


class Digest(models.Model):
    """What stood on a user's workbench on the morning of a business date.

    `counts`: card of the workbench → rows, as counted then; no name and no number of a person. The cards lead to the
    rows of the moment.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    on = models.DateField(_("日期"))
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("每日提要")
        verbose_name_plural = _("每日提要")
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"
