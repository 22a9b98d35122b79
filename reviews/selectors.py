"""Communities with their panels, and appraisals with what they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Avg,
    Case,
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from corrections.models import Case as CorrectionCase
from corrections.models import Community, Placement, User
from corrections.models.access import path_q
from reviews.enums import AppraisalItem, PanelState
from reviews.models import Appraisal, AppraisalScore, Representative
from reviews.permissions import Permission
from reviews.policies import PANEL_MAX, PANEL_MIN


def community_rows(
    user: User, *, on: date, permission: str = Permission.APPRAISAL_VIEW
) -> QuerySet[Community]:
    """Communities where the user holds the permission, with `in_office` (representatives of the day), `people` (placed
    there and under correction) and `state` (`PanelState`).
    """
    in_office = Representative.objects.on(on).filter(community=OuterRef("pk"))
    people = Placement.objects.on(on).filter(
        Q(case__ended_on=None) | Q(case__ended_on__gte=on),
        community=OuterRef("pk"),
        case__received_on__lte=on,
        case__term_ends_on__gte=on,
    )
    rows = Community.objects.filter(path_q(user, permission, "station__path")).select_related("station")
    return rows.annotate(in_office=_count(in_office), people=_count(people)).annotate(
        state=Case(
            When(in_office=0, then=Value(PanelState.NONE.value)),
            When(in_office__lt=PANEL_MIN, then=Value(PanelState.SHORT.value)),
            When(in_office__lt=PANEL_MAX, then=Value(PanelState.COMPLETE.value)),
            default=Value(PanelState.FULL.value),
            output_field=CharField(),
        )
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    grouped = rows.order_by().values("community").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


def communities_for_case(case: CorrectionCase, *, on: date) -> QuerySet[Community]:
    """Communities of the case's station that have representatives on the day."""
    held = Representative.objects.on(on).values("community_id")
    return Community.objects.filter(station_id=case.station_id, pk__in=held).order_by("name", "pk")


def community_of_case(case: CorrectionCase, *, on: date) -> Community | None:
    """The community of the placement of that day."""
    placed = Placement.objects.on(on).filter(case=case).select_related("community").first()
    return placed.community if placed else None


def appraisal_rows(user: User) -> QuerySet[Appraisal]:
    """Appraisals of visible cases with `voices` (representatives who spoke) and `mean` of all marks."""
    rows: QuerySet[Appraisal] = Appraisal.objects.visible_to(user, Permission.APPRAISAL_VIEW)
    rows = rows.select_related("case__offender", "case__station", "community")
    return rows.annotate(voices=Count("scores__representative", distinct=True), mean=Avg("scores__score"))


@dataclass(frozen=True)
class ItemMean:
    """One item over all representatives: the mean, and each one's mark."""

    item: AppraisalItem
    mean: float
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Told:
    """One appraisal as the file shows it."""

    appraisal: Appraisal
    representatives: tuple[str, ...]
    items: tuple[ItemMean, ...]

    @property
    def mean(self) -> float:
        return sum(found.mean for found in self.items) / len(self.items) if self.items else 0.0


def appraisals_of_case(case: CorrectionCase) -> list[Told]:
    """The newest first, withdrawn ones included; three queries."""
    rows = Appraisal.objects.filter(case=case).select_related("community", "recorded_by", "feedback_by")
    appraisals = list(rows)
    scores = AppraisalScore.objects.filter(appraisal__in=appraisals).select_related("representative")
    by_appraisal: dict[int, list[AppraisalScore]] = {found.pk: [] for found in appraisals}
    for score in scores.order_by("representative__name", "representative_id"):
        by_appraisal[score.appraisal_id].append(score)
    return [_told(found, by_appraisal[found.pk]) for found in appraisals]


def _told(appraisal: Appraisal, scores: list[AppraisalScore]) -> Told:
    names = dict.fromkeys(score.representative.name for score in scores)
    items = (_mean(item, (score.score for score in scores if score.item == item)) for item in AppraisalItem)
    return Told(appraisal, tuple(names), tuple(found for found in items if found.marks))


def _mean(item: AppraisalItem, marks: Iterable[int]) -> ItemMean:
    found = tuple(marks)
    return ItemMean(item, sum(found) / len(found) if found else 0.0, found)
