"""Reception by hand and registration."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core import registry
from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import Category, Level, Penalty, PlacementKind, RegistrationResult, Sex
from corrections.models import (
    Case,
    Delegation,
    LevelSpan,
    Offender,
    Placement,
    ResponsibleOfficer,
    Term,
    User,
)
from corrections.services.offender import PersonFacts
from corrections.services.reception import DecisionFacts, ReceptionResult, case_receive, case_register
from tests.factories import CaseFactory, CommunityFactory, OffenderFactory, id_number
from tests.people import World

PERSON = PersonFacts(
    id_number=id_number(9001), name="单小明", phone="138 0000 0001", residence="开江县新宁镇某路1号"
)
DECISION = DecisionFacts(
    category=Category.SUSPENDED,
    term_starts_on=date(2026, 11, 16),
    term_ends_on=date(2028, 11, 15),
    term_text="缓刑2年",
    decision_organ_name="开江县人民法院",
    effective_on=date(2026, 11, 16),
    documents_received_on=date(2026, 11, 18),
    crimes=["盗窃罪"],
    penalty=Penalty.FIXED_TERM,
    penalty_term="1年",
)
RECEIVED_ON = date(2026, 11, 20)


def receive(by: User, world: World, **changes: object) -> ReceptionResult:
    given: dict[str, object] = {
        "station": world.station,
        "person": PERSON,
        "decision": DECISION,
        "received_on": RECEIVED_ON,
        "registered_on": RECEIVED_ON,
    }
    return case_receive(by=by, **(given | changes))  # type: ignore[arg-type]


def test_case_receive_opens_case_and_spans(world: World, head: User, officer: User) -> None:
    community = CommunityFactory(station=world.station)

    result = receive(head, world, responsible=officer.staff, community=community)

    case = Case.objects.get(pk=result.case.pk)
    assert result.is_new_person and result.warnings == []
    assert (case.path, case.level, case.created_by) == (world.station.path, Level.UNDETERMINED, head)
    placement = Placement.objects.get(case=case)
    assert (placement.starts_on, placement.kind) == (RECEIVED_ON, PlacementKind.RECEPTION)
    assert placement.community == community
    assert LevelSpan.objects.get(case=case).starts_on == RECEIVED_ON
    assert Term.objects.get(case=case).ends_on == DECISION.term_ends_on
    assert ResponsibleOfficer.objects.get(case=case).staff == case.responsible == officer.staff
    assert not case.is_juvenile_track


def test_case_receive_fills_the_person_from_the_number(world: World, head: User) -> None:
    offender = receive(head, world).case.offender

    assert offender.sex == Sex.MALE and offender.birth_on is not None
    assert (offender.name_initials, offender.phone) == ("sxm", "13800000001")


def test_case_receive_leaves_masked_events(world: World, head: User) -> None:
    result = receive(head, world)

    events = AuditEvent.objects.filter(offender_id=result.case.offender_id)
    assert set(events.values_list("event", flat=True)) == {"offender_created", "case_received"}
    text = "".join(str(event.changes) for event in events)
    assert PERSON.id_number not in text and "13800000001" not in text and "单小明" not in text


def test_case_receive_tells_the_rooms_above(
    world: World, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, object]] = []
    monkeypatch.setitem(registry._hooks, "cases_changed", [lambda **news: told.append(news)])

    result = receive(head, world)

    assert told == [{"case_ids": [result.case.pk], "on": date(2026, 11, 23), "by": head}]


def test_case_receive_by_a_delegated_station(world: World, officer: User) -> None:
    assert receive(officer, world).case.station == world.station


def test_case_receive_by_a_station_without_delegation(world: World, neighbour: User) -> None:
    with pytest.raises(Refused, match="没有把接收委托给"):
        receive(neighbour, world, station=world.next_station)


def test_case_receive_by_a_station_whose_delegation_is_over(world: World, officer: User) -> None:
    Delegation.objects.update(ends_on=date(2026, 11, 22))

    with pytest.raises(Refused, match="社区矫正法第九条"):
        receive(officer, world)


@pytest.mark.parametrize("person", ["outsider", "neighbour", "inspector", "roster_administrator"])
def test_case_receive_without_the_right(world: World, person: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        receive(request.getfixturevalue(person), world)
    assert not Offender.objects.exists()


def test_case_receive_person_with_an_open_case_here(world: World, head: User) -> None:
    receive(head, world)

    with pytest.raises(Refused, match="新宁镇司法所"):
        receive(head, world, station=world.next_station)


def test_case_receive_person_with_an_open_case_elsewhere_names_no_office(world: World, head: User) -> None:
    offender = OffenderFactory(name="单小明")
    CaseFactory(offender=offender, station=world.other_station)

    with pytest.raises(Refused, match="其他机构") as refusal:
        receive(head, world, person=replace(PERSON, id_number=offender.id_number))
    assert "竹阳" not in str(refusal.value)


def test_case_receive_again_after_the_end(world: World, head: User) -> None:
    offender = OffenderFactory(name="单小明", phone="13900000000")
    CaseFactory(offender=offender, station=world.other_station, ended=True)

    result = receive(head, world, person=replace(PERSON, id_number=offender.id_number))

    assert not result.is_new_person and offender.cases.count() == 2
    offender.refresh_from_db()
    assert offender.phone == "13800000001"


def test_case_receive_known_number_with_another_name(world: World, head: User) -> None:
    known = OffenderFactory(name="张三")

    with pytest.raises(BadInput, match="另一姓名") as problem:
        receive(head, world, person=replace(PERSON, id_number=known.id_number))
    assert "张三" not in str(problem.value)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"id_number": "511723199001010010"}, "校验码"),
        ({"id_number": ""}, "没有填写"),
        ({"name": " "}, "姓名"),
        ({"sex": Sex.FEMALE}, "性别"),
    ],
)
def test_case_receive_person_that_cannot_be(
    world: World, head: User, facts: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        receive(head, world, person=replace(PERSON, **facts))  # type: ignore[arg-type]


def test_case_receive_other_sex_with_a_reason(world: World, head: User) -> None:
    person = replace(PERSON, sex=Sex.FEMALE, sex_reason="户籍已更正")

    assert receive(head, world, person=person).case.offender.sex == Sex.FEMALE


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"term_ends_on": date(2026, 1, 1)}, "早于开始"),
        ({"temporary_kind": "medical_bail"}, "暂予监外执行"),
        ({"documents_received_on": date(2026, 11, 24)}, "晚于今天"),
        ({"category": "probation"}, "矫正类别"),
    ],
)
def test_case_receive_decision_that_cannot_be(
    world: World, head: User, facts: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        receive(head, world, decision=replace(DECISION, **facts))  # type: ignore[arg-type]


def test_case_receive_warns_where_the_end_does_not_follow(world: World, head: User) -> None:
    decision = replace(DECISION, term_ends_on=date(2028, 11, 20))

    warnings = receive(head, world, decision=decision).warnings

    assert [(w.field, w.code) for w in warnings] == [("term_ends_on", "term_end_differs")]
    assert "2028-11-15" in warnings[0].message


def test_case_receive_does_not_warn_about_odd_remainders(world: World, head: User) -> None:
    decision = replace(
        DECISION,
        category=Category.PAROLE,
        term_text="1年2个月3天",
        term_ends_on=date(2028, 1, 31),
        decision_organ_name="达州市中级人民法院",
        penalty_term="8年",
    )

    assert receive(head, world, decision=decision).warnings == []


def test_case_receive_minor_is_juvenile_and_restricted_for_good(world: World, head: User) -> None:
    """18 only on the day after the birthday: on the birthday itself the person is received as a minor."""
    birthday = replace(PERSON, id_number=id_number(1, birth_on=date(2008, 11, 20)))
    day_before = replace(PERSON, id_number=id_number(1, birth_on=date(2008, 11, 19)))

    case = receive(head, world, person=birthday).case
    grown_up = receive(head, world, person=day_before).case

    assert case.is_juvenile_track and case.is_to_be_sealed and case.offender.is_restricted
    assert not grown_up.is_juvenile_track and not grown_up.offender.is_restricted


def test_case_receive_responsible_of_another_county(world: World, head: User) -> None:
    from tests.factories import PostingFactory

    stranger = PostingFactory(organisation=world.other_station).staff

    with pytest.raises(Refused, match="任职"):
        receive(head, world, responsible=stranger)
    assert not Case.objects.exists()


def test_case_receive_community_of_another_station(world: World, head: User) -> None:
    with pytest.raises(BadInput, match="不属于"):
        receive(head, world, community=CommunityFactory(station=world.next_station))


def test_case_receive_waiting_then_registered(world: World, officer: User) -> None:
    case = receive(officer, world, received_on=None, registered_on=None).case
    assert Case.objects.awaiting_reception().contains(case)

    registered = case_register(by=officer, case=case, registered_on=date(2026, 11, 17))

    assert registered.received_on == registered.registered_on == date(2026, 11, 17)
    assert registered.registration_result == RegistrationResult.IN_TIME
    assert Placement.objects.get(case=case).starts_on == date(2026, 11, 17)
    assert Case.objects.under_correction(on=date(2026, 11, 23)).contains(registered)


def test_case_register_twice(world: World, officer: User) -> None:
    with pytest.raises(Refused, match="已于2026-03-05报到"):
        case_register(by=officer, case=CaseFactory(station=world.station), registered_on=date(2026, 11, 20))


def test_case_register_in_the_future(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, unregistered=True)

    with pytest.raises(BadInput, match="晚于今天"):
        case_register(by=officer, case=case, registered_on=date(2026, 11, 24))


def test_case_register_by_an_outsider(world: World, neighbour: User, outsider: User) -> None:
    case = CaseFactory(station=world.station, unregistered=True)

    for person in (neighbour, outsider):
        with pytest.raises(PermissionDenied):
            case_register(by=person, case=case, registered_on=date(2026, 11, 20))
