"""The frame of a person's file: who may open it, the identity bar, the tabs; and the base of what is shown inside.

A room above makes its part of the file by subclassing `CasePanel` and registering it (`core.registry.Panel`). One
address serves three readers: the tabs (htmx swaps the body), the overview (htmx loads a box), and a plain link (the
whole page).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.clock import today
from core.registry import panels_for
from core.views import Crumb, DetailPage
from corrections.models import Case, StatusSpan
from corrections.permissions import Permission
from corrections.selectors.cases import case_rows, is_file_opened
from corrections.selectors.names import may_open
from corrections.services.offender import file_open
from corrections.tables import file_url
from corrections.views.identity import Identity, identity_of

BODY_ID = "file-body"
OVERVIEW = "overview"


@dataclass(frozen=True)
class Tab:
    key: str
    label: Any
    url: str
    is_current: bool


class OpenedFilePage(DetailPage):
    """A page that shows what is in one person's file, about `self.case`.

    Not among the rows that exist for the user → 404; a restricted file without the right → 403 that says 受限; the
    page's own right missing at the case's office → 403. Opening leaves one event a day and user; who sees names only
    masked is asked for a reason first, and then sees this file's name for the day.
    """

    permission: str = Permission.OFFENDER_VIEW
    visible_is_enough = True

    @property
    def case(self) -> Case:
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        case, permission = self.case, self.permission
        if not may_open(self.user, case):
            return render(request, "corrections/file_restricted.html", status=403)
        if permission != Permission.OFFENDER_VIEW and not self.user.may(permission, path=case.path):
            raise PermissionDenied
        if not is_file_opened(self.user, case, on=today()):
            if not self.sees_names:
                return self.ask_reason()
            file_open(by=self.user, case=case)
        return super().dispatch(request, *args, **kwargs)

    @property
    def sees_names(self) -> bool:
        """Whether names are free to this user at the case's office; else they are masked in lists and at first here."""
        return bool(self.user.may(Permission.OFFENDER_NAME_VIEW, path=self.case.path))

    def ask_reason(self) -> HttpResponse:
        """To the form that asks why, and back here."""
        url = reverse("corrections:file_open", args=[self.case.pk])
        target = f"{url}?{urlencode({'next': self.request.get_full_path()})}"
        if self.is_htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)


class FilePage(OpenedFilePage):
    """A page inside one person's file: head, tabs, one panel."""

    template_name = "corrections/file.html"
    body_template = "corrections/file_body.html"
    panel_template = ""
    panel_key = OVERVIEW
    menu_url_name = "corrections:offender_list"

    @cached_property
    def identity(self) -> Identity:
        return identity_of(self.user, self.case, on=today(), statuses=self.get_statuses())

    def get_statuses(self) -> Sequence[StatusSpan] | None:
        """The statuses of today, from a page that has read them anyway."""
        return None

    def get_page_title(self) -> Any:
        return self.case.offender.name

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        offenders = reverse("corrections:offender_list")
        return (
            Crumb(_("矫正对象"), offenders),
            Crumb(self.case.station.name, f"{offenders}?office={self.case.station_id}"),
            Crumb(self.case.offender.name),
        )

    def get_tabs(self) -> list[Tab]:
        tabs = [Tab(OVERVIEW, _("概览"), file_url(self.case), self.panel_key == OVERVIEW)]
        for panel in panels_for(self.user, path=self.case.path):
            if panel.place == "tab":
                url = reverse(panel.url_name, args=[self.case.pk])
                tabs.append(Tab(panel.key, panel.title, url, self.panel_key == panel.key))
        return tabs

    def get_panel_context(self) -> dict[str, Any]:
        """What `panel_template` draws; `case` and `on` stand in the context anyway."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"case": self.case, "on": today(), "view": self, **self.get_panel_context()}
        template = self.panel_template
        if not self.is_htmx or request.headers.get("HX-Target") == BODY_ID:
            template = self.body_template if self.is_htmx else self.template_name
            context |= self.get_context_data(tabs=self.get_tabs(), panel_template=self.panel_template)
        if not self.is_htmx:
            context["identity"] = self.identity
        response = self.response_class(request=request, template=[template], context=context, using=None)
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        return response


class CasePanel(FilePage):
    """One part of the file, by the case's pk. Subclasses name `permission`, `panel_key`, `panel_template` (a
    `<section class="box">…</section>`) and fill `get_panel_context()`.
    """

    def get_queryset(self) -> QuerySet[Case]:
        return case_rows(self.user, on=today()).select_related("offender", "station__parent", "responsible")

    @property
    def case(self) -> Case:
        found: Case = self.object
        return found
