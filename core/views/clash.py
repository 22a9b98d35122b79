"""Two people edit one row: nothing is overwritten unseen. Both versions stand side by side, the second decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
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
    is_theirs: bool = False
    """Not touched by the second one, so that what stands now was taken into the form."""


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
    of now in it, so that saving once more replaces what was seen. What the second one has not touched (the form carries
    what it was shown with) follows the first. A draft typed over an older version is shown alike.
    """

    overwrite_label: Any = _("仍按我填的保存")
    clash: ClashBox | None = None

    def get_theirs(self, form: forms.BaseForm) -> Mapping[str, Any]:
        """Field → what the row holds now; fields left out are not compared."""
        return self.get_initial()

    def get_form(self) -> forms.BaseForm:
        form = super().get_form()
        if self.request.method == "POST" or self.draft is None:
            for name in set(self.get_initial()) & set(form.fields) - {VERSION}:
                form.fields[name].show_hidden_initial = True
        return form

    def refused(self, form: forms.BaseForm, refusal: Refused) -> HttpResponse:
        if not isinstance(refusal, Clash):
            return super().refused(form, refusal)
        self.__dict__.pop("object", None)  # read anew, as the other has left it
        typed = self.get_form()
        sides = self._sides(typed)
        left = {name for name, side in sides.items() if _is_left_alone(typed, name)}
        _bring_up_to_date(typed, self.get_initial(), left)
        rows = tuple(replace(side, is_theirs=name in left) for name, side in sides.items())
        self.clash = ClashBox(rows, refusal.sentence, refusal.who, refusal.at)
        return self.show(typed, status=409)

    def show(self, form: forms.BaseForm, status: int = 200) -> HttpResponse:
        if self.request.method == "GET" and self._is_draft_of_another_version():
            rows = tuple(self._sides(form).values())
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

    def _sides(self, form: forms.BaseForm) -> dict[str, Sides]:
        """The fields that differ, in the order of the form."""
        theirs, sides = self.get_theirs(form), {}
        for bound in form:
            if bound.is_hidden or bound.name not in theirs:
                continue
            mine = value_words(bound.field, bound.value())
            other = value_words(bound.field, theirs[bound.name])
            if mine != other:
                sides[bound.name] = Sides(str(bound.label), mine, other)
        return sides


def _is_left_alone(form: Any, name: str) -> bool:
    """Whether the field was sent as it had been shown; not where the form did not carry that."""
    return form[name].html_initial_name in form.data and name not in form.changed_data


def _bring_up_to_date(form: Any, now: Mapping[str, Any], left: Collection[str]) -> None:
    """The bound form over the row as it stands: its version, what it was shown with, and what was not touched."""
    form.data = form.data.copy()
    for name in set(now) & set(form.fields):
        bound = form[name]
        value = bound.field.widget.format_value(bound.field.prepare_value(now[name]))
        sent = value if isinstance(value, list) else ["" if value is None else value]
        if name == VERSION or name in left:
            form.data.setlist(bound.html_name, sent)
        if name != VERSION:
            form.data.setlist(bound.html_initial_name, sent)


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
