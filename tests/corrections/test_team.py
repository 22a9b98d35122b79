"""4+X seats and the two results; the page and the set count the same."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.clock import frozen
from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import SeatRole, Sex
from corrections.models import Case, TeamSeat, User
from corrections.selectors.team import cases_with_team_complete, cases_with_team_formed, team_standing
from corrections.services.responsible import responsible_assign
from corrections.services.team import team_seat_add, team_seat_end
from tests.factories import CaseFactory, PostingFactory, StaffFactory, TeamSeatFactory, full_team
from tests.people import TODAY, World

FROM = date(2026, 11, 10)


@pytest.fixture
def case(world: World) -> Case:
    made: Case = CaseFactory(station=world.station)
    return made


def add(by: User, case: Case, **given: object) -> TeamSeat:
    facts: dict[str, object] = {"role": SeatRole.POLICE, "name": "陈警官", "sex": Sex.MALE, "starts_on": FROM}
    return team_seat_add(by=by, case=case, **(facts | given))  # type: ignore[arg-type]


def test_team_seat_add_named_here(case: Case, officer: User) -> None:
    seat = add(officer, case, phone="139 0000 0000", unit_name="新宁派出所")

    assert (seat.name, seat.phone, seat.is_named, seat.recorded_by) == (
        "陈警官",
        "13900000000",
        True,
        officer,
    )
    assert AuditEvent.objects.get(case_id=case.pk).event == "team_seat_added"


def test_team_seat_add_staff_member(case: Case, officer: User) -> None:
    woman = StaffFactory(woman=True, knows_minors=True)

    seat = add(officer, case, role=SeatRole.SOCIAL_WORKER, staff=woman, name="")

    assert (seat.name, seat.sex, seat.knows_minors) == (woman.name, Sex.FEMALE, True)
    with pytest.raises(Refused, match="已经是"):
        add(officer, case, role=SeatRole.OTHER, staff=woman)


def test_team_seat_add_fills_the_reported_seat(case: Case, officer: User) -> None:
    reported = TeamSeatFactory(case=case, unnamed=True)

    assert add(officer, case).pk == reported.pk
    assert TeamSeat.objects.get(case=case).is_named


def test_team_seat_add_refusals(world: World, case: Case, officer: User) -> None:
    with pytest.raises(BadInput, match="姓名"):
        add(officer, case, name=" ")
    with pytest.raises(BadInput, match="晚于今天"):
        add(officer, case, starts_on=date(2026, 11, 24))
    with pytest.raises(Refused, match="解除或终止"):
        add(officer, CaseFactory(station=world.station, ended=True))


def test_team_seat_end(case: Case, officer: User) -> None:
    ended = team_seat_end(by=officer, seat=add(officer, case), ends_on=TODAY, reason="调离")

    assert (ended.ends_on, ended.reason) == (TODAY, "调离")
    with pytest.raises(Refused, match="已于2026-11-23退出"):
        team_seat_end(by=officer, seat=ended, ends_on=TODAY)


def test_team_seat_end_before_it_began(case: Case, officer: User) -> None:
    with pytest.raises(BadInput):
        team_seat_end(by=officer, seat=add(officer, case), ends_on=date(2026, 11, 9))


@pytest.mark.parametrize("person", ["neighbour", "inspector", "outsider"])
def test_team_without_the_right(
    world: World, case: Case, person: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(person)

    with pytest.raises(PermissionDenied):
        add(user, case)
    with pytest.raises(PermissionDenied):
        team_seat_end(by=user, seat=TeamSeatFactory(case=case), ends_on=TODAY)
    with pytest.raises(PermissionDenied):
        responsible_assign(by=user, case=case, staff=StaffFactory(), starts_on=FROM)


def test_responsible_assign_takes_over(world: World, officer: User) -> None:
    first, second = (PostingFactory(organisation=world.station).staff for _ in range(2))
    case = CaseFactory(station=world.station, responsible=first)

    responsible_assign(by=officer, case=case, staff=second, starts_on=FROM)

    spans = case.responsibleofficers.order_by("starts_on").values_list("staff_id", "ends_on")
    assert list(spans) == [(first.pk, date(2026, 11, 9)), (second.pk, None)]
    case.refresh_from_db()
    assert case.responsible == second


def test_responsible_assign_county_officer(world: World, case: Case, officer: User) -> None:
    posted = PostingFactory(organisation=world.county).staff

    assert responsible_assign(by=officer, case=case, staff=posted, starts_on=FROM).staff == posted


def test_responsible_assign_refusals(world: World, case: Case, officer: User) -> None:
    elsewhere = PostingFactory(organisation=world.next_station).staff
    left = PostingFactory(organisation=world.station, left=True).staff
    for staff in (elsewhere, left):
        with pytest.raises(Refused, match="任职"):
            responsible_assign(by=officer, case=case, staff=staff, starts_on=FROM)
    responsible_assign(by=officer, case=case, staff=officer.staff, starts_on=FROM)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="已经是"):
        responsible_assign(by=officer, case=case, staff=officer.staff, starts_on=TODAY)  # type: ignore[arg-type]


def test_team_standing_of_nobody(case: Case) -> None:
    standing = team_standing(case, on=TODAY)

    assert not standing.is_formed and not standing.is_complete and not standing.is_reported
    assert standing.lacking == ("没有矫正责任人", "除责任人外没有其他小组成员")
    assert len(standing.empty) == 5


def test_team_standing_full(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, responsible=officer.staff)
    full_team(case)

    standing = team_standing(case, on=TODAY)

    assert standing.is_formed and standing.is_complete
    assert not team_standing(case, on=date(2026, 3, 4)).is_complete


def test_team_standing_responsible_officer_is_not_the_other_member(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, responsible=officer.staff)
    TeamSeatFactory(case=case, role=SeatRole.STATION_OFFICER, staff=officer.staff, name=officer.name)
    assert not team_standing(case, on=TODAY).is_formed

    TeamSeatFactory(case=case)
    assert team_standing(case, on=TODAY).is_formed


def test_team_standing_a_woman_for_a_woman(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, offender__woman=True, responsible=officer.staff)
    TeamSeatFactory(case=case)
    assert "女性成员" in team_standing(case, on=TODAY).lacking[0]

    TeamSeatFactory(case=case, woman=True)
    assert team_standing(case, on=TODAY).is_formed


def test_team_standing_someone_who_knows_minors(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, juvenile=True, responsible=officer.staff)
    TeamSeatFactory(case=case)
    assert "第五十二条" in team_standing(case, on=TODAY).lacking[0]

    TeamSeatFactory(case=case, knows_minors=True)
    assert team_standing(case, on=TODAY).is_formed


def test_team_standing_reported_without_names(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, responsible=officer.staff)
    for role in SeatRole:
        TeamSeatFactory(case=case, role=role, unnamed=True)

    standing = team_standing(case, on=TODAY)

    assert standing.is_reported and not standing.is_complete and not standing.is_formed


class TeamSetsAgree(TestCase):
    """The set-based results are the single case's, whatever the team looks like."""

    @settings(max_examples=60, deadline=None)
    @given(
        seats=st.lists(
            st.tuples(st.sampled_from(list(SeatRole)), *(st.booleans() for _ in range(5))),
            max_size=6,
        ),
        has_officer=st.booleans(),
        is_woman=st.booleans(),
        is_juvenile=st.booleans(),
    )
    def test_agree(
        self,
        seats: list[tuple[SeatRole, bool, bool, bool, bool, bool]],
        has_officer: bool,
        is_woman: bool,
        is_juvenile: bool,
    ) -> None:
        with frozen(TODAY):
            responsible = StaffFactory() if has_officer else None
            case = CaseFactory(
                offender__woman=is_woman, is_juvenile_track=is_juvenile, responsible=responsible
            )
            for role, is_named, woman, knows, by_staff, is_over in seats:
                staff = responsible if by_staff else None
                TeamSeatFactory(
                    case=case,
                    role=role,
                    unnamed=not is_named,
                    woman=woman,
                    knows_minors=knows,
                    staff=staff,
                    ends_on=date(2026, 11, 22) if is_over else None,
                )
            standing = team_standing(case, on=TODAY)

            assert cases_with_team_formed(on=TODAY).contains(case) == standing.is_formed
            assert cases_with_team_complete(on=TODAY).contains(case) == standing.is_complete
