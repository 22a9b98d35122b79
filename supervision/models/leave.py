"""外出: the permission, the trip that used it, what is known of the trip. Each may be there without the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.masking import mask_phone
from corrections.models import Case, Organisation, User
from corrections.models.access import CaseScopedQuerySet
from corrections.models.spans import no_overlap, span_order
from supervision.enums import ApprovalStatus, Channel, LeaveReason, LeaveStage, MovementKind
from supervision.models.approval import Approval


class LeaveQuerySet(CaseScopedQuerySet):
    def approved(self) -> Self:
        """Permissions that were given and not taken back."""
        return self.filter(approval__status=ApprovalStatus.APPROVED, cancelled_on=None)

    def out(self, *, on: date) -> Self:
        """Left by that day and not back."""
        return self.filter(trip__departed_on__lte=on).filter(
            Q(trip__returned_on=None) | Q(trip__returned_on__gt=on)
        )

    def overdue(self, *, on: date) -> Self:
        """超假未归: out after the last day of the permission."""
        return self.out(on=on).filter(last_on__lt=on)

    def expired(self, *, on: date) -> Self:
        """Approved, over and never used."""
        return self.approved().filter(trip=None, last_on__lt=on)


class Leave(models.Model):
    """One permission to leave the area, days inclusive (社区矫正法 第二十七条; 实施办法 第二十六条、第二十七条).

    `starts_on`–`ends_on` are what was asked for, `last_on` is the last day permitted, an extension included. `held_to`
    is the last day on which no other leave of the case may lie; an early return frees the days after it. `division` is
    a county of the program, or `province` names one outside.
    """

    approval = models.OneToOneField(Approval, on_delete=models.CASCADE, related_name="leave")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="leaves", db_index=False)
    starts_on = models.DateField(_("外出起"))
    ends_on = models.DateField(_("外出止"))
    last_on = models.DateField(_("准假至"))
    held_to = models.DateField(_("占用至"))
    is_standing = models.BooleanField(default=True)
    division = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    province = models.CharField(_("省外地方"), max_length=60, blank=True)
    place = models.CharField(_("详细地点"), max_length=120)
    reason = models.CharField(_("外出事由"), max_length=20, choices=LeaveReason)
    reason_words = models.CharField(_("事由说明"), max_length=300)
    proof = models.CharField(_("证明材料"), max_length=200)
    companions = models.CharField(_("同行人员"), max_length=120, blank=True)
    phone = EncryptedTextField(_("外出期间联系电话"), blank=True, default="")
    short_notice_reason = models.CharField(_("未提前申请的原因"), max_length=200, blank=True)
    window_days = models.PositiveSmallIntegerField(_("两个月内累计天数"))
    window_from = models.DateField(_("累计期间起"))
    filed_on = models.DateField(_("报县级备案日期"), null=True)
    cancelled_on = models.DateField(_("取消日期"), null=True)
    cancelled_reason = models.CharField(_("取消原因"), max_length=200, blank=True)

    objects = LeaveQuerySet.as_manager()

    PERSONAL: ClassVar[Mapping[str, Callable[[str], str]]] = {"phone": mask_phone}

    class Meta:
        verbose_name = _("外出")
        verbose_name_plural = _("外出")
        indexes = [models.Index(fields=["case", "starts_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), last_on__gte=F("ends_on"))
                & Q(held_to__gte=F("starts_on")),
                name="leave_days_order",
            ),
            models.CheckConstraint(
                condition=(Q(division=None) & ~Q(province="")) | Q(division__isnull=False, province=""),
                name="leave_one_destination",
            ),
            no_overlap("leave", "case", Q(is_standing=True), last="held_to"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.last_on}"

    @property
    def days(self) -> int:
        """Permitted days, first and last included."""
        return (self.last_on - self.starts_on).days + 1

    def stage(self, *, on: date) -> LeaveStage:
        """Where it stands on that day; the approval and the trip are at hand (`select_related`)."""
        if self.approval.is_waiting:
            return LeaveStage.ASKED
        if self.approval.status != ApprovalStatus.APPROVED:
            return LeaveStage.CLOSED
        if self.cancelled_on is not None:
            return LeaveStage.CANCELLED
        trip = getattr(self, "trip", None)
        if trip is None:
            return LeaveStage.EXPIRED if self.last_on < on else LeaveStage.AHEAD
        if trip.returned_on is not None:
            return LeaveStage.BACK
        return LeaveStage.OVERDUE if self.last_on < on else LeaveStage.OUT


class LeaveExtensionQuerySet(CaseScopedQuerySet):
    case_lookup = "leave__case"


class LeaveExtension(models.Model):
    """More days for a leave, decided anew by the tier of the whole length."""

    approval = models.OneToOneField(Approval, on_delete=models.CASCADE, related_name="leave_extension")
    leave = models.ForeignKey(Leave, on_delete=models.CASCADE, related_name="extensions")
    last_on = models.DateField(_("延至"))
    reason_words = models.CharField(_("延期事由"), max_length=300)
    proof = models.CharField(_("证明材料"), max_length=200)
    window_days = models.PositiveSmallIntegerField(_("两个月内累计天数"))
    window_from = models.DateField(_("累计期间起"))

    objects = LeaveExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("外出延期")
        verbose_name_plural = _("外出延期")

    def __str__(self) -> str:
        return f"{self.leave_id}→{self.last_on}"


class TravelPermitQuerySet(CaseScopedQuerySet):
    def running(self, *, on: date) -> Self:
        """Approved and in force on that day; a permit ends by itself."""
        return self.filter(approval__status=ApprovalStatus.APPROVED, starts_on__lte=on, ends_on__gte=on)


class TravelPermit(models.Model):
    """经常性跨市县活动: a permit for some months, each trip reported (实施办法 第二十九条).

    Its trips are in no total of days; it is not renewed, only asked for anew.
    """

    approval = models.OneToOneField(Approval, on_delete=models.CASCADE, related_name="travel_permit")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="travel_permits", db_index=False)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    is_standing = models.BooleanField(default=True)
    places = models.CharField(_("前往市县"), max_length=200)
    frequency = models.CharField(_("时间和频次"), max_length=200)
    reason_words = models.CharField(_("事由说明"), max_length=300)
    proof = models.CharField(_("证明材料"), max_length=200)

    objects = TravelPermitQuerySet.as_manager()

    class Meta:
        verbose_name = _("经常性跨市县活动")
        verbose_name_plural = _("经常性跨市县活动")
        indexes = [models.Index(fields=["case", "starts_on"])]
        constraints = [span_order("travel_permit"), no_overlap("travel_permit", "case", Q(is_standing=True))]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"


class Trip(models.Model):
    """The use of a permission: the day of departure, and of return. Of a leave one, of a travel permit many."""

    leave = models.OneToOneField(Leave, on_delete=models.CASCADE, null=True, related_name="trip")
    permit = models.ForeignKey(TravelPermit, on_delete=models.CASCADE, null=True, related_name="trips")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="trips", db_index=False)
    departed_on = models.DateField(_("出发日期"))
    returned_on = models.DateField(_("返回日期"), null=True)
    return_proof = models.CharField(_("销假材料"), max_length=200, blank=True)
    has_good_reason = models.BooleanField(_("超假理由成立"), null=True)
    late_reason = models.CharField(_("超假原因"), max_length=300, blank=True)

    objects = CaseScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("行程")
        verbose_name_plural = _("行程")
        indexes = [models.Index(fields=["case", "departed_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("departed_on")), name="trip_days_order"
            ),
            models.CheckConstraint(
                condition=Q(leave=None, permit__isnull=False) | Q(leave__isnull=False, permit=None),
                name="trip_of_one_permission",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(returned_on=None), name="trip_one_out"),
        ]

    def __str__(self) -> str:
        return f"{self.departed_on}–{self.returned_on or ''}"


class Movement(models.Model):
    """One thing known of a trip, and how it became known. Only added."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="movements")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("情形"), max_length=20, choices=MovementKind)
    happened_on = models.DateField(_("日期"))
    channel = models.CharField(_("如何得知"), max_length=20, choices=Channel)
    words = models.CharField(_("说明"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = CaseScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("行踪登记")
        verbose_name_plural = _("行踪登记")
        ordering = ("happened_on", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"
