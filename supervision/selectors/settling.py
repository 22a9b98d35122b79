"""What one report settles besides its own kind, as the rule book says on the day of the report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from supervision.enums import Channel, DutyKind, Settling
from supervision.models.duty import REPORTED_KINDS
from supervision.selectors.rules import rule_sheet

SETTLED_BY_REPORT = (*REPORTED_KINDS, DutyKind.DISCHARGE_PREPARATION)
"""The kinds that a report may settle: what the person reports, and the summary handed in before the end."""


def settling_key(channel: Channel, kind: DutyKind) -> str:
    """The key of the row that says what a report by this channel does for a duty of that kind."""
    return f"{channel.value}_settles_{kind.value}"


def settling(channel: Channel, *, on: date, path: str) -> Mapping[DutyKind, Settling]:
    """Kind → what a report by this channel on that day does for it, where the book lets it do anything."""
    sheet = rule_sheet()
    found: dict[DutyKind, Settling] = {}
    for kind in SETTLED_BY_REPORT:
        rule = sheet.find(settling_key(channel, kind), on=on, path=path)
        if rule is not None and rule.number:
            found[kind] = Settling(rule.number)
    return found


def usually_settled(channel: Channel, *, on: date, path: str) -> list[DutyKind]:
    """The kinds that such a report settles unless the officer says otherwise."""
    return [kind for kind, how in settling(channel, on=on, path=path).items() if how == Settling.USUAL]


def ticked_beside(*, on: date, path: str) -> list[DutyKind]:
    """The kinds that may be ticked beside a report away from the desk: by telephone, on paper, by video, online."""
    distant = [settling(channel, on=on, path=path) for channel in Channel if channel != Channel.IN_PERSON]
    return [kind for kind in SETTLED_BY_REPORT if any(book.get(kind) == Settling.MAY for book in distant)]
