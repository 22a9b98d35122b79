"""名册导入: the imports of one's offices, upload, check report, confirmation, progress, result."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Func, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import FilterSet

from core.actions import Action
from core.jobs import JobStatus
from core.views import ActionPage, Crumb, DetailPage, FormPage, ListPage, Page
from corrections.enums import RosterKind, RosterState
from corrections.filters import RosterRowFilter
from corrections.forms.roster import RosterUploadForm, importable_offices, kinds_for
from corrections.forms.roster_columns import RosterColumnsForm, column_lines
from corrections.models import RosterImport, RosterRow
from corrections.permissions import Permission
from corrections.policies.roster import (
    check_can_choose_columns,
    check_can_confirm_roster,
    check_can_undo_roster,
)
from corrections.resources.roster_template import template_write
from corrections.selectors.offices import roster_choices
from corrections.services.roster_columns import roster_columns_choose
from corrections.services.roster_lists import layout_of, list_kind
from corrections.services.roster_upload import roster_confirm, roster_failed_rows, roster_upload
from corrections.views.roster_words import CODE_TITLES, roster_lines, state_chip

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RUNNING = (RosterState.UPLOADED, RosterState.CONFIRMED, RosterState.UNDOING)
ALL, GOOD = "all", "good"


def _imports(user: Any) -> QuerySet[RosterImport]:
    return RosterImport.objects.visible_to(user).select_related("office", "uploaded_by", "job")


class RosterListView(ListPage):
    permission = Permission.ROSTER_IMPORT
    page_title = gettext_lazy("名册导入")
    table_template = "corrections/roster_table.html"
    empty_text = gettext_lazy("还没有导入过名册。点“上传名册”开始，或先下载模板。")

    def get_queryset(self) -> QuerySet[RosterImport]:
        return _imports(self.user).order_by("-pk")

    def get_actions(self) -> list[Action]:
        return [
            Action(_("上传名册"), reverse("corrections:roster_upload"), kind="primary"),
            *(
                Action(
                    _("%(what)s模板") % {"what": layout_of(kind).title},
                    reverse("corrections:roster_template", args=[kind]),
                )
                for kind, _label in kinds_for(self.user)
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [(roster, state_chip(roster.state)) for roster in context["rows"]]
        return context


class RosterUploadView(FormPage):
    permission = Permission.ROSTER_IMPORT
    page_title = gettext_lazy("上传名册")
    form_class = RosterUploadForm
    submit_label = gettext_lazy("上传并检查")

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("名册导入"), reverse("corrections:roster_list")), Crumb(_("上传名册")))

    def get_cancel_url(self) -> str:
        return reverse("corrections:roster_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.user}

    def get_initial(self) -> dict[str, Any]:
        office = self.user.office
        asked = self.request.GET.get("kind", "")
        kind = asked if asked in RosterKind.values else RosterKind.PEOPLE
        may = office is not None and self.user.may(self.permission, path=office.path)
        return {"kind": kind} | ({"office": office.pk} if may and office else {})

    def perform(self, form: Any) -> str:
        file = form.cleaned_data["file"]
        roster = roster_upload(
            by=self.user,
            office=form.cleaned_data["office"],
            name=file.name,
            content=file.read(),
            kind=RosterKind(form.cleaned_data["kind"]),
        )
        return reverse("corrections:roster_detail", args=[roster.pk])


class RosterDetailView(ListPage):
    """One import: how far it is, what was found, its rows; with the buttons that confirm it."""

    permission = Permission.ROSTER_IMPORT
    template_name = "corrections/roster_detail.html"
    table_template = "corrections/roster_row_table.html"
    empty_text = gettext_lazy("没有符合条件的行。")

    @cached_property
    def roster(self) -> RosterImport:
        return get_object_or_404(_imports(self.user), pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        _found = self.roster  # 404 before anything else
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.roster.file_name

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_("名册导入"), reverse("corrections:roster_list")), Crumb(self.roster.file_name))

    def get_queryset(self) -> QuerySet[RosterRow]:
        return RosterRow.objects.visible_to(self.user).filter(roster=self.roster)

    def get_filterset(self, rows: QuerySet[Any]) -> FilterSet:
        return RosterRowFilter(self.request.GET, rows, request=self.request, codes=self._codes(rows))

    def order(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What needs a look first."""
        return rows.order_by("-has_error", "-has_warning", "row")

    def _codes(self, rows: QuerySet[RosterRow]) -> list[tuple[str, str]]:
        """The kinds of problems there are, with how many rows have each."""
        counted = (
            rows.annotate(code=Func("codes", function="unnest"))
            .values("code")
            .annotate(count=Count("pk"))
            .order_by("-count", "code")
        )
        return [
            (each["code"], f"{CODE_TITLES.get(each['code'], each['code'])}（{each['count']}）")
            for each in counted.values("code", "count")
        ]

    def get_actions(self) -> list[Action]:
        roster, buttons = self.roster, []
        if roster.state == RosterState.CHECKED and roster.created + roster.updated:
            buttons.append(self._confirm_action(ALL, _("全部导入"), is_partial=False))
            if roster.failed:
                buttons.append(self._confirm_action(GOOD, _("只导入没有错误的行"), is_partial=True))
        if roster.state == RosterState.DONE and roster.created + roster.updated:
            buttons.append(
                Action.checked(
                    _("撤销导入"),
                    reverse("corrections:roster_undo", args=[roster.pk]),
                    lambda: check_can_undo_roster(self.user, roster),
                )
            )
        if roster.failed_key and roster.uploaded_by_id == self.user.pk:
            buttons.append(
                Action(_("下载错误行"), reverse("corrections:roster_failed_rows", args=[roster.pk]))
            )
        if roster.columns and roster.state in (RosterState.CHECKED, RosterState.REFUSED):
            buttons.append(
                Action.checked(
                    _("调整列的对应"),
                    reverse("corrections:roster_columns", args=[roster.pk]),
                    lambda: check_can_choose_columns(self.user, roster),
                    kind="primary" if roster.state == RosterState.REFUSED else "default",
                )
            )
        asked = roster.namesakes.visible_to(self.user).open().count()
        if asked:
            buttons.append(
                Action(
                    _("认定疑似重复（%(count)s）") % {"count": asked},
                    reverse("corrections:namesake_list"),
                )
            )
        if self._has_stopped:
            has_first = any(button.kind == "primary" for button in buttons)
            buttons.append(
                Action(
                    _("重新上传"),
                    reverse("corrections:roster_upload"),
                    kind="default" if has_first else "primary",
                )
            )
        return buttons

    def _confirm_action(self, mode: str, label: str, *, is_partial: bool) -> Action:
        roster = self.roster
        count = roster.created + roster.updated
        return Action.checked(
            label,
            reverse("corrections:roster_confirm", args=[roster.pk, mode]),
            lambda: check_can_confirm_roster(self.user, roster, is_partial=is_partial),
            kind="default" if roster.failed and mode == ALL else "primary",
            post=True,
            confirm=_("将写入%(count)s行（新增%(created)s，更新%(updated)s），确认导入吗？")
            % {"count": count, "created": roster.created, "updated": roster.updated},
        )

    @property
    def _has_stopped(self) -> bool:
        """Refused, failed, or its job gave up."""
        roster = self.roster
        if roster.state in (RosterState.REFUSED, RosterState.FAILED):
            return True
        return roster.state in RUNNING and roster.job is not None and roster.job.status == JobStatus.FAILED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        roster = self.roster
        context["rows"] = roster_lines(list(context["rows"]), kind=roster.kind)
        return context | {
            "roster": roster,
            "state": state_chip(roster.state),
            "is_running": roster.state in RUNNING and not self._has_stopped,
            "stopped_why": self._stopped_why(),
            "undo_refused": roster.refusal if roster.state == RosterState.DONE else "",
            "counts": self._counts(),
            **self._columns(),
        }

    def _columns(self) -> dict[str, Any]:
        lines = column_lines(self.roster)
        return {
            "columns": lines,
            "columns_doubtful": sum(line.is_doubtful for line in lines),
            "columns_kept": sum(not line.target for line in lines),
        }

    def _stopped_why(self) -> str:
        if not self._has_stopped:
            return ""
        return self.roster.refusal or (self.roster.job.error if self.roster.job else "")

    def _counts(self) -> list[tuple[Any, int, str, str]]:
        """(words, count, tone, address of exactly these rows)."""
        roster = self.roster
        warned = RosterRow.objects.filter(roster=roster, has_warning=True).count()
        shown: tuple[tuple[Any, int, str, dict[str, str]], ...] = (
            (_("共"), roster.rows, "plain", {}),
            (_("新增"), roster.created, "ok", {"outcome": "created"}),
            (_("更新"), roster.updated, "ok", {"outcome": "updated"}),
            (_("无变化"), roster.unchanged, "plain", {"outcome": "unchanged"}),
            (_("有错误"), roster.failed, "late", {"outcome": "failed"}),
            (_("有提醒"), warned, "warn", {"level": "warning"}),
        )
        clear: dict[str, str | None] = {"outcome": None, "level": None, "code": None, "page": None}
        return [(words, count, tone, self.url_with(**(clear | query))) for words, count, tone, query in shown]


class RosterColumnsView(FormPage):
    """The columns of an upload and what each stands for; saving has the file checked again."""

    permission = Permission.ROSTER_IMPORT
    page_title = gettext_lazy("列的对应")
    form_class = RosterColumnsForm
    template_name = "corrections/roster_columns_page.html"
    submit_label = gettext_lazy("保存并重新检查")
    success_message = gettext_lazy("已记住这些列的对应，正在重新检查。")

    def get_queryset(self) -> QuerySet[RosterImport]:
        return _imports(self.user)

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        roster = self.object
        return (
            Crumb(_("名册导入"), reverse("corrections:roster_list")),
            Crumb(roster.file_name, self.get_cancel_url()),
            Crumb(_("列的对应")),
        )

    def get_cancel_url(self) -> str:
        return reverse("corrections:roster_detail", args=[self.object.pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"roster": self.object}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_can_choose_columns(self.user, self.object)
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        roster_columns_choose(by=self.user, roster=self.object, targets=form.targets())
        return self.get_cancel_url()


class RosterProgressView(DetailPage):
    """The bar alone, asked every second; the page is drawn anew when the work is over."""

    permission = Permission.ROSTER_IMPORT
    template_name = "corrections/roster_progress.html"
    visible_is_enough = True

    def get_queryset(self) -> QuerySet[RosterImport]:
        return _imports(self.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        roster = self.object
        if roster.state not in RUNNING or (roster.job and roster.job.status == JobStatus.FAILED):
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return self.render_to_response(self.get_context_data(roster=roster))


class RosterConfirmView(ActionPage):
    """All rows or only the good ones; by who uploaded, once."""

    permission = Permission.ROSTER_IMPORT
    success_message = gettext_lazy("已开始导入，可以离开页面，稍后回来查看结果。")

    def get_queryset(self) -> QuerySet[RosterImport]:
        return _imports(self.user)

    def perform(self) -> str:
        roster_confirm(by=self.user, roster=self.object, is_partial=self.kwargs["mode"] == GOOD)
        return reverse("corrections:roster_detail", args=[self.object.pk])


class RosterFailedRowsView(DetailPage):
    """The workbook of refused rows, for who uploaded."""

    permission = Permission.ROSTER_IMPORT

    def get_queryset(self) -> QuerySet[RosterImport]:
        return _imports(self.user).exclude(failed_key="")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        content = roster_failed_rows(by=self.user, roster=self.object)
        name = _("错误行-%(number)s.xlsx") % {"number": self.object.pk}
        return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)


class RosterTemplateView(Page):
    """Our own template of that kind, with the stations of an office one may import into."""

    permission = Permission.ROSTER_IMPORT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        offices = importable_offices(self.user)
        office = next((each for each in offices if each.pk == self.user.office_id), None) or offices.first()
        if office is None:
            raise PermissionDenied
        kind = self.kwargs["kind"]
        if kind not in dict(kinds_for(self.user)):
            raise PermissionDenied
        lists, book = list_kind(kind), BytesIO()
        choices = lists.choices(office) if lists else roster_choices(office)
        template_write(book, layout=layout_of(kind), choices=choices)
        book.seek(0)
        name = _("%(what)s模板-%(office)s.xlsx") % {
            "what": layout_of(kind).title,
            "office": office.short_name,
        }
        return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)
