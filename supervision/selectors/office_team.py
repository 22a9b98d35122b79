"""本所概况, the second half: complete 4+X teams, and people for each social worker (counting.md, Staff, teams)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from corrections.models import Case, Posting, User
from corrections.permissions import Permission as CasePermission
from corrections.selectors.team import team_complete_q
from supervision.permissions import Permission
from supervision.selectors.rules import RuleSheet, rule_sheet
from supervision.selectors.workbench import Part, numbers_of, part

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


def office_team(user: User, *, on: date, numbers: Counter[str] | None = None) -> OfficeTeam:
    """Of the people whom the user looks after on that day; two queries, or none with the numbers of `team_parts`."""
    if numbers is None:
        numbers = numbers_of(team_parts(user, on=on, book=rule_sheet()))
    return OfficeTeam(
        complete=numbers["teams_complete"],
        wanted=numbers["teams_wanted"],
        people=numbers["people"],
        shares=numbers["shares"] if user.may(CasePermission.STAFF_VIEW) else None,
    )


def team_parts(user: User, *, on: date, book: RuleSheet) -> list[Part]:
    """People, how many of their teams are wanted and complete, and the shares of social workers, for `numbers_of`."""
    people = Case.objects.visible_to(user, Permission.WORKBENCH_VIEW).under_correction(on=on)
    wanted = Q(received_on__lt=on - timedelta(days=book.number("team_counted_after", on=on)))
    parts = [
        part(
            people,
            people=Count("pk"),
            teams_wanted=Count("pk", filter=wanted),
            teams_complete=Count("pk", filter=wanted & team_complete_q(on)),
        )
    ]
    if user.may(CasePermission.STAFF_VIEW):
        posts = Posting.objects.visible_to(user, CasePermission.STAFF_VIEW)
        parts.append(part(posts.counting(on=on).social_workers(), shares=Sum("share")))
    return parts
