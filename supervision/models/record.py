"""What happened: reports (check-ins) and visits, each with the day it happened and the moment it was entered."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from corrections.models import Case, User
from corrections.models.access import CaseScopedQuerySet
from supervision.enums import (
    AbsenceReason,
    Channel,
    DutyKind,
    MetPerson,
    PlaceKind,
    RecordOutcome,
    SettledBy,
    VisitRisk,
)
from supervision.models.duty import Duty

WAITING_Q = Q(outcome=RecordOutcome.WAITING, withdrawn_at=None)
"""Records that wait for evidence: few at any time."""


class RecordQuerySet(CaseScopedQuerySet):
    def standing(self) -> Self:
        """Records nobody withdrew."""
        return self.filter(withdrawn_at=None)


def withdrawn_whole(name: str) -> models.CheckConstraint:
    """A record is withdrawn at a moment and with a reason, or not at all."""
    return models.CheckConstraint(
        condition=Q(withdrawn_at=None, withdrawn_reason="")
        | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
        name=f"{name}_withdrawn_whole",
    )


class Withdrawable(models.Model):
    """What may be taken back: it stays in the file, with the moment, the person and the reason."""

    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=200, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


class Record(Withdrawable):
    """What both kinds of record share. Only *complied* settles; a failed attempt settles nothing and shows."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)
    happened_on = models.DateField(_("发生日期"))
    happened_at = models.TimeField(_("时间"), null=True, blank=True)
    outcome = models.CharField(
        _("结果"), max_length=20, choices=RecordOutcome, default=RecordOutcome.COMPLIED
    )
    absence_reason = models.CharField(_("理由"), max_length=20, choices=AbsenceReason, blank=True)
    content = models.TextField(_("内容"), blank=True)
    late_for = models.ForeignKey(
        Duty,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("补报事项"),
    )
    recorded_on = models.DateField(_("登记日期"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_entered_late = models.BooleanField(_("补录"), default=False)
    version = models.PositiveIntegerField(default=1)

    SETTLED_BY: ClassVar[SettledBy]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.case_id} {self.happened_on}"

    @property
    def corrected_times(self) -> int:
        """How often it was corrected; taking it back counted its version up once too."""
        return self.version - 1 - (self.withdrawn_at is not None)


class CheckIn(Record):
    """报告: by phone, in person, in writing. One act may settle several kinds at once."""

    SETTLED_BY = SettledBy.CHECK_IN

    channel = models.CharField(_("方式"), max_length=20, choices=Channel)
    settles = ArrayField(
        models.CharField(max_length=30, choices=DutyKind), verbose_name=_("抵作"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("报告")
        verbose_name_plural = _("报告")
        indexes = [
            models.Index(fields=["case", "happened_on"]),
            models.Index(fields=["case"], condition=WAITING_Q, name="check_in_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="acceptable_absence") | ~Q(absence_reason=""),
                name="check_in_absence_reason",
            ),
            withdrawn_whole("check_in"),
        ]


class Visit(Record):
    """实地查访. What was asked and found stands in `findings`, pictures in `photos`; older visits have neither."""

    SETTLED_BY = SettledBy.VISIT

    met = models.CharField(_("见到何人"), max_length=20, choices=MetPerson, default=MetPerson.SELF)
    also_met = ArrayField(
        models.CharField(max_length=20, choices=MetPerson),
        verbose_name=_("还见到何人"),
        default=list,
        db_default=[],
        blank=True,
    )
    interviewees = models.CharField(_("被访人"), max_length=120, blank=True, default="", db_default="")
    place_kind = models.CharField(
        _("地点类别"), max_length=20, choices=PlaceKind, blank=True, default="", db_default=""
    )
    place = models.CharField(_("地点"), max_length=120, blank=True)
    companions = models.CharField(_("参加人员"), max_length=120, blank=True)
    difficulties = models.CharField(_("困难和诉求"), max_length=500, blank=True, default="", db_default="")
    help_given = models.CharField(_("帮扶措施"), max_length=500, blank=True, default="", db_default="")
    risks = ArrayField(
        models.CharField(max_length=20, choices=VisitRisk),
        verbose_name=_("发现的风险"),
        default=list,
        db_default=[],
        blank=True,
    )
    risk_handled = models.CharField(_("风险处置"), max_length=500, blank=True, default="", db_default="")
    next_step = models.CharField(_("下一步措施"), max_length=500, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("走访")
        verbose_name_plural = _("走访")
        indexes = [
            models.Index(fields=["case", "happened_on"]),
            models.Index(fields=["case"], condition=WAITING_Q, name="visit_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="acceptable_absence") | ~Q(absence_reason=""),
                name="visit_absence_reason",
            ),
            models.CheckConstraint(condition=Q(risks=[]) | ~Q(risk_handled=""), name="visit_risk_handled"),
            withdrawn_whole("visit"),
        ]
