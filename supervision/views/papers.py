"""Papers to sign and to file: a page that prints on A4, and with `?format=docx` the same as a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.actions import Action
from core.clock import today
from core.papers import Paper, paper_write
from core.views import Crumb, ObjectPage
from corrections.models import Case, Organisation
from corrections.selectors.names import may_open, may_see_name, name_for
from corrections.tables import file_url
from supervision.models import Approval, CheckIn, CorrectionPlan, Visit
from supervision.permissions import Permission
from supervision.selectors.approval_papers import approval_paper, has_certificate, leave_certificate
from supervision.selectors.approvals import with_subject
from supervision.selectors.assessments import month_asked
from supervision.selectors.papers import (
    assessment_paper,
    check_in_paper,
    month_paper,
    people_paper,
    plan_paper,
    register_paper,
    visit_paper,
)
from supervision.services.papers import paper_taken

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PaperPage(ObjectPage):
    """`self.paper` on a page; a look at it and a document of it leave an event."""

    permission = Permission.DUTY_VIEW
    template_name = "papers/paper.html"
    menu_url_name = "supervision:check_in_list"

    @cached_property
    def paper(self) -> Paper:
        raise NotImplementedError

    @property
    def case(self) -> Case | None:
        """Whom it is about, where it is about one person."""
        return None

    @cached_property
    def month(self) -> date:
        """`?month=2026-11`, else the month of today."""
        return month_asked(self.request.GET.get("month"))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        _found = self.object  # 404 before anything else
        case = self.case
        if case is not None and not (may_open(self.user, case) and may_see_name(self.user, case)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        subject: Model = self.object
        paper_taken(
            by=self.user, subject=subject, title=self.paper.title, path=self.get_path(), case=self.case
        )
        if request.GET.get("format") == "docx":
            book = BytesIO()
            paper_write(book, self.paper)
            book.seek(0)
            name = f"{self.paper.title}-{subject.pk}.docx"
            return FileResponse(book, as_attachment=True, filename=name, content_type=DOCX)
        return super().get(request, *args, **kwargs)

    def get_path(self) -> str:
        case = self.case
        return case.path if case is not None else str(self.object.path)

    def get_page_title(self) -> Any:
        return self.paper.title

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        case = self.case
        if case is None:
            return (Crumb(_("报告与走访"), reverse("supervision:check_in_list")), Crumb(self.paper.title))
        return (Crumb(name_for(self.user, case), file_url(case)), Crumb(self.paper.title))

    def get_actions(self) -> list[Action]:
        query = self.request.GET.copy()
        query["format"] = "docx"
        return [Action(_("下载文档（.docx）"), f"{self.request.path}?{query.urlencode()}")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(paper=self.paper, **kwargs)


class RecordPaperPage(PaperPage):
    model: type[CheckIn | Visit]

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.visible_to(self.user)
        return rows.select_related("case__offender", "case__station", "recorded_by")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found


class CheckInPaperView(RecordPaperPage):
    model = CheckIn

    @cached_property
    def paper(self) -> Paper:
        return check_in_paper(self.user, self.object)


class VisitPaperView(RecordPaperPage):
    model = Visit

    @cached_property
    def paper(self) -> Paper:
        return visit_paper(self.user, self.object)


class ApprovalPaperView(PaperPage):
    """审批表."""

    menu_url_name = "supervision:approval_list"

    def get_queryset(self) -> QuerySet[Any]:
        return with_subject(Approval.objects.visible_to(self.user))

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found

    @cached_property
    def paper(self) -> Paper:
        return approval_paper(self.user, self.object)


class LeaveCertificateView(ApprovalPaperView):
    """外出证明; of what is not approved there is none (404)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        if not has_certificate(self.object):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def paper(self) -> Paper:
        return leave_certificate(self.user, self.object)


class PlanPaperView(PaperPage):
    menu_url_name = "corrections:offender_list"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = CorrectionPlan.objects.visible_to(self.user)
        return rows.select_related("case__offender", "case__station")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found

    @cached_property
    def paper(self) -> Paper:
        return plan_paper(self.user, self.object)


class MonthPaperView(PaperPage):
    """A person's monthly sheet."""

    menu_url_name = "corrections:offender_list"

    def get_queryset(self) -> QuerySet[Case]:
        return Case.objects.visible_to(self.user).select_related("offender", "station")

    @property
    def case(self) -> Case:
        found: Case = self.object
        return found

    @cached_property
    def paper(self) -> Paper:
        return month_paper(self.user, self.case, self.month)


class StationPaperPage(PaperPage):
    def get_queryset(self) -> QuerySet[Organisation]:
        stations: QuerySet[Organisation] = Organisation.objects.visible_to(self.user, self.permission)
        return stations.filter(kind="station")


class PeoplePaperView(StationPaperPage):
    """花名册 of today."""

    @cached_property
    def paper(self) -> Paper:
        return people_paper(self.user, self.object, on=today())


class RegisterPaperView(StationPaperPage):
    """登记簿 of a month."""

    @cached_property
    def paper(self) -> Paper:
        return register_paper(self.user, self.object, self.month)


class AssessmentPaperView(StationPaperPage):
    """月度考核表 of a month."""

    permission = Permission.ASSESSMENT_RECORD

    @cached_property
    def paper(self) -> Paper:
        return assessment_paper(self.user, self.object, self.month)
