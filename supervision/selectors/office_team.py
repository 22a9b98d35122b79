"""本所概况, the second half: complete 4+X teams, and people for each social worker (counting.md, Staff, teams)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, Count, Q, QuerySet, Sum, Value, When

from corrections.models import Case, Posting, User
from corrections.permissions import Permission as CasePermission
from corrections.selectors.team import team_complete_q
from supervision.permissions import Permission
from supervision.selectors.rules import RuleSheet, rule_sheet
from supervision.selectors.workbench import numbers_of

FULL = 100
PEOPLE_PER_SOCIAL_WORKER = 10


@dataclass(frozen=True, slots=True)
class OfficeTeam:
    """`complete` of `wanted` teams; `shares` of social workers in hundredths, None where closed to the user."""

    complete: int
    wanted: int
    people: int
    shares: int | None

    @property
    def people_each(self) -> float | None:
        """People for each full post; None without a social worker: "none", not a number."""
        return self.people * FULL / self.shares if self.shares else None

    @property
    def still_needed(self) -> int:
        """Hundredths of posts: people ÷ 10, rounded up, less the shares; never below 0."""
        return max(0, -(-self.people // PEOPLE_PER_SOCIAL_WORKER) * FULL - (self.shares or 0))


def office_team(user: User, *, on: date, numbers: Mapping[str, int] | None = None) -> OfficeTeam:
    """Of the people whom the user looks after on that day; two queries, or none with the `numbers` of `team_groups`."""
    if numbers is None:
        numbers = numbers_of({}, *team_groups(user, on=on, book=rule_sheet()))
    complete, lacking = numbers.get("team_complete", 0), numbers.get("team_lacking", 0)
    return OfficeTeam(
        complete=complete,
        wanted=complete + lacking,
        people=complete + lacking + numbers.get("team_early", 0),
        shares=numbers.get("shares", 0) if user.may(CasePermission.STAFF_VIEW) else None,
    )


def team_groups(user: User, *, on: date, book: RuleSheet) -> list[QuerySet[Any, Any]]:
    """People by how their team stands, and the shares of social workers, as (card, number) rows for `numbers_of`."""
    people = Case.objects.visible_to(user, Permission.WORKBENCH_VIEW).under_correction(on=on)
    wanted = Q(received_on__lt=on - timedelta(days=book.number("team_counted_after", on=on)))
    stand = Choice(
        When(wanted & team_complete_q(on), then=Value("team_complete")),
        When(wanted, then=Value("team_lacking")),
        default=Value("team_early"),
        output_field=CharField(),
    )
    groups = [people.order_by().values(card=stand).annotate(number=Count("pk"))]
    if user.may(CasePermission.STAFF_VIEW):
        posts = Posting.objects.visible_to(user, CasePermission.STAFF_VIEW).counting(on=on).social_workers()
        shares = posts.order_by().values(card=Value("shares", output_field=CharField()))
        groups.append(shares.annotate(number=Sum("share")))
    return groups
