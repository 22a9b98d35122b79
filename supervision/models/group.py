"""Group days: people reported, learnt or worked together on one day, and who was there."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from corrections.models import Case, Organisation, User
from corrections.models.access import CaseScopedQuerySet, path_q
from supervision.enums import Attended, RoundKind
from supervision.models.record import CheckIn
from supervision.permissions import Permission


class GroupDayQuerySet(models.QuerySet["GroupDay"]):
    def visible_to(self, user: Any, permission: str = Permission.DUTY_VIEW) -> Self:
        """Group days of stations where the user sees duties."""
        return self.filter(path_q(user, permission, "path"))


class GroupDay(models.Model):
    """集中报到、集中教育、公益活动 of one station (社区矫正法 第三十六条、第四十二条)."""

    kind = models.CharField(_("类型"), max_length=20, choices=RoundKind)
    station = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=120, db_collation="C", editable=False)
    happened_on = models.DateField(_("日期"))
    topic = models.CharField(_("主题"), max_length=120, blank=True)
    hours = models.DecimalField(
        _("时长（小时）"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0.5), MaxValueValidator(24)],
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = GroupDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("集中活动")
        verbose_name_plural = _("集中活动")
        indexes = [models.Index(fields=["path", "-happened_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"


class Attendance(models.Model):
    """One person at the roll-call; `check_in` is the report it counted as, if it did."""

    day = models.ForeignKey(GroupDay, on_delete=models.CASCADE, related_name="attendances")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attendances")
    attended = models.CharField(_("到场"), max_length=20, choices=Attended)
    words = models.CharField(_("备注"), max_length=200, blank=True)
    check_in = models.OneToOneField(
        CheckIn, on_delete=models.SET_NULL, null=True, related_name="attendance", db_index=False
    )

    objects = CaseScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("到场情况")
        verbose_name_plural = _("到场情况")
        constraints = [models.UniqueConstraint(fields=["day", "case"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.day_id} {self.case_id}"
