"""The person: facts that change, numbers shown for a moment, files opened and restricted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form, PastDateField, PhoneField
from corrections.enums import Education, Employment, IdKind, MaritalStatus, Sex
from corrections.forms.fields import GroupedForm, ReasonField
from corrections.models import Offender


def optional(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("未填写")), *choices]


class OffenderForm(GroupedForm):
    """`version` is the one the page was shown with: another change meanwhile is told, not overwritten."""

    GROUPS = (
        (_("联系方式与住址"), ("phone", "residence", "household")),
        (_("工作与学习"), ("employment", "work_unit", "education")),
        (
            _("身份"),
            ("name", "former_name", "ethnicity", "nationality", "marital_status", "reason"),
        ),
    )

    WHOLE = ("residence", "household", "reason")

    phone = PhoneField(label=_("联系电话"), required=False)
    residence = forms.CharField(label=_("居住地"), max_length=200, required=False)
    household = forms.CharField(label=_("户籍地"), max_length=200, required=False)
    employment = forms.ChoiceField(
        label=_("就业就学情况"), choices=optional(Employment.choices), required=False
    )
    work_unit = forms.CharField(label=_("现工作单位"), max_length=120, required=False)
    education = forms.ChoiceField(label=_("文化程度"), choices=optional(Education.choices), required=False)
    name = forms.CharField(label=_("姓名"), max_length=100)
    former_name = forms.CharField(label=_("曾用名"), max_length=100, required=False)
    ethnicity = forms.CharField(label=_("民族"), max_length=20, required=False)
    nationality = forms.CharField(label=_("国籍"), max_length=30, required=False)
    marital_status = forms.ChoiceField(
        label=_("婚姻状况"), choices=optional(MaritalStatus.choices), required=False
    )
    reason = ReasonField(label=_("修改理由"), required=False, help_text=_("修改姓名时必填"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, phone_masked: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if phone_masked:
            self.fields["phone"].help_text = _("现为 %(phone)s，不填则不变") % {"phone": phone_masked}

    def values(self) -> dict[str, Any]:
        """Fields of the person as `offender_update` takes them; a phone left blank is not touched."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "version")}
        return kept if kept["phone"] else {name: kept[name] for name in kept if name != "phone"}


class DocumentForm(Form):
    """The person's document anew; of a resident, birth follows from the number."""

    id_kind = forms.ChoiceField(label=_("证件类型"), choices=IdKind.choices)
    id_number = forms.CharField(
        label=_("正确的证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices)
    birth_on = PastDateField(label=_("出生日期"), required=False, help_text=_("居民身份证由号码自动得出"))
    sex_reason = forms.CharField(
        label=_("性别与身份证号不一致的理由"), max_length=200, required=False, help_text=_("一致时不填")
    )
    reason = ReasonField(label=_("更正理由"), help_text=_("如“接收时录错一位，已核对居民身份证原件”"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class RestrictForm(Form):
    reason = ReasonField()


class RevealForm(Form):
    reason = ReasonField(label=_("查看理由"), max_length=200, help_text=_("查看记录会保存，可供审计查询"))


class FileOpenForm(Form):
    reason = ReasonField(
        label=_("查阅理由"), max_length=200, help_text=_("如“年度执法检查”“核查报表数字”；查阅记录会保存")
    )


def offender_initial(offender: Offender) -> dict[str, Any]:
    """What the form starts from; the phone stays masked, so it is left blank."""
    return {
        name: getattr(offender, name) for name in OffenderForm.base_fields if name not in ("reason", "phone")
    }
