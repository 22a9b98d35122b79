"""Duties: what somebody must do by a day. Overdue is a predicate on dates, written here and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from core.paths import subtree_q
from corrections.models import Case, Organisation
from corrections.models.access import CaseScopedQuerySet, case_q, path_q
from supervision.enums import DutyKind, DutyOutcome, DutyOwner, RestReason, SettledBy
from supervision.models.rule import Rule

PERIODIC_KINDS = (
    DutyKind.ORAL_REPORT,
    DutyKind.WRITTEN_REPORT,
    DutyKind.VISIT,
    DutyKind.COMPLIANCE_REPORT,
    DutyKind.ASSESSMENT,
)
"""Of whole calendar periods; a report on a 禁止令 only for who is under one."""
INTERVAL_KINDS = (DutyKind.HEALTH_REPORT, DutyKind.MEDICAL_RECHECK)
"""From one due day to the next, the first counted from reception (暂予监外执行)."""
ONCE_ONLY_KINDS = (
    DutyKind.REGISTRATION,
    DutyKind.HANDOVER,
    DutyKind.TEAM,
    DutyKind.PLAN,
    DutyKind.DISCHARGE_PREPARATION,
    DutyKind.SEARCH,
    DutyKind.LEAVE_RETURN,
)
REPORTED_KINDS = (
    DutyKind.ORAL_REPORT,
    DutyKind.WRITTEN_REPORT,
    DutyKind.COMPLIANCE_REPORT,
    *INTERVAL_KINDS,
)
"""What the person reports."""
RECORDED_KINDS = (*REPORTED_KINDS, DutyKind.VISIT, DutyKind.DISCHARGE_PREPARATION)
"""Kinds that a report or a visit may settle."""


def pending_q(on: date) -> Q:
    """Open on that day: begun, not settled, not suspended, not yet closed by the end of the next period."""
    return Q(
        Q(closes_on=None) | Q(closes_on__gte=on),
        Q(case=None) | Q(case__ended_on=None) | Q(case__ended_on__gte=F("due_on")),
        outcome=DutyOutcome.OPEN,
        suspended_by="",
        opens_on__lte=on,
    )


def overdue_q(on: date) -> Q:
    """Open, not suspended, `due_on` < day, case not ended before `due_on` (counting.md, Duties)."""
    return pending_q(on) & Q(due_on__lt=on)


def missed_q(on: date) -> Q:
    """Closed as missed: by a finding, by the case's end, or by itself because the next period is over."""
    return Q(suspended_by="") & (
        Q(outcome=DutyOutcome.MISSED) | Q(outcome=DutyOutcome.OPEN, closes_on__lt=on)
    )


def on_time_q() -> Q:
    """Settled by a record that happened no later than the due day, and not entered as late."""
    return Q(outcome=DutyOutcome.COMPLIED, settled_on__lte=F("due_on"), is_settled_late=False)


class _OneOf(Func):
    """Whether a value is one of an array's, as an index can find it."""

    arg_joiner, template = " = ANY(", "%(expressions)s)"
    output_field = models.BooleanField()


class DutyQuerySet(CaseScopedQuerySet):
    def visible_to(self, user: Any, permission: str = "corrections.offender_view") -> Self:
        """Duties of visible cases, and those that an office must do where the user holds the permission.

        The cases go in as an array: as a join beside the second half the whole ledger would be read for each page.
        """
        cases = Case.objects.filter(case_q(user, "", permission)).order_by().values("pk")
        return self.filter(
            Q(_OneOf(F("case_id"), ArraySubquery(cases)))
            | (Q(office__isnull=False) & path_q(user, permission, "path"))
        )

    def below(self, path: str) -> Self:
        """Duties of that office's subtree by today's tree."""
        return self.filter(subtree_q("path", path))

    def standing(self) -> Self:
        """Duties that were not voided."""
        return self.exclude(outcome=DutyOutcome.VOID)

    def pending(self, *, on: date) -> Self:
        """Open on that day (see `pending_q`)."""
        return self.filter(pending_q(on))

    def overdue(self, *, on: date) -> Self:
        """Overdue on that day (see `overdue_q`): list, badge, job, message and indicator all ask this."""
        return self.filter(overdue_q(on))

    def missed(self, *, on: date) -> Self:
        """Closed as missed on that day (see `missed_q`), whether or not the night has run."""
        return self.filter(missed_q(on))

    def due_during(self, first: date, last: date) -> Self:
        """Duties that count as due in the period: not suspended, excused or void (counting.md, Rates)."""
        return self.filter(due_on__gte=first, due_on__lte=last, suspended_by="").exclude(
            outcome__in=(DutyOutcome.EXCUSED, DutyOutcome.VOID)
        )

    def on_time(self) -> Self:
        """Settled in time (see `on_time_q`)."""
        return self.filter(on_time_q())

    def owned_by(self, owner: DutyOwner) -> Self:
        return self.filter(owner=owner)


class Duty(models.Model):
    """`(case or office, kind, occasion)`, unique while it stands; days are Shanghai days, both ends included.

    `due_on` decides; `due_raw_on` is the day before a shift to the next workday. `closes_on` is the last day on which
    a periodic duty is still on the work list: the last day of the next period of its kind. `station` is the placement
    on `due_on`; `path` its path of today. `is_for_county`: the county acts and the station only sees it. An `office`
    beside the case is the one that must act on a request (`station` and `path` are its own).

    `outcome` follows from records and facts, `suspended_by` from the statuses of the case, each without regard to the
    other. That it is overdue is never stored; that somebody was told is a `Notice`.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="duties", db_index=False)
    office = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(_("事项"), max_length=30, choices=DutyKind)
    occasion = models.CharField(_("周期或起因"), max_length=60)
    owner = models.CharField(_("责任方"), max_length=10, choices=DutyOwner)
    is_for_county = models.BooleanField(_("由县级办理"), default=False)
    station = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=120, db_collation="C")
    opens_on = models.DateField(_("起算日"))
    due_on = models.DateField(_("期限"))
    due_raw_on = models.DateField(_("法定期限（顺延前）"))
    closes_on = models.DateField(_("转为未履行日"), null=True)
    outcome = models.CharField(_("结果"), max_length=20, choices=DutyOutcome, default=DutyOutcome.OPEN)
    settled_on = models.DateField(_("履行日期"), null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_kind = models.CharField(max_length=20, choices=SettledBy, blank=True)
    settled_by_id = models.BigIntegerField(null=True)
    is_settled_late = models.BooleanField(_("补报"), default=False)
    suspended_by = models.CharField(_("暂停原因"), max_length=20, choices=RestReason, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)
    voided_at = models.DateTimeField(null=True)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("事项")
        verbose_name_plural = _("事项")
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(office__isnull=False), name="duty_has_subject"
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "occasion"], condition=~Q(outcome="void"), name="duty_case_unique"
            ),
            models.UniqueConstraint(
                fields=["office", "kind", "occasion"],
                condition=~Q(outcome="void") & Q(case=None),
                name="duty_office_unique",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="duty_days_order"),
            models.CheckConstraint(
                condition=~Q(outcome="complied") | Q(settled_on__isnull=False), name="duty_complied_has_day"
            ),
            models.CheckConstraint(
                condition=Q(outcome="void", voided_at__isnull=False)
                | (~Q(outcome="void") & Q(voided_at=None)),
                name="duty_void_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "due_on"], condition=Q(outcome="open"), name="duty_open_path"),
            models.Index(fields=["case"], condition=Q(outcome="open"), name="duty_open_case"),
            models.Index(fields=["path"], condition=Q(office__isnull=False), name="duty_of_office"),
            models.Index(fields=["case", "due_on"]),
            models.Index(fields=["due_on", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occasion}"

    @property
    def is_moved(self) -> bool:
        """Whether the legal last day fell on a rest day, so that both days are shown."""
        return self.due_raw_on != self.due_on
