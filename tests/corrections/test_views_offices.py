"""Offices, staff, accounts, roles, audit and jobs: thin pages over their services."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from core.audit import event_record
from core.models import AuditEvent, Job
from corrections.enums import OrganisationKind, Role
from corrections.models import OrganisationGrant, Posting, Staff, StaffAbsence, User
from tests.corrections.browsing import page, send, text
from tests.factories import (
    CaseFactory,
    OrganisationGrantFactory,
    PostingFactory,
    StaffAbsenceFactory,
    UserFactory,
)
from tests.people import World, account

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"corrections:{name}", args=args)


# Offices and staff


def counted(user: User, name: str = "organisation_list", *args: Any) -> dict[str, tuple[int, int, int]]:
    rows = page(user, url(name, *args)).context["rows"]
    return {row.name: (row.people, row.stations, row.shares) for row in rows}


def test_offices_count_people_and_posts_of_their_subtrees(
    world: World, officer: User, inspector: User, head: User
) -> None:
    CaseFactory.create_batch(2, station=world.station)
    CaseFactory(station=world.other_station)
    CaseFactory(station=world.station, ended=True)
    PostingFactory(organisation=world.station, half=True)
    assert counted(head)["新宁镇司法所"] == (2, 1, 150)
    assert counted(inspector)["达州市司法局"] == (3, 3, 250)
    assert counted(inspector, "organisation_detail", world.prefecture.pk)["开江县司法局"] == (2, 2, 250)


def test_station_sees_itself_alone(world: World, officer: User) -> None:
    assert list(counted(officer)) == ["新宁镇司法所"]
    assert page(officer, url("organisation_detail", world.next_station.pk)).status_code == 404


def test_staff_of_an_office_with_absences(world: World, head: User) -> None:
    away = PostingFactory(organisation=world.station, staff__name="请假人")
    StaffAbsenceFactory(staff=away.staff)
    CaseFactory(station=world.station, responsible=away.staff)
    seen = text(page(head, url("organisation_detail", world.station.pk)))
    assert "请假人" in seen and "病假" in seen and "不计入配备" in seen and away.staff.phone not in seen


def test_staff_come_take_posts_and_go(world: World, head: User) -> None:
    done = send(
        head,
        url("staff_create", world.station.pk),
        {
            "name": "新同事",
            "sex": "female",
            "kind": "social_worker",
            "share": "50",
            "starts_on": "2026-11-01",
        },
    )
    assert done.headers["Location"] == url("organisation_detail", world.station.pk)
    posting = Posting.objects.get(staff__name="新同事")
    further = {
        "organisation": world.next_station.pk,
        "kind": "contract",
        "share": "60",
        "starts_on": "2026-11-01",
    }
    refused = send(head, url("posting_add", posting.pk), further)
    assert refused.status_code == 409 and "超过100%" in text(refused)
    send(head, url("posting_add", posting.pk), further | {"share": "50"})
    assert posting.staff.postings.count() == 2
    send(head, url("posting_end", posting.pk), {"ends_on": "2026-11-20"})
    posting.refresh_from_db()
    assert posting.ends_on == date(2026, 11, 20)


def test_absence_begins_and_ends(world: World, head: User) -> None:
    posting = PostingFactory(organisation=world.station)
    send(head, url("absence_add", posting.pk), {"kind": "sick", "starts_on": "2026-11-10"})
    absence = StaffAbsence.objects.get(staff=posting.staff)
    send(head, url("absence_end", absence.pk), {"ends_on": "2026-11-20"})
    absence.refresh_from_db()
    assert absence.ends_on == date(2026, 11, 20)


def test_staff_are_kept_by_who_may(world: World, officer: User, inspector: User) -> None:
    posting = PostingFactory(organisation=world.station)
    for user in (officer, inspector):
        assert send(user, url("staff_create", world.station.pk)).status_code == 403
        assert send(user, url("posting_end", posting.pk), {"ends_on": "2026-11-20"}).status_code == 403
    assert Staff.objects.filter(postings__ends_on__isnull=False).count() == 0


# Accounts and roles

NEW = {"username": "xinren", "name": "新人", "password": "Kongque-3817-feng"}


def test_account_is_made_without_a_role(world: World, system_administrator: User) -> None:
    done = send(system_administrator, url("user_create", world.station.pk), NEW)
    made = User.objects.get(username="xinren")
    assert done.headers["Location"] == url("user_detail", made.pk)
    assert (made.office, made.must_change_password) == (world.station, True)
    assert "还没有角色" in text(page(system_administrator, url("user_detail", made.pk)))


def test_weak_password_is_said_and_not_echoed(world: World, system_administrator: User) -> None:
    seen = text(send(system_administrator, url("user_create", world.station.pk), NEW | {"password": "short"}))
    assert "密码至少 12 位" in seen and "xinren" in seen and 'value="short"' not in seen


def test_account_is_disabled_but_not_ones_own(world: World, system_administrator: User) -> None:
    other = UserFactory(office=world.station)
    send(system_administrator, url("user_disable", other.pk), {"reason": "调离"})
    other.refresh_from_db()
    assert not other.is_active
    own = send(system_administrator, url("user_disable", system_administrator.pk), {"reason": "x"})
    assert own.status_code == 409 and "不能停用自己的账号" in text(own)


GRANT = {"role": "station_officer", "starts_on": "2026-11-23", "reason": "任命"}


def test_role_is_given_with_dates_and_taken_back(world: World, security_administrator: User) -> None:
    other = UserFactory(office=world.station)
    answers = GRANT | {"organisation": world.station.pk, "ends_on": "2026-12-31"}
    send(security_administrator, url("grant_give", other.pk), answers)
    grant = OrganisationGrant.spans.get(user=other)
    assert (grant.starts_on, grant.ends_on) == (date(2026, 11, 23), date(2026, 12, 31))
    send(security_administrator, url("grant_end", grant.pk), {"ends_on": "2026-11-30", "reason": "调离"})
    assert OrganisationGrant.spans.get(pk=grant.pk).ends_on == date(2026, 11, 30)


def test_role_that_does_not_fit_the_office_is_said_at_the_field(
    world: World, security_administrator: User
) -> None:
    other = UserFactory(office=world.station)
    answers = GRANT | {"role": "county_head", "organisation": world.station.pk}
    assert "不能授予司法所" in text(send(security_administrator, url("grant_give", other.pk), answers))


def test_who_makes_accounts_gives_no_roles_and_the_other_way(
    world: World, system_administrator: User, security_administrator: User
) -> None:
    other = UserFactory(office=world.station)
    grant = OrganisationGrantFactory(user=other, content_object=world.station)
    assert send(system_administrator, url("grant_give", other.pk), GRANT).status_code == 403
    assert send(system_administrator, url("grant_end", grant.pk)).status_code == 403
    assert send(security_administrator, url("user_disable", other.pk), {"reason": "x"}).status_code == 403
    assert page(security_administrator, url("user_list")).status_code == 403
    assert page(security_administrator, url("grant_list")).status_code == 200
    assert page(security_administrator, url("user_detail", other.pk)).status_code == 200


def test_accounts_of_other_counties_do_not_exist(world: World) -> None:
    keeper = account("keeper", "县系管", Role.SYSTEM_ADMINISTRATOR, world.county)
    here, there = UserFactory(office=world.station), UserFactory(office=world.other_station)
    listed = [row.pk for row, _roles in page(keeper, url("user_list")).context["rows"]]
    assert here.pk in listed and there.pk not in listed
    assert page(keeper, url("user_detail", there.pk)).status_code == 404


def test_account_list_filters(world: World, system_administrator: User) -> None:
    one = UserFactory(office=world.station, username="alpha")
    OrganisationGrantFactory(user=one, content_object=world.station)
    UserFactory(office=world.other_station, username="beta", is_active=False)
    for words, expected in (
        ({"office": str(world.county.pk)}, ["alpha"]),
        ({"role": "station_officer"}, ["alpha"]),
        ({"username": "ALP"}, ["alpha"]),
        ({"active": "no"}, ["beta"]),
    ):
        found = page(system_administrator, url("user_list"), data=words).context["rows"]
        assert [row.username for row, _roles in found] == expected, words


# Audit


@pytest.fixture
def auditor(world: World) -> User:
    return account("auditor", "县审计", Role.AUDIT_ADMINISTRATOR, world.county)


def test_audit_lists_events_of_ones_offices_in_words(world: World, auditor: User, officer: User) -> None:
    event_record("grant_given", by=officer, subject=world.station, path=world.station.path, reason="任命")
    event_record("grant_given", by=None, subject=world.other_station, path=world.other_station.path)
    event_record("job_retried", by=None, subject=None)
    lines = [line for line, _office in page(auditor, url("audit_list")).context["rows"]]
    assert [(line.title, line.reason) for line in lines if line.event != "logged_in"] == [
        ("授予角色", "任命")
    ]


def test_audit_filters_by_event_actor_and_day(world: World, auditor: User, officer: User) -> None:
    event_record("file_opened", by=officer, subject=world.station, path=world.station.path)
    event_record("case_ended", by=auditor, subject=world.station, path=world.station.path)

    def found(**words: str) -> list[str]:
        return [line.event for line, _office in page(auditor, url("audit_list"), data=words).context["rows"]]

    assert found(event="file_opened") == ["file_opened"]
    assert found(actor=str(officer.pk)) == ["file_opened"]
    assert "case_ended" in found(since="20261123", until="2026年11月23日")
    assert found(since="2026-11-24") == []


def test_audit_is_closed_to_everybody_else(officer: User, head: User, system_administrator: User) -> None:
    for user in (officer, head, system_administrator):
        assert page(user, url("audit_list")).status_code == 403


# Jobs


def job(by: User | None = None, **values: Any) -> Job:
    from core.clock import now

    made: Job = Job.objects.create(
        kind="audit_seal", created_at=now(), created_by_id=by.pk if by else None, **values
    )
    return made


def test_jobs_are_ones_own(officer: User, head: User) -> None:
    job(officer, message="读取第 3 张表")
    job(head, message="别人的任务")
    seen = text(page(officer, url("job_list")))
    assert "读取第 3 张表" in seen and "别人的任务" not in seen


def test_failed_job_of_ones_own_is_run_again(officer: User, head: User) -> None:
    from core.clock import now

    failed = job(officer, status="failed", finished_at=now(), error="文件读不出")
    assert "重新执行" in text(page(officer, url("job_list")))
    assert send(head, url("job_retry", failed.pk)).status_code == 404
    assert send(officer, url("job_retry", failed.pk)).status_code == 302
    assert send(officer, url("job_retry", failed.pk)).status_code == 409
    assert AuditEvent.objects.filter(event="job_retried").count() == 1


def test_menu_shows_what_each_may_open(officer: User, inspector: User, system_administrator: User) -> None:
    from core.registry import menu_for

    def names(user: User) -> set[str]:
        return {item.url_name.removeprefix("corrections:") for item in menu_for(user)}

    assert {"offender_list", "case_receive", "organisation_list", "job_list"} <= names(officer)
    assert "case_receive" not in names(inspector) and "job_list" not in names(inspector)
    assert {"user_list", "organisation_list"} <= names(system_administrator)
    assert "offender_list" not in names(system_administrator)


def test_home_is_where_each_begins_the_day(
    officer: User,
    inspector: User,
    roster_administrator: User,
    system_administrator: User,
    security_administrator: User,
    audit_administrator: User,
) -> None:
    def home(user: User) -> str:
        return str(page(user, "/").headers["Location"])

    assert home(officer) == reverse("supervision:workbench")
    assert home(inspector) == reverse("reporting:home")
    assert home(roster_administrator) == url("roster_list")
    assert home(system_administrator) == url("user_list")
    assert home(security_administrator) == url("grant_list")
    assert home(audit_administrator) == url("audit_list")


def test_offices_of_a_province_are_not_all_shown_at_once(world: World, inspector: User) -> None:
    kinds = {row.kind for row in page(inspector, url("organisation_list")).context["rows"]}
    assert kinds == {OrganisationKind.PREFECTURE}
