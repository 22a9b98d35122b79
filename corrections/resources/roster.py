"""The roster as a django-import-export resource: the ministry's columns out of a case.

Rows come in by a bulk path of our own (services/roster_import.py), which reads cells through the same widgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from import_export.fields import Field
from import_export.resources import Resource

from corrections.models import Case
from corrections.resources.roster_columns import BY_HEADING, MINISTRY_ITEMS
from corrections.resources.roster_texts import heading_key
from corrections.resources.roster_widgets import CellWidget, CodeWidget


class RosterField(Field):
    """One item of the ministry's data set: a field of the case where we have one, else what was kept of the sheet."""

    def __init__(self, item: str, heading: str) -> None:
        self.item = item
        self.column = BY_HEADING.get(heading_key(item))
        widget = self.column.widget if self.column else CellWidget()
        super().__init__(
            attribute=self.column.attribute if self.column else "", column_name=heading, widget=widget
        )

    def get_value(self, instance: Case) -> Any:
        kept = (instance.extra_items or {}).get(self.column.heading if self.column else self.item)
        if not self.attribute:
            return kept
        value = super().get_value(instance)
        if value in (None, ""):
            return kept
        return value if isinstance(self.widget, CodeWidget) else _label(instance, self.attribute, value)

    def export(self, instance: Case, **kwargs: Any) -> str:
        value = self.get_value(instance)
        return str(value) if not self.attribute and value is not None else self.widget.render(value)


def _label(case: Case, attribute: str, value: Any) -> Any:
    """The word for a code of the case itself, where the sheet has words."""
    display = getattr(case, f"get_{attribute}_display", None)
    return display() if display else value


class RosterResource(Resource):
    """The ministry's 105 items in order, for cases with offender and station at hand.

    `is_numbered` puts the item's number before its words, as many platforms want it.
    """

    def __init__(self, *, is_numbered: bool = True) -> None:
        super().__init__()
        self.fields = {
            f"item_{number}": RosterField(item, f"{number}{item}" if is_numbered else item)
            for number, item in enumerate(MINISTRY_ITEMS, start=1)
        }

    def get_export_order(self, selected_fields: Sequence[str] | None = None) -> list[str]:
        return list(self.fields)
