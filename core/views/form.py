"""The form page and the button page: input in, one service called, the result shown once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.drafts import draft_forget, draft_of
from core.errors import BadInput, Refused
from core.models import Draft
from core.once import FIELD, run_once, token_new
from core.views.page import ObjectPage, safe_next


class EffectPage(ObjectPage):
    """What form and button pages share: done once, then on to the result."""

    success_message: Any = ""
    # htmx: the event told to the page that opened the form in its dialog; empty sends the browser to the result.
    done_event = ""

    def once(self, perform: Any) -> HttpResponse:
        """Run the effect once for this submission and answer with its result."""
        token = self.request.POST.get(FIELD, "")[:64]
        url, is_first = run_once(token, user=self.user, page=self.request.path, perform=perform)
        if is_first and self.success_message and not (self.is_htmx and self.done_event):
            messages.success(self.request, self.success_message)
        return self.done(safe_next(self.request, url))

    def done(self, url: str) -> HttpResponse:
        if not self.is_htmx:
            return HttpResponseRedirect(url)
        if self.done_event:
            events = {self.done_event: {}, "dialog-close": {}, "toast": str(self.success_message)}
            return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
        return HttpResponse(status=204, headers={"HX-Redirect": iri_to_uri(url)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("once", self.request.POST.get(FIELD, "")[:64] or token_new())
        return super().get_context_data(
            next=safe_next(self.request), cancel_url=safe_next(self.request, self.get_cancel_url()), **kwargs
        )

    def get_cancel_url(self) -> str:
        """Where 取消 leads; empty leaves the button out."""
        return ""


class FormPage(EffectPage):
    """A form of `form_class`; `perform(form)` calls one service and returns the URL of the result.

    Bad input comes back as it was typed, with the sentence above the form and at the field. `BadInput` of the
    service is a sentence above the form, `Refused` too, with 409. A form sent twice is carried out once.
    """

    template_name = "shapes/form.html"
    fragment_template = "parts/form_fragment.html"
    form_class: type[forms.BaseForm]
    submit_label: Any = _("保存")
    # Long forms keep what is typed (core.drafts): it is there again when the page is opened another time.
    keeps_draft = False

    def perform(self, form: Any) -> str:
        """Call one service; the URL to go to."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("submit_label", self.submit_label)
        return super().get_context_data(**kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_form(self) -> forms.BaseForm:
        kwargs = {"initial": self.get_initial(), **self.get_form_kwargs()}
        if self.request.method == "POST":
            return self.form_class(data=self.request.POST, files=self.request.FILES, **kwargs)
        form = self.form_class(**kwargs)
        if self.draft is not None:
            refill(form, self.draft.answers or {})
        return form

    @cached_property
    def draft(self) -> Draft | None:
        """What this person had typed here; asked once, and only where the page is opened."""
        return draft_of(self.user, self.request.path) if self.keeps_draft else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.show(form)
        try:
            return self.once(lambda: self._performed(form))
        except BadInput as problem:
            form.add_error(None, problem.sentence)
            return self.show(form)
        except Refused as refusal:
            return self.refused(form, refusal)

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        """The form as it was typed, with the sentence: 409."""
        form.add_error(None, refusal.sentence)
        return self.show(form, status=409)

    def _draft_context(self) -> dict[str, Any]:
        """For the form: under which page it is kept, and since when what is shown was; nothing where none is."""
        if not self.keeps_draft:
            return {}
        shown = self.draft if self.request.method == "GET" else None
        return {"draft": {"page": self.request.path, "saved_at": shown.saved_at if shown else None}}

    def _performed(self, form: Any) -> str:
        """The draft goes with the commit of what it became."""
        url = self.perform(form)
        if self.keeps_draft:
            draft_forget(by=self.user, page=self.request.path)
        return url

    def show(self, form: forms.BaseForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(form=form, **self._draft_context())
        template = self.fragment_template if self.is_htmx else self.template_name
        if self.is_htmx:
            form.auto_id = "dialog_%s"  # the page below has ids of its own
        return self.response_class(
            request=self.request, template=[template], context=context, status=status, using=None
        )


def refill(form: forms.BaseForm, answers: Mapping[str, list[str]]) -> None:
    """What was typed, as the initial of the fields. What a page keeps in hidden fields (a version) stays its own."""
    for name, field in form.fields.items():
        if field.widget.is_hidden or name not in answers:
            continue
        texts = answers[name]
        many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        form.initial[name] = texts if many else (texts[-1] if texts else "")
    for name, field in form.fields.items():  # a box that was empty is not sent at all
        if isinstance(field, forms.BooleanField | forms.MultipleChoiceField) and name not in answers:
            form.initial[name] = [] if isinstance(field, forms.MultipleChoiceField) else False


class ActionPage(EffectPage):
    """A button: POST calls `perform()` and goes to the URL it returns; a refusal is a 409 with its sentence.

    With a `confirm_sentence` a GET shows the question first; without one a GET is 405.
    """

    template_name = "shapes/confirm.html"
    confirm_sentence: Any = ""
    submit_label: Any = _("确认")
    submit_kind = "primary"

    def perform(self) -> str:
        """Call one service; the URL to go to."""
        raise NotImplementedError

    def get_confirm_sentence(self) -> Any:
        return self.confirm_sentence

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sentence = self.get_confirm_sentence()
        if not sentence:
            return HttpResponseNotAllowed(["POST"])
        return self.render_to_response(
            self.get_context_data(
                confirm_sentence=sentence, submit_label=self.submit_label, submit_kind=self.submit_kind
            )
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.once(self.perform)
