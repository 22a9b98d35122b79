"""社区矫正法 第二十一、二十二条: documents, registration, reception, the team, and then week after week."""

from datetime import date

from core.models import AuditEvent
from corrections.enums import Category, DecisionOrgan, Level, Penalty, SeatRole, Sex
from corrections.models import Case, User
from corrections.services.level import case_level_change
from corrections.services.offender import PersonFacts
from corrections.services.reception import DecisionFacts, case_receive, case_register
from corrections.services.responsible import responsible_assign
from corrections.services.team import team_seat_add
from reporting.enums import IndicatorKey
from supervision.enums import Channel, DutyKind, DutyOutcome
from supervision.models import Duty
from supervision.services import check_in_record
from tests.factories.offenders import id_number
from tests.journeys.days import Days, on_card, outcomes, rate, told
from tests.people import World
from tests.supervision.duties import duty_of

ORAL = DutyKind.ORAL_REPORT
WEEK_49, WEEK_50, WEEK_51 = "2026-W49", "2026-W50", "2026-W51"


def documents_arrive(by: User, world: World) -> Case:
    """Effective on Friday 2026-11-20; the person has not come yet."""
    decision = DecisionFacts(
        category=Category.SUSPENDED,
        term_starts_on=date(2026, 11, 20),
        term_ends_on=date(2028, 11, 19),
        term_text="2年",
        decision_organ=DecisionOrgan.COURT,
        decision_organ_name="开江县人民法院",
        decision_number="（2026）川1723刑初201号",
        decided_on=date(2026, 11, 9),
        effective_on=date(2026, 11, 20),
        documents_received_on=date(2026, 11, 23),
        crimes=["盗窃罪"],
        penalty=Penalty.FIXED_TERM,
        penalty_term="1年",
    )
    person = PersonFacts(id_number=id_number(900), name="何新来", phone="13800000900")
    made = case_receive(by=by, station=world.station, person=person, decision=decision, received_on=None)
    assert made.is_new_person and made.warnings == []
    return made.case


def weekly(case: Case, officer: User, head: User, days: Days) -> None:
    """Comes on Wednesday 2026-11-25, gets an officer, a team and the ordinary level the same day."""
    days.go(date(2026, 11, 25))
    case_register(by=officer, case=case, registered_on=days.on)
    assert officer.staff is not None
    responsible_assign(by=officer, case=case, staff=officer.staff, starts_on=days.on)
    team_seat_add(by=officer, case=case, role=SeatRole.POLICE, name="孙民警", sex=Sex.MALE, starts_on=days.on)
    case_level_change(by=head, case=case, level=Level.ORDINARY, starts_on=days.on, reason="入矫评估")


def test_registration_settles_the_countys_clock_and_opens_the_teams(
    world: World, officer: User, days: Days
) -> None:
    case = documents_arrive(officer, world)
    awaited = duty_of(case, DutyKind.REGISTRATION)
    assert (awaited.opens_on, awaited.due_on) == (date(2026, 11, 20), date(2026, 11, 30))
    assert not awaited.is_for_county  # the county has delegated reception to this station
    assert outcomes(case, DutyKind.TEAM) == {}

    days.go(date(2026, 11, 25))
    case_register(by=officer, case=case, registered_on=days.on)
    awaited.refresh_from_db()
    assert (awaited.outcome, awaited.settled_on) == (DutyOutcome.COMPLIED, date(2026, 11, 25))
    assert duty_of(case, DutyKind.TEAM).due_on == date(2026, 11, 28)

    assert officer.staff is not None
    responsible_assign(by=officer, case=case, staff=officer.staff, starts_on=days.on)
    assert duty_of(case, DutyKind.TEAM).outcome == DutyOutcome.OPEN  # an officer alone is no team
    team_seat_add(by=officer, case=case, role=SeatRole.FAMILY, name="何父", sex=Sex.MALE, starts_on=days.on)
    assert duty_of(case, DutyKind.TEAM).outcome == DutyOutcome.COMPLIED


def test_whoever_does_not_come_is_late_and_the_offices_above_are_told(
    world: World, officer: User, days: Days
) -> None:
    case = documents_arrive(officer, world)
    days.go(date(2026, 12, 8))
    awaited = duty_of(case, DutyKind.REGISTRATION)
    assert on_card("registration_overdue", officer, days.on) == [("何新来", awaited.occasion)]
    assert told([awaited]) == [
        (date(2026, 12, 1), "新宁镇"),
        (date(2026, 12, 2), "开江县"),
        (date(2026, 12, 8), "达州市"),
    ]
    case_register(by=officer, case=case, registered_on=days.on, registration_result="late")
    awaited.refresh_from_db()
    assert (awaited.outcome, awaited.is_settled_late) == (DutyOutcome.COMPLIED, True)
    assert on_card("registration_overdue", officer, days.on) == []


def test_first_report_is_due_in_the_first_whole_week_and_recorded(
    world: World, officer: User, head: User, days: Days
) -> None:
    case = documents_arrive(officer, world)
    weekly(case, officer, head, days)
    days.go(date(2026, 11, 29))
    assert outcomes(case, ORAL) == {}  # the week of the registration is no whole one

    days.go(date(2026, 12, 3))
    assert outcomes(case, ORAL) == {WEEK_49: "open"}
    check_in_record(by=officer, case=case, channel=Channel.PHONE, happened_on=days.on, content="在家务农")
    assert outcomes(case, ORAL) == {WEEK_49: "complied"}

    days.go(date(2026, 12, 14))
    assert on_card("overdue_person", officer, days.on) == [("何新来", WEEK_50)]
    events = AuditEvent.objects.filter(case_id=case.pk, actor_id=officer.pk).order_by("pk")
    assert list(events.values_list("event", flat=True)) == [
        "case_received",
        "case_registered",
        "responsible_assigned",
        "team_seat_added",
        "check_in_recorded",
    ]


def test_missed_week_shows_goes_up_once_and_is_closed_by_the_next(
    world: World, officer: User, head: User, days: Days
) -> None:
    case = documents_arrive(officer, world)
    weekly(case, officer, head, days)
    days.go(date(2026, 12, 3))
    check_in_record(by=officer, case=case, channel=Channel.PHONE, happened_on=days.on)

    days.go(date(2026, 12, 16))  # nothing was heard in the week of the 7th
    assert on_card("overdue_person", officer, days.on) == [("何新来", WEEK_50)]
    check_in_record(by=officer, case=case, channel=Channel.PHONE, happened_on=days.on)
    assert outcomes(case, ORAL) == {WEEK_49: "complied", WEEK_50: "open", WEEK_51: "complied"}
    assert told(Duty.objects.filter(case=case, kind=ORAL)) == [
        (date(2026, 12, 14), "新宁镇"),
        (date(2026, 12, 15), "开江县"),
    ]

    days.go(date(2026, 12, 21))
    assert outcomes(case, ORAL)[WEEK_50] == "missed"
    assert on_card("overdue_person", officer, days.on) == []
    assert rate(IndicatorKey.REPORTS_ON_TIME, world.province, days.on) == (2, 3)


def test_missed_week_made_good_within_the_next_counts_as_late(
    world: World, officer: User, head: User, days: Days
) -> None:
    case = documents_arrive(officer, world)
    weekly(case, officer, head, days)
    days.go(date(2026, 12, 8))
    missed = duty_of(case, ORAL, WEEK_49)
    check_in_record(
        by=officer, case=case, channel=Channel.PHONE, happened_on=days.on, late_for=missed, settles=[ORAL]
    )
    assert outcomes(case, ORAL) == {WEEK_49: "complied", WEEK_50: "open"}
    assert rate(IndicatorKey.REPORTS_ON_TIME, world.province, days.on) == (0, 1)
