"""The level of many cases at once: chosen in the list, checked, changed, and told one by one what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import today
from core.views import Crumb, Page
from corrections.enums import Level
from corrections.forms.level import LevelsForm
from corrections.models import Case
from corrections.permissions import Permission
from corrections.selectors.cases import case_rows
from corrections.selectors.names import may_open
from corrections.services.level import cases_level_change
from corrections.tables import file_url, offender_row
from corrections.views.checked import CheckedFormPage
from corrections.views.outcomes import outcome_counts, outcomes_keep, outcomes_kept

RESULTS = "level_results"
MOST = 100


class CasesLevelChangeView(CheckedFormPage):
    permission = Permission.CASE_LEVEL_CHANGE
    page_title = gettext_lazy("批量调整管理等级")
    form_class = LevelsForm
    template_name = "corrections/cases_level_change.html"
    check_template = "corrections/cases_level_check.html"

    @cached_property
    def cases(self) -> list[Case]:
        """The chosen cases among those that exist for the user and may be opened; a hundred at most."""
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        asked = {
            int(pk) for pk in given.getlist("case")[:MOST] if pk.isascii() and pk.isdecimal() and len(pk) < 19
        }
        rows = case_rows(self.user, on=today(), permission=self.permission).filter(pk__in=asked)
        return [case for case in rows.order_by("offender__name_pinyin", "pk") if may_open(self.user, case)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.cases:
            return HttpResponseRedirect(reverse("corrections:offender_list"))
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Case]:
        return Case.objects.visible_to(self.user, self.permission)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"cases": self.get_queryset()}

    def get_initial(self) -> dict[str, Any]:
        return {"case": [case.pk for case in self.cases]}

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("矫正对象"), reverse("corrections:offender_list")), Crumb(self.page_title))

    def get_cancel_url(self) -> str:
        return reverse("corrections:offender_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [offender_row(self.user, case, on=today()) for case in self.cases]
        return super().get_context_data(people=rows, **kwargs)

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        outcomes = cases_level_change(
            by=self.user,
            case_ids=[case.pk for case in self.cases],
            level=Level(answers["level"]),
            starts_on=answers["starts_on"],
            reason=answers["reason"],
        )
        key = outcomes_keep(self.request.session, RESULTS, outcomes)
        return reverse("corrections:cases_level_result", args=[key])


class CasesLevelResultView(Page):
    """What became of each: done, skipped, refused and why. Kept in the session, without names."""

    permission = Permission.CASE_LEVEL_CHANGE
    page_title = gettext_lazy("批量调整结果")
    template_name = "corrections/cases_level_result.html"

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("矫正对象"), reverse("corrections:offender_list")), Crumb(self.page_title))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcomes = outcomes_kept(self.request.session, RESULTS, kwargs["key"])
        if outcomes is None:
            raise Http404
        cases = {
            case.pk: case
            for case in case_rows(self.user, on=today()).filter(pk__in=[pk for pk, *_rest in outcomes])
        }
        lines = [
            (offender_row(self.user, cases[pk], on=today()), file_url(cases[pk]), result, why)
            for pk, result, why in outcomes
            if pk in cases
        ]
        return super().get_context_data(lines=lines, counts=outcome_counts(outcomes), **kwargs)
