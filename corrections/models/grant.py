"""Who may act where and when: dated grants held by django-guardian's direct-key rows, and restrictions.

guardian's own readers ignore the dates and serve disabled users, so nothing but `access.Reach` reads these rows.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from corrections.models.access import case_q, path_q
from corrections.models.case import Case
from corrections.models.organisation import Organisation
from corrections.models.spans import SpanQuerySet, span_order
from corrections.models.user import User
from corrections.permissions import Permission


class OrganisationGrantQuerySet(SpanQuerySet):
    def visible_to(self, user: Any, permission: str = Permission.GRANT_EDIT) -> Self:
        """Grants on offices where the user may give them today."""
        return self.filter(path_q(user, permission, "content_object__path"))


class CaseGrantQuerySet(SpanQuerySet):
    def visible_to(self, user: Any, permission: str = Permission.CASE_LEND) -> Self:
        """Grants on cases that the user may lend today."""
        return self.filter(case_q(user, "content_object", permission))


class AccessDenialQuerySet(SpanQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Restrictions on offices where the user gives roles, and on cases that the user may lend."""
        return self.filter(
            (Q(organisation__isnull=False) & path_q(user, Permission.GRANT_EDIT, "organisation__path"))
            | (Q(case__isnull=False) & case_q(user, "case", Permission.CASE_LEND))
        )


class OrganisationGrant(UserObjectPermissionBase):
    """A role (permission `role_<role>` on an office) that reaches the office's subtree, between two days."""

    content_object = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="grants", verbose_name=_("机构")
    )
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    spans = OrganisationGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("角色授权")
        verbose_name_plural = _("角色授权")
        unique_together: ClassVar[list[str]] = []  # guardian's would refuse a second dated span
        constraints = [
            span_order("organisation_grant"),
            models.UniqueConstraint(
                fields=["user", "permission", "content_object", "starts_on"], name="organisation_grant_unique"
            ),
        ]


class CaseGrant(UserObjectPermissionBase):
    """One case lent to a colleague (permission `case_assist`) between two days; it opens that file only."""

    content_object = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="grants", verbose_name=_("案件")
    )
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    spans = CaseGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("案件授权")
        verbose_name_plural = _("案件授权")
        unique_together: ClassVar[list[str]] = []
        constraints = [
            span_order("case_grant"),
            models.UniqueConstraint(
                fields=["user", "permission", "content_object", "starts_on"], name="case_grant_unique"
            ),
        ]


class AccessDenial(models.Model):
    """A restriction that wins over every grant: an office's people, or one case, closed to one user."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="denials")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    reason = models.CharField(_("事由"), max_length=200)

    objects = AccessDenialQuerySet.as_manager()

    class Meta:
        verbose_name = _("访问限制")
        verbose_name_plural = _("访问限制")
        constraints = [
            span_order("access_denial"),
            models.CheckConstraint(
                condition=Q(organisation=None, case__isnull=False) | Q(organisation__isnull=False, case=None),
                name="access_denial_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}×{self.organisation_id or self.case_id}"
