"""Reads across tables of this room, one file per noun."""

from supervision.selectors.notices import notice_text, notices_for, unread_count
from supervision.selectors.occasions import duty_chip, occasion_text, settled_text
from supervision.selectors.overview import OnTime, Overview, office_overview
from supervision.selectors.rules import RuleMissing, rule_number, rule_resolve, rule_sheet
from supervision.selectors.timeline import (
    case_timeline,
    register_timeline_source,
)
from supervision.selectors.timeline_entry import EntryKind, TimelineEntry
from supervision.selectors.workbench import CARDS, Card, CardKind, card_rows, with_people, workbench_cards
from supervision.selectors.year import Cell, Row, Year, duty_state, year_calendar

__all__ = [
    "CARDS",
    "Card",
    "CardKind",
    "Cell",
    "EntryKind",
    "OnTime",
    "Overview",
    "Row",
    "RuleMissing",
    "TimelineEntry",
    "Year",
    "card_rows",
    "case_timeline",
    "duty_chip",
    "duty_state",
    "notice_text",
    "notices_for",
    "occasion_text",
    "office_overview",
    "register_timeline_source",
    "rule_number",
    "rule_resolve",
    "rule_sheet",
    "settled_text",
    "unread_count",
    "with_people",
    "workbench_cards",
    "year_calendar",
]
