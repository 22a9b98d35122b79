"""The named people of every access test, and the small world they live in. Loaded as a pytest plugin by conftest.

World on 2026-11-23: one province, one prefecture, a county with two stations, and a second county with one. The
officer sits at the first station, the neighbour at the next one; the head leads the county; the inspector is the
province's; the outsider has an account and no role. The roster administrator belongs to the county.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from core.clock import frozen
from corrections.enums import Role, StaffKind
from corrections.models import Organisation, User
from tests.factories import (
    CountyFactory,
    DelegationFactory,
    OrganisationGrantFactory,
    PostingFactory,
    PrefectureFactory,
    ProvinceFactory,
    StaffFactory,
    StationFactory,
    UserFactory,
)

TODAY = date(2026, 11, 23)  # a Monday


@dataclass(frozen=True)
class World:
    province: Organisation
    prefecture: Organisation
    county: Organisation
    station: Organisation
    next_station: Organisation
    other_county: Organisation
    other_station: Organisation


def account(username: str, name: str, role: Role | None = None, office: Organisation | None = None) -> User:
    """An active account; with an office also a staff member posted there, with a role that role on the office."""
    staff = None
    if office is not None:
        staff = StaffFactory(name=name)
        kind = StaffKind.SOCIAL_WORKER if role == Role.SOCIAL_WORKER else StaffKind.POLITICAL_LEGAL
        PostingFactory(staff=staff, organisation=office, kind=kind)
    user: User = UserFactory(username=username, name=name, office=office, staff=staff)
    if role is not None:
        OrganisationGrantFactory(user=user, role=role, content_object=office)
    return user


@pytest.fixture
def today() -> Iterator[date]:
    """Monday 2026-11-23 stands still in this test."""
    with frozen(TODAY):
        yield TODAY


@pytest.fixture
def world(db: None, today: date) -> World:
    province = ProvinceFactory(name="四川省司法厅", short_name="四川省")
    prefecture = PrefectureFactory(name="达州市司法局", short_name="达州市", parent=province)
    county = CountyFactory(name="开江县司法局", short_name="开江县", parent=prefecture)
    other_county = CountyFactory(name="大竹县司法局", short_name="大竹县", parent=prefecture)
    station = StationFactory(short_name="新宁镇", parent=county)
    DelegationFactory(station=station)
    return World(
        province=province,
        prefecture=prefecture,
        county=county,
        station=station,
        next_station=StationFactory(short_name="普安镇", parent=county),
        other_county=other_county,
        other_station=StationFactory(short_name="竹阳街道", parent=other_county),
    )


@pytest.fixture
def officer(world: World) -> User:
    """An officer of the first station, to which the county has delegated reception."""
    return account("officer", "李所员", Role.STATION_OFFICER, world.station)


@pytest.fixture
def neighbour(world: World) -> User:
    """An officer of the next station in the same county."""
    return account("neighbour", "王邻所", Role.STATION_OFFICER, world.next_station)


@pytest.fixture
def head(world: World) -> User:
    """The county's head."""
    return account("head", "张局长", Role.COUNTY_HEAD, world.county)


@pytest.fixture
def inspector(world: World) -> User:
    """An inspector of the province: sees people masked."""
    return account("inspector", "赵检查", Role.PROVINCE_INSPECTOR, world.province)


@pytest.fixture
def outsider(world: World) -> User:
    """An account without any role."""
    return account("outsider", "陈外人")


@pytest.fixture
def roster_administrator(world: World) -> User:
    """Who imports the county's roster."""
    return account("roster", "刘名册", Role.ROSTER_ADMINISTRATOR, world.county)


@pytest.fixture
def rule_book_administrator(world: World) -> User:
    """Who keeps the province's rule book."""
    return account("rules", "吴规则", Role.RULE_BOOK_ADMINISTRATOR, world.province)


@pytest.fixture
def social_worker(world: World) -> User:
    """A social worker of the first station: sees their own caseload only."""
    return account("worker", "周社工", Role.SOCIAL_WORKER, world.station)


@pytest.fixture
def security_administrator(world: World) -> User:
    """Who gives and takes roles in the province."""
    return account("security", "安管员", Role.SECURITY_ADMINISTRATOR, world.province)


@pytest.fixture
def system_administrator(world: World) -> User:
    """Who keeps the accounts of the province."""
    return account("system", "系管员", Role.SYSTEM_ADMINISTRATOR, world.province)


@pytest.fixture
def audit_administrator(world: World) -> User:
    """Who reads what everybody did."""
    return account("audit", "审计员", Role.AUDIT_ADMINISTRATOR, world.province)
