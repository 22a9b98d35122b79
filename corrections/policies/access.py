"""The last line behind views and querysets: a service does nothing for who holds no role there."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from corrections.models import User


def check_may(by: User, permission: str, path: str | None = None) -> None:
    """Raises PermissionDenied unless a role of today holds the permission at the office with that path."""
    if not by.may(permission, path=path):
        raise PermissionDenied(_("您没有在该机构办理此事的权限。"))
