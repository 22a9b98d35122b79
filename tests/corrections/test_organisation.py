"""Offices: made, moved, recoded, closed; delegations."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models

from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import DelegatedMatter, OrganisationKind, Role
from corrections.models import (
    Case,
    Delegation,
    Organisation,
    OrganisationCode,
    OrganisationParent,
    Posting,
    User,
)
from corrections.policies.case import has_delegation
from corrections.services.organisation import (
    delegation_end,
    delegation_give,
    organisation_close,
    organisation_code_change,
    organisation_create,
)
from corrections.services.tree import organisation_move, path_columns
from tests.factories import CaseFactory, CountyFactory, PostingFactory, PrefectureFactory
from tests.people import TODAY, World, account

MOVED_ON = date(2026, 11, 1)
BEFORE = date(2026, 10, 31)


@pytest.fixture
def province_editor(world: World) -> User:
    return account("province-editor", "省名册", Role.ROSTER_ADMINISTRATOR, world.province)


def move(
    by: User, organisation: Organisation, parent: Organisation, starts_on: date = MOVED_ON
) -> Organisation:
    return organisation_move(
        by=by, organisation=organisation, parent=parent, starts_on=starts_on, reason="川府函〔2026〕1号"
    )


def test_organisation_move_takes_everything_below_along(
    world: World, province_editor: User, officer: User
) -> None:
    elsewhere = PrefectureFactory(parent=world.province)
    case = CaseFactory(station=world.station)

    moved = move(province_editor, world.county, elsewhere)

    station = Organisation.objects.get(pk=world.station.pk)
    case.refresh_from_db()
    assert moved.path == f"{elsewhere.path}{moved.pk}/" and moved.parent == elsewhere
    assert station.path == case.path == f"{moved.path}{station.pk}/"
    assert set(Posting.objects.filter(organisation=station).values_list("path", flat=True)) == {station.path}
    assert Organisation.objects.get(pk=world.other_county.pk).path == world.other_county.path
    assert Case.objects.visible_to(User.objects.get(pk=officer.pk)).contains(case)
    assert AuditEvent.objects.get(event="organisation_moved").subject_id == moved.pk


def test_organisation_move_keeps_the_tree_of_earlier_days(world: World, province_editor: User) -> None:
    elsewhere = PrefectureFactory(parent=world.province)
    old_path = world.station.path

    move(province_editor, world.county, elsewhere)

    station = Organisation.objects.get(pk=world.station.pk)
    assert (station.path_on(BEFORE), station.path_on(MOVED_ON)) == (old_path, station.path)
    assert Organisation.objects.below_on(world.prefecture.path, on=BEFORE).contains(station)
    assert not Organisation.objects.below_on(world.prefecture.path, on=MOVED_ON).contains(station)
    parents = OrganisationParent.objects.filter(organisation=world.county).order_by("starts_on")
    assert [span.parent for span in parents] == [world.prefecture, elsewhere]


def test_organisation_move_twice_on_one_day(world: World, province_editor: User) -> None:
    first, second = (PrefectureFactory(parent=world.province) for _ in range(2))

    move(province_editor, world.county, first)
    moved = move(province_editor, world.county, second)

    assert OrganisationParent.objects.filter(organisation=world.station).count() == 2
    assert world.station.path_on(MOVED_ON) == f"{moved.path}{world.station.pk}/"


def test_organisation_move_refusals(world: World, province_editor: User) -> None:
    with pytest.raises(Refused, match="已经隶属"):
        move(province_editor, world.county, world.prefecture)
    with pytest.raises(Refused, match="不能设在"):
        move(province_editor, world.station, world.prefecture)
    with pytest.raises(BadInput, match="晚于今天"):
        move(province_editor, world.station, world.other_county, date(2026, 11, 24))
    with pytest.raises(BadInput, match="更早"):
        move(province_editor, world.station, world.other_county, date(2011, 12, 31))
    with pytest.raises(BadInput, match="依据"):
        organisation_move(
            by=province_editor,
            organisation=world.station,
            parent=world.other_county,
            starts_on=MOVED_ON,
            reason="",
        )


def test_organisation_move_needs_the_right_at_both_ends(world: World, head: User, officer: User) -> None:
    for user in (head, officer):
        with pytest.raises(PermissionDenied):
            move(user, world.station, world.other_county)
    assert Organisation.objects.get(pk=world.station.pk).parent == world.county


def test_path_columns_misses_no_model() -> None:
    """Every column that copies an office's path of today moves with it."""
    frozen_or_free = {"core.AuditEvent", "core.Job", "corrections.OrganisationParent", "reporting.Snapshot"}
    copies = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name == "path" and isinstance(field, models.CharField) and field.db_collation == "C"
    }

    assert copies - {model._meta.label for model, _field in path_columns()} == frozen_or_free & copies


def test_organisation_create_below_the_county(world: World, head: User) -> None:
    made = organisation_create(
        by=head,
        name="淙城街道司法所",
        short_name="淙城街道",
        kind=OrganisationKind.STATION,
        parent=world.county,
        opened_on=MOVED_ON,
        code="511723001",
    )

    assert made.path == f"{world.county.path}{made.pk}/" == made.path_on(TODAY)
    assert OrganisationCode.objects.get(organisation=made).code == "511723001"


def test_organisation_create_refusals(world: World, head: User, officer: User) -> None:
    def create(by: User, **given: object) -> Organisation:
        facts: dict[str, object] = {
            "name": "新所", "short_name": "新", "kind": OrganisationKind.STATION, "parent": world.county,
            "opened_on": MOVED_ON,
        }  # fmt: skip
        return organisation_create(by=by, **(facts | given))  # type: ignore[arg-type]

    with pytest.raises(Refused, match="不能设在"):
        create(head, kind=OrganisationKind.PREFECTURE)
    with pytest.raises(BadInput, match="已由其他机构使用"):
        create(head, code=world.station.code)
    for day in (date(2026, 11, 24), date(2011, 12, 31)):
        with pytest.raises(BadInput, match="设立日期"):
            create(head, opened_on=day)
    for user, parent in ((officer, world.county), (head, world.other_county)):
        with pytest.raises(PermissionDenied):
            create(user, parent=parent)


def test_organisation_code_change_is_dated(world: World, head: User) -> None:
    old = world.county.code

    organisation_code_change(by=head, organisation=world.county, code="511799", starts_on=MOVED_ON)

    codes = OrganisationCode.objects.filter(organisation=world.county).order_by("starts_on")
    assert [(c.code, c.ends_on) for c in codes] == [(old, BEFORE), ("511799", None)]
    assert Organisation.objects.get(pk=world.county.pk).code == "511799"


def test_organisation_code_change_refusals(world: World, head: User, officer: User) -> None:
    def recode(by: User, code: str) -> None:
        organisation_code_change(by=by, organisation=world.station, code=code, starts_on=MOVED_ON)

    with pytest.raises(BadInput, match="数字"):
        recode(head, "51A")
    with pytest.raises(BadInput, match="已由其他机构使用"):
        recode(head, world.next_station.code)
    with pytest.raises(Refused, match="没有变化"):
        recode(head, world.station.code)
    with pytest.raises(PermissionDenied):
        recode(officer, "511723999")


def close(by: User, organisation: Organisation) -> Organisation:
    return organisation_close(by=by, organisation=organisation, closed_on=MOVED_ON, reason="乡镇合并")


def test_organisation_close_ends_its_spans(world: World, head: User) -> None:
    closed = close(head, world.station)

    assert not Organisation.objects.open(on=date(2026, 11, 2)).contains(closed)
    assert Organisation.objects.open(on=MOVED_ON).contains(closed)
    assert closed.path_on(date(2026, 11, 2)) is None
    assert Delegation.objects.get(station=closed).ends_on == MOVED_ON


def test_organisation_close_refuses_while_something_is_left(
    world: World, head: User, province_editor: User
) -> None:
    with pytest.raises(Refused, match="未撤销的机构"):
        close(province_editor, world.county)
    case = CaseFactory(station=world.station)
    with pytest.raises(Refused, match="矫正对象"):
        close(head, world.station)
    case.ended_on, case.end_kind = MOVED_ON, "death"
    case.save()
    PostingFactory(organisation=world.station)
    with pytest.raises(Refused, match="在职人员"):
        close(head, world.station)


def test_organisation_close_by_an_outsider(world: World, officer: User, outsider: User) -> None:
    for user in (officer, outsider):
        with pytest.raises(PermissionDenied):
            close(user, world.station)


def give(by: User, world: World, **given: object) -> Delegation:
    facts: dict[str, object] = {
        "county": world.county, "station": world.next_station, "matter": DelegatedMatter.RECEPTION,
        "starts_on": MOVED_ON,
    }  # fmt: skip
    return delegation_give(by=by, **(facts | given))  # type: ignore[arg-type]


def test_delegation_give_and_end(world: World, head: User) -> None:
    delegation = give(head, world)
    assert has_delegation(world.next_station, DelegatedMatter.RECEPTION, on=TODAY)
    assert not has_delegation(world.next_station, DelegatedMatter.LEAVE, on=TODAY)

    delegation_end(by=head, delegation=delegation, ends_on=date(2026, 11, 22), reason="收回")

    assert not has_delegation(world.next_station, DelegatedMatter.RECEPTION, on=TODAY)
    assert list(AuditEvent.objects.order_by("id").values_list("event", flat=True)) == [
        "delegation_given",
        "delegation_ended",
    ]


def test_delegation_give_refusals(world: World, head: User, neighbour: User) -> None:
    with pytest.raises(Refused, match="本县"):
        give(head, world, station=world.other_station)
    give(head, world)
    with pytest.raises(Refused, match="已经委托"):
        give(head, world)
    with pytest.raises(PermissionDenied):
        give(neighbour, world)
    with pytest.raises(PermissionDenied):
        give(head, world, county=CountyFactory())


def test_delegation_end_refusals(world: World, head: User, officer: User) -> None:
    delegation = Delegation.objects.get(station=world.station)
    with pytest.raises(PermissionDenied):
        delegation_end(by=officer, delegation=delegation, ends_on=TODAY)
    delegation_end(by=head, delegation=delegation, ends_on=TODAY)
    with pytest.raises(Refused, match="已于2026-11-23终止"):
        delegation_end(by=head, delegation=delegation, ends_on=TODAY)
