"""Lost contact, custody, hospital: begun, found to be absconding, ended."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import Form, PastDateField
from corrections.enums import AbscondingNature
from corrections.forms.fields import ReasonField


class StatusBeginForm(Form):
    starts_on = PastDateField(label=_("自何日起"), initial=today)
    reason = ReasonField(label=_("情况说明"), required=False)


class StatusEndForm(Form):
    ends_on = PastDateField(label=_("最后一日"), initial=today, help_text=_("该日仍算在内，次日恢复正常监管"))
    note = ReasonField(label=_("情况说明"), required=False)


class AbscondingForm(Form):
    absconding_from = PastDateField(label=_("脱管自何日起"), initial=today)
    nature = forms.ChoiceField(
        label=_("脱管情形"), choices=AbscondingNature.choices, widget=forms.RadioSelect
    )
    reason = ReasonField(label=_("认定依据"), required=False)
