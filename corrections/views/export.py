"""导出名单: which columns and why, one's own exports, the file."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import Action
from core.chips import Chip
from core.forms import Form
from core.jobs import JobStatus
from core.views import Crumb, DetailPage, FormPage, ListPage
from corrections.enums import ExportKind, ExportState
from corrections.forms.fields import ReasonField
from corrections.models import Case, PeopleExport
from corrections.permissions import Permission
from corrections.services.export import export_ask, export_take
from corrections.views.offender_list import OffenderListView
from corrections.views.roster import XLSX

TONES = {ExportState.WAITING: "info", ExportState.DONE: "ok", ExportState.EXPIRED: "plain"}


class ExportForm(Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("内容"),
        choices=ExportKind.choices,
        initial=ExportKind.LIST,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("部颁105项可以原样再导入"),
    )
    reason = ReasonField(
        label=gettext_lazy("导出事由"),
        help_text=gettext_lazy("会写在文件上，并留下记录，如“季度检查核对花名册”"),
    )


class ExportAskView(FormPage):
    """The people of the list as its address says, as far as the user may take them out."""

    permission = Permission.ROSTER_EXPORT
    page_title = gettext_lazy("导出名单")
    form_class = ExportForm
    template_name = "corrections/export_ask.html"
    submit_label = gettext_lazy("生成文件")
    success_message = gettext_lazy("正在生成文件，完成后在这里下载。")

    @cached_property
    def case_ids(self) -> list[int]:
        """The rows of the list, in its order."""
        listing = OffenderListView()
        listing.setup(self.request)
        rows, _filterset = listing.get_rows()
        allowed = Case.objects.visible_to(self.user, Permission.ROSTER_EXPORT)
        return list(rows.filter(pk__in=allowed.values("pk")).values_list("pk", flat=True))

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("矫正对象"), self.get_cancel_url()), Crumb(_("导出名单")))

    def get_cancel_url(self) -> str:
        query = self.request.GET.urlencode()
        url = reverse("corrections:offender_list")
        return f"{url}?{query}" if query else url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(count=len(self.case_ids), **kwargs)

    def perform(self, form: Any) -> str:
        export_ask(
            by=self.user,
            case_ids=self.case_ids,
            kind=ExportKind(form.cleaned_data["kind"]),
            reason=form.cleaned_data["reason"],
        )
        return reverse("corrections:export_list")


class ExportListView(ListPage):
    """One's own exports, the latest first."""

    permission = Permission.ROSTER_EXPORT
    page_title = gettext_lazy("我的导出")
    template_name = "corrections/export_list.html"
    table_template = "corrections/export_table.html"
    empty_text = gettext_lazy("还没有导出过名单。在“矫正对象”里查询后点“导出”。")
    menu_url_name = "corrections:offender_list"

    def get_queryset(self) -> QuerySet[PeopleExport]:
        return PeopleExport.objects.visible_to(self.user).select_related("job").order_by("-pk")

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("矫正对象"), reverse("corrections:offender_list")), Crumb(_("我的导出")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        exports = list(context["rows"])
        context["is_running"] = any(
            each.state == ExportState.WAITING and not _failed(each) for each in exports
        )
        context["rows"] = [(each, _chip(each), _actions(each)) for each in exports]
        return context


class ExportTakeView(DetailPage):
    """The workbook, for who asked."""

    permission = Permission.ROSTER_EXPORT

    def get_queryset(self) -> QuerySet[PeopleExport]:
        return PeopleExport.objects.visible_to(self.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        content = export_take(by=self.user, export=self.object)
        name = _("社区矫正对象名单-%(number)s.xlsx") % {"number": self.object.pk}
        return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)


def _failed(export: PeopleExport) -> bool:
    return export.job is not None and export.job.status == JobStatus.FAILED


def _chip(export: PeopleExport) -> Chip:
    if export.state == ExportState.WAITING and _failed(export):
        return Chip(_("没有生成"), "late")
    tone: Any = TONES[ExportState(export.state)]
    return Chip(export.get_state_display(), tone)


def _actions(export: PeopleExport) -> tuple[Action, ...]:
    if export.state != ExportState.DONE:
        return ()
    return (Action(_("下载"), reverse("corrections:export_take", args=[export.pk]), kind="primary"),)
