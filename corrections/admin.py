"""Django's own admin, for looking: offices, staff and accounts. Everything here is written by services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from corrections.models import (
    Community,
    Delegation,
    Organisation,
    OrganisationCode,
    OrganisationGrant,
    OrganisationParent,
    Posting,
    Staff,
    StaffAbsence,
    User,
)

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
else:
    _ModelAdmin, _TabularInline = admin.ModelAdmin, admin.TabularInline

admin.site.site_header = admin.site.site_title = _("社区矫正平台 · 后台查询")
admin.site.index_title = _("只供查询，修改请在各业务页面办理")


class ReadOnlyMixin:
    """Shown, never written."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(ReadOnlyMixin, _TabularInline):
    extra = 0


class CodeInline(ReadOnlyInline):
    model = OrganisationCode


class ParentInline(ReadOnlyInline):
    model = OrganisationParent
    fk_name = "organisation"


class DelegationInline(ReadOnlyInline):
    model = Delegation
    fk_name = "station"


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyMixin, _ModelAdmin):
    list_display = ("name", "kind", "code", "parent", "opened_on", "closed_on")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    inlines = (CodeInline, ParentInline, DelegationInline)


@admin.register(Community)
class CommunityAdmin(ReadOnlyMixin, _ModelAdmin):
    list_display = ("name", "code", "town_name", "station")
    list_select_related = ("station",)
    search_fields = ("name", "code", "town_name")
    show_full_result_count = False


class PostingInline(ReadOnlyInline):
    model = Posting


class AbsenceInline(ReadOnlyInline):
    model = StaffAbsence


@admin.register(Staff)
class StaffAdmin(ReadOnlyMixin, _ModelAdmin):
    list_display = ("name", "sex", "knows_minors")
    search_fields = ("name",)
    exclude = ("phone",)
    inlines = (PostingInline, AbsenceInline)


class GrantInline(ReadOnlyInline):
    model = OrganisationGrant
    fk_name = "user"
    fields = ("permission", "content_object", "starts_on", "ends_on", "reason")


@admin.register(User)
class UserAdmin(ReadOnlyMixin, _ModelAdmin):
    list_display = ("username", "name", "office", "is_active", "last_login")
    list_filter = ("is_active",)
    list_select_related = ("office",)
    search_fields = ("username", "name")
    fields = ("username", "name", "office", "staff", "is_active", "must_change_password", "last_login")
    inlines = (GrantInline,)
