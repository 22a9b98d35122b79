"""The rule book's number for teams: how many days after reception a person counts."""

from __future__ import annotations

from datetime import date

from supervision.selectors import rule_sheet


def team_days(on: date) -> int:
    """Days after reception in which a person without a team does not count yet; none where the book is silent."""
    rule = rule_sheet().find("team_counted_after", on=on)
    return 0 if rule is None or rule.number is None else rule.number
