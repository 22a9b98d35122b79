"""Reads across tables of this room, one file per noun."""

from supervision.selectors.rules import RuleMissing, rule_number, rule_resolve, rule_sheet

__all__ = ["RuleMissing", "rule_number", "rule_resolve", "rule_sheet"]
