"""Shapes of input for what happened, and for the day the rule book is read for."""

from supervision.forms.records import CheckInForm, DeskEntryForm, WithdrawForm
from supervision.forms.rules import RuleChangeForm, RuleDayForm, RuleWithdrawForm
from supervision.forms.visits import VisitForm

__all__ = [
    "CheckInForm",
    "DeskEntryForm",
    "RuleChangeForm",
    "RuleDayForm",
    "RuleWithdrawForm",
    "VisitForm",
    "WithdrawForm",
]
