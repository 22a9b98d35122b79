"""Shapes of input for what happened."""

from supervision.forms.records import CheckInForm, DeskEntryForm, VisitForm, WithdrawForm

__all__ = ["CheckInForm", "DeskEntryForm", "VisitForm", "WithdrawForm"]
