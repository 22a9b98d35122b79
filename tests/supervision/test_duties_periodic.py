"""counting.md, Duties: periods, first and last, frequency and level of the first day, cut-over."""

from datetime import date, timedelta

import pytest

from core.clock import now
from corrections.enums import EndKind, Level
from corrections.models import Case
from supervision.enums import DutyKind, DutyOutcome, DutyOwner, Frequency
from supervision.models import Duty, Rule, RuleBook
from supervision.services import duties_open
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of, level_switch, occasions

ORAL, WRITTEN, VISIT = DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT, DutyKind.VISIT


def test_duties_open_covers_one_whole_period(case: Case) -> None:
    duties_open(on=MONDAY)
    duty = duty_of(case, ORAL)
    assert (duty.occasion, duty.opens_on, duty.due_on) == (
        "2026-W48",
        date(2026, 11, 23),
        date(2026, 11, 29),
    )
    assert duty.closes_on == date(2026, 12, 6)
    assert (duty.due_raw_on, duty.outcome, duty.owner) == (duty.due_on, DutyOutcome.OPEN, DutyOwner.PERSON)
    assert duty.station == case.station and duty.path == case.station.path
    assert duty.rule is not None and duty.rule.frequency == Frequency.WEEK


def test_duties_open_twice_changes_nothing(case: Case) -> None:
    assert duties_open(on=MONDAY) > 0
    before = list(Duty.objects.order_by("pk").values())
    assert duties_open(on=MONDAY) == 0
    assert list(Duty.objects.order_by("pk").values()) == before


def test_duties_open_for_a_past_date_again_gives_the_same_rows(case: Case) -> None:
    columns = ("kind", "occasion", "opens_on", "due_on", "closes_on", "outcome", "station_id")
    days = [date(2026, 11, 9) + timedelta(days=step) for step in range(15)]
    for day in days:
        duties_open(on=day)
    first = sorted(Duty.objects.values_list(*columns))
    Duty.objects.all().delete()
    for day in reversed(days):
        duties_open(on=day)
    assert sorted(Duty.objects.values_list(*columns)) == first


def test_duties_open_begins_with_the_first_whole_period_after_registration(case: Case) -> None:
    duties_open(on=MONDAY, case_ids=[case.pk])
    # Registered on Monday 2026-11-02: that very week and November had begun by then.
    assert occasions(case, ORAL) == ["2026-W46", "2026-W47", "2026-W48"]
    assert occasions(case, WRITTEN) == []
    duties_open(on=date(2026, 12, 1), case_ids=[case.pk])
    assert occasions(case, WRITTEN) == ["2026-12"]


def test_duties_open_counts_from_reception_where_no_registration_is_recorded(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(registered_on=None, received_on=date(2026, 11, 15))
    duties_open(on=MONDAY, case_ids=[case.pk])
    assert occasions(case, ORAL) == ["2026-W47", "2026-W48"]


def test_duties_open_counts_from_registration_and_not_from_reception(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(registered_on=date(2026, 11, 16))
    duties_open(on=MONDAY, case_ids=[case.pk])
    assert occasions(case, ORAL) == ["2026-W48"]


def test_duties_open_ends_with_the_last_whole_period_within_the_term(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(term_ends_on=date(2026, 11, 28))
    duties_open(on=MONDAY, case_ids=[case.pk])
    assert occasions(case, ORAL) == ["2026-W46", "2026-W47"]


def test_duties_open_takes_a_period_that_ends_with_the_term(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(term_ends_on=date(2026, 11, 29))
    duties_open(on=MONDAY, case_ids=[case.pk])
    assert occasions(case, ORAL)[-1] == "2026-W48"


def test_duties_open_gives_none_to_someone_without_a_level(world: World, books: None) -> None:
    undetermined = CaseFactory(station=world.station, undetermined=True)
    duties_open(on=MONDAY, case_ids=[undetermined.pk])
    assert not Duty.objects.filter(closes_on__isnull=False).exists()


def test_duties_open_gives_none_when_the_term_is_over(world: World, books: None) -> None:
    over = CaseFactory(station=world.station, term_over=True, strict=True)
    duties_open(on=MONDAY)
    assert not Duty.objects.filter(case=over, opens_on__gt=date(2026, 10, 31)).exists()
    assert not Duty.objects.filter(case=over, kind__in=[ORAL, WRITTEN, VISIT]).exists()


def test_duties_open_gives_none_after_the_end(world: World, books: None) -> None:
    ended = CaseFactory(station=world.station, ended=True, strict=True)
    duties_open(on=MONDAY)
    assert not Duty.objects.filter(case=ended).exists()


def test_duties_open_gives_an_ended_case_what_was_due_before(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(ended_on=date(2026, 11, 21), end_kind=EndKind.RECALLED)
    duties_open(on=MONDAY, case_ids=[case.pk])
    # The week in which the case ended was not over.
    assert occasions(case, ORAL) == ["2026-W46"]
    assert duty_of(case, ORAL).outcome == DutyOutcome.MISSED


@pytest.mark.parametrize(
    ("level", "oral", "written", "visit"),
    [
        (Level.STRICT, "2027-W05", "2027-F172", "2027-01"),
        (Level.ORDINARY, "2027-W05", "2027-02", "2027-P1"),
        (Level.LENIENT, "2027-F173", "2027-Q1", "2027-Q1"),
    ],
)
def test_duties_open_follows_the_level(
    world: World, books: None, level: Level, oral: str, written: str, visit: str
) -> None:
    made = CaseFactory(station=world.station, level=level)
    duties_open(on=date(2027, 2, 7), case_ids=[made.pk])
    assert oral in occasions(made, ORAL)
    assert written in occasions(made, WRITTEN)
    assert visit in occasions(made, VISIT)


def test_duties_open_takes_the_level_of_the_first_day(case: Case) -> None:
    """Peers' bug 4: the next report was always +15 days, whatever the level."""
    level_switch(case, Level.LENIENT, date(2026, 11, 18))
    duties_open(on=date(2026, 12, 20), case_ids=[case.pk])
    # W47 began at the ordinary level; the fortnight of 9 November did so too, the next one begins lenient.
    assert occasions(case, ORAL) == ["2026-W46", "2026-W47", "2026-F168", "2026-F169"]


def test_duties_open_takes_the_frequency_of_the_first_day(case: Case) -> None:
    book = RuleBook.objects.get(key="since-2020")
    Rule.objects.create(
        book=book,
        key=ORAL,
        level=Level.ORDINARY,
        frequency=Frequency.FORTNIGHT,
        effective_from=date(2026, 11, 18),
        legal_basis="本省规定",
        updated_at=now(),
    )
    duties_open(on=date(2026, 12, 6), case_ids=[case.pk])
    assert occasions(case, ORAL) == ["2026-W46", "2026-W47", "2026-F168"]


def test_duties_open_takes_the_rule_of_the_office_of_the_first_day(case: Case, world: World) -> None:
    book = RuleBook.objects.get(key="since-2020")
    Rule.objects.create(
        book=book,
        key=ORAL,
        level=Level.ORDINARY,
        organisation=world.other_county,
        frequency=Frequency.MONTH,
        effective_from=date(2026, 1, 1),
        legal_basis="本县规定",
        updated_at=now(),
    )
    other = CaseFactory(station=world.other_station, ordinary=True, received_on=date(2026, 9, 30))
    duties_open(on=MONDAY, case_ids=[case.pk, other.pk])
    assert occasions(case, ORAL) == ["2026-W46", "2026-W47", "2026-W48"]
    assert occasions(other, ORAL) == ["2026-10", "2026-11"]


def test_duties_open_follows_the_old_book_in_its_own_time(world: World, books: None) -> None:
    old = CaseFactory(
        station=world.station,
        strict=True,
        term_starts_on=date(2020, 3, 30),
        term_ends_on=date(2022, 3, 29),
        received_on=date(2020, 3, 31),
    )
    duties_open(on=date(2020, 8, 31), case_ids=[old.pk])
    visits = occasions(old, VISIT)
    assert visits == ["2020-07", "2020-08"]  # the 2014 book as we know it names no visits
    assert "2020-F-5" in occasions(old, WRITTEN)
    assert {d.rule.book.key for d in Duty.objects.filter(case=old, kind=ORAL)} == {
        "since-2020",
        "sichuan-2014",
    }


def test_cut_over_begins_with_the_first_whole_period_after_the_import(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(taken_over_on=MONDAY)
    duties_open(on=date(2026, 12, 6), case_ids=[case.pk])
    assert occasions(case, ORAL) == ["2026-W49"]
    assert occasions(case, WRITTEN) == ["2026-12"]


def test_duties_open_stands_at_the_placement_of_the_due_day(case: Case, world: World) -> None:
    placement = case.placements.get()
    placement.ends_on = date(2026, 11, 25)
    placement.save()
    case.placements.create(
        station=world.next_station,
        kind="move",
        starts_on=date(2026, 11, 26),
        recorded_at=placement.recorded_at,
    )
    duties_open(on=MONDAY, case_ids=[case.pk])
    assert duty_of(case, ORAL, "2026-W47").station == world.station
    assert duty_of(case, ORAL, "2026-W48").station == world.next_station


def test_duties_open_for_one_office_leaves_the_others(case: Case, world: World) -> None:
    other = CaseFactory(station=world.other_station, ordinary=True)
    duties_open(on=MONDAY, path=world.county.path)
    assert Duty.objects.filter(case=case).exists()
    assert not Duty.objects.filter(case=other).exists()


def test_duties_open_heals_a_missed_night(case: Case) -> None:
    duties_open(on=date(2026, 11, 26))
    assert occasions(case, ORAL) == ["2026-W48"]
    assert duty_of(case, ORAL).opens_on == MONDAY
