"""The rule book: which day it is read for, and a row that follows another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import DateField, Form, LongSelect
from corrections.enums import OrganisationKind
from corrections.forms.fields import ReasonField
from corrections.models import Organisation, User
from supervision.enums import Frequency, RuleUnit, Settling
from supervision.models import Rule
from supervision.permissions import Permission
from supervision.policies.rules import is_periodic


class RuleDayForm(Form):
    """Empty: today."""

    on = DateField(label=_("哪一天施行的规则"), required=False)


class RuleChangeForm(Form):
    """The new value, from which day, where, on what ground. A periodic row asks for a frequency, any other a number."""

    frequency = forms.ChoiceField(
        label=_("频率"), choices=[("", _("不作规定")), *Frequency.choices], required=False
    )
    number = forms.IntegerField(label=_("数值"), min_value=0, max_value=9999)
    is_moved_to_workday = forms.BooleanField(label=_("末日遇休息日顺延"), required=False)
    organisation = forms.ModelChoiceField(
        label=_("适用范围"),
        queryset=Organisation.objects.none(),
        widget=LongSelect,
        required=False,
        empty_label=_("全省"),
        help_text=_("市（州）、县只能比上级规定得更密"),
    )
    effective_from = DateField(
        label=_("施行日期"), help_text=_("今天以后的一天；已经开始的周期按原来的规定计算")
    )
    legal_basis = forms.CharField(label=_("依据"), max_length=200)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    reason = ReasonField(label=_("修改理由"))

    def __init__(self, *args: Any, rule: Rule, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_periodic(rule):
            del self.fields["number"], self.fields["is_moved_to_workday"]
        else:
            del self.fields["frequency"]
            self._ask_number(rule)
        self._offer_areas(rule, user)

    def _ask_number(self, rule: Rule) -> None:
        """Whether a report settles something is chosen, anything else is a number of some unit."""
        if rule.unit == RuleUnit.SETTLING:
            self.fields["number"] = forms.TypedChoiceField(
                label=RuleUnit.SETTLING.label, choices=Settling.choices, coerce=int, widget=forms.RadioSelect
            )
            del self.fields["is_moved_to_workday"]
            return
        self.fields["number"].label = _now("数值（%(unit)s）") % {"unit": RuleUnit(rule.unit).label}

    def _offer_areas(self, rule: Rule, user: User) -> None:
        """A row of an area stays there; the province's row may be followed for the areas the user keeps."""
        field: Any = self.fields["organisation"]
        if rule.organisation is not None or not is_periodic(rule):
            del self.fields["organisation"]
            return
        kinds = (OrganisationKind.PREFECTURE, OrganisationKind.COUNTY)
        offices = Organisation.objects.visible_to(user, Permission.RULE_BOOK_EDIT)
        field.queryset = offices.filter(kind__in=kinds, closed_on=None).order_by("path")

    def values(self, rule: Rule) -> dict[str, Any]:
        """As the service takes them, without the reason."""
        answers = self.cleaned_data
        return {
            "frequency": answers.get("frequency", ""),
            "number": answers.get("number"),
            "is_moved_to_workday": answers.get("is_moved_to_workday", False),
            "organisation": answers.get("organisation") or rule.organisation,
            "effective_from": answers["effective_from"],
            "legal_basis": answers["legal_basis"],
            "note": answers["note"],
        }


class RuleWithdrawForm(Form):
    reason = ReasonField(label=_("撤回理由"))


def rule_initial(rule: Rule) -> dict[str, Any]:
    """The row as it stands, from the first of next month on."""
    following = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
    return {
        "frequency": rule.frequency,
        "number": rule.number,
        "is_moved_to_workday": rule.is_moved_to_workday,
        "effective_from": following,
        "legal_basis": rule.legal_basis,
        "note": rule.note,
    }
