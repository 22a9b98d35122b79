"""The morning's digest: once a day for whom something waits, none where nothing does; two days ahead; put away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.clock import frozen, now
from core.jobs import Job, nights_create
from core.jobs.draining import jobs_drain
from corrections.enums import Level, Role
from corrections.models import Case, User
from supervision.enums import Channel
from supervision.models import Digest, Rule
from supervision.selectors.digests import digest_items, digest_of
from supervision.services import check_in_record, duties_open, overdue_flag
from supervision.services.digests import digest_read, digests_make
from tests.corrections.browsing import page, send, text
from tests.factories import CaseFactory, OrganisationGrantFactory, StaffFactory, full_team
from tests.people import World

pytestmark = pytest.mark.usefixtures("books")
FRIDAY, SUNDAY = date(2026, 11, 27), date(2026, 11, 29)


@pytest.fixture
def calm(world: World) -> Case:
    """Ordinary level, taken over on 20 November with its team: the week's report is the only thing near."""
    made: Case = CaseFactory(
        station=world.station,
        level=Level.ORDINARY,
        responsible=StaffFactory(name="吴专干"),
        received_on=date(2026, 3, 2),
        taken_over_on=date(2026, 11, 20),
    )
    full_team(made)
    duties_open(on=FRIDAY)
    return made


def morning(day: date) -> dict[str, dict[str, int]]:
    """Lives that morning; who was told what."""
    with frozen(day):
        digests_make(on=day)
    return {digest.user.username: digest.counts for digest in Digest.objects.filter(on=day)}


def test_nobody_is_told_when_nothing_waits(calm: Case, officer: User, head: User) -> None:
    assert morning(FRIDAY - timedelta(days=1)) == {}


def test_what_is_due_in_two_days_is_told_then_and_on_its_day(
    calm: Case, officer: User, neighbour: User, head: User, inspector: User
) -> None:
    assert morning(FRIDAY) == {"officer": {"due_soon": 1}, "head": {"due_soon": 1}}
    sunday = morning(SUNDAY)
    assert {name: counts["due_today"] for name, counts in sunday.items()} == {"officer": 1, "head": 1}


def test_two_days_are_the_rule_books(calm: Case, officer: User) -> None:
    wednesday = FRIDAY - timedelta(days=2)
    assert morning(wednesday) == {}
    Rule.objects.filter(key="reminder_ahead").update(number=4, updated_at=now() + timedelta(days=30))
    assert morning(wednesday) == {"officer": {"due_soon": 1}}


def test_what_was_done_since_is_not_told(calm: Case, officer: User) -> None:
    with frozen(FRIDAY):
        check_in_record(by=officer, case=calm, channel=Channel.PHONE, happened_on=FRIDAY)
    assert morning(FRIDAY) == {}


def test_once_a_day_however_often_it_runs(calm: Case, officer: User) -> None:
    first = morning(FRIDAY)
    with frozen(FRIDAY):
        assert digests_make(on=FRIDAY) == 0
    assert morning(FRIDAY) == first


def test_a_morning_that_is_over_is_not_told(calm: Case, officer: User) -> None:
    with frozen(SUNDAY):
        assert digests_make(on=FRIDAY) == 0
    assert not Digest.objects.exists()


def test_disabled_accounts_and_those_whose_role_is_over_are_left_out(
    calm: Case, officer: User, head: User
) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert set(morning(FRIDAY)) == {"head"}


def test_the_night_before_is_new_in_the_morning(calm: Case, officer: User) -> None:
    monday = date(2026, 11, 30)
    with frozen(monday):
        duties_open(on=monday)
        overdue_flag(on=monday)
        counts = morning(monday)["officer"]
    assert (counts["new"], counts["overdue_person"]) == (1, 1)


def test_each_count_leads_to_as_many_rows_and_is_put_away_by_its_owner(
    calm: Case, officer: User, neighbour: User
) -> None:
    with frozen(FRIDAY):
        digests_make(on=FRIDAY)
        digest = digest_of(officer)
        assert digest is not None
        (item,) = digest_items(digest)
        shown = text(page(officer, reverse("supervision:workbench")))
        assert "今日提要" in shown
        assert calm.offender.name in text(page(officer, item.url))
        url = reverse("supervision:digest_read", args=[digest.pk])
        assert send(neighbour, url).status_code == 404
        assert digest_of(officer) is not None
        assert send(officer, url).status_code == 302
        assert "今日提要" not in text(page(officer, reverse("supervision:workbench")))
        digest_read(by=officer, digest=digest)
    with frozen(SUNDAY):
        assert digest_of(officer) is None


def test_the_parts_of_a_night_tell_everybody_once(
    calm: Case, world: World, officer: User, head: User, inspector: User
) -> None:
    nobodys = User.objects.create_user("nobodys", name="无单位")
    OrganisationGrantFactory(user=nobodys, content_object=world.county, role=Role.COUNTY_OFFICER)
    CaseFactory(station=world.other_station, ordinary=True)
    with frozen(FRIDAY):
        nights_create()
        assert {job.status for job in jobs_drain()} == {"done"}
        assert Job.objects.filter(kind="morning_digest").count() == 3  # two counties, and who stands above
        told = Digest.objects.filter(on=FRIDAY).values_list("user__username", flat=True)
        assert sorted(told) == ["head", "nobodys", "officer"]
        assert digests_make(on=FRIDAY) == 0
