"""核对后提交: a form whose answers are read once more before they have legal effect. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import BadInput, Refused
from core.views import FormPage

CHECKED, BACK = "checked", "back"
NOT_ANSWERS = {"csrfmiddlewaretoken", "once", "next", CHECKED, BACK}


class CheckedFormPage(FormPage):
    """First the form, then the answers with `confirm_label`, then `perform`. 返回修改 leads back to the filled form."""

    submit_label: Any = gettext_lazy("下一步：核对")
    confirm_label: Any = gettext_lazy("确认提交")
    confirm_kind = "primary"
    check_template = "corrections/check_answers.html"
    check_fragment = "corrections/check_answers_fragment.html"

    def get_warnings(self, form: Any) -> Sequence[Any]:
        """Sentences beside the answers; they do not forbid. Refused and BadInput do."""
        return ()

    def get_answers(self, form: Any) -> Sequence[tuple[Any, Any]]:
        """(label, what was answered) of every field with an answer."""
        rows = ((field.label, answer_words(field)) for field in form if not field.is_hidden)
        return [(label, words) for label, words in rows if words]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if CHECKED in request.POST or not form.is_valid() or BACK in request.POST:
            return super().post(request, *args, **kwargs) if CHECKED in request.POST else self.show(form)
        try:
            return self.ask(form)
        except BadInput as problem:
            form.add_error(None, problem.sentence)
            return self.show(form)
        except Refused as refusal:
            return self.refused(form, refusal)

    def ask(self, form: Any) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            answers=self.get_answers(form),
            warnings=list(self.get_warnings(form)),
            kept=[
                (name, value)
                for name, values in self.request.POST.lists()
                if name not in NOT_ANSWERS
                for value in values
            ],
            submit_label=self.confirm_label,
            submit_kind=self.confirm_kind,
        )
        template = self.check_fragment if self.is_htmx else self.check_template
        return self.response_class(request=self.request, template=[template], context=context, using=None)


def answer_words(field: forms.BoundField) -> str:
    """The cleaned value of a bound field as people read it."""
    value = field.form.cleaned_data.get(field.name)
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return _("是")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(field.field, forms.ModelChoiceField):
        return str(field.field.label_from_instance(value))
    if isinstance(field.field, forms.ChoiceField):
        return str(dict(field.field.choices).get(value, value))  # type: ignore[arg-type]
    if isinstance(value, list | tuple):
        return "、".join(str(item) for item in value)
    return str(value)
