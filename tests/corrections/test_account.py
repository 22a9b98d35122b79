"""Accounts, roles, lent cases and restrictions: nobody serves himself, administrators stay apart."""

from datetime import date
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import Role
from corrections.models import Case, Organisation, OrganisationGrant, User
from corrections.permissions import Permission as P
from corrections.policies.account import ADMINISTRATORS, ROLE_OFFICES
from corrections.roles import permissions_of
from corrections.services.account import (
    DEMO_PASSWORD,
    DEMO_REASON,
    AccountFacts,
    accounts_install,
    user_create,
    user_disable,
)
from corrections.services.grant import case_lend, denial_end, denial_give, grant_end, grant_give
from tests.factories import CaseFactory, OrganisationGrantFactory, StaffFactory, UserFactory
from tests.people import TODAY, World

GOOD = "Qiuyue#2026-kx"


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def give(
    by: User, user: User, organisation: Organisation, role: Role = Role.STATION_OFFICER, **given: object
) -> OrganisationGrant:
    facts: dict[str, object] = {"starts_on": TODAY, "reason": "岗位任命"}
    return grant_give(by=by, user=user, role=role, organisation=organisation, **(facts | given))  # type: ignore[arg-type]


def test_grant_give_and_end(world: World, security_administrator: User) -> None:
    user = UserFactory(office=world.station)

    grant = give(security_administrator, user, world.station)
    assert fresh(user).may(P.OFFENDER_VIEW, path=world.station.path)
    assert not fresh(user).may(P.OFFENDER_VIEW, path=world.next_station.path)

    grant_end(by=security_administrator, grant=grant, ends_on=TODAY, reason="调离")
    assert fresh(user).may(P.OFFENDER_VIEW)
    events = AuditEvent.objects.order_by("id").values_list("event", "reason")
    assert list(events) == [("grant_given", "岗位任命"), ("grant_ended", "调离")]


def test_grant_give_in_two_spans(world: World, security_administrator: User) -> None:
    user = UserFactory()
    give(security_administrator, user, world.station, ends_on=date(2026, 11, 30))
    with pytest.raises(Refused, match="已有这一角色"):
        give(security_administrator, user, world.station, starts_on=date(2026, 11, 30))

    give(security_administrator, user, world.station, starts_on=date(2026, 12, 1))
    assert OrganisationGrant.spans.filter(user=user).count() == 2


def test_grant_give_to_oneself(world: World, security_administrator: User) -> None:
    with pytest.raises(Refused, match="不能为自己"):
        give(security_administrator, security_administrator, world.station)


def test_grant_end_of_one_s_own(world: World, security_administrator: User) -> None:
    own = OrganisationGrant.spans.get(user=security_administrator)

    with pytest.raises(Refused, match="不能为自己"):
        grant_end(by=security_administrator, grant=own, ends_on=TODAY, reason="试")


@pytest.mark.parametrize(("first", "second"), list(permutations(sorted(ADMINISTRATORS), 2)))
def test_grant_give_never_combines_two_administrators(
    world: World, security_administrator: User, first: Role, second: Role
) -> None:
    user = UserFactory()
    give(security_administrator, user, world.province, first, starts_on=date(2027, 1, 1))

    with pytest.raises(Refused, match="不同账号"):
        give(security_administrator, user, world.county, second)


def test_grant_give_administrators_one_after_the_other(world: World, security_administrator: User) -> None:
    user = UserFactory()
    give(security_administrator, user, world.province, Role.AUDIT_ADMINISTRATOR, ends_on=TODAY)

    give(
        security_administrator, user, world.province, Role.SYSTEM_ADMINISTRATOR, starts_on=date(2026, 11, 24)
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"role": Role.COUNTY_HEAD}, "不能授予"),
        ({"ends_on": date(2026, 11, 22)}, "早于起始"),
        ({"reason": " "}, "事由"),
    ],
)
def test_grant_give_bad_input(
    world: World, security_administrator: User, given: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        give(security_administrator, UserFactory(), world.station, **given)  # type: ignore[arg-type]


def test_grant_give_to_a_disabled_account(world: World, security_administrator: User) -> None:
    with pytest.raises(Refused, match="已停用"):
        give(security_administrator, UserFactory(disabled=True), world.station)


@pytest.mark.parametrize("person", ["officer", "head", "inspector", "outsider", "system_administrator"])
def test_grant_give_without_the_right(world: World, person: str, request: pytest.FixtureRequest) -> None:
    by, user = request.getfixturevalue(person), UserFactory()

    with pytest.raises(PermissionDenied):
        give(by, user, world.station)
    with pytest.raises(PermissionDenied):
        grant_end(
            by=by,
            grant=OrganisationGrantFactory(user=user, content_object=world.station),
            ends_on=TODAY,
            reason="x",
        )


def test_every_role_has_an_office_and_administrators_see_no_people() -> None:
    assert set(ROLE_OFFICES) == set(Role)
    assert all(P.OFFENDER_VIEW not in permissions_of(role) for role in ADMINISTRATORS)


def test_user_create_without_a_role(world: World, system_administrator: User) -> None:
    staff = StaffFactory()

    user = user_create(
        by=system_administrator,
        username="xinren",
        name="新人",
        office=world.station,
        password=GOOD,
        staff=staff,
    )

    assert user.must_change_password and user.check_password(GOOD) and user.reach.roles == ()
    event = AuditEvent.objects.get(event="user_created")
    assert GOOD not in str(event.changes) and event.path == world.station.path


def test_user_create_bad_input(world: World, system_administrator: User, officer: User) -> None:
    def create(username: str = "xinren", password: str = GOOD, staff: object = None) -> None:
        user_create(
            by=system_administrator,
            username=username,
            name="新人",
            office=world.station,
            password=password,
            staff=staff,  # type: ignore[arg-type]
        )

    with pytest.raises(BadInput, match="已被使用"):
        create(username="officer")
    with pytest.raises(BadInput):
        create(password="123")
    with pytest.raises(BadInput, match="已有账号"):
        create(staff=officer.staff)


def test_user_disable_is_out_at_once(world: World, system_administrator: User, officer: User) -> None:
    case = CaseFactory(station=world.station)

    user_disable(by=system_administrator, user=officer, reason="离职")

    assert not Case.objects.visible_to(fresh(officer)).contains(case)
    with pytest.raises(Refused, match="已经停用"):
        user_disable(by=system_administrator, user=officer, reason="离职")


def test_user_disable_oneself_or_without_the_right(
    world: World, system_administrator: User, head: User, officer: User
) -> None:
    with pytest.raises(Refused, match="自己"):
        user_disable(by=system_administrator, user=system_administrator, reason="试")
    with pytest.raises(BadInput, match="事由"):
        user_disable(by=system_administrator, user=officer, reason="")
    with pytest.raises(PermissionDenied):
        user_disable(by=head, user=officer, reason="离职")


def test_accounts_install_keeps_administrators_apart(world: World) -> None:
    roles = [(Role.SYSTEM_ADMINISTRATOR, world.province), (Role.AUDIT_ADMINISTRATOR, world.province)]
    facts = AccountFacts(username="first", name="首个", password=GOOD, office=world.province, roles=roles)

    with pytest.raises(Refused, match="不同账号"):
        accounts_install(accounts=[facts], reason="安装")
    assert not User.objects.filter(username="first").exists()


def test_demo_logins_prints_one_a_role(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    accounts_install(
        accounts=[
            AccountFacts(
                username=name,
                name="演示",
                password=DEMO_PASSWORD,
                office=office,
                roles=[(role, office)],
            )
            for name, role, office in (
                ("suoyuan", Role.STATION_OFFICER, world.station),
                ("linsuo", Role.STATION_OFFICER, world.next_station),
                ("shengting", Role.PROVINCE_INSPECTOR, world.province),
                ("juzhang", Role.COUNTY_HEAD, world.county),
            )
        ],
        reason=DEMO_REASON,
    )
    changed = User.objects.get(username="juzhang")
    changed.set_password(GOOD)
    changed.save()

    call_command("demo_logins")

    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["suoyuan", "shengting"]


def test_demo_logins_without_a_demo(world: World, officer: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_logins")

    assert capsys.readouterr().out == ""


def lend(by: User, case: Case, user: User, **given: object) -> None:
    facts: dict[str, object] = {"starts_on": TODAY, "ends_on": date(2026, 11, 30), "reason": "协助查找"}
    case_lend(by=by, case=case, user=user, **(facts | given))  # type: ignore[arg-type]


def test_case_lend_opens_the_file(world: World, head: User, neighbour: User) -> None:
    case = CaseFactory(station=world.station)

    lend(head, case, neighbour)

    assert Case.objects.visible_to(fresh(neighbour)).contains(case)
    assert AuditEvent.objects.get().event == "case_lent"


def test_case_lend_refusals(world: World, head: User, officer: User, neighbour: User) -> None:
    case = CaseFactory(station=world.station)
    with pytest.raises(PermissionDenied):
        lend(officer, case, neighbour)
    with pytest.raises(PermissionDenied):
        lend(head, CaseFactory(station=world.other_station), neighbour)
    with pytest.raises(Refused, match="不能为自己"):
        lend(head, case, head)
    with pytest.raises(Refused, match="停用"):
        lend(head, case, UserFactory(disabled=True))
    lend(head, case, neighbour)
    with pytest.raises(Refused, match="已可协办"):
        lend(head, case, neighbour)


def test_denial_give_closes_a_case_and_ends(world: World, head: User, officer: User) -> None:
    case = CaseFactory(station=world.station)

    denial = denial_give(by=head, user=officer, case=case, starts_on=TODAY, reason="亲属回避")
    assert not Case.objects.visible_to(fresh(officer)).contains(case)

    denial_end(by=head, denial=denial, ends_on=TODAY, reason="回避解除")
    assert not Case.objects.visible_to(fresh(officer)).contains(case)  # TODAY is its last day
    assert AuditEvent.objects.filter(case_id=case.pk).count() == 2


def test_denial_give_closes_an_office(world: World, head: User, security_administrator: User) -> None:
    case = CaseFactory(station=world.station)

    denial_give(
        by=security_administrator, user=head, organisation=world.station, starts_on=TODAY, reason="回避"
    )

    assert not Case.objects.visible_to(fresh(head)).contains(case)


def test_denial_give_and_end_refusals(
    world: World, head: User, officer: User, security_administrator: User
) -> None:
    case = CaseFactory(station=world.station)
    with pytest.raises(BadInput, match="一个机构或一个案件"):
        denial_give(by=head, user=officer, starts_on=TODAY, reason="回避")
    for by, target in ((officer, {"case": case}), (head, {"organisation": world.station})):
        with pytest.raises(PermissionDenied):
            denial_give(by=by, user=officer, starts_on=TODAY, reason="回避", **target)
    own = denial_give(
        by=head, user=head, case=CaseFactory(station=world.station), starts_on=TODAY, reason="回避"
    )
    with pytest.raises(Refused, match="不能为自己"):
        denial_end(by=fresh(head), denial=own, ends_on=TODAY, reason="不想回避")
