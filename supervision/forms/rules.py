"""Which day the rule book is read for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.forms import DateField, Form


class RuleDayForm(Form):
    """Empty: today."""

    on = DateField(label=_("哪一天施行的规则"), required=False)
