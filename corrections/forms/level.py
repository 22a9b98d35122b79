"""One level for many cases."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from corrections.forms.case import LevelForm
from corrections.models import Case


class LevelsForm(LevelForm):
    case = forms.ModelMultipleChoiceField(
        label=_("对象"),
        queryset=Case.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": _("请先在名单中选择对象"),
            "invalid_choice": _("所选对象已不在您的管辖范围内，请回到名单重新选择"),
        },
    )

    def __init__(self, *args: object, cases: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]
