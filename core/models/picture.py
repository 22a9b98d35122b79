"""Pictures as they are kept: the original as it came, a copy to show, a small one; all three sealed files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField


class KeptPicture(models.Model):
    """`sha256` is that of the original. The files belong to the row: who deletes it deletes them, or hands them on."""

    name = EncryptedTextField(_("文件名"), blank=True, default="")
    sha256 = models.CharField(_("原件摘要（SHA-256）"), max_length=64)
    kind = models.CharField(_("格式"), max_length=10)
    width = models.PositiveIntegerField(_("宽"))
    height = models.PositiveIntegerField(_("高"))
    size = models.PositiveIntegerField(_("字节"))
    original_key = models.CharField(max_length=120)
    copy_key = models.CharField(max_length=120)
    small_key = models.CharField(max_length=120)
    added_at = models.DateTimeField(_("上传时间"))

    KEPT = (
        "name", "sha256", "kind", "width", "height", "size", "original_key", "copy_key", "small_key", "added_at",
    )  # fmt: skip
    """What goes over when a picture is handed from one row to another."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class DraftPicture(KeptPicture):
    """One that was uploaded for a form and not yet sent with it: for one person and the address of the form."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    page = models.CharField(_("表单"), max_length=200)

    class Meta:
        verbose_name = _("未提交的照片")
        verbose_name_plural = _("未提交的照片")
        indexes = [models.Index(fields=["added_at"])]
        constraints = [models.UniqueConstraint(fields=["user", "page", "sha256"], name="draft_picture_once")]
