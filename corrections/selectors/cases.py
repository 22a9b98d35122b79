"""Rows of the list of people, at the same number of queries whatever the page holds."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from core.models import AuditEvent
from corrections.models import Case, Placement, StatusSpan, User
from corrections.permissions import Permission


def case_rows(user: User, *, on: date, permission: str = Permission.OFFENDER_VIEW) -> QuerySet[Case]:
    """Visible cases with person, station and responsible officer loaded, and three annotations.

    `statuses`: kinds of the spans that hold on the day (`StatusKind` values, sorted); `is_absconding`: 脱管 on the day;
    `community_name`: of today's placement, or None.
    """
    held = StatusSpan.objects.on(on).filter(case=OuterRef("pk"))
    placed = Placement.objects.filter(case=OuterRef("pk"), ends_on=None)
    rows: QuerySet[Case] = (
        Case.objects.visible_to(user, permission)
        .select_related("offender", "station", "responsible")
        .annotate(
            statuses=ArraySubquery(held.order_by("kind").values("kind")),
            is_absconding=Exists(held.filter(absconding_from__lte=on)),
            community_name=Subquery(placed.values("community__name")[:1]),
        )
    )
    return rows


def is_file_opened(user: User, case: Case, *, on: date) -> bool:
    """Whether the user has opened this file that day, so that the panels of one visit leave one event."""
    return AuditEvent.objects.filter(
        actor_id=user.pk, case_id=case.pk, event="file_opened", business_date=on
    ).exists()
