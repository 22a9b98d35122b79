"""The rule book's number for teams: how many days after reception a person counts."""

from __future__ import annotations

from datetime import date

from supervision.models import Rule


def team_days(on: date) -> int:
    """Days of grace before a person without a team counts, by the rule book of that day."""
    number = Rule.objects.on(on).filter(key="team_counted_after").values_list("number", flat=True).first()
    return 3 if number is None else number
