"""本所概况, the second half: complete 4+X teams, and people for each social worker (counting.md, Staff, teams)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from corrections.models import Case, Posting, User
from corrections.permissions import Permission as CasePermission
from corrections.selectors.team import team_complete_q
from supervision.permissions import Permission
from supervision.selectors.rules import rule_number

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


def office_team(user: User, *, on: date) -> OfficeTeam:
    """Of the people whom the user looks after on that day; four queries at most."""
    people = Case.objects.visible_to(user, Permission.WORKBENCH_VIEW).under_correction(on=on)
    days = rule_number("team_counted_after", on=on)
    wanted = people.filter(received_on__lt=on - timedelta(days=days))
    shares = None
    if user.may(CasePermission.STAFF_VIEW):
        posts = Posting.objects.visible_to(user, CasePermission.STAFF_VIEW)
        shares = posts.counting(on=on).social_workers().shares()
    return OfficeTeam(
        complete=wanted.filter(team_complete_q(on)).count(),
        wanted=wanted.count(),
        people=people.count(),
        shares=shares,
    )
