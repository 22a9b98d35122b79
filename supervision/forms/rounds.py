"""A round: the day, what is said of all, and a mark beside each person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import Form, LongSelect, PastDateField
from corrections.models import Organisation
from supervision.enums import Attended, RoundKind
from supervision.selectors.rounds import RoundPerson
from supervision.services.rounds import Mark

SKIP = ""


class RoundForm(Form):
    """`people` each have a field `mark_<case>` (blank: passed over) and one `words_<case>`."""

    template_name = "supervision/round_form.html"

    kind = forms.ChoiceField(
        label=_("方式"), choices=RoundKind.choices, initial=RoundKind.PHONE, widget=forms.RadioSelect
    )
    happened_on = PastDateField(label=_("日期"), initial=today)
    topic = forms.CharField(label=_("主题"), max_length=120, required=False, help_text=_("集中活动填写"))
    hours = forms.DecimalField(
        label=_("时长（小时）"), min_value=0.5, max_value=24, decimal_places=1, required=False
    )
    is_report = forms.BooleanField(label=_("到场算作本期当面报告"), required=False, initial=True)
    content = forms.CharField(
        label=_("共同内容"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写入每一名已联系（到场）者的记录"),
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[RoundPerson],
        phone_urls: Mapping[int, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`phone_urls`: where one click opens a number, by case."""
        super().__init__(*args, **kwargs)
        self.people, self.phone_urls = people, phone_urls or {}
        for person in people:
            self.fields[f"mark_{person.case.pk}"] = forms.ChoiceField(
                label=person.case.offender.name,
                choices=[(SKIP, _("跳过")), *Attended.choices],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"words_{person.case.pk}"] = forms.CharField(
                label=_("备注"),
                max_length=200,
                required=False,
                widget=forms.TextInput(
                    attrs={"aria-label": _("%(name)s的备注") % {"name": person.case.offender.name}}
                ),
            )

    @property
    def common(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "happened_on", "topic", "hours", "is_report", "content")]

    @property
    def lines(self) -> list[tuple[RoundPerson, forms.BoundField, forms.BoundField, str]]:
        return [
            (
                person,
                self[f"mark_{person.case.pk}"],
                self[f"words_{person.case.pk}"],
                self.phone_urls.get(person.case.pk, ""),
            )
            for person in self.people
        ]

    def marks(self) -> dict[int, Mark]:
        """By case, of those who were marked."""
        answers = self.cleaned_data
        return {
            person.case.pk: Mark(Attended(mark), answers.get(f"words_{person.case.pk}", ""))
            for person in self.people
            if (mark := answers.get(f"mark_{person.case.pk}"))
        }


class StationForm(Form):
    """Whose people."""

    station = forms.ModelChoiceField(
        label=_("司法所"), queryset=Organisation.objects.none(), widget=LongSelect, empty_label=None
    )

    def __init__(self, *args: Any, stations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]
