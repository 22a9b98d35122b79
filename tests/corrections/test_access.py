"""Which rows exist for whom: five people, dated grants, lent cases, restrictions, the caseload."""

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet

from corrections.enums import Role
from corrections.models import (
    AccessDenial,
    Case,
    CaseGrant,
    Community,
    Delegation,
    LevelSpan,
    Offence,
    Offender,
    Organisation,
    OrganisationGrant,
    Placement,
    Posting,
    ResponsibleOfficer,
    Staff,
    StaffAbsence,
    StatusSpan,
    TeamSeat,
    Term,
    User,
)
from corrections.permissions import Permission as P
from tests.factories import (
    AccessDenialFactory,
    CaseFactory,
    CaseGrantFactory,
    CommunityFactory,
    OffenceFactory,
    OrganisationGrantFactory,
    StaffAbsenceFactory,
    TeamSeatFactory,
    UserFactory,
)
from tests.people import TODAY, World

MODELS = [Case, Offender, Placement, LevelSpan, StatusSpan, ResponsibleOfficer, Term, Offence, TeamSeat]


@pytest.fixture
def case(world: World, officer: User) -> Case:
    """A person of the first station with a row of every kind."""
    made: Case = CaseFactory(station=world.station, lost=True, responsible=officer.staff)
    OffenceFactory(case=made)
    TeamSeatFactory(case=made)
    return made


def fresh(user: User) -> User:
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def sees(user: User, case: Case) -> bool:
    return Case.objects.visible_to(fresh(user)).contains(case)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_visible_to_five_people(
    model: type[Case],
    case: Case,
    officer: User,
    neighbour: User,
    head: User,
    inspector: User,
    outsider: User,
) -> None:
    def count(user: User) -> int:
        rows: QuerySet[Case] = model.objects.visible_to(user)
        return rows.count()

    assert model.objects.count() >= 1
    assert [count(user) for user in (officer, head, inspector)] == [model.objects.count()] * 3
    assert [count(user) for user in (neighbour, outsider)] == [0, 0]


def test_visible_to_another_county_sees_nothing(case: Case, world: World) -> None:
    user = UserFactory()
    OrganisationGrantFactory(user=user, role=Role.COUNTY_HEAD, content_object=world.other_county)

    assert not sees(user, case)


@pytest.mark.parametrize("trait", ["expired", "future"])
def test_visible_to_grant_not_of_today(case: Case, world: World, trait: str) -> None:
    user = UserFactory()
    OrganisationGrantFactory(
        user=user, role=Role.COUNTY_OFFICER, content_object=world.county, **{trait: True}
    )

    assert not sees(user, case)
    assert not fresh(user).may(P.OFFENDER_VIEW)


def test_visible_to_grant_holds_on_its_last_day(case: Case, world: World) -> None:
    user = UserFactory()
    OrganisationGrantFactory(user=user, role=Role.COUNTY_OFFICER, content_object=world.county, ends_on=TODAY)

    assert sees(user, case)


def test_visible_to_disabled_user_sees_nothing(case: Case, officer: User) -> None:
    officer.is_active = False
    officer.save()

    assert not sees(officer, case)
    assert not fresh(officer).may(P.OFFENDER_VIEW)


def test_visible_to_role_without_people_sees_nothing(case: Case, security_administrator: User) -> None:
    assert not sees(security_administrator, case)


def test_visible_to_permission_asks_for_that_right(case: Case, officer: User, inspector: User) -> None:
    assert not Case.objects.visible_to(officer, P.CASE_END).exists()
    assert not Case.objects.visible_to(inspector, P.OFFENDER_NAME_VIEW).exists()
    assert Case.objects.visible_to(officer, P.CASE_STATUS_RECORD).exists()


def test_visible_to_lent_case_opens_that_file_only(case: Case, neighbour: User, world: World) -> None:
    other = CaseFactory(station=world.station)
    CaseGrantFactory(user=neighbour, content_object=case)

    assert sees(neighbour, case) and not sees(neighbour, other)
    assert not Case.objects.visible_to(fresh(neighbour), P.CASE_STATUS_RECORD).exists()


def test_visible_to_lent_case_ends(case: Case, neighbour: User) -> None:
    CaseGrantFactory(user=neighbour, content_object=case, expired=True)

    assert not sees(neighbour, case)


def test_visible_to_denied_case(case: Case, officer: User, head: User) -> None:
    AccessDenialFactory(user=officer, case=case)

    assert not sees(officer, case) and sees(head, case)
    assert Offender.objects.visible_to(fresh(officer)).count() == 0


def test_visible_to_denial_wins_over_a_lent_case(case: Case, neighbour: User) -> None:
    CaseGrantFactory(user=neighbour, content_object=case)
    AccessDenialFactory(user=neighbour, case=case)

    assert not sees(neighbour, case)


def test_visible_to_denied_office(case: Case, head: User, world: World) -> None:
    elsewhere = CaseFactory(station=world.next_station)
    AccessDenialFactory(user=head, organisation=world.station)

    assert not sees(head, case) and sees(head, elsewhere)
    assert not fresh(head).may(P.OFFENDER_VIEW, path=world.station.path)
    assert fresh(head).may(P.OFFENDER_VIEW, path=world.next_station.path)


def test_visible_to_denial_that_is_over(case: Case, officer: User) -> None:
    AccessDenialFactory(user=officer, case=case, ends_on=TODAY - timedelta(days=1))

    assert sees(officer, case)


def test_caseload_of_a_social_worker(case: Case, social_worker: User, world: World) -> None:
    own = CaseFactory(station=world.station)
    TeamSeatFactory(case=own, staff=social_worker.staff)
    past = CaseFactory(station=world.station)
    TeamSeatFactory(case=past, staff=social_worker.staff, ends_on=date(2026, 11, 22))

    assert sees(social_worker, own)
    assert not sees(social_worker, case) and not sees(social_worker, past)


def test_caseload_responsible_social_worker(world: World, social_worker: User) -> None:
    own = CaseFactory(station=world.station, responsible=social_worker.staff)

    assert sees(social_worker, own)


def test_caseload_without_a_staff_member_is_empty(case: Case, social_worker: User) -> None:
    """Seats of outside members have no staff member either; they are nobody's caseload."""
    social_worker.staff = None
    social_worker.save()

    assert TeamSeat.objects.filter(case=case, staff=None).exists()
    assert not sees(social_worker, case)


def test_offices_and_postings_are_visible_by_the_tree(world: World, officer: User, neighbour: User) -> None:
    assert list(Organisation.objects.visible_to(officer, P.STAFF_VIEW)) == [world.station]
    assert Posting.objects.visible_to(officer, P.STAFF_VIEW).count() == 1
    assert not Organisation.objects.visible_to(officer, P.STAFF_EDIT).exists()
    assert neighbour.office == world.next_station


def test_grants_and_restrictions_are_visible_to_who_gives_them(
    case: Case, officer: User, head: User, neighbour: User, security_administrator: User, outsider: User
) -> None:
    CaseGrantFactory(user=neighbour, content_object=case)
    AccessDenialFactory(user=neighbour, case=case)
    AccessDenialFactory(user=officer, organisation=head.office)

    def counts(user: User) -> list[int]:
        return [
            OrganisationGrant.spans.visible_to(user).count(),
            CaseGrant.spans.visible_to(user).count(),
            AccessDenial.objects.visible_to(user).count(),
            User.objects.visible_to(user, P.USER_EDIT).count(),
        ]

    assert counts(head) == [0, 1, 1, 0]
    assert counts(security_administrator) == [OrganisationGrant.spans.count(), 0, 1, 0]
    assert counts(officer) == counts(outsider) == [0, 0, 0, 0]


def test_staff_and_offices_are_visible_where_one_may_look(
    world: World, head: User, neighbour: User, inspector: User, outsider: User, system_administrator: User
) -> None:
    CommunityFactory(station=world.station)
    StaffAbsenceFactory(staff=head.staff)

    def counts(user: User) -> list[int]:
        models = (Staff, StaffAbsence, Community, Delegation)
        return [model.objects.visible_to(user, P.STAFF_VIEW).count() for model in models]

    assert counts(outsider) == [0, 0, 0, 0]
    assert counts(neighbour) == [1, 0, 0, 0]
    assert counts(head) == [2, 1, 1, 1]
    assert counts(inspector) == [Staff.objects.count(), 1, 1, 1]
    assert User.objects.visible_to(system_administrator, P.USER_EDIT).count() == User.objects.count() - 1


def test_neighbouring_ids_do_not_reach(case: Case, world: World) -> None:
    """A path is a prefix with its slash: the office 1/2/ does not reach 1/23/."""
    user = UserFactory()
    OrganisationGrantFactory(user=user, role=Role.STATION_OFFICER, content_object=world.station)
    Case.objects.filter(pk=case.pk).update(path=world.station.path.rstrip("/") + "9/")

    assert not sees(user, case)
