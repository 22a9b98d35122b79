"""Two people edit one row: nothing is overwritten unseen. Both versions stand side by side, the second decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from core.day_words import full_day
from core.errors import Clash, Refused
from core.views.form import FormPage

VERSION = "version"


@dataclass(frozen=True)
class Sides:
    """One field on which the two versions differ."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class ClashBox:
    """What stands above the form. Without `who` it is a draft that was typed over an older version."""

    rows: tuple[Sides, ...]
    sentence: str = ""
    who: str = ""
    at: datetime | None = None


class VersionedFormPage(FormPage):
    """A form about a row that counts its versions, with a hidden field `version`.

    `get_initial()` says what the row holds, its version among it. When the service raises Clash the row is read anew
    and the page comes back with 409: both versions field by field, what was typed still in the form, and the version
    of now in it, so that saving once more replaces what was seen. A draft typed over an older version is shown alike.
    """

    overwrite_label: Any = _("仍按我填的保存")
    clash: ClashBox | None = None

    def get_theirs(self, form: forms.BaseForm) -> Mapping[str, Any]:
        """Field → what the row holds now; fields left out are not compared."""
        return self.get_initial()

    def refused(self, form: forms.BaseForm, refusal: Refused) -> HttpResponse:
        if not isinstance(refusal, Clash):
            return super().refused(form, refusal)
        self.__dict__.pop("object", None)  # read anew, as the other has left it
        typed = self.get_form()
        typed.data = self.request.POST.copy()
        typed.data[typed.add_prefix(VERSION)] = str(self.get_initial()[VERSION])
        self.clash = ClashBox(self._sides(typed), refusal.sentence, refusal.who, refusal.at)
        return self.show(typed, status=409)

    def show(self, form: forms.BaseForm, status: int = 200) -> HttpResponse:
        if self.request.method == "GET" and self._is_draft_of_another_version():
            rows = self._sides(form)
            self.clash = ClashBox(rows) if rows else None
        return super().show(form, status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.clash is not None:
            kwargs |= {"clash": self.clash, "submit_label": self.overwrite_label, "submit_kind": "danger"}
        return super().get_context_data(**kwargs)

    def _is_draft_of_another_version(self) -> bool:
        if self.draft is None:
            return False
        typed_over = (self.draft.answers or {}).get(VERSION)
        return bool(typed_over) and typed_over != [str(self.get_initial()[VERSION])]

    def _sides(self, form: forms.BaseForm) -> tuple[Sides, ...]:
        theirs = self.get_theirs(form)
        sides = (
            Sides(
                str(bound.label),
                value_words(bound.field, bound.value()),
                value_words(bound.field, theirs[name]),
            )
            for name, bound in ((name, form[name]) for name in form.fields if name in theirs)
            if not bound.is_hidden
        )
        return tuple(side for side in sides if side.mine != side.theirs)


def value_words(field: forms.Field, value: Any) -> str:
    """A value of the field, as it was typed or as a row holds it, in the words of its choices."""
    try:
        value = field.to_python(value)
    except ValidationError:
        return str(value)
    if value is None or value == "" or value == []:
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, date):
        return full_day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    words = _choices(field)
    if isinstance(value, list | tuple):
        chosen = [str(each) for each in value]
        known = [label for key, label in words.items() if key in chosen]
        return "、".join([*known, *(each for each in chosen if each not in words)])
    return words.get(str(value), str(value).replace("\r\n", "\n"))


def _choices(field: forms.Field) -> dict[str, str]:
    """Value → label of a field with choices, in their order, groups opened up."""
    flat: dict[str, str] = {}
    for value, label in getattr(field, "choices", ()):
        options = label if isinstance(label, list | tuple) else [(value, label)]
        flat |= {str(key): str(text) for key, text in options}
    return flat
