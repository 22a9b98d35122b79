"""Input of representatives and appraisals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import today
from core.forms import Form, PastDateField, PhoneField
from corrections.enums import Sex
from reviews.enums import AppraisalItem, Mark
from reviews.models import Representative
from reviews.policies import VOICES_MIN


class RepresentativeForm(Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    sex = forms.ChoiceField(
        label=gettext_lazy("性别"), choices=Sex.choices, initial=Sex.UNKNOWN, widget=forms.RadioSelect
    )
    occupation = forms.CharField(
        label=gettext_lazy("身份"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("如“退休教师”“村民小组长”"),
    )
    phone = PhoneField(label=gettext_lazy("联系电话"), required=False)
    starts_on = PastDateField(label=gettext_lazy("任职起"), initial=today)


class RepresentativeEndForm(Form):
    ends_on = PastDateField(
        label=gettext_lazy("最后一日"), initial=today, help_text=gettext_lazy("该日仍是评议代表")
    )
    reason = forms.CharField(label=gettext_lazy("离任原因"), max_length=200, required=False)


@dataclass(frozen=True)
class Voice:
    """One representative's row of the form: a box for every item."""

    representative: Representative
    boxes: tuple[tuple[AppraisalItem, forms.BoundField], ...]


class AppraisalForm(Form):
    """One mark for every item from each representative who took part; a row left blank means absent."""

    happened_on = PastDateField(label=gettext_lazy("评议日期"), initial=today)
    words = forms.CharField(
        label=gettext_lazy("评议意见"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("代表们的原话或概括；不要写与评议无关的个人信息"),
    )

    def __init__(self, *args: Any, representatives: Sequence[Representative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.representatives = representatives
        for found in representatives:
            for item in AppraisalItem:
                self.fields[_box(found, item)] = forms.TypedChoiceField(
                    label=f"{found.name} · {item.label}",
                    choices=[("", "—"), *((mark.value, f"{mark.value} {mark.label}") for mark in Mark)],
                    coerce=int,
                    empty_value=None,
                    required=False,
                )

    @property
    def voices(self) -> Iterator[Voice]:
        for found in self.representatives:
            yield Voice(found, tuple((item, self[_box(found, item)]) for item in AppraisalItem))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        scores: dict[Representative, dict[AppraisalItem, int]] = {}
        for found in self.representatives:
            marks = {item: cleaned.get(_box(found, item)) for item in AppraisalItem}
            given = {item: mark for item, mark in marks.items() if mark is not None}
            if given and len(given) < len(marks):
                missing = next(item for item in AppraisalItem if item not in given)
                self.add_error(_box(found, missing), _("%(name)s还有项目没有评分") % {"name": found.name})
            elif given:
                scores[found] = given
        if len(scores) < VOICES_MIN and not self.errors:
            self.add_error(None, _("评议至少要有 %(number)s 名代表参加。") % {"number": VOICES_MIN})
        cleaned["scores"] = scores
        return cleaned


def _box(representative: Representative, item: AppraisalItem) -> str:
    return f"mark_{representative.pk}_{item.value}"


class FeedbackForm(Form):
    feedback = forms.CharField(
        label=gettext_lazy("反馈与处理"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    feedback_on = PastDateField(label=gettext_lazy("反馈日期"), initial=today)


class WithdrawForm(Form):
    reason = forms.CharField(label=gettext_lazy("撤回原因"), max_length=200)
