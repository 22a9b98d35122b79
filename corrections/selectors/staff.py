"""Posts in hundredths of a full one, by the tree of the day (counting.md, Staff)."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from core.paths import ancestors, subtree_q
from corrections.models import Organisation, OrganisationParent, Posting, Staff


def social_worker_shares(organisation: Organisation, *, on: date) -> int:
    """Social workers' shares on that day in the office's subtree as it was then, in hundredths; two queries."""
    path = organisation.path_on(on)
    if path is None:
        return 0
    offices = OrganisationParent.objects.on(on).filter(subtree_q("path", path)).values("organisation_id")
    return int(Posting.objects.counting(on=on).social_workers().filter(organisation__in=offices).shares())


def stations_staffed(organisation: Organisation, *, on: date) -> QuerySet[Organisation]:
    """Open stations of the office's subtree, as it was that day, with a 政法专编 of a full share."""
    path = organisation.path_on(on)
    if path is None:
        return Organisation.objects.none()
    return Organisation.objects.below_on(path, on=on).staffed(on=on)


def staff_for_case(path: str, *, on: date) -> QuerySet[Staff]:
    """Who may answer for a case at the station with that path: posted there, or at an office above it, on that day."""
    posted = Posting.objects.on(on).filter(path__in=ancestors(path))
    return Staff.objects.filter(pk__in=posted.values("staff_id"))
