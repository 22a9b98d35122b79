"""A request that an office above decides: one row a request, one a step with its decision, one a line of the talk."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.paths import subtree_q
from corrections.models import Case, Organisation, User
from corrections.models.access import CaseScopedQuerySet
from supervision.enums import ApprovalAct, ApprovalKind, ApprovalStatus, ErrandKind, StepKey


class ApprovalQuerySet(CaseScopedQuerySet):
    def waiting(self) -> Self:
        """Undecided, also those returned to be completed."""
        return self.filter(status__in=(ApprovalStatus.WAITING, ApprovalStatus.RETURNED))


class Approval(models.Model):
    """One request about one person. `route` are the steps the rule book chose, in order; `step` the number (from 1)
    of the one that has to act, or acted last. What is asked for is a row of its own kind (`leave`, …).

    `is_after_the_fact`: decided after what it permits had begun; possible only with a reason, and counted.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="approvals", db_index=False)
    kind = models.CharField(_("申请事项"), max_length=30, choices=ApprovalKind)
    status = models.CharField(
        _("状态"), max_length=20, choices=ApprovalStatus, default=ApprovalStatus.WAITING
    )
    route = ArrayField(models.CharField(max_length=30, choices=StepKey), verbose_name=_("审批层级"))
    step = models.PositiveSmallIntegerField(_("第几步"), default=1)
    requested_on = models.DateField(_("申请日期"))
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_on = models.DateField(_("决定日期"), null=True)
    decided_at = models.DateTimeField(null=True)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    closed_reason = models.CharField(_("撤回或撤销原因"), max_length=200, blank=True)
    is_after_the_fact = models.BooleanField(_("事后补批"), default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("审批")
        verbose_name_plural = _("审批")
        indexes = [models.Index(fields=["case", "requested_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=("waiting", "returned", "withdrawn"), decided_on=None)
                | Q(status__in=("approved", "refused", "revoked"), decided_on__isnull=False),
                name="approval_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("withdrawn", "revoked")) | ~Q(closed_reason=""),
                name="approval_closed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.status in (ApprovalStatus.WAITING, ApprovalStatus.RETURNED)


class ApprovalStepQuerySet(CaseScopedQuerySet):
    case_lookup = "approval__case"

    def open(self) -> Self:
        """Steps that wait for their office."""
        return self.filter(acted_at=None)

    def below(self, path: str) -> Self:
        """Steps of that office's subtree by today's tree."""
        return self.filter(subtree_q("path", path))


class ApprovalStep(models.Model):
    """What one office has to say, and until when; `acted_*` when it has. A return opens a new step of the same key."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField(_("第几步"))
    key = models.CharField(_("层级"), max_length=30, choices=StepKey)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=120, db_collation="C")
    opened_on = models.DateField(_("收到日期"))
    due_on = models.DateField(_("办理期限"))
    acted_on = models.DateField(_("办理日期"), null=True)
    acted_at = models.DateTimeField(null=True)
    acted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    act = models.CharField(_("意见"), max_length=20, choices=ApprovalAct, blank=True)
    words = models.CharField(_("意见内容"), max_length=500, blank=True)

    objects = ApprovalStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("审批步骤")
        verbose_name_plural = _("审批步骤")
        ordering = ("approval", "number")
        constraints = [
            models.UniqueConstraint(fields=["approval", "number"], name="approval_step_unique"),
            models.UniqueConstraint(
                fields=["approval"], condition=Q(acted_at=None), name="approval_step_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "due_on"], condition=Q(acted_at=None), name="approval_step_open"),
            models.Index(fields=["path", "acted_on"], name="approval_step_path"),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}.{self.number}"


class ApprovalMessageQuerySet(CaseScopedQuerySet):
    case_lookup = "approval__case"


class ApprovalMessage(models.Model):
    """One line of the talk about a request: a question, an answer, why it came back. Only added."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="messages")
    words = models.CharField(_("内容"), max_length=500)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ApprovalMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("审批留言")
        verbose_name_plural = _("审批留言")
        ordering = ("said_at", "pk")

    def __str__(self) -> str:
        return f"{self.approval_id} {self.said_at:%F %T}"


class ApprovalErrandQuerySet(CaseScopedQuerySet):
    case_lookup = "approval__case"


class ApprovalErrand(models.Model):
    """What an office has to do because the request was decided: tell somebody, and keep the receipt."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="errands")
    kind = models.CharField(_("事项"), max_length=30, choices=ErrandKind)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=120, db_collation="C")
    opened_on = models.DateField(_("起算日"))
    due_on = models.DateField(_("期限"))
    done_on = models.DateField(_("办理日期"), null=True)
    receipt = models.CharField(_("回执或文号"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = ApprovalErrandQuerySet.as_manager()

    class Meta:
        verbose_name = _("审批后的告知")
        verbose_name_plural = _("审批后的告知")
        constraints = [
            models.UniqueConstraint(fields=["approval", "kind"], name="approval_errand_unique"),
            models.CheckConstraint(
                condition=Q(done_on=None, recorded_at=None)
                | (Q(done_on__isnull=False, recorded_at__isnull=False) & ~Q(receipt="")),
                name="approval_errand_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id} {self.kind}"


class ApprovalSerial(models.Model):
    """The last number an office gave to decisions of one kind in one year; the row is locked to give the next."""

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("申请事项"), max_length=30, choices=ApprovalKind)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("最后编号"), default=0)

    class Meta:
        verbose_name = _("审批文号")
        verbose_name_plural = _("审批文号")
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "year"], name="approval_serial_unique")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.kind} {self.year}: {self.last}"
