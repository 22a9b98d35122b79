"""The demo county's offices at work: staff with postings, accounts with roles, communities with representatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from core.clock import now
from corrections.enums import AbsenceKind, DelegatedMatter, OrganisationKind, Role, Sex, StaffKind
from corrections.models import (
    Community,
    Delegation,
    Organisation,
    OrganisationGrant,
    Posting,
    Staff,
    StaffAbsence,
    User,
)
from corrections.services.account import DEMO_PASSWORD, DEMO_REASON
from reporting.management.demo.names import Names
from reviews.models import Representative

COUNTY_CODE = "511723"
HISTORY_FROM = date(2022, 1, 1)
Account = tuple[str, Role, Organisation, Staff | None]
"""Name, role, office, and the staff member behind it."""


@dataclass
class Offices:
    """What the people of the demo are placed at; `accounts` by the key of the staff member who has one."""

    county: Organisation
    stations: list[Organisation]
    officers: dict[int, list[Staff]] = field(default_factory=dict)
    social_workers: dict[int, Staff] = field(default_factory=dict)
    communities: dict[int, list[Community]] = field(default_factory=dict)
    representatives: dict[int, list[Representative]] = field(default_factory=dict)
    accounts: dict[int, User] = field(default_factory=dict)


def offices_make(random: Random, names: Names, *, on: date) -> Offices:
    """Staff, delegations and representatives of every station of the county; the tree must be loaded."""
    county = Organisation.objects.get(code=COUNTY_CODE, kind=OrganisationKind.COUNTY, closed_on=None)
    stations = list(Organisation.objects.filter(parent=county, kind=OrganisationKind.STATION).open(on=on))
    offices = Offices(county, stations)
    Delegation.objects.bulk_create(
        Delegation(
            county=county,
            station=station,
            matter=matter,
            starts_on=HISTORY_FROM,
            document="开司委〔2022〕1号",
        )
        for station in stations
        for matter in DelegatedMatter
    )
    _staff_make(random, names, offices, on=on)
    _representatives_make(random, names, offices)
    return offices


def _staff_make(random: Random, names: Names, offices: Offices, *, on: date) -> None:
    """One or two officers a station (one station without 政法专编), social workers for most, a county bureau of six."""
    staff: list[Staff] = []
    postings: list[Posting] = []

    def hire(organisation: Organisation, kind: StaffKind, *, head: bool = False, share: int = 100) -> Staff:
        is_female = random.random() < 0.4
        member = Staff(
            name=names.name(is_female=is_female),
            sex=Sex.FEMALE if is_female else Sex.MALE,
            phone=names.phone(),
            knows_minors=random.random() < 0.3,
        )
        staff.append(member)
        postings.append(
            Posting(
                staff=member,
                organisation=organisation,
                path=organisation.path,
                kind=kind,
                is_head=head,
                share=share,
                starts_on=HISTORY_FROM + timedelta(days=random.randrange(400)),
            )
        )
        return member

    for index, station in enumerate(offices.stations):
        first = StaffKind.CONTRACT if index == len(offices.stations) - 1 else StaffKind.POLITICAL_LEGAL
        offices.officers[station.pk] = [hire(station, first, head=True)]
        if index % 3 == 0:
            offices.officers[station.pk].append(hire(station, StaffKind.LOCAL_ADMINISTRATIVE))
        offices.social_workers[station.pk] = hire(
            station, StaffKind.SOCIAL_WORKER, share=100 if index % 4 else 50
        )
    for index in range(6):
        hire(offices.county, StaffKind.POLITICAL_LEGAL, head=index == 0)
    for _index in range(3):
        hire(offices.county, StaffKind.SOCIAL_WORKER)
    Staff.objects.bulk_create(staff)
    Posting.objects.bulk_create(postings)
    StaffAbsence.objects.create(
        staff=offices.social_workers[offices.stations[2].pk],
        kind=AbsenceKind.MATERNITY,
        starts_on=on - timedelta(days=50),
        ends_on=on + timedelta(days=48),
    )


def _representatives_make(random: Random, names: Names, offices: Offices) -> None:
    """Three to five representatives in most communities, two in a few, none in some."""
    rows: list[Representative] = []
    for station in offices.stations:
        communities = list(Community.objects.filter(station=station).order_by("code")[:6])
        offices.communities[station.pk] = communities
        for community in communities:
            panel = [
                Representative(
                    community=community,
                    name=names.name(is_female=is_female),
                    sex=Sex.FEMALE if is_female else Sex.MALE,
                    occupation=random.choice(("居民代表", "村民小组长", "退休教师", "人大代表", "网格员")),
                    phone=names.phone(),
                    starts_on=date(2025, 1, 1),
                )
                for is_female in random.choices((True, False), k=random.choice((0, 2, 3, 3, 4, 4, 5)))
            ]
            offices.representatives[community.pk] = panel
            rows += panel
    Representative.objects.bulk_create(rows)


def accounts_make(names: Names, offices: Offices) -> list[User]:
    """Accounts with the demo password: one a role, at a station and above it, and one for every other officer."""
    county, station, neighbour = offices.county, offices.stations[0], offices.stations[1]
    prefecture = county.parent
    province = prefecture.parent if prefecture else None
    if prefecture is None or province is None:
        raise ValueError("the tree has no prefecture or province above the demo county")
    first = offices.officers[station.pk]
    plan: list[Account] = [
        ("suozhang", Role.STATION_HEAD, station, first[0]),
        ("sizhu", Role.STATION_OFFICER, station, first[-1] if len(first) > 1 else None),
        ("linsuo", Role.STATION_OFFICER, neighbour, offices.officers[neighbour.pk][0]),
        ("shegong", Role.SOCIAL_WORKER, station, offices.social_workers[station.pk]),
        ("xianju", Role.COUNTY_OFFICER, county, None),
        ("juzhang", Role.COUNTY_HEAD, county, None),
        ("mingce", Role.ROSTER_ADMINISTRATOR, county, None),
        ("shiju", Role.PREFECTURE_OFFICER, prefecture, None),
        ("shengting", Role.PROVINCE_INSPECTOR, province, None),
        ("guize", Role.RULE_BOOK_ADMINISTRATOR, province, None),
        ("xitong", Role.SYSTEM_ADMINISTRATOR, province, None),
        ("anquan", Role.SECURITY_ADMINISTRATOR, province, None),
        ("shenji", Role.AUDIT_ADMINISTRATOR, province, None),
    ]
    taken = {staff.pk for _name, _role, _office, staff in plan if staff}
    others = [
        (place, officer)
        for place in offices.stations
        for officer in offices.officers[place.pk]
        if officer.pk not in taken
    ]
    plan += [
        (f"suo{number:02}", _role(offices, place, officer), place, officer)
        for number, (place, officer) in enumerate(others, start=1)
    ]
    users = accounts_save(names, plan)
    offices.accounts = {user.staff_id: user for user in users if user.staff_id}
    return users


def _role(offices: Offices, station: Organisation, officer: Staff) -> Role:
    """The first of a station leads it."""
    return Role.STATION_HEAD if officer is offices.officers[station.pk][0] else Role.STATION_OFFICER


def accounts_save(names: Names, plan: Sequence[Account]) -> list[User]:
    """One account for each line of the plan, with its role at its office."""
    permissions = _role_permissions()
    users = [
        User(
            username=username,
            name=staff.name if staff else names.name(is_female=False),
            office=office,
            staff=staff,
            password=_password(),
            password_changed_at=now(),
            created_at=now(),
        )
        for username, _role, office, staff in plan
    ]
    User.objects.bulk_create(users)
    OrganisationGrant.objects.bulk_create(
        OrganisationGrant(
            user=user,
            permission=permissions[f"role_{role.value}"],
            content_object=office,
            starts_on=HISTORY_FROM,
            reason=DEMO_REASON,
        )
        for user, (_name, role, office, _staff) in zip(users, plan, strict=True)
    )
    return users


def _role_permissions() -> dict[str, Permission]:
    content_type = ContentType.objects.get_for_model(Organisation)
    return {found.codename: found for found in Permission.objects.filter(content_type=content_type)}


@cache
def _password() -> str:
    """The demo password, hashed once."""
    hashed = User()
    hashed.set_password(DEMO_PASSWORD)
    return hashed.password
