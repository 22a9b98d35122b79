"""counting.md, Registration and the once-only duties: team, discharge preparation, search."""

from datetime import date

import pytest

from core.clock import frozen, now
from corrections.enums import Category, EndKind, RegistrationResult, SeatRole, Sex, StatusKind
from corrections.models import Case, ResponsibleOfficer, StatusSpan, TeamSeat, Term
from supervision.enums import DutyKind, DutyOutcome, DutyOwner, SettledBy
from supervision.models import Duty
from supervision.services import duties_open
from tests.factories import CaseFactory, OffenderFactory, StaffFactory, TeamSeatFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of

pytestmark = pytest.mark.usefixtures("books")

REGISTRATION, HANDOVER, TEAM = DutyKind.REGISTRATION, DutyKind.HANDOVER, DutyKind.TEAM
DISCHARGE, SEARCH = DutyKind.DISCHARGE_PREPARATION, DutyKind.SEARCH


def opened(on: date = MONDAY, **fields: object) -> Case:
    made: Case = CaseFactory(**fields)
    duties_open(on=on, case_ids=[made.pk])
    return made


@pytest.mark.parametrize("category", [Category.SURVEILLANCE, Category.SUSPENDED, Category.PAROLE])
def test_registration_is_due_ten_days_from_effect_and_the_persons(world: World, category: Category) -> None:
    made = opened(
        station=world.next_station, awaiting=True, category=category, effective_on=date(2026, 11, 10)
    )
    duty = duty_of(made, REGISTRATION)
    assert (duty.opens_on, duty.due_raw_on, duty.due_on) == (
        date(2026, 11, 10),
        date(2026, 11, 20),
        date(2026, 11, 20),
    )
    assert (duty.owner, duty.outcome) == (DutyOwner.PERSON, DutyOutcome.OPEN)


def test_registration_moves_to_the_next_workday_and_keeps_both_days(world: World) -> None:
    """Peers' bug 6: the holiday table was never read. The tenth day is 2 October, inside the National Day holiday."""
    made = opened(
        station=world.station,
        awaiting=True,
        term_starts_on=date(2026, 9, 22),
        term_ends_on=date(2027, 9, 21),
    )
    duty = duty_of(made, REGISTRATION)
    assert (duty.due_raw_on, duty.due_on) == (date(2026, 10, 2), date(2026, 10, 8))
    assert duty.is_moved


def test_registration_counts_from_the_start_of_term_where_no_effect_is_known(world: World) -> None:
    made = opened(station=world.station, awaiting=True, effective_on=None, term_starts_on=date(2026, 11, 9))
    assert duty_of(made, REGISTRATION).due_on == date(2026, 11, 19)


def test_registration_is_the_countys_unless_reception_is_delegated(world: World) -> None:
    delegated = opened(station=world.station, awaiting=True)
    not_delegated = opened(station=world.next_station, awaiting=True)
    assert not duty_of(delegated, REGISTRATION).is_for_county
    assert duty_of(not_delegated, REGISTRATION).is_for_county
    assert duty_of(not_delegated, REGISTRATION).station == world.next_station


def test_registration_is_settled_by_the_day_of_registration(world: World) -> None:
    made = opened(station=world.station, effective_on=date(2026, 3, 1), received_on=date(2026, 3, 5))
    duty = duty_of(made, REGISTRATION)
    assert (duty.outcome, duty.settled_on, duty.settled_by_kind) == (
        DutyOutcome.COMPLIED,
        date(2026, 3, 5),
        SettledBy.CASE,
    )
    assert Duty.objects.filter(pk=duty.pk).on_time().exists()


def test_registration_after_its_day_counts_as_due_and_not_on_time(world: World) -> None:
    made = opened(station=world.station, effective_on=date(2026, 3, 1), received_on=date(2026, 3, 20))
    duty = duty_of(made, REGISTRATION)
    assert duty.outcome == DutyOutcome.COMPLIED and duty.is_settled_late
    assert not Duty.objects.on_time().filter(pk=duty.pk).exists()


def test_registration_of_one_received_but_known_to_be_missing_stays_open(world: World) -> None:
    made = opened(
        station=world.station, registered_on=None, registration_result=RegistrationResult.NOT_REGISTERED
    )
    assert duty_of(made, REGISTRATION).outcome == DutyOutcome.OPEN


def test_handover_of_temporary_service_is_the_offices_duty_to_ask(world: World) -> None:
    made = opened(station=world.station, temporary=True, awaiting=True, effective_on=date(2026, 11, 10))
    duty = duty_of(made, HANDOVER)
    assert (duty.owner, duty.due_on) == (DutyOwner.OFFICE, date(2026, 11, 20))
    assert not Duty.objects.filter(case=made, owner=DutyOwner.PERSON).exists()


def test_cut_over_opens_registration_that_the_roster_says_is_missing(world: World) -> None:
    made = opened(
        station=world.station,
        awaiting=True,
        registration_result=RegistrationResult.NOT_REGISTERED,
        effective_on=date(2026, 9, 1),
        taken_over_on=MONDAY,
    )
    duty = duty_of(made, REGISTRATION)
    assert (duty.outcome, duty.due_on) == (DutyOutcome.OPEN, date(2026, 9, 11))


def test_cut_over_opens_registration_that_is_still_running(world: World) -> None:
    made = opened(station=world.station, awaiting=True, effective_on=date(2026, 11, 20), taken_over_on=MONDAY)
    assert duty_of(made, REGISTRATION).due_on == date(2026, 11, 30)


def test_cut_over_leaves_what_is_done_to_the_paper_file(world: World) -> None:
    made = opened(station=world.station, taken_over_on=MONDAY)
    assert not Duty.objects.filter(case=made).exists()


def test_cut_over_of_someone_with_ten_days_left_has_a_release_duty_due_at_once(world: World) -> None:
    made = opened(station=world.station, term_ends_on=date(2026, 12, 3), taken_over_on=MONDAY)
    duty = duty_of(made, DISCHARGE)
    assert (duty.opens_on, duty.due_on) == (MONDAY, MONDAY)


def test_cut_over_past_the_term_has_no_duties(world: World) -> None:
    made = opened(station=world.station, term_over=True, taken_over_on=MONDAY)
    assert not Duty.objects.filter(case=made).exists()


def test_discharge_preparation_opens_sixty_days_and_is_due_thirty_days_before_the_end(world: World) -> None:
    made = opened(date(2026, 12, 31), station=world.station, term_ends_on=date(2027, 3, 1))
    duty = duty_of(made, DISCHARGE)
    assert (duty.opens_on, duty.due_on, duty.due_raw_on) == (
        date(2026, 12, 31),
        date(2027, 1, 30),
        date(2027, 1, 30),
    )
    assert duty.owner == DutyOwner.OFFICE


def test_discharge_preparation_is_not_open_a_day_earlier(world: World) -> None:
    CaseFactory(station=world.station, term_ends_on=date(2027, 3, 1))
    duties_open(on=date(2026, 12, 30))
    assert not Duty.objects.filter(kind=DISCHARGE).exists()
    duties_open(on=date(2026, 12, 31))
    assert Duty.objects.filter(kind=DISCHARGE).count() == 1


def test_discharge_preparation_after_a_commutation_is_due_when_the_office_learns_of_it(world: World) -> None:
    made = CaseFactory(station=world.station, term_ends_on=date(2026, 12, 5))
    with frozen(MONDAY):
        Term.objects.create(
            case=made,
            kind="commutation",
            decided_on=date(2026, 11, 10),
            starts_on=made.term_starts_on,
            ends_on=made.term_ends_on,
            recorded_at=now(),
        )
    duties_open(on=MONDAY, case_ids=[made.pk])
    assert duty_of(made, DISCHARGE).due_on == MONDAY


def test_discharge_settles_the_preparation_late_when_nothing_was_recorded(world: World) -> None:
    made = opened(
        station=world.station,
        term_ends_on=date(2026, 11, 20),
        ended_on=date(2026, 11, 20),
        end_kind=EndKind.DISCHARGE,
    )
    duty = duty_of(made, DISCHARGE)
    assert (duty.outcome, duty.is_settled_late) == (DutyOutcome.COMPLIED, True)


def test_discharge_preparation_of_one_recalled_is_missed(world: World) -> None:
    made = opened(
        station=world.station,
        term_ends_on=date(2026, 11, 20),
        ended_on=date(2026, 11, 18),
        end_kind=EndKind.RECALLED,
    )
    assert duty_of(made, DISCHARGE).outcome == DutyOutcome.MISSED


def test_team_is_due_three_days_after_reception(world: World) -> None:
    made = opened(station=world.station)
    duty = duty_of(made, TEAM)
    assert (duty.opens_on, duty.due_on, duty.owner) == (
        date(2026, 3, 5),
        date(2026, 3, 8),
        DutyOwner.OFFICE,
    )
    assert duty.outcome == DutyOutcome.OPEN


def officer_of(case: Case, **staff: object) -> ResponsibleOfficer:
    assert case.received_on is not None
    return ResponsibleOfficer.objects.create(
        case=case, staff=StaffFactory(**staff), starts_on=case.received_on, recorded_at=case.created_at
    )


def team_outcome(case: Case) -> str:
    duties_open(on=MONDAY, case_ids=[case.pk])
    return duty_of(case, TEAM).outcome


def test_team_with_an_officer_and_another_member_is_formed(world: World) -> None:
    made = CaseFactory(station=world.station)
    officer_of(made)
    TeamSeatFactory(case=made, starts_on=date(2026, 3, 7))
    assert team_outcome(made) == DutyOutcome.COMPLIED
    duty = duty_of(made, TEAM)
    assert (duty.settled_on, duty.settled_by_kind, duty.is_settled_late) == (
        date(2026, 3, 7),
        SettledBy.TEAM,
        False,
    )


def test_team_without_a_responsible_officer_is_not_formed(world: World) -> None:
    made = CaseFactory(station=world.station)
    TeamSeatFactory(case=made)
    assert team_outcome(made) == DutyOutcome.OPEN


def test_team_of_the_officer_alone_is_not_formed(world: World) -> None:
    made = CaseFactory(station=world.station)
    officer = officer_of(made).staff
    TeamSeatFactory(case=made, role=SeatRole.STATION_OFFICER, staff=officer, name=officer.name)
    assert team_outcome(made) == DutyOutcome.OPEN


def test_team_that_never_stood_at_one_time_is_not_formed(world: World) -> None:
    made = CaseFactory(station=world.station)
    officer = officer_of(made)
    officer.ends_on = date(2026, 3, 31)
    officer.save()
    TeamSeatFactory(case=made, starts_on=date(2026, 4, 1))
    assert team_outcome(made) == DutyOutcome.OPEN


def test_team_of_a_woman_needs_a_woman(world: World) -> None:
    made = CaseFactory(station=world.station, offender=OffenderFactory(sex=Sex.FEMALE))
    officer_of(made)
    seat = TeamSeatFactory(case=made)
    assert team_outcome(made) == DutyOutcome.OPEN
    TeamSeat.objects.filter(pk=seat.pk).update(sex=Sex.FEMALE)
    assert team_outcome(made) == DutyOutcome.COMPLIED


def test_team_on_the_juvenile_track_needs_someone_who_knows_minors(world: World) -> None:
    made = CaseFactory(station=world.station, juvenile=True)
    officer_of(made)
    seat = TeamSeatFactory(case=made)
    assert team_outcome(made) == DutyOutcome.OPEN
    TeamSeat.objects.filter(pk=seat.pk).update(knows_minors=True)
    assert team_outcome(made) == DutyOutcome.COMPLIED


def test_team_that_a_roster_only_reports_raises_no_alarm(world: World) -> None:
    made = CaseFactory(station=world.station, offender=OffenderFactory(sex=Sex.FEMALE))
    TeamSeatFactory(case=made, role=SeatRole.STATION_OFFICER, unnamed=True)
    assert team_outcome(made) == DutyOutcome.OPEN
    TeamSeatFactory(case=made, role=SeatRole.POLICE, unnamed=True)
    assert team_outcome(made) == DutyOutcome.COMPLIED


def test_team_still_running_at_the_cut_over_is_opened(world: World) -> None:
    made = opened(station=world.station, received_on=date(2026, 11, 21), taken_over_on=MONDAY)
    assert duty_of(made, TEAM).due_on == date(2026, 11, 24)


def test_search_opens_at_once_and_is_settled_when_the_person_is_found(world: World) -> None:
    made = opened(station=world.station, lost=True)
    duty = duty_of(made, SEARCH)
    assert (duty.opens_on, duty.due_on, duty.owner, duty.outcome) == (
        date(2026, 11, 2),
        date(2026, 11, 2),
        DutyOwner.OFFICE,
        DutyOutcome.OPEN,
    )
    StatusSpan.objects.filter(case=made).update(ends_on=date(2026, 11, 12))
    duties_open(on=MONDAY, case_ids=[made.pk])
    duty.refresh_from_db()
    assert (duty.outcome, duty.settled_on) == (DutyOutcome.COMPLIED, date(2026, 11, 12))


def test_search_opens_for_each_loss(world: World) -> None:
    """Peers' bug 2: a reminder was keyed so that each kind fired once in a person's life."""
    made = CaseFactory(station=world.station, lost=True)
    StatusSpan.objects.filter(case=made).update(ends_on=date(2026, 11, 12))
    StatusSpan.objects.create(
        case=made, kind=StatusKind.LOST_CONTACT, starts_on=date(2026, 11, 18), recorded_at=made.created_at
    )
    duties_open(on=MONDAY, case_ids=[made.pk])
    outcomes = Duty.objects.filter(case=made, kind=SEARCH).order_by("opens_on")
    assert [duty.outcome for duty in outcomes] == [DutyOutcome.COMPLIED, DutyOutcome.OPEN]


def test_search_closed_by_the_end_of_the_case_is_missed(world: World) -> None:
    made = CaseFactory(station=world.station, lost=True)
    StatusSpan.objects.filter(case=made).update(ends_on=date(2026, 11, 20), is_closed_with_case=True)
    Case.objects.filter(pk=made.pk).update(ended_on=date(2026, 11, 20), end_kind=EndKind.RECALLED)
    duties_open(on=MONDAY, case_ids=[made.pk])
    assert duty_of(made, SEARCH).outcome == DutyOutcome.MISSED
