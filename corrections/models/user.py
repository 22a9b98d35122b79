"""Accounts and what they may reach: roles on the tree, single cases lent, and restrictions that win over both."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from corrections.enums import OrganisationKind
from corrections.models.organisation import Organisation
from corrections.models.staff import Staff


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: Any, permission: str) -> Self:
        """Accounts of offices where the user holds the permission today."""
        from corrections.models.access import path_q

        return self.filter(path_q(user, permission, "office__path"))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: Any, permission: str) -> UserQuerySet:
        return self.get_queryset().visible_to(user, permission)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A new account; without a password it cannot log in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser, PermissionsMixin):
    """One account of one person; its rights are grants, never a field of its own."""

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    office = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("单位"),
    )
    staff = models.OneToOneField(
        Staff,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="user",
        verbose_name=_("工作人员"),
    )
    is_active = models.BooleanField(_("启用"), default=True)
    is_staff = models.BooleanField(_("可进后台"), default=False)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True, blank=True)
    session_key = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField(null=True, editable=False)

    SHOWN_WITH: ClassVar[tuple[str, ...]] = ("office__parent",)
    """What the top bar of every page says of the account (core.login.backends)."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def display_name(self) -> str:
        return self.name or self.username

    @property
    def role_label(self) -> str:
        """Today's roles in words, for the top bar."""
        return "、".join(dict.fromkeys(str(role.label) for role, _path in self.reach.roles))

    @property
    def office_above(self) -> str:
        """A station's county by its short name; the other offices' names say enough."""
        if self.office is None or self.office.kind != OrganisationKind.STATION or self.office.parent is None:
            return ""
        return self.office.parent.short_name

    @cached_property
    def reach(self) -> Any:
        """What this account reaches today; read once per request."""
        from corrections.models.access import Reach

        return Reach.of(self)

    def may(self, permission: str, *, path: str | None = None) -> bool:
        """Whether a role of today holds the permission: anywhere, or at the office with that path."""
        return bool(self.reach.may(permission, path))
