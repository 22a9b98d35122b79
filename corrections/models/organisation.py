"""The tree of offices: province → prefecture → county → station, and the communities a station serves."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.paths import subtree_q
from corrections.enums import DelegatedMatter, OrganisationKind, Role, StaffKind
from corrections.models.spans import SpanQuerySet, no_overlap, span_order


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def open(self, *, on: date) -> Self:
        """Offices that exist on that day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=on), opened_on__lte=on)

    def below(self, path: str) -> Self:
        """The office with that path and everything under it, by today's tree."""
        return self.filter(subtree_q("path", path))

    def below_on(self, path: str, *, on: date) -> Self:
        """The same by the tree of that day; `path` is the office's path of that day (`Organisation.path_on`)."""
        stood = OrganisationParent.objects.on(on).filter(subtree_q("path", path))
        return self.filter(pk__in=stood.values("organisation_id"))

    def staffed(self, *, on: date) -> Self:
        """Open stations with at least one 政法专编 of a full share posted there on that day (counting.md, Staff)."""
        from corrections.models.staff import Posting

        posted = Posting.objects.counting(on=on).filter(
            organisation_id=OuterRef("pk"), kind=StaffKind.POLITICAL_LEGAL, share__gte=100
        )
        return self.open(on=on).filter(Exists(posted), kind=OrganisationKind.STATION)

    def visible_to(self, user: Any, permission: str) -> Self:
        """Offices in which the user holds the permission today."""
        from corrections.models.access import path_q

        return self.filter(path_q(user, permission, "path"))


class Organisation(models.Model):
    """One office. Its key never changes; its code (GB/T 2260 or the town's) and its parent are dated."""

    name = models.CharField(_("名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=100, help_text=_("不带“司法局”“司法所”的地名"))
    kind = models.CharField(_("层级"), max_length=20, choices=OrganisationKind)
    code = models.CharField(_("现行代码"), max_length=12, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )
    path = models.CharField(max_length=120, unique=True, editable=False, db_collation="C")
    opened_on = models.DateField(_("设立日期"))
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    phone = models.CharField(_("办公电话"), max_length=40, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")
        ordering = ("path",)
        permissions = [(f"role_{role.value}", str(role.label)) for role in Role]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code="") & Q(closed_on=None), name="organisation_code_unique"
            ),
        ]
        indexes = [models.Index(fields=["kind", "path"])]

    def __str__(self) -> str:
        return self.name

    def path_on(self, day: date) -> str | None:
        """Where the office stood in the tree on that day; one query. None when it did not exist."""
        return self.parents.on(day).values_list("path", flat=True).first()


class OrganisationCode(models.Model):
    """A code an office had between two days: 8 of Sichuan's 183 county codes changed since 2017."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(_("代码"), max_length=12)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构代码")
        verbose_name_plural = _("机构代码")
        constraints = [span_order("organisation_code"), no_overlap("organisation_code", "organisation")]
        indexes = [models.Index(fields=["code"])]

    def __str__(self) -> str:
        return self.code


class OrganisationParent(models.Model):
    """Where an office stood in the tree between two days; history counts by it, access by `Organisation.path`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    path = models.CharField(max_length=120, db_collation="C")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构隶属")
        verbose_name_plural = _("机构隶属")
        constraints = [span_order("organisation_parent"), no_overlap("organisation_parent", "organisation")]
        indexes = [models.Index(fields=["path"])]

    def __str__(self) -> str:
        return self.path


class DelegationQuerySet(SpanQuerySet):
    def visible_to(self, user: Any, permission: str) -> Self:
        """Delegations to stations where the user holds the permission today."""
        from corrections.models.access import path_q

        return self.filter(path_q(user, permission, "station__path"))


class Delegation(models.Model):
    """A county lets a station act in a matter (社区矫正法 第九条): without a row the county acts itself."""

    county = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="delegations_given")
    station = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="delegations_held")
    matter = models.CharField(_("事项"), max_length=20, choices=DelegatedMatter)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    document = models.CharField(_("委托书文号"), max_length=100, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("委托")
        verbose_name_plural = _("委托")
        constraints = [span_order("delegation")]
        indexes = [models.Index(fields=["station", "matter"])]

    def __str__(self) -> str:
        return f"{self.county_id}→{self.station_id} {self.matter}"


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, user: Any, permission: str) -> Self:
        """Communities of stations where the user holds the permission today."""
        from corrections.models.access import path_q

        return self.filter(path_q(user, permission, "station__path"))


class Community(models.Model):
    """A village or neighbourhood committee's area; panels of 3–5 representatives belong to it."""

    name = models.CharField(_("名称"), max_length=100)
    code = models.CharField(_("代码"), max_length=12, blank=True, db_index=True)
    town_name = models.CharField(_("乡镇（街道）"), max_length=100)
    station = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="communities")

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("村（社区）")
        verbose_name_plural = _("村（社区）")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
