"""Frozen figures: exact whole numbers per office, indicator and period, never a rounded rate."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from corrections.models import Organisation
from corrections.models.access import path_q
from reporting.enums import IndicatorKey
from reporting.indicators import INDICATORS, Figure, Indicator, Period, Window
from reporting.permissions import Permission


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, user: Any) -> Self:
        """Figures of offices where the user has the dashboard."""
        return self.filter(path_q(user, Permission.DASHBOARD_VIEW, "organisation__path"))

    def of_days(self) -> Self:
        """Figures of how things stood on a day: they tell on which days an office was computed."""
        return self.filter(
            indicator__in=[key for key, found in INDICATORS.items() if found.window is Window.DAY]
        )


class Snapshot(models.Model):
    """`k` and `n` of one indicator at one office over a period, both days included.

    Where nothing counts there is no row. People and offices are whole numbers; posts are hundredths of full time.
    `n` NULL: the indicator is a count.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(_("指标"), max_length=40, choices=IndicatorKey)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    k = models.BigIntegerField()
    n = models.BigIntegerField(null=True)
    computed_at = models.DateTimeField(_("计算时间"))
    rule_book = models.CharField(_("监管规则"), max_length=60, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("指标快照")
        verbose_name_plural = _("指标快照")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "starts_on", "ends_on"], name="snapshot_unique"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="snapshot_order"),
        ]
        indexes = [models.Index(fields=["indicator", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.indicator} {self.ends_on}"

    @property
    def key(self) -> IndicatorKey:
        return IndicatorKey(self.indicator)

    @property
    def declared(self) -> Indicator:
        return INDICATORS[self.key]

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    def figure(self, level: str = "") -> Figure:
        """The figure at that level of office; asks the office when none is given."""
        return Figure(self.declared, level or self.organisation.kind, self.k, self.n)
