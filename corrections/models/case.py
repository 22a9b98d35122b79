"""One correction of one person, and its dated spans: term, placement, level, status, responsible officer."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedJSONField
from core.paths import subtree_q
from corrections import enums
from corrections.models.access import CaseScopedQuerySet
from corrections.models.offender import Offender
from corrections.models.organisation import Community, Organisation
from corrections.models.spans import SpanQuerySet, no_overlap, span_order
from corrections.models.staff import Staff
from corrections.models.user import User


class CaseQuerySet(CaseScopedQuerySet):
    case_lookup = ""

    def below(self, path: str) -> Self:
        """Cases of that office's subtree by today's placement."""
        return self.filter(subtree_q("path", path))

    def open(self) -> Self:
        """Cases without an end record."""
        return self.filter(ended_on=None)

    def under_correction(self, *, on: date) -> Self:
        """Reception ≤ day ≤ the earlier of the term's last day and the end (counting.md, People)."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=on), received_on__lte=on, term_ends_on__gte=on)

    def under_correction_during(self, first: date, last: date) -> Self:
        """Under correction on any day of the period, both days included."""
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gte=first), received_on__lte=last, term_ends_on__gte=first
        ).filter(Q(ended_on=None) | Q(ended_on__gte=F("received_on")))

    def awaiting_reception(self) -> Self:
        """Decided, not yet received."""
        return self.filter(received_on=None, ended_on=None)

    def unregistered(self) -> Self:
        """Open cases of which no registration 报到 is recorded."""
        return self.filter(ended_on=None, registered_on=None)

    def in_status(self, kind: enums.StatusKind, *, on: date) -> Self:
        """Cases in lost contact, custody or hospital on that day."""
        return self.filter(pk__in=StatusSpan.objects.on(on).filter(kind=kind).values("case_id"))

    def absconding(self, *, on: date) -> Self:
        """脱管 on that day: an open episode of lost contact that counts as absconding from then or before."""
        spans = StatusSpan.objects.on(on).filter(absconding_from__lte=on)
        return self.filter(pk__in=spans.values("case_id"))

    def term_over(self, *, on: date) -> Self:
        """期满未解除: the term is over and nobody has recorded an end."""
        return self.filter(ended_on=None, received_on__isnull=False, term_ends_on__lt=on)


class Case(models.Model):
    """一次矫正. `station`, `path`, `level`, `term_*` and `responsible` copy the span that holds now."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(_("编号"), max_length=60, blank=True)
    station = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("司法所")
    )
    path = models.CharField(max_length=120, db_collation="C", editable=False)
    category = models.CharField(_("矫正类别"), max_length=20, choices=enums.Category)
    temporary_kind = models.CharField(
        _("暂予监外执行情形"), max_length=20, choices=enums.TemporaryKind, blank=True
    )
    decision_organ = models.CharField(
        _("决定机关类型"), max_length=30, choices=enums.DecisionOrgan, blank=True
    )
    decision_organ_name = models.CharField(_("决定机关"), max_length=120, blank=True)
    decision_number = models.CharField(_("文书文号"), max_length=120, blank=True)
    decided_on = models.DateField(_("执行通知书日期"), null=True, blank=True)
    effective_on = models.DateField(_("判决（裁定、决定）生效日期"), null=True, blank=True)
    crime_kind = models.CharField(_("犯罪类型"), max_length=30, choices=enums.CrimeKind, blank=True)
    crimes = ArrayField(models.CharField(max_length=120), verbose_name=_("罪名"), default=list, blank=True)
    penalty = models.CharField(_("原判刑罚"), max_length=20, choices=enums.Penalty, blank=True)
    penalty_term = models.CharField(_("原判刑期"), max_length=60, blank=True)
    term_text = models.CharField(_("矫正期限"), max_length=60, blank=True)
    term_starts_on = models.DateField(_("矫正开始日期"))
    term_ends_on = models.DateField(_("矫正结束日期"))
    documents_received_on = models.DateField(_("法律文书收到时间"), null=True, blank=True)
    received_on = models.DateField(_("接收日期"), null=True, blank=True)
    registered_on = models.DateField(_("报到日期"), null=True, blank=True)
    reception_kind = models.CharField(_("接收方式"), max_length=20, choices=enums.ReceptionKind, blank=True)
    registration_result = models.CharField(
        _("报到情况"), max_length=20, choices=enums.RegistrationResult, blank=True
    )
    is_juvenile_track = models.BooleanField(
        _("未成年人矫正"), default=False, help_text=_("接收时未满十八周岁，不再改变")
    )
    is_to_be_sealed = models.BooleanField(_("犯罪记录应封存"), default=False)
    has_prohibition_order = models.BooleanField(_("被宣告禁止令"), default=False)
    level = models.CharField(
        _("管理等级"), max_length=20, choices=enums.Level, default=enums.Level.UNDETERMINED
    )
    responsible = models.ForeignKey(Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    taken_over_on = models.DateField(
        _("系统接管日期"), null=True, blank=True, help_text=_("名册导入日；此前的定期事项以纸质档案为准")
    )
    ended_on = models.DateField(_("解除或终止日期"), null=True, blank=True)
    end_kind = models.CharField(_("解除或终止类型"), max_length=30, choices=enums.EndKind, blank=True)
    end_reason = models.CharField(_("解除或终止说明"), max_length=300, blank=True)
    extra_items = EncryptedJSONField(
        default=dict, help_text="Roster items without a field of ours, by heading."
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("案件")
        verbose_name_plural = _("案件")
        permissions = [("case_assist", "协助办理本案")]
        constraints = [
            models.UniqueConstraint(fields=["offender"], condition=Q(ended_on=None), name="case_one_open"),
            models.CheckConstraint(
                condition=Q(term_ends_on__gte=F("term_starts_on")), name="case_term_order"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_kind="") | (Q(ended_on__isnull=False) & ~Q(end_kind="")),
                name="case_end_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "ended_on", "term_ends_on"]),
            models.Index(fields=["responsible"], condition=Q(ended_on=None), name="case_open_responsible"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def is_under_correction(self, on: date) -> bool:
        """The same question as `CaseQuerySet.under_correction`, for one row in hand."""
        if self.received_on is None or not self.received_on <= on <= self.term_ends_on:
            return False
        return self.ended_on is None or on <= self.ended_on

    def state(self, *, on: date) -> enums.CaseState:
        """Where the case stands on that day; on the day of its end it counts as under correction but shows as ended."""
        if self.ended_on is not None and self.ended_on <= on:
            return enums.CaseState.ENDED
        if self.received_on is None or self.received_on > on:
            return enums.CaseState.AWAITING
        return enums.CaseState.TERM_OVER if self.term_ends_on < on else enums.CaseState.UNDER_CORRECTION


class CaseSpanQuerySet(SpanQuerySet, CaseScopedQuerySet):  # type: ignore[override]
    """Spans of cases: dated, and visible with their case."""


class CaseSpan(models.Model):
    """What holds for a case between two days, when it was recorded and by whom."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="%(class)ss")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_closed_with_case = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The end of the case closed it; undoing the end opens it again.",
    )

    objects = CaseSpanQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_on}–{self.ends_on or ''}"


class Placement(CaseSpan):
    """The station (and community) where the person counts on a day; access follows the case's own path."""

    station = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("来由"), max_length=20, choices=enums.PlacementKind)

    class Meta:
        verbose_name = _("执行地")
        verbose_name_plural = _("执行地")
        constraints = [span_order("placement"), no_overlap("placement", "case")]
        indexes = [models.Index(fields=["station", "starts_on"])]


class LevelSpan(CaseSpan):
    level = models.CharField(_("管理等级"), max_length=20, choices=enums.Level)

    class Meta:
        verbose_name = _("管理等级")
        verbose_name_plural = _("管理等级")
        constraints = [span_order("level"), no_overlap("level", "case")]


class StatusSpan(CaseSpan):
    """Lost contact, custody or hospital. A lost contact counts as 脱管 from `absconding_from` on."""

    kind = models.CharField(_("状态"), max_length=20, choices=enums.StatusKind)
    absconding_from = models.DateField(_("脱管起"), null=True, blank=True)
    absconding_nature = models.CharField(
        _("脱管情形"), max_length=20, choices=enums.AbscondingNature, blank=True
    )
    end_note = models.CharField(_("结束说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("状态")
        verbose_name_plural = _("状态")
        constraints = [
            span_order("status"),
            *(no_overlap(f"status_{kind.value}", "case", Q(kind=kind.value)) for kind in enums.StatusKind),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(ends_on=None), name="status_one_open"
            ),
            models.CheckConstraint(
                condition=Q(absconding_from=None, absconding_nature="")
                | (Q(kind="lost_contact", absconding_from__gte=F("starts_on")) & ~Q(absconding_nature="")),
                name="status_absconding_whole",
            ),
        ]


class ResponsibleOfficer(CaseSpan):
    """矫正责任人: who answers for the case; with a social worker's seat this makes a caseload."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="responsibilities")

    class Meta:
        verbose_name = _("矫正责任人")
        verbose_name_plural = _("矫正责任人")
        constraints = [span_order("responsible_officer"), no_overlap("responsible_officer", "case")]
        indexes = [models.Index(fields=["staff", "ends_on"])]


class Term(models.Model):
    """The term of a case as decided on a day; the last decided one holds. A commutation adds a row."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(_("来由"), max_length=20, choices=enums.TermKind)
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)
    starts_on = models.DateField(_("期限起"))
    ends_on = models.DateField(_("期限止"))
    text = models.CharField(_("期限"), max_length=60, blank=True)
    document = models.CharField(_("文书"), max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = CaseScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("矫正期限")
        verbose_name_plural = _("矫正期限")
        ordering = ("recorded_at", "pk")
        constraints = [span_order("term")]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"


class Offence(models.Model):
    """A new offence during correction, or an earlier one found later; each stage keeps its own date.

    Only a new offence committed within the term with an effective judgment counts as reoffending (counting.md).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="offences")
    kind = models.CharField(_("性质"), max_length=20, choices=enums.OffenceKind)
    crime = models.CharField(_("罪名"), max_length=120)
    committed_on = models.DateField(_("犯罪日期"))
    suspected_on = models.DateField(_("立案（被采取措施）日期"), null=True, blank=True)
    indicted_on = models.DateField(_("起诉日期"), null=True, blank=True)
    effective_on = models.DateField(_("判决生效日期"), null=True, blank=True)
    court_name = models.CharField(_("审判机关"), max_length=120, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = CaseScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("再犯罪")
        verbose_name_plural = _("再犯罪")
        constraints = [
            models.CheckConstraint(
                condition=Q(suspected_on__isnull=False)
                | Q(indicted_on__isnull=False)
                | Q(effective_on__isnull=False),
                name="offence_has_a_stage",
            ),
        ]
        indexes = [
            models.Index(fields=["effective_on"], condition=Q(kind="new"), name="offence_new_effective")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.committed_on}"

    @property
    def stage(self) -> enums.OffenceStage:
        """The furthest stage reached."""
        if self.effective_on:
            return enums.OffenceStage.JUDGED
        return enums.OffenceStage.INDICTED if self.indicted_on else enums.OffenceStage.SUSPECTED
