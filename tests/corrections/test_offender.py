"""Facts of a person: updated, restricted, revealed, the file opened; what shows to whom."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.models import Case, Offender, User
from corrections.models.offender import age_on, id_index_of, phone_digits, phone_index_of
from corrections.selectors.cases import is_file_opened
from corrections.selectors.names import id_for, name_for
from corrections.services.offender import file_open, offender_restrict, offender_reveal, offender_update
from tests.factories import CaseFactory, CaseGrantFactory, OffenderFactory, TeamSeatFactory
from tests.people import TODAY, World


@pytest.fixture
def case(world: World) -> Case:
    made: Case = CaseFactory(
        station=world.station, offender=OffenderFactory(name="张小三", phone="13812345678")
    )
    return made


@pytest.mark.parametrize(
    ("birth_on", "day", "age"),
    [
        (date(2008, 11, 23), date(2026, 11, 23), 17),
        (date(2008, 11, 23), date(2026, 11, 24), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 12, 31), date(2027, 1, 1), 18),
    ],
)
def test_age_on_is_complete_the_day_after_the_birthday(birth_on: date, day: date, age: int) -> None:
    assert age_on(birth_on, day) == age


@pytest.mark.parametrize(
    "phone", ["138 1234 5678", "138-1234-5678", "+86 13812345678", "１３８１２３４５６７８"]
)
def test_phone_index_of_one_number_however_written(phone: str) -> None:
    assert phone_digits(phone) == "13812345678"
    assert phone_index_of(phone) == phone_index_of("13812345678")


def test_offender_update_masks_old_and_new(case: Case, officer: User) -> None:
    changed = offender_update(
        by=officer, case=case, values={"phone": "13900001111", "work_unit": "开江县某某食品有限公司"}
    )

    assert Offender.objects.get(phone_index=phone_index_of("13900001111")) == changed
    event = AuditEvent.objects.get(event="offender_updated")
    assert event.changes["phone"] == ["138****5678", "139****1111"]
    assert event.changes["work_unit"] == ["", "开江县某某食…"]
    assert (event.case_id, event.path) == (case.pk, case.path)


def test_offender_update_with_nothing_new_leaves_no_event(case: Case, officer: User) -> None:
    offender_update(by=officer, case=case, values={"phone": "138 1234 5678"})

    assert not AuditEvent.objects.exists()


def test_offender_update_name_needs_a_reason_and_is_found_again(case: Case, officer: User) -> None:
    with pytest.raises(BadInput, match="理由"):
        offender_update(by=officer, case=case, values={"name": "曾小三"})

    renamed = offender_update(by=officer, case=case, values={"name": "曾小三"}, reason="户籍已改名")
    assert renamed.name_initials == "zxs"


def test_offender_update_of_a_stale_form(case: Case, officer: User) -> None:
    shown = case.offender.version
    offender_update(by=officer, case=case, values={"phone": "13900001111"}, version=shown)

    with pytest.raises(Refused, match="有人改过这里的内容"):
        offender_update(by=officer, case=case, values={"phone": "13900002222"}, version=shown)


@pytest.mark.parametrize("field", ["id_number", "is_restricted", "birth_on"])
def test_offender_update_of_what_may_not_change(case: Case, officer: User, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        offender_update(by=officer, case=case, values={field: "x"})


@pytest.mark.parametrize("person", ["neighbour", "inspector", "outsider"])
def test_offender_update_without_the_right(case: Case, person: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(person)

    with pytest.raises(PermissionDenied):
        offender_update(by=user, case=case, values={"phone": "13900001111"})
    with pytest.raises(PermissionDenied):
        offender_restrict(by=user, case=case, is_restricted=True, reason="证人")


def test_offender_restrict_and_open_again(case: Case, head: User, inspector: User) -> None:
    offender_restrict(by=head, case=case, is_restricted=True, reason="重点保护")
    case.refresh_from_db()
    assert name_for(inspector, case) == "受限"

    offender_restrict(by=head, case=case, is_restricted=False, reason="保护结束")
    assert not Offender.objects.get().is_restricted
    assert AuditEvent.objects.filter(event="offender_restricted").count() == 2


def test_offender_restrict_of_a_minor_stays(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, juvenile=True)

    with pytest.raises(Refused, match="第五十四条"):
        offender_restrict(by=head, case=case, is_restricted=False, reason="已成年")


def test_offender_reveal_with_a_reason(case: Case, officer: User) -> None:
    number = offender_reveal(by=officer, case=case, field="id_number", reason="核对身份")

    assert number == case.offender.id_number
    event = AuditEvent.objects.get(event="offender_revealed")
    assert (event.reason, event.changes) == ("核对身份", {"field": [None, "id_number"]})


def test_offender_reveal_needs_a_reason(case: Case, officer: User) -> None:
    for field in ("id_number", "phone"):
        with pytest.raises(BadInput, match="理由"):
            offender_reveal(by=officer, case=case, field=field)
    assert not AuditEvent.objects.exists()


def test_offender_reveal_phone_of_the_own_caseload_needs_none(world: World, officer: User) -> None:
    own = CaseFactory(station=world.station, responsible=officer.staff)
    seated = CaseFactory(station=world.station)
    TeamSeatFactory(case=seated, staff=officer.staff)

    assert offender_reveal(by=officer, case=own, field="phone") == own.offender.phone
    assert offender_reveal(by=officer, case=seated, field="phone") == seated.offender.phone
    with pytest.raises(BadInput):
        offender_reveal(by=officer, case=own, field="id_number")
    assert AuditEvent.objects.filter(event="offender_revealed").count() == 2


def test_offender_reveal_of_another_field(case: Case, officer: User) -> None:
    with pytest.raises(BadInput):
        offender_reveal(by=officer, case=case, field="id_index", reason="核对")


@pytest.mark.parametrize("person", ["neighbour", "inspector", "outsider", "roster_administrator"])
def test_offender_reveal_without_the_right(case: Case, person: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        offender_reveal(by=request.getfixturevalue(person), case=case, field="phone", reason="核对")


def test_file_open_leaves_an_event(case: Case, officer: User) -> None:
    file_open(by=officer, case=case)

    assert is_file_opened(officer, case, on=TODAY)
    assert not is_file_opened(officer, CaseFactory(), on=TODAY)


def test_file_open_by_an_inspector_needs_a_reason(case: Case, inspector: User) -> None:
    with pytest.raises(BadInput, match="理由"):
        file_open(by=inspector, case=case)

    file_open(by=inspector, case=case, reason="专项检查")
    assert AuditEvent.objects.get().reason == "专项检查"


def test_file_open_restricted_or_invisible(
    world: World, case: Case, inspector: User, neighbour: User
) -> None:
    with pytest.raises(PermissionDenied):
        file_open(by=inspector, case=CaseFactory(station=world.station, juvenile=True), reason="专项检查")
    with pytest.raises(PermissionDenied):
        file_open(by=neighbour, case=case)


def test_name_for_officer_inspector_and_restricted(
    world: World, case: Case, officer: User, inspector: User
) -> None:
    minor = CaseFactory(station=world.station, juvenile=True, offender__name="李小四")

    assert (name_for(officer, case), name_for(inspector, case)) == ("张小三", "张**")
    assert (name_for(officer, minor), name_for(inspector, minor)) == ("李小四", "受限")
    assert (id_for(inspector, minor), id_for(inspector, case)[:4]) == ("", "5130")


def test_name_for_a_lent_case(case: Case, neighbour: User, world: World) -> None:
    other = CaseFactory(station=world.station, offender__name="李小四")
    CaseGrantFactory(user=neighbour, content_object=case)
    user = User.objects.get(pk=neighbour.pk)

    assert (name_for(user, case), name_for(user, other)) == ("张小三", "李**")


def test_id_index_of_is_the_same_however_typed() -> None:
    assert id_index_of("51101051949 1231002x") == id_index_of("511010519491231002X")
