"""Staff: postings, absences, and how posts are counted."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import BadInput, Refused
from corrections.enums import AbsenceKind, StaffKind
from corrections.models import Organisation, Posting, Staff, User
from corrections.selectors.staff import social_worker_shares, staff_for_case, stations_staffed
from corrections.services.staff import absence_add, absence_end, posting_add, posting_end, staff_create
from tests.factories import CaseFactory, PostingFactory, StaffAbsenceFactory
from tests.people import TODAY, World

FROM = date(2026, 11, 2)


def create(by: User, organisation: Organisation, **given: object) -> Staff:
    facts: dict[str, object] = {
        "name": "周社工",
        "kind": StaffKind.SOCIAL_WORKER,
        "starts_on": FROM,
        "share": 60,
    }
    return staff_create(by=by, organisation=organisation, **(facts | given))  # type: ignore[arg-type]


def test_staff_create_with_a_first_posting(world: World, head: User) -> None:
    staff = create(head, world.station)

    posting = Posting.objects.get(staff=staff)
    assert (posting.path, posting.share, posting.kind) == (world.station.path, 60, StaffKind.SOCIAL_WORKER)


def test_posting_add_never_more_than_a_full_post(world: World, head: User) -> None:
    staff = create(head, world.station)

    posting_add(
        by=head,
        staff=staff,
        organisation=world.next_station,
        kind=StaffKind.SOCIAL_WORKER,
        starts_on=FROM,
        share=40,
    )
    with pytest.raises(Refused, match="超过100%"):
        posting_add(
            by=head,
            staff=staff,
            organisation=world.county,
            kind=StaffKind.CONTRACT,
            starts_on=date(2020, 1, 1),
            share=1,
        )


def test_posting_add_bad_input(world: World, head: User) -> None:
    staff = create(head, world.station)
    for given in ({"share": 0}, {"share": 101}, {"ends_on": date(2026, 11, 1)}):
        with pytest.raises(BadInput):
            posting_add(
                by=head,
                staff=staff,
                organisation=world.station,
                kind=StaffKind.CONTRACT,
                starts_on=FROM,
                **given,
            )


def test_posting_end_hands_cases_over_first(world: World, head: User) -> None:
    posting = PostingFactory(organisation=world.station)
    CaseFactory(station=world.station, responsible=posting.staff)

    with pytest.raises(Refused, match="1名对象"):
        posting_end(by=head, posting=posting, ends_on=TODAY)


def test_posting_end_twice(world: World, head: User) -> None:
    posting = posting_end(by=head, posting=PostingFactory(organisation=world.station), ends_on=TODAY)

    with pytest.raises(Refused, match="已于2026-11-23终止"):
        posting_end(by=head, posting=posting, ends_on=TODAY)


def test_absence_add_and_end(world: World, head: User) -> None:
    staff = create(head, world.station)
    absence = absence_add(by=head, staff=staff, kind=AbsenceKind.SICK, starts_on=FROM)
    with pytest.raises(BadInput, match="重叠"):
        absence_add(by=head, staff=staff, kind=AbsenceKind.TRAINING, starts_on=TODAY)

    assert absence_end(by=head, absence=absence, ends_on=TODAY).ends_on == TODAY
    with pytest.raises(Refused, match="已于"):
        absence_end(by=head, absence=absence, ends_on=TODAY)


@pytest.mark.parametrize("person", ["officer", "neighbour", "inspector", "outsider"])
def test_staff_without_the_right(world: World, person: str, request: pytest.FixtureRequest) -> None:
    by, posting = request.getfixturevalue(person), PostingFactory(organisation=world.station)

    with pytest.raises(PermissionDenied):
        create(by, world.station)
    with pytest.raises(PermissionDenied):
        posting_end(by=by, posting=posting, ends_on=TODAY)
    with pytest.raises(PermissionDenied):
        absence_add(by=by, staff=posting.staff, kind=AbsenceKind.SICK, starts_on=FROM)


def shares(organisation: Organisation, on: date = TODAY) -> int:
    return social_worker_shares(organisation, on=on)


def test_shares_first_to_last_day(world: World) -> None:
    PostingFactory(organisation=world.station, social_worker=True, half=True, starts_on=FROM, ends_on=TODAY)
    PostingFactory(organisation=world.next_station, social_worker=True)
    PostingFactory(organisation=world.station, social_worker=True, left=True)
    PostingFactory(organisation=world.station, social_worker=True, future=True)
    PostingFactory(organisation=world.station)

    assert [shares(o) for o in (world.station, world.next_station, world.county, world.province)] == [
        50,
        100,
        150,
        150,
    ]
    assert [shares(world.station, day) for day in (date(2026, 11, 1), FROM, date(2026, 11, 24))] == [0, 50, 0]
    assert shares(world.other_county) == 0


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "counted"),
    [
        (date(2026, 10, 25), date(2026, 11, 23), 100),  # 30 days
        (date(2026, 10, 24), date(2026, 11, 23), 0),  # 31 days
        (date(2026, 10, 1), date(2026, 11, 22), 100),  # over
        (date(2026, 11, 24), date(2027, 1, 31), 100),  # to come
        (date(2026, 10, 25), None, 100),  # open, the thirtieth day
        (date(2026, 10, 24), None, 0),  # open, the thirty-first
    ],
)
def test_shares_absences_longer_than_thirty_days(
    world: World, starts_on: date, ends_on: date | None, counted: int
) -> None:
    posting = PostingFactory(organisation=world.station, social_worker=True)
    StaffAbsenceFactory(staff=posting.staff, starts_on=starts_on, ends_on=ends_on)

    assert shares(world.county) == counted


def test_stations_staffed(world: World) -> None:
    PostingFactory(organisation=world.station)
    PostingFactory(organisation=world.next_station, half=True)
    PostingFactory(organisation=world.other_station, kind=StaffKind.CONTRACT)
    PostingFactory(organisation=world.county)

    assert list(stations_staffed(world.province, on=TODAY)) == [world.station]
    world.station.closed_on = date(2026, 11, 22)
    world.station.save()
    assert not stations_staffed(world.county, on=TODAY).exists()


def test_staff_for_case_at_the_station_and_above(world: World) -> None:
    here, above = PostingFactory(organisation=world.station), PostingFactory(organisation=world.county)
    PostingFactory(organisation=world.next_station)
    PostingFactory(organisation=world.station, left=True)

    assert set(staff_for_case(world.station.path, on=TODAY)) == {here.staff, above.staff}
