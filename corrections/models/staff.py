"""Staff, where they are posted with which share of full time, and when they are away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.masking import mask_phone
from core.paths import subtree_q
from corrections.enums import AbsenceKind, Sex, StaffKind
from corrections.models.organisation import Organisation
from corrections.models.spans import SpanQuerySet, no_overlap, span_order


class StaffQuerySet(models.QuerySet["Staff"]):
    def visible_to(self, user: Any, permission: str) -> Self:
        """Staff with a posting, past or present, where the user holds the permission today."""
        return self.filter(pk__in=Posting.objects.visible_to(user, permission).values("staff_id"))


class Staff(models.Model):
    """A person who works in corrections, whether or not an account belongs to them."""

    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    phone = EncryptedTextField(_("联系电话"), blank=True, default="")
    knows_minors = models.BooleanField(_("熟悉未成年人身心特点"), default=False)

    objects = StaffQuerySet.as_manager()

    PERSONAL: ClassVar[Mapping[str, Callable[[str], str]]] = {"phone": mask_phone}

    class Meta:
        verbose_name = _("工作人员")
        verbose_name_plural = _("工作人员")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


LONG_ABSENCE_DAYS = 30
"""An absence of more days than this takes a member out of the count (counting.md, Staff)."""


class PostingQuerySet(SpanQuerySet):
    def below(self, path: str) -> Self:
        """Postings in that office's subtree by today's tree."""
        return self.filter(subtree_q("path", path))

    def counting(self, *, on: date) -> Self:
        """Postings whose share counts on that day: first to last day, without members away for more than 30 days.

        An absence without a last day counts as long once it has lasted more than 30 days.
        """
        away = StaffAbsence.objects.filter(
            (Q(ends_on__gte=on) & Q(ends_on__gte=F("starts_on") + timedelta(days=LONG_ABSENCE_DAYS)))
            | Q(ends_on=None, starts_on__lte=on - timedelta(days=LONG_ABSENCE_DAYS)),
            staff_id=OuterRef("staff_id"),
            starts_on__lte=on,
        )
        return self.on(on).filter(~Exists(away))

    def social_workers(self) -> Self:
        return self.filter(kind=StaffKind.SOCIAL_WORKER)

    def shares(self) -> int:
        """The sum of the shares in hundredths of a full post."""
        return int(self.aggregate(total=models.Sum("share"))["total"] or 0)

    def visible_to(self, user: Any, permission: str) -> Self:
        from corrections.models.access import path_q

        return self.filter(path_q(user, permission, "path"))


class Posting(models.Model):
    """A staff member's post at one office: `share` is full time in hundredths (100 = full time)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="postings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="postings")
    path = models.CharField(max_length=120, db_collation="C", editable=False)
    kind = models.CharField(_("编制"), max_length=30, choices=StaffKind)
    is_head = models.BooleanField(_("负责人"), default=False)
    share = models.PositiveSmallIntegerField(
        _("投入比例（百分之）"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            span_order("posting"),
            models.CheckConstraint(condition=models.Q(share__gte=1, share__lte=100), name="posting_share"),
        ]
        indexes = [models.Index(fields=["path", "kind"])]

    def __str__(self) -> str:
        return f"{self.staff_id}@{self.organisation_id}"


class StaffAbsenceQuerySet(SpanQuerySet):
    def visible_to(self, user: Any, permission: str) -> Self:
        """Absences of staff visible to the user."""
        return self.filter(staff__in=Staff.objects.visible_to(user, permission))


class StaffAbsence(models.Model):
    """Away from work; an absence longer than 30 days takes the member out of the ratios (counting.md)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(_("类型"), max_length=20, choices=AbsenceKind)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    objects = StaffAbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("不在岗")
        verbose_name_plural = _("不在岗")
        constraints = [span_order("staff_absence"), no_overlap("staff_absence", "staff")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.starts_on}"
