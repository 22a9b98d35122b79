"""Base of the forms on one case: found among the cases that exist for the user, at an office where the right holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from core.views import Crumb, FormPage
from corrections.models import Case, Offence, StatusSpan, TeamSeat
from corrections.selectors.names import may_open, name_for
from corrections.tables import file_url


class CaseFormPage(FormPage):
    """A form about `self.case`. What the policy refuses is told before anything is typed (409), not after."""

    menu_url_name = "corrections:offender_list"

    def get_queryset(self) -> QuerySet[Any]:
        return Case.objects.visible_to(self.user).select_related("offender", "station", "responsible")

    @property
    def case(self) -> Case:
        found: Case = self.object
        return found

    def get_object_path(self, found: Any) -> str | None:
        return str(found.path)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        if self.has_object and not may_open(self.user, self.case):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def check(self) -> None:
        """The policy of the service, asked before the form is shown. Raises Refused."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check()
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (
            Crumb(_("矫正对象"), reverse("corrections:offender_list")),
            Crumb(name_for(self.user, self.case), file_url(self.case)),
            Crumb(self.page_title),
        )

    def get_cancel_url(self) -> str:
        return file_url(self.case)

    def result_url(self) -> str:
        """Back to the file, at this case."""
        return f"{reverse('corrections:offender_detail', args=[self.case.offender_id])}?case={self.case.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.get_about(), **kwargs)

    def get_about(self) -> str:
        """Whom the form is about, above its first field."""
        case = self.case
        return " · ".join(
            (
                name_for(self.user, case),
                case.get_category_display(),
                case.get_level_display(),
                case.station.name,
            )
        )


class CasePartFormPage(CaseFormPage):
    """A form about a row of the case: a status, an offence, a seat. `self.object` is the row."""

    model: type[StatusSpan] | type[Offence] | type[TeamSeat]

    def get_queryset(self) -> QuerySet[Any]:
        related = ("case__offender", "case__station", "case__responsible")
        rows: QuerySet[Any] = self.model._default_manager.visible_to(self.user)
        return rows.select_related(*related)

    def get_object_path(self, found: Model) -> str | None:
        return str(found.case.path)  # type: ignore[attr-defined]

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found
