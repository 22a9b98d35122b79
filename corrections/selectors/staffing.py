"""The staff of one office with posts, absences and what they answer for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from corrections.models import Case, Organisation, Posting, StaffAbsence


@dataclass(frozen=True)
class StaffLine:
    """One posting: `absences` that hold or are still to come; `cases` the person answers for, open ones."""

    posting: Posting
    absences: tuple[StaffAbsence, ...]
    cases: int
    is_counted: bool


def staff_lines(office: Organisation, *, on: date) -> list[StaffLine]:
    """Postings at the office that hold or begin later, heads first; four queries whatever their number."""
    postings = list(
        Posting.objects.filter(organisation=office)
        .during(on, date.max)
        .select_related("staff")
        .order_by("-is_head", "kind", "staff__name", "pk")
    )
    staff_ids = {posting.staff_id for posting in postings}
    absences: dict[int, list[StaffAbsence]] = {}
    for absence in (
        StaffAbsence.objects.filter(staff__in=staff_ids).during(on, date.max).order_by("starts_on")
    ):
        absences.setdefault(absence.staff_id, []).append(absence)
    cases = dict(
        Case.objects.open()
        .filter(responsible__in=staff_ids)
        .order_by()
        .values_list("responsible")
        .annotate(number=Count("pk"))
    )
    counted = set(Posting.objects.counting(on=on).filter(organisation=office).values_list("pk", flat=True))
    return [
        StaffLine(
            posting,
            tuple(absences.get(posting.staff_id, ())),
            cases.get(posting.staff_id, 0),
            posting.pk in counted,
        )
        for posting in postings
    ]
