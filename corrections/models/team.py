"""The 4+X team of a case: dated seats."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from corrections.enums import SeatRole, Sex
from corrections.models.case import CaseSpan
from corrections.models.spans import span_order
from corrections.models.staff import Staff


class TeamSeat(CaseSpan):
    """One member of the team (社区矫正法 第二十五条) between two days.

    A seat a roster only reports, without a name, is `is_named = False`: not complete, no alarm.
    """

    role = models.CharField(_("角色"), max_length=20, choices=SeatRole)
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    sex = models.CharField(_("性别"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    staff = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="seats", db_index=False
    )
    phone = EncryptedTextField(_("联系电话"), blank=True, default="")
    unit_name = models.CharField(_("单位或关系"), max_length=100, blank=True)
    knows_minors = models.BooleanField(_("熟悉未成年人身心特点"), default=False)
    is_named = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("矫正小组成员")
        verbose_name_plural = _("矫正小组成员")
        constraints = [
            span_order("team_seat"),
            models.CheckConstraint(
                condition=Q(is_named=False, name="") | (Q(is_named=True) & ~Q(name="")), name="team_seat_name"
            ),
        ]
        indexes = [models.Index(fields=["case", "role"]), models.Index(fields=["staff", "ends_on"])]
