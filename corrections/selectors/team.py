"""The 4+X team's two results on a day (counting.md, Teams), for one case and for sets of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from corrections.enums import SeatRole, Sex
from corrections.models import Case, ResponsibleOfficer, TeamSeat

FOUR = (SeatRole.STATION_OFFICER, SeatRole.POLICE, SeatRole.SOCIAL_WORKER, SeatRole.VOLUNTEER)
X = tuple(role for role in SeatRole if role not in FOUR)


@dataclass(frozen=True)
class TeamStanding:
    """`is_formed` as the law wants, `is_complete` 4+X, `is_reported`: a roster reports seats without names (no alarm).

    `lacking` says in sentences what stands against `is_formed`, `empty` which of the four and X nobody named holds.
    """

    responsible: ResponsibleOfficer | None
    seats: tuple[TeamSeat, ...]
    lacking: tuple[str, ...]
    empty: tuple[SeatRole | None, ...]

    @property
    def is_formed(self) -> bool:
        return not self.lacking

    @property
    def is_complete(self) -> bool:
        return not self.empty

    @property
    def is_reported(self) -> bool:
        return any(not seat.is_named for seat in self.seats)


def team_standing(case: Case, *, on: date) -> TeamStanding:
    """Two queries. In `empty`, None stands for the X that is missing."""
    responsible = ResponsibleOfficer.objects.on(on).filter(case=case).select_related("staff").first()
    return team_around(responsible, case, on=on)


def team_around(responsible: ResponsibleOfficer | None, case: Case, *, on: date) -> TeamStanding:
    """The same for who knows the officer of that day already: one query."""
    seats = tuple(TeamSeat.objects.on(on).filter(case=case).select_related("staff").order_by("role", "pk"))
    named = [seat for seat in seats if seat.is_named]
    roles = {seat.role for seat in named}
    empty: list[SeatRole | None] = [role for role in FOUR if role not in roles]
    if not roles.intersection(X):
        empty.append(None)
    return TeamStanding(responsible, seats, tuple(_lacking(case, responsible, named)), tuple(empty))


def _lacking(case: Case, responsible: ResponsibleOfficer | None, named: list[TeamSeat]) -> list[str]:
    lacking = []
    if responsible is None:
        lacking.append(_("没有矫正责任人"))
    if not any(_is_other(seat, responsible) for seat in named):
        lacking.append(_("除责任人外没有其他小组成员"))
    people: list[TeamSeat | ResponsibleOfficer] = [*named, *([responsible] if responsible else [])]
    if case.offender.sex == Sex.FEMALE and not any(_is_woman(member) for member in people):
        lacking.append(_("对象为女性，小组应有女性成员（社区矫正法第二十五条）"))
    if case.is_juvenile_track and not any(_knows_minors(member) for member in people):
        lacking.append(_("未成年人的小组应有熟悉未成年人身心特点的人员（社区矫正法第五十二条）"))
    return lacking


def _is_other(seat: TeamSeat, responsible: ResponsibleOfficer | None) -> bool:
    if responsible is None:
        return True
    return (
        seat.name != responsible.staff.name if seat.staff is None else seat.staff_id != responsible.staff_id
    )


def _is_woman(member: TeamSeat | ResponsibleOfficer) -> bool:
    staff_sex = member.staff.sex if member.staff else ""
    return Sex.FEMALE in (staff_sex, getattr(member, "sex", ""))


def _knows_minors(member: TeamSeat | ResponsibleOfficer) -> bool:
    return getattr(member, "knows_minors", False) or bool(member.staff and member.staff.knows_minors)


def team_formed_q(on: date) -> Q:
    """For querysets of Case: formed as the law wants on that day, a woman for a woman, someone for minors."""
    responsible = ResponsibleOfficer.objects.on(on).filter(case=OuterRef("pk"))
    seats = _named(on)
    of_seat = ResponsibleOfficer.objects.on(on).filter(case=OuterRef("case"))
    others = seats.filter(
        Q(staff=None) & ~Q(name__in=of_seat.values("staff__name"))
        | Q(staff__isnull=False) & ~Q(staff__in=of_seat.values("staff"))
    )
    has_woman = Exists(seats.filter(Q(sex=Sex.FEMALE) | Q(staff__sex=Sex.FEMALE))) | Exists(
        responsible.filter(staff__sex=Sex.FEMALE)
    )
    has_minors_friend = Exists(seats.filter(Q(knows_minors=True) | Q(staff__knows_minors=True))) | Exists(
        responsible.filter(staff__knows_minors=True)
    )
    return (
        Q(Exists(responsible))
        & Q(Exists(others))
        & (~Q(offender__sex=Sex.FEMALE) | Q(has_woman))
        & (Q(is_juvenile_track=False) | Q(has_minors_friend))
    )


def team_complete_q(on: date) -> Q:
    """For querysets of Case: the four and at least one X, all named, on that day."""
    seats = _named(on)
    condition = Q(Exists(seats.filter(role__in=X)))
    for role in FOUR:
        condition &= Q(Exists(seats.filter(role=role)))
    return condition


def team_reported_q(on: date) -> Q:
    """For querysets of Case: a roster reports a seat without a name."""
    return Q(Exists(TeamSeat.objects.on(on).filter(case=OuterRef("pk"), is_named=False)))


def cases_with_team_formed(*, on: date) -> QuerySet[Case]:
    return Case.objects.filter(team_formed_q(on))


def cases_with_team_complete(*, on: date) -> QuerySet[Case]:
    return Case.objects.filter(team_complete_q(on))


def _named(on: date) -> QuerySet[TeamSeat]:
    seats: QuerySet[TeamSeat] = TeamSeat.objects.on(on).filter(case=OuterRef("pk"), is_named=True)
    return seats
