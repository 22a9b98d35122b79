"""The rule book: frequencies, limits and clocks as dated rows with their legal basis; no number stands in code."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from corrections.enums import Category, Level
from corrections.models import Organisation
from supervision.enums import Frequency, RuleCertainty, RuleUnit


class RuleBook(models.Model):
    """One regime: the rules since 2020-07-01, or the Sichuan rules of 2014–2020 for old files."""

    key = models.SlugField(unique=True)
    name = models.CharField(_("名称"), max_length=100)
    legal_basis = models.CharField(_("依据"), max_length=200)
    effective_from = models.DateField(_("施行日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("监管规则")
        verbose_name_plural = _("监管规则")
        ordering = ("-effective_from",)

    def __str__(self) -> str:
        return self.name


class RuleQuerySet(models.QuerySet["Rule"]):
    def on(self, day: date) -> Self:
        """Rows in force on that day."""
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day)

    def alike(self, rule: Rule, organisation: Organisation | None) -> Self:
        """Rows of the same subject, category and level that speak of exactly that area (None: the province)."""
        return self.filter(key=rule.key, organisation=organisation, category=rule.category, level=rule.level)


class Rule(models.Model):
    """One number of the book. An empty level or category means every one; the most specific row wins.

    A periodic key holds a `frequency` (empty: the book knows none, so no duty arises), any other a `number` and its
    `unit`. `is_moved_to_workday`: the law lets the last day move to the next workday.
    """

    book = models.ForeignKey(RuleBook, on_delete=models.PROTECT, related_name="rules")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.CharField(_("规则"), max_length=60)
    category = models.CharField(_("矫正类别"), max_length=20, choices=Category, blank=True)
    level = models.CharField(_("管理等级"), max_length=20, choices=Level, blank=True)
    frequency = models.CharField(_("频率"), max_length=20, choices=Frequency, blank=True)
    number = models.IntegerField(_("数值"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, choices=RuleUnit, blank=True)
    is_moved_to_workday = models.BooleanField(_("遇休息日顺延"), default=False)
    effective_from = models.DateField(_("施行日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    legal_basis = models.CharField(_("依据"), max_length=200)
    certainty = models.CharField(
        _("核实情况"), max_length=20, choices=RuleCertainty, default=RuleCertainty.UNCERTAIN
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)
    updated_at = models.DateTimeField()

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("规则条目")
        verbose_name_plural = _("规则条目")
        ordering = ("key", "level", "category", "effective_from")
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="rule_span_order",
            ),
            models.UniqueConstraint(
                fields=["key", "organisation", "category", "level", "effective_from"],
                nulls_distinct=False,
                name="rule_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.key
