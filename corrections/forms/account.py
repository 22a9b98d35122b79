"""Accounts and roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import DateField, Form, LongSelect
from corrections.enums import Role
from corrections.forms.fields import ChoiceField, ReasonField, StaffField, with_office
from corrections.models import Organisation
from corrections.policies.account import ROLE_OFFICES


class UserCreateForm(Form):
    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    staff = StaffField(
        label=_("对应工作人员"),
        required=False,
        help_text=_("关联后，本人名下的对象显示为“我负责的”；社会工作者必须关联"),
    )
    password = forms.CharField(
        label=_("初始密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 12 位，含三类字符；首次登录须修改"),
    )

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = with_office(staff.filter(user=None), on=today())  # type: ignore[attr-defined]


class UserDisableForm(Form):
    reason = ReasonField(label=_("停用事由"))


class GrantGiveForm(Form):
    role = ChoiceField(label=_("角色"), choices=Role.choices)
    organisation = forms.ModelChoiceField(
        label=_("机构"),
        queryset=Organisation.objects.none(),
        widget=LongSelect,
        empty_label=_("请选择"),
        help_text=_("角色及于该机构和下级机构"),
    )
    starts_on = DateField(label=_("起"), initial=today)
    ends_on = DateField(label=_("止"), required=False, help_text=_("长期不填"))
    reason = ReasonField(label=_("授权事由"), max_length=200)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        role, office = cleaned.get("role"), cleaned.get("organisation")
        if role and office and office.kind not in ROLE_OFFICES[Role(role)]:
            self.add_error(
                "organisation",
                _("“%(role)s”不能授予%(kind)s")
                % {"role": Role(role).label, "kind": office.get_kind_display()},
            )
        return cleaned


class GrantEndForm(Form):
    ends_on = DateField(label=_("最后一日"), initial=today, help_text=_("填昨天即刻收回"))
    reason = ReasonField(label=_("收回事由"))
