"""What is not done, office by office: for who answers for several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q

from corrections.models import Case, Organisation, User
from corrections.selectors.offices import office_choices
from supervision.enums import DutyOwner
from supervision.models import CheckIn, Duty, Visit
from supervision.permissions import Permission

QUIET_DAYS = 30
"""How far back the last record is looked for."""


@dataclass(slots=True)
class OfficeWork:
    """One office with everything below it on a day: people under correction, what is overdue and whose it was to do.

    `oldest_days` is how long the oldest is overdue; `last_recorded_on` the day of the last record, None where there was
    none in the last 30 days.
    """

    office: Organisation
    people: int = 0
    person: int = 0
    own: int = 0
    oldest_days: int = 0
    term_over: int = 0
    awaiting: int = 0
    last_recorded_on: date | None = None

    @property
    def overdue(self) -> int:
        return self.person + self.own


def offices_work(user: User, *, on: date, office_id: int | None = None) -> list[OfficeWork]:
    """The offices right below that one (the user's own top where there is none), the most overdue first.

    The rows are the workbench's own: what an office's line counts is what its lists show. Five queries.
    """
    choices = office_choices(user, Permission.WORKBENCH_VIEW, office_id)
    lines = {office.path: OfficeWork(office) for office in choices.below}

    def below(path: str) -> Iterable[OfficeWork]:
        return (line for top, line in lines.items() if path.startswith(top))

    duties = Duty.objects.visible_to(user, Permission.WORKBENCH_VIEW).overdue(on=on)
    counted = (
        duties.order_by()
        .values("case__path")
        .annotate(
            person=Count("pk", filter=Q(owner=DutyOwner.PERSON)),
            own=Count("pk", filter=Q(owner=DutyOwner.OFFICE)),
            oldest=Min("due_on"),
        )
    )
    for row in counted:
        for line in below(row["case__path"]):
            line.person += row["person"]
            line.own += row["own"]
            line.oldest_days = max(line.oldest_days, (on - row["oldest"]).days)
    cases = Case.objects.visible_to(user, Permission.WORKBENCH_VIEW)
    for name, rows in (
        ("people", cases.under_correction(on=on)),
        ("term_over", cases.term_over(on=on)),
        ("awaiting", cases.awaiting_reception()),
    ):
        for path, number in rows.order_by().values_list("path").annotate(number=Count("pk")):
            for line in below(path):
                setattr(line, name, getattr(line, name) + number)
    for path, day in _last_records(user, on):
        for line in below(path):
            line.last_recorded_on = max(line.last_recorded_on or day, day)
    return sorted(lines.values(), key=lambda line: (-line.overdue, -line.term_over, line.office.path))


def _last_records(user: User, on: date) -> Iterable[tuple[str, date]]:
    since: dict[str, Any] = {"recorded_on__gt": on - timedelta(days=QUIET_DAYS), "recorded_on__lte": on}
    for model in (CheckIn, Visit):
        rows = model.objects.visible_to(user, Permission.WORKBENCH_VIEW).filter(**since)
        yield from rows.order_by().values_list("case__path").annotate(day=Max("recorded_on"))
