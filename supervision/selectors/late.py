"""Which earlier duties of a case may still be settled late (补报)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from corrections.models import Case
from supervision.enums import DutyKind
from supervision.models import Duty


def late_duties(case: Case, kinds: Collection[DutyKind], *, on: date) -> list[Duty]:
    """Overdue duties of those kinds, oldest first: open, past their day, their next period not over."""
    rows = Duty.objects.filter(case=case, kind__in=[kind.value for kind in kinds]).overdue(on=on)
    return list(rows.order_by("due_on", "kind"))
