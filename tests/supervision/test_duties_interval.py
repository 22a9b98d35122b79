"""Health reports, 病情复查 and reports under a 禁止令: who owes them, from which day, what settles them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.clock import frozen
from core.errors import BadInput
from corrections.enums import Category, Level, TemporaryKind
from corrections.models import Case, User
from supervision.enums import Channel, DutyKind, DutyOutcome
from supervision.models import Duty, Rule
from supervision.selectors.occasions import occasion_text
from supervision.services import check_in_record, duties_open, duties_reconcile
from tests.corrections.browsing import page, send, text
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of, occasions

pytestmark = pytest.mark.usefixtures("books")

HEALTH, RECHECK, COMPLIANCE = DutyKind.HEALTH_REPORT, DutyKind.MEDICAL_RECHECK, DutyKind.COMPLIANCE_REPORT


def at_large(world: World, **fields: object) -> Case:
    """保外就医, received on 31 August 2026."""
    facts = {"temporary": True, "received_on": date(2026, 8, 31), "registered_on": date(2026, 8, 31)}
    made: Case = CaseFactory(station=world.station, **facts | fields)
    return made


def opened(case: Case, on: date = MONDAY) -> list[tuple[date, date, date]]:
    duties_open(on=on, case_ids=[case.pk])
    duties = Duty.objects.filter(case=case, kind=HEALTH).exclude(outcome=DutyOutcome.VOID)
    return [(duty.opens_on, duty.due_on, duty.closes_on) for duty in duties.order_by("opens_on")]


def test_the_first_month_counts_and_each_due_day_follows_the_one_before(world: World) -> None:
    assert opened(at_large(world)) == [
        (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 30)),
        (date(2026, 10, 1), date(2026, 10, 30), date(2026, 11, 30)),
        (date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 30)),
    ]


def test_a_night_opens_the_interval_of_its_day_once(world: World) -> None:
    case = at_large(world, received_on=date(2026, 11, 10), registered_on=date(2026, 11, 10))
    for _again in range(2):
        duties_open(on=MONDAY)
    assert occasions(case, HEALTH) == ["after:2026-11-10"]
    duties_open(on=date(2026, 12, 11))
    assert occasions(case, HEALTH) == ["after:2026-11-10", "after:2026-12-10"]


def test_recheck_is_for_medical_bail_alone_and_every_three_months(world: World) -> None:
    pregnant = at_large(world, temporary_kind=TemporaryKind.PREGNANCY)
    ill = at_large(world, temporary_kind=TemporaryKind.MEDICAL_BAIL)
    duties_open(on=MONDAY, case_ids=[pregnant.pk, ill.pk])
    assert occasions(pregnant, RECHECK) == []
    assert [duty_of(ill, RECHECK).due_on] == [date(2026, 11, 30)]
    assert occasions(CaseFactory(station=world.station), HEALTH) == []


def test_chain_ends_with_the_term_and_the_case(world: World) -> None:
    short = at_large(world, term_ends_on=date(2026, 10, 20))
    assert [due for _opens, due, _closes in opened(short)] == [date(2026, 9, 30)]


def test_who_was_taken_over_begins_on_that_day(world: World) -> None:
    case = at_large(world, taken_over_on=date(2026, 11, 2))
    assert [due for _opens, due, _closes in opened(case)] == [date(2026, 12, 2)]


def test_a_telephone_report_may_settle_health_and_never_the_recheck(world: World, officer: User) -> None:
    case = at_large(world, temporary_kind=TemporaryKind.MEDICAL_BAIL)
    duties_open(on=MONDAY, case_ids=[case.pk])
    check_in_record(
        by=officer,
        case=case,
        channel=Channel.PHONE,
        happened_on=MONDAY,
        settles=[DutyKind.ORAL_REPORT, HEALTH],
    )
    last = Duty.objects.filter(case=case, kind=HEALTH).latest("opens_on")
    assert (last.outcome, last.settled_on) == (DutyOutcome.COMPLIED, MONDAY)
    with pytest.raises(BadInput, match="提交病情复查"):
        check_in_record(by=officer, case=case, channel=Channel.PHONE, happened_on=MONDAY, settles=[RECHECK])
    check_in_record(by=officer, case=case, channel=Channel.WRITTEN, happened_on=MONDAY, settles=[RECHECK])
    assert duty_of(case, RECHECK).outcome == DutyOutcome.COMPLIED


def test_an_interval_left_open_is_missed_when_the_next_is_due(world: World) -> None:
    case = at_large(world)
    duties_open(on=MONDAY, case_ids=[case.pk])
    first, second, _third = Duty.objects.filter(case=case, kind=HEALTH).order_by("opens_on")
    assert first.outcome == DutyOutcome.MISSED
    assert Duty.objects.filter(pk=second.pk).overdue(on=MONDAY).exists()
    assert occasion_text(second) == "10月1—30日"


def test_a_later_reception_moves_the_chain(world: World) -> None:
    case = at_large(world)
    duties_open(on=MONDAY, case_ids=[case.pk])
    Case.objects.filter(pk=case.pk).update(received_on=date(2026, 10, 12))
    duties_reconcile(case_ids=[case.pk], on=MONDAY, by=None)
    assert occasions(case, HEALTH) == ["after:2026-10-12", "after:2026-11-12"]


def test_another_interval_holds_from_the_next_due_day_on(world: World) -> None:
    rule = Rule.objects.get(key="health_report", effective_to=None)
    rule.effective_to = date(2026, 9, 15)
    rule.save()
    Rule.objects.create(
        book=rule.book,
        key=rule.key,
        category=Category.TEMPORARY,
        number=2,
        unit="month",
        effective_from=date(2026, 9, 16),
        legal_basis="经批准延长",
        updated_at=rule.updated_at + timedelta(seconds=1),
    )
    assert [due for _opens, due, _closes in opened(at_large(world))] == [
        date(2026, 9, 30),
        date(2026, 11, 30),
    ]


def test_reports_under_a_prohibition_order(world: World) -> None:
    bound = CaseFactory(station=world.station, ordinary=True, has_prohibition_order=True)
    free = CaseFactory(station=world.station, ordinary=True)
    undetermined = CaseFactory(station=world.station, level=Level.UNDETERMINED, has_prohibition_order=True)
    duties_open(on=MONDAY)
    assert occasions(bound, COMPLIANCE) == ["2026-11"]
    assert occasions(free, COMPLIANCE) == occasions(undetermined, COMPLIANCE) == []


def test_the_form_offers_what_this_person_owes(world: World, officer: User) -> None:
    with frozen(MONDAY):
        case = at_large(world, temporary_kind=TemporaryKind.MEDICAL_BAIL)
        duties_open(on=MONDAY, case_ids=[case.pk])
        duty = Duty.objects.filter(case=case, kind=HEALTH).latest("opens_on")
        url = reverse("supervision:check_in_record", args=[case.pk])
        shown = text(page(officer, f"{url}?duty={duty.pk}"))
        assert "报告身体情况（10月31日—11月30日" in shown and "checked" in shown
        answers = {"channel": "phone", "happened_on": "2026-11-23", "outcome": "complied"}
        refused = text(send(officer, url, answers | {"also": [RECHECK.value]}))
        assert "不能抵作“提交病情复查”" in refused
        send(officer, url, answers | {"also": [HEALTH.value]})
        duty.refresh_from_db()
        assert duty.outcome == DutyOutcome.COMPLIED
        usual = CaseFactory(station=world.station, ordinary=True)
        assert "同时完成" not in text(page(officer, reverse("supervision:check_in_record", args=[usual.pk])))
