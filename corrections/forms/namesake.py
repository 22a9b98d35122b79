"""疑似重复: the answer to one question, and a question asked by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from corrections.enums import IdKind
from corrections.forms.fields import ReasonField

DIFFERENT, SAME = "different", "same"
LEFT, RIGHT = "known", "other"


class NamesakeForm(Form):
    """`has_two_files`: both are registered, so one file goes into the other."""

    answer = forms.ChoiceField(
        label=_("认定"),
        choices=[(DIFFERENT, _("不是同一人，以后不再提示")), (SAME, _("是同一人"))],
        widget=forms.RadioSelect,
    )
    right_number = forms.ChoiceField(
        label=_("正确的证件号码"),
        choices=[(LEFT, _("左边的号码")), (RIGHT, _("右边的号码"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("认定为同一人时选择；另一个号码会记为此人的曾用号码，以后名册里再出现也认得"),
    )
    kept_file = forms.ChoiceField(
        label=_("保留的档案"),
        choices=[(LEFT, _("左边的档案")), (RIGHT, _("右边的档案"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "以它的司法所、等级、期限和小组为准；另一份的报告、走访、评议等记录并入，空白项目由另一份补上"
        ),
    )
    reason = ReasonField(label=_("认定理由"), help_text=_("如“已核对身份证原件，右边末两位录反”"))

    def __init__(self, *args: Any, has_two_files: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_two_files:
            del self.fields["kept_file"]

    def clean(self) -> dict[str, Any] | None:
        answers = super().clean() or self.cleaned_data
        if answers.get("answer") == SAME:
            for name in ("right_number", "kept_file"):
                if name in self.fields and not answers.get(name):
                    self.add_error(name, _("认定为同一人时请选择一项。"))
        return answers


class MergeForm(Form):
    """The other person is named by their document."""

    id_kind = forms.ChoiceField(label=_("证件类型"), choices=IdKind.choices)
    id_number = forms.CharField(
        label=_("另一份档案的证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("下一步会把两份档案并排列出，核对以后再决定"),
    )
