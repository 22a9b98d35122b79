"""Base of every page: who may open it, and what the shell around it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView

from core.actions import Action


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; without a URL it is plain text."""

    label: Any
    url: str = ""


class Page(TemplateView):
    """A page with a permission, a title, breadcrumbs and buttons.

    Anonymous people never arrive here (`LoginRequiredMiddleware`); without the permission the answer is 403. A page
    every signed-in person may open says why in `any_user_reason` instead of naming a permission.
    """

    permission: str = ""
    any_user_reason: str = ""
    page_title: Any = ""
    menu_url_name: str = ""  # the menu entry it belongs to, where its address does not lie below that of one

    @property
    def user(self) -> Any:
        return self.request.user

    @property
    def is_htmx(self) -> bool:
        return self.request.headers.get("HX-Request") == "true"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        return super().dispatch(request, *args, **kwargs)

    def check_permission(self) -> None:
        if not self.permission and not self.any_user_reason:
            raise ImproperlyConfigured(
                f"{type(self).__name__} names neither a permission nor a reason for having none"
            )
        if self.permission and not self.user.may(self.permission):
            raise PermissionDenied

    def get_page_title(self) -> Any:
        return self.page_title

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return ()

    def get_actions(self) -> Sequence[Action]:
        """Buttons at the right of the title."""
        return ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page_title=self.get_page_title(),
            breadcrumbs=self.get_breadcrumbs(),
            actions=self.get_actions(),
            **kwargs,
        )


class ObjectPage(Page):
    """A page about one row, `self.object`, found among the rows that exist for the user.

    Not in `get_queryset()` → 404. There, but the permission does not hold at the row's `path` → 403; a page whose
    queryset was asked with the same permission (`visible_to(user, permission)`) sets `visible_is_enough` instead.
    """

    pk_url_kwarg = "pk"
    visible_is_enough = False

    def get_queryset(self) -> QuerySet[Any]:
        """Rows that exist for the user: `<Model>.objects.visible_to(self.user)`."""
        raise ImproperlyConfigured(f"{type(self).__name__} needs get_queryset()")

    def get_object_path(self, found: Any) -> str | None:
        """Where in the tree the row lies; None for a row outside the tree."""
        path: str | None = getattr(found, "path", None)
        return path

    @cached_property
    def object(self) -> Any:
        found: Model = get_object_or_404(self.get_queryset(), pk=self.kwargs[self.pk_url_kwarg])
        path = self.get_object_path(found)
        if not self.visible_is_enough and path is not None and not self.user.may(self.permission, path=path):
            raise PermissionDenied
        return found

    @property
    def has_object(self) -> bool:
        return self.pk_url_kwarg in self.kwargs

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        if self.has_object:
            _ = self.object  # 404 and 403 before anything else, for every method
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.has_object:
            kwargs.setdefault("object", self.object)
        return super().get_context_data(**kwargs)


def safe_next(request: HttpRequest, default: str = "") -> str:
    """The `next` of a form or link when it stays on this site, else the default."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts=None, require_https=request.is_secure()
    )
    return target if is_ours else default
