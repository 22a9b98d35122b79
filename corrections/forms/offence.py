"""A new offence, or an earlier one found later."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form, PastDateField
from corrections.enums import OffenceKind
from corrections.forms.fields import ReasonField


class OffenceForm(Form):
    kind = forms.ChoiceField(
        label=_("性质"),
        choices=OffenceKind.choices,
        widget=forms.RadioSelect,
        initial=OffenceKind.NEW,
        help_text=_("矫正期限内的犯罪为再犯新罪；期限开始以前的为漏罪，不计入再犯罪率"),
    )
    crime = forms.CharField(label=_("罪名"), max_length=120)
    committed_on = PastDateField(label=_("犯罪日期"))
    suspected_on = PastDateField(label=_("立案（被采取措施）日期"), required=False)
    indicted_on = PastDateField(label=_("起诉日期"), required=False)
    effective_on = PastDateField(
        label=_("判决生效日期"),
        required=False,
        help_text=_("立案、起诉、生效至少填一项；判决生效后计入再犯罪"),
    )
    court_name = forms.CharField(label=_("审判机关"), max_length=120, required=False)
    note = ReasonField(label=_("说明"), required=False)


class OffenceUpdateForm(OffenceForm):
    reason = ReasonField(label=_("更新说明"), required=False)
