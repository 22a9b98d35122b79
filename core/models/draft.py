"""What somebody had typed into a form and not yet sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedJSONField


class Draft(models.Model):
    """One for each person and address of a form, sealed; forgotten when the form is sent, or after seven days."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    page = models.CharField(_("表单"), max_length=200)
    answers = EncryptedJSONField(default=dict)
    saved_at = models.DateTimeField(_("保存时间"), db_index=True)

    class Meta:
        verbose_name = _("草稿")
        verbose_name_plural = _("草稿")
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.page}"
