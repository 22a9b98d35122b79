"""Fields that several forms of this room share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from core.forms import Form, LongSelect
from corrections.models import Community, Posting, Staff

REASON_LENGTH = 300


class GroupedForm(Form):
    """A long form in parts: `GROUPS` (title, names of fields).

    `SLOTS`: field → id of an empty place behind it. `WHOLE`: fields as wide as the form.
    """

    template_name = "corrections/grouped_form.html"
    GROUPS: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = ()
    SLOTS: ClassVar[Mapping[str, str]] = {}
    WHOLE: ClassVar[Sequence[str]] = ()

    @property
    def groups(self) -> list[tuple[Any, list[tuple[forms.BoundField, str]]]]:
        return [
            (title, [(self[name], self.SLOTS.get(name, "")) for name in names])
            for title, names in self.GROUPS
        ]


class ReasonField(forms.CharField):
    """Why: two lines, 300 characters as the record holds."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("理由"))
        kwargs.setdefault("max_length", REASON_LENGTH)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "maxlength": kwargs["max_length"]}))
        super().__init__(**kwargs)


class ChoiceField(forms.ChoiceField):
    """A select that begins with 请选择, so that nothing is chosen by accident."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=[("", _("请选择")), *choices], **kwargs)


class StaffField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member of staff with the office they work at; the queryset is set by the form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Staff.objects.none())
        kwargs.setdefault("widget", LongSelect)
        kwargs.setdefault("empty_label", _("请选择"))
        super().__init__(**kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.office_name}）" if obj.office_name else obj.name


def with_office(rows: QuerySet[Staff], *, on: date) -> QuerySet[Staff]:
    """`office_name` of the posting with the largest share on that day."""
    posted = Posting.objects.on(on).filter(staff=OuterRef("pk")).order_by("-share", "pk")
    return rows.annotate(office_name=Subquery(posted.values("organisation__name")[:1])).order_by("name", "pk")


class CommunityField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A village or neighbourhood; of several stations they stand under the station's name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("村（社区）"))
        kwargs.setdefault("queryset", Community.objects.none())
        kwargs.setdefault("widget", LongSelect)
        kwargs.setdefault("empty_label", _("请选择"))
        super().__init__(**kwargs)
