"""Seats of the 4+X team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import Form, PastDateField, PhoneField
from corrections.enums import SeatRole, Sex
from corrections.forms.fields import ChoiceField, ReasonField, StaffField, with_office
from corrections.models import Case
from corrections.selectors.staff import staff_for_case


class SeatForm(Form):
    role = ChoiceField(label=_("角色"), choices=SeatRole.choices)
    staff = StaffField(
        label=_("本系统人员"), required=False, help_text=_("司法所人员、社工从这里选；选了就不用填下面的姓名")
    )
    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    sex = forms.ChoiceField(
        label=_("性别"), choices=Sex.choices, initial=Sex.UNKNOWN, widget=forms.RadioSelect
    )
    phone = PhoneField(label=_("联系电话"), required=False)
    unit_name = forms.CharField(
        label=_("单位或关系"), max_length=100, required=False, help_text=_("如“新宁派出所”“母亲”")
    )
    knows_minors = forms.BooleanField(label=_("熟悉未成年人身心特点"), required=False)
    starts_on = PastDateField(label=_("加入日期"), initial=today)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = with_office(staff_for_case(case.path, on=today()), on=today())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("staff") and not cleaned.get("name", "").strip() and "name" not in self.errors:
            self.add_error("name", _("请填写姓名，或选择本系统人员"))
        return cleaned


class SeatEndForm(Form):
    ends_on = PastDateField(label=_("最后一日"), initial=today, help_text=_("该日仍是小组成员"))
    reason = ReasonField(label=_("退出原因"), required=False)
