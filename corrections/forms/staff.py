"""Staff: a new member, postings, absences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import DateField, Form, LongSelect, PhoneField
from corrections.enums import AbsenceKind, Sex, StaffKind
from corrections.forms.fields import ChoiceField, ReasonField
from corrections.models import Organisation


class PostingForm(Form):
    organisation = forms.ModelChoiceField(
        label=_("机构"), queryset=Organisation.objects.none(), widget=LongSelect, empty_label=_("请选择")
    )
    kind = ChoiceField(label=_("编制"), choices=StaffKind.choices)
    share = forms.IntegerField(
        label=_("投入比例（%）"),
        min_value=1,
        max_value=100,
        initial=100,
        help_text=_("全职为 100；一人各任职合计不超过 100"),
    )
    is_head = forms.BooleanField(label=_("负责人"), required=False)
    starts_on = DateField(label=_("任职起"), initial=today)
    ends_on = DateField(label=_("任职止"), required=False, help_text=_("长期任职不填"))

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices  # type: ignore[attr-defined]


class StaffCreateForm(Form):
    name = forms.CharField(label=_("姓名"), max_length=60)
    sex = forms.ChoiceField(
        label=_("性别"), choices=Sex.choices, widget=forms.RadioSelect, initial=Sex.UNKNOWN
    )
    phone = PhoneField(label=_("联系电话"), required=False)
    knows_minors = forms.BooleanField(label=_("熟悉未成年人身心特点"), required=False)
    kind = ChoiceField(label=_("编制"), choices=StaffKind.choices)
    share = forms.IntegerField(
        label=_("投入比例（%）"), min_value=1, max_value=100, initial=100, help_text=_("全职为 100")
    )
    is_head = forms.BooleanField(label=_("负责人"), required=False)
    starts_on = DateField(label=_("任职起"), initial=today)


class PostingEndForm(Form):
    ends_on = DateField(label=_("最后一日"), initial=today)
    reason = ReasonField(label=_("说明"), required=False)


class AbsenceForm(Form):
    kind = ChoiceField(label=_("类型"), choices=AbsenceKind.choices)
    starts_on = DateField(label=_("起"), initial=today)
    ends_on = DateField(label=_("止"), required=False, help_text=_("未定不填；超过 30 日的，不计入人员配备"))
    note = forms.CharField(label=_("备注"), max_length=200, required=False)


class AbsenceEndForm(Form):
    ends_on = DateField(label=_("最后一日"), initial=today, help_text=_("次日回到岗位"))
