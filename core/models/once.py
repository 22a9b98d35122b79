"""Forms that were carried out, so that a second click does not do it twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OnceToken(models.Model):
    """One submission that took effect: the digest of user, page and token, and where its result is. Kept for a day."""

    key = models.CharField(_("摘要"), max_length=64, primary_key=True)
    result_url = models.TextField(_("结果页"), default="")
    done_at = models.DateTimeField(_("时间"), db_index=True)

    class Meta:
        verbose_name = _("已提交的表单")
        verbose_name_plural = _("已提交的表单")

    def __str__(self) -> str:
        return self.key[:12]
