"""The person: a file opened with a reason, facts changed, numbers shown for a minute, files restricted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import BadInput
from core.views import FormPage, VersionedFormPage, safe_next
from corrections.forms.offender import (
    DocumentForm,
    FileOpenForm,
    OffenderForm,
    RestrictForm,
    RevealForm,
    offender_initial,
)
from corrections.models import Case
from corrections.permissions import Permission
from corrections.selectors.names import may_open, name_for
from corrections.services.document import document_correct
from corrections.services.offender import (
    PersonFacts,
    file_open,
    offender_restrict,
    offender_reveal,
    offender_update,
)
from corrections.tables import file_url
from corrections.views.case_form import CaseFormPage
from corrections.views.checked import CheckedFormPage
from corrections.views.masked import FIELDS, masked


class FileOpenView(FormPage):
    """Why an inspector opens the file: asked once a day and file, kept in the event."""

    permission = Permission.OFFENDER_VIEW
    page_title = gettext_lazy("查阅档案")
    form_class = FileOpenForm
    submit_label = gettext_lazy("打开档案")
    template_name = "corrections/file_open.html"
    visible_is_enough = True

    def get_queryset(self) -> Any:
        return Case.objects.visible_to(self.user).select_related("offender", "station")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        if not may_open(self.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        file_open(by=self.user, case=self.object, reason=form.cleaned_data["reason"])
        return safe_next(self.request, file_url(self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(name=name_for(self.user, self.object), **kwargs)


class OffenderUpdateView(VersionedFormPage, CaseFormPage):
    permission = Permission.OFFENDER_EDIT
    page_title = gettext_lazy("修改基本信息")
    form_class = OffenderForm
    success_message = gettext_lazy("基本信息已修改。")

    def get_initial(self) -> dict[str, Any]:
        return offender_initial(self.case.offender)

    def get_theirs(self, form: Any) -> dict[str, Any]:
        """The phone beside one that was typed, masked; left blank it is not touched."""
        phone = {"phone": masked(self.user, self.case, "phone").text} if form["phone"].value() else {}
        return self.get_initial() | phone

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"phone_masked": masked(self.user, self.case, "phone").text}

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        offender_update(
            by=self.user,
            case=self.case,
            values=form.values(),
            reason=answers["reason"],
            version=answers["version"],
        )
        return self.result_url()


class DocumentCorrectView(VersionedFormPage, CheckedFormPage, CaseFormPage):
    """更正证件号码: typed anew, never shown in full, checked once more before it counts."""

    permission = Permission.OFFENDER_DOCUMENT_CORRECT
    page_title = gettext_lazy("更正证件号码")
    form_class = DocumentForm
    overwrite_label = CheckedFormPage.submit_label
    success_message = gettext_lazy("证件号码已更正。")

    def get_initial(self) -> dict[str, Any]:
        offender = self.case.offender
        return {
            "id_kind": offender.id_kind,
            "sex": offender.sex,
            "birth_on": offender.birth_on,
            "version": offender.version,
        }

    def get_theirs(self, form: Any) -> dict[str, Any]:
        return self.get_initial() | {"id_number": self.case.offender.id_masked}

    def get_answers(self, form: Any) -> list[tuple[Any, Any]]:
        old = self.case.offender.id_masked
        return [(_("原证件号码"), old), *super().get_answers(form)]

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        facts = PersonFacts(
            id_number=answers["id_number"],
            name=self.case.offender.name,
            id_kind=answers["id_kind"],
            sex=answers["sex"],
            sex_reason=answers["sex_reason"],
            birth_on=answers["birth_on"],
        )
        document_correct(
            by=self.user,
            case=self.case,
            facts=facts,
            reason=answers["reason"],
            version=answers["version"],
        )
        return self.result_url()


class OffenderRestrictView(CaseFormPage):
    permission = Permission.OFFENDER_EDIT
    form_class = RestrictForm
    success_message = gettext_lazy("已登记。")

    @property
    def page_title(self) -> str:
        return _("解除受限") if self.case.offender.is_restricted else _("设为受限档案")

    def perform(self, form: Any) -> str:
        is_restricted = not self.case.offender.is_restricted
        offender_restrict(by=self.user, case=self.case, is_restricted=is_restricted, **form.cleaned_data)
        return self.result_url()


class OffenderRevealView(CaseFormPage):
    """Shows one number for a minute. With script it appears in place; without, on a page of its own."""

    permission = Permission.OFFENDER_REVEAL
    form_class = RevealForm
    submit_label = gettext_lazy("显示")
    page_title = gettext_lazy("显示号码")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["field"] not in FIELDS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def field(self) -> Any:
        return self.kwargs["field"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; for the number's own place on the page, the masked number again once the minute is over."""
        if self.is_htmx and request.headers.get("HX-Target", "").startswith("masked-"):
            return self.show_number(
                "corrections/masked.html", number=masked(self.user, self.case, self.field)
            )
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Not through `once`: the answer is the number itself, and every showing is an event."""
        form = self.form_class(request.POST)
        number = masked(self.user, self.case, self.field)
        if not form.is_valid() and not number.is_free:
            return self.show(form)
        reason = form.cleaned_data.get("reason", "")
        try:
            text = offender_reveal(by=self.user, case=self.case, field=self.field, reason=reason)
        except BadInput as problem:
            form.add_error(None, problem.sentence)
            return self.show(form)
        if not self.is_htmx:
            response = self.show_number("corrections/offender_revealed.html", number=number, text=text)
            response.headers["Refresh"] = f"60; url={file_url(self.case)}"
            return response
        response = self.show_number("corrections/revealed.html", number=number, text=text)
        response.headers["HX-Retarget"] = f"#masked-{self.field}"
        response.headers["HX-Reswap"] = "outerHTML"
        response.headers["HX-Trigger"] = "dialog-close"
        return response

    def show_number(self, template: str, **context: Any) -> HttpResponse:
        everything = self.get_context_data(case=self.case, back_url=file_url(self.case), **context)
        return self.response_class(request=self.request, template=[template], context=everything, using=None)
