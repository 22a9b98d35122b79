"""How forms look and what they forgive: the renderer, the base forms, and fields that take what people paste."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from core import idnumber
from core.clock import today

# 20261123, 2026-11-23, 2026.11.23, 2026/11/23, 2026年11月23日
DAY = re.compile(r"(\d{4})(?:(\d{2})(\d{2})|[-./年](\d{1,2})[-./月](\d{1,2})[日号]?)")
INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
FIRST_YEAR, LAST_YEAR = 1900, 2199


class StyledField(forms.BoundField):
    """A bound field whose widget carries the classes of the style sheet."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return built
        names = ["form-control"]
        if isinstance(widget, forms.CheckboxInput):
            names = ["form-check-input"]
        elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            names = ["choices"]  # Django gives the class to the list and to each of its inputs
        elif isinstance(widget, forms.Select):
            names = ["form-select"]
        if self.form.is_bound and self.errors:
            names.append("is-invalid")
        if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":  # Django's default
            built["rows"] = "4"
        own = built.get("class") or widget.attrs.get("class")
        built["class"] = " ".join([*names, own] if own else names)
        return built

    @property
    def is_check(self) -> bool:
        """One box with its label behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class FormRenderer(TemplatesSetting):
    """`settings.FORM_RENDERER`: every form of the site, without a class of its own."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = StyledField


class Sentences:
    """Required fields say which one is missing, in the same words at the field and in the summary."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = self._required_sentence(name, field)

    @staticmethod
    def _required_sentence(name: str, field: forms.Field) -> str:
        label = field.label or name
        if isinstance(field, forms.FileField):
            return str(_("请选择文件：%(label)s")) % {"label": label}
        if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
            return str(_("请选择%(label)s")) % {"label": label}
        return str(_("请填写%(label)s")) % {"label": label}


class Form(Sentences, forms.Form):
    """Base of the product's forms."""


class ModelForm(Sentences, forms.ModelForm):  # type: ignore[type-arg]
    """Base of the product's forms over a model; they are never saved, a service writes."""


def error_sentences(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    """(id of the field or "", sentence) for the summary; the label is added where the sentence lacks it."""
    for sentence in form.non_field_errors():
        yield "", str(sentence)
    for field in form:
        for sentence in field.errors:
            text, label = str(sentence), str(field.label)
            yield field.id_for_label or field.auto_id, text if label in text else f"{label}：{text}"


def plain(text: str) -> str:
    """Full-width digits and letters made ordinary, blanks and invisible characters taken out."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def day_parse(text: str) -> date | None:
    """The day a person wrote; None when it is no real day between 1900 and 2199."""
    match = DAY.fullmatch(plain(text))
    if match is None:
        return None
    year, compact_month, compact_day, month, day = match.groups()
    try:
        found = date(int(year), int(compact_month or month), int(compact_day or day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


class DateField(forms.DateField):
    """A day, typed or pasted as 20261123, 2026-11-23, 2026.11.23 or 2026年11月23日."""

    default_error_messages = {"invalid": _("不是有效的日期，请写成 20261123、2026-11-23 或 2026年11月23日")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%Y-%m-%d",
                attrs={
                    "autocomplete": "off",
                    "placeholder": _("如 20261123"),
                    "maxlength": 20,
                    "data-day": "",
                },
            ),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if not plain(value):
            return None
        found = day_parse(value[:40])
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class PastDateField(DateField):
    """A day that has happened: today or before, by the business calendar."""

    default_error_messages = {"future": _("不能晚于今天")}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, date) and value > today():
            raise forms.ValidationError(self.error_messages["future"], code="future")


class IdNumberField(forms.CharField):
    """An 18-digit ID number, also with blanks, full-width digits, a small x; its clean value is normalised."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": 60, "data-id-number": ""}
            ),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return idnumber.normalise(str(super().to_python(value) or "")[:60])

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value:
            return
        try:
            idnumber.parse(value, on=today())
        except idnumber.IdNumberError as error:
            raise forms.ValidationError(error.message, code=error.code) from error


class PhoneField(forms.CharField):
    """A mainland phone number, mobile or with area code; blanks, dashes, brackets and +86 are taken out."""

    default_error_messages = {"phone": _("电话号码应为 11 位手机号，或带区号的固定电话")}
    PATTERN = re.compile(r"1\d{10}|0\d{9,11}|\d{7,8}")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "maxlength": 40})
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = re.sub(r"[-()—－]", "", plain(str(super().to_python(value) or "")[:60]))
        return re.sub(r"^(\+86|0086)", "", text)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not self.PATTERN.fullmatch(value):
            raise forms.ValidationError(self.error_messages["phone"], code="phone")


class ChipRadios(forms.RadioSelect):
    """One choice of a few, each a large field to tap; an optional one can be taken back by its empty choice."""

    template_name = "forms/chips.html"


class ChipChecks(forms.CheckboxSelectMultiple):
    """Any of a few, each a large field to tap."""

    template_name = "forms/chips.html"


class _Pictures(forms.ClearableFileInput):
    """The camera of a phone, or the folder of an office screen."""

    template_name = "django/forms/widgets/input.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return None  # the page keeps them as they arrive (core.views.pictures)


class PictureField(forms.FileField):
    """Pictures that the page keeps as soon as they arrive; the form itself asks for none."""

    READ_BYTES = 16 * 1024 * 1024
    """More of one file is never read: a little above what a picture may have."""

    def __init__(self, **kwargs: Any) -> None:
        widget = _Pictures(attrs={"accept": "image/*", "capture": "environment", "multiple": True})
        super().__init__(required=False, widget=widget, **kwargs)


class LongSelect(forms.Select):
    """A select with a search box (Tom Select); without script an ordinary select."""

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__({"data-long-select": "", **(attrs or {})}, **kwargs)
