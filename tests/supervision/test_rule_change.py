"""The rule book changed in the browser: from a day to come, within the bounds above, with what it would do."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.audit import AuditEvent
from core.errors import BadInput, Refused
from corrections.enums import Level, Role
from corrections.models import User
from supervision.enums import Channel, DutyKind, Frequency
from supervision.models import Duty, Rule
from supervision.selectors import rule_sheet
from supervision.selectors.rule_book import rule_book_on
from supervision.selectors.settling import usually_settled
from supervision.services import duties_open
from supervision.services.rule_change import rule_change, rule_draft, rule_withdraw
from supervision.services.rule_preview import rule_effect
from tests.corrections.browsing import page, send, text
from tests.factories import CaseFactory
from tests.people import World, account
from tests.supervision.duties import MONDAY, occasions

pytestmark = pytest.mark.usefixtures("books")

DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
BASIS: dict[str, Any] = {"legal_basis": "川司发〔2026〕1号", "reason": "省厅通知"}


def oral(level: Level = Level.ORDINARY) -> Rule:
    return Rule.objects.get(key="oral_report", level=level, effective_to=None, organisation=None)


@pytest.fixture
def county_keeper(world: World) -> User:
    return account("keeper", "周规则", Role.RULE_BOOK_ADMINISTRATOR, world.county)


def test_a_change_holds_from_its_day_and_the_old_row_until_the_day_before(
    world: World, rule_book_administrator: User
) -> None:
    old = oral()
    new = rule_change(
        by=rule_book_administrator, rule=old, frequency=Frequency.FORTNIGHT, effective_from=DECEMBER, **BASIS
    )
    old.refresh_from_db()
    assert (old.effective_to, new.effective_from, new.level) == (date(2026, 11, 30), DECEMBER, Level.ORDINARY)
    sheet = rule_sheet()
    asked = {"level": Level.ORDINARY.value, "category": "suspended"}
    assert sheet.find("oral_report", on=date(2026, 11, 30), **asked) == old
    assert sheet.find("oral_report", on=DECEMBER, **asked) == new
    event = AuditEvent.objects.get(event="rule_changed")
    assert (event.changes["frequency"], event.reason) == (["week", "fortnight"], "省厅通知")


def test_duties_follow_from_the_first_period_that_begins_under_it(
    world: World, rule_book_administrator: User
) -> None:
    case = CaseFactory(station=world.station, ordinary=True)
    rule_change(
        by=rule_book_administrator,
        rule=oral(),
        frequency=Frequency.MONTH,
        effective_from=date(2026, 12, 3),
        **BASIS,
    )
    for day in (date(2026, 11, 30), date(2026, 12, 7), date(2027, 1, 4)):
        duties_open(on=day)
    assert occasions(case, DutyKind.ORAL_REPORT) == ["2026-W49", "2027-01"]


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 1)])
def test_the_past_and_today_stay_as_they_are(rule_book_administrator: User, today: date, day: date) -> None:
    with pytest.raises(BadInput, match="今天以后"):
        rule_change(by=rule_book_administrator, rule=oral(), frequency="month", effective_from=day, **BASIS)


def test_a_second_change_waits_for_the_first_to_be_withdrawn(
    world: World, rule_book_administrator: User
) -> None:
    keeper, old = rule_book_administrator, oral()
    new = rule_change(by=keeper, rule=old, frequency="month", effective_from=JANUARY, **BASIS)
    with pytest.raises(Refused, match="之后已有新的规定"):
        rule_change(by=keeper, rule=old, frequency="month", effective_from=DECEMBER, **BASIS)
    rule_withdraw(by=keeper, rule=new, reason="通知作废")
    assert oral() == old and Rule.objects.filter(key="oral_report", level=Level.ORDINARY).count() == 2
    rule_change(by=keeper, rule=old, frequency="month", effective_from=DECEMBER, **BASIS)


def test_what_holds_is_not_withdrawn(world: World, rule_book_administrator: User) -> None:
    with pytest.raises(Refused, match="已经施行"):
        rule_withdraw(by=rule_book_administrator, rule=oral(), reason="试")


def test_a_county_may_ask_for_more_and_never_for_less(world: World, county_keeper: User) -> None:
    facts = {"by": county_keeper, "organisation": world.county, "effective_from": DECEMBER, **BASIS}
    lenient = oral(Level.LENIENT)
    with pytest.raises(BadInput, match="不能更疏"):
        rule_change(rule=lenient, frequency=Frequency.MONTH, **facts)
    rule_change(rule=lenient, frequency=Frequency.WEEK, **facts)
    here = CaseFactory(station=world.station, lenient=True)
    there = CaseFactory(station=world.other_station, lenient=True)
    duties_open(on=date(2026, 12, 7))
    assert occasions(here, DutyKind.ORAL_REPORT) == ["2026-W50"]
    assert occasions(there, DutyKind.ORAL_REPORT) == ["2026-F169"]  # the province's fortnight
    with pytest.raises(Refused, match="只能另行规定报告和走访的频率"):
        rule_change(rule=Rule.objects.get(key="team", effective_to=None), number=5, **facts)


def test_who_keeps_a_county_changes_neither_the_province_nor_another_county(
    world: World, county_keeper: User, officer: User
) -> None:
    for organisation in (None, world.other_county):
        with pytest.raises(PermissionDenied):
            rule_change(
                by=county_keeper,
                rule=oral(),
                frequency=Frequency.WEEK,
                organisation=organisation,
                effective_from=DECEMBER,
                **BASIS,
            )
    with pytest.raises(PermissionDenied):
        rule_change(by=officer, rule=oral(), frequency=Frequency.WEEK, effective_from=DECEMBER, **BASIS)


def test_numbers_and_bases_are_asked_for(world: World, rule_book_administrator: User) -> None:
    team = Rule.objects.get(key="team", effective_to=None)
    with pytest.raises(BadInput, match="数值"):
        rule_change(by=rule_book_administrator, rule=team, effective_from=DECEMBER, **BASIS)
    with pytest.raises(BadInput, match="不按频率"):
        rule_change(by=rule_book_administrator, rule=team, frequency="week", effective_from=DECEMBER, **BASIS)
    with pytest.raises(BadInput, match="依据"):
        rule_change(
            by=rule_book_administrator,
            rule=team,
            number=5,
            effective_from=DECEMBER,
            legal_basis=" ",
            reason="试",
        )
    changed = rule_change(by=rule_book_administrator, rule=team, number=5, effective_from=DECEMBER, **BASIS)
    assert (changed.number, changed.unit) == (5, team.unit)


def test_the_preview_counts_what_the_month_would_hold(world: World) -> None:
    for _each in range(3):
        CaseFactory(station=world.station, ordinary=True)
    CaseFactory(station=world.station, strict=True)
    draft = rule_draft(
        oral(),
        organisation=None,
        frequency=Frequency.MONTH,
        number=None,
        is_moved_to_workday=False,
        effective_from=JANUARY,
        legal_basis="试",
        note="",
    )
    effect = rule_effect(draft)
    # January 2027 holds five Sundays: five weeks fall due for each of four. Then one month for each of three, who still
    # owe the week that began in December under the old rule.
    assert (effect.month, effect.before, effect.after) == (JANUARY, 20, 5 + 3 + 3)
    assert not Duty.objects.exists() and draft.pk is None


@pytest.mark.django_db(transaction=True)
def test_the_preview_needs_no_transaction_of_its_caller(world: World) -> None:
    CaseFactory(station=world.station, ordinary=True)
    draft = rule_draft(
        oral(),
        organisation=None,
        frequency="",
        number=None,
        is_moved_to_workday=False,
        effective_from=JANUARY,
        legal_basis="试",
        note="",
    )
    assert (rule_effect(draft).before, rule_effect(draft).after) == (5, 1)  # the week that began before


def test_pages_show_history_preview_and_take_a_change_back(
    world: World, rule_book_administrator: User
) -> None:
    keeper, rule = rule_book_administrator, oral()
    CaseFactory(station=world.station, ordinary=True)
    book = text(page(keeper, reverse("supervision:rule_book")))
    detail = reverse("supervision:rule_detail", args=[rule.pk])
    assert f'href="{detail}"' in book
    change = reverse("supervision:rule_change", args=[rule.pk])
    assert change in text(page(keeper, detail))
    answers = {"frequency": "month", "effective_from": "2027-01-01", **BASIS}
    checked = text(send(keeper, change, answers))
    assert "由 5 件变为 2 件" in checked and "每周一次" in checked
    late = text(send(keeper, change, answers | {"effective_from": "2026-11-01", "checked": "1"}))
    assert "今天以后" in late and 'value="2026-11-01"' in late
    done = send(keeper, change, answers | {"checked": "1"})
    shown = text(page(keeper, done.url))
    assert "尚未施行" in shown and "川司发〔2026〕1号" in shown
    new = Rule.objects.get(key="oral_report", effective_from=JANUARY)
    assert page(keeper, change).status_code == 409
    withdrawn = send(keeper, reverse("supervision:rule_withdraw", args=[new.pk]), {"reason": "作废"})
    assert withdrawn.status_code == 302 and oral() == rule


def test_what_a_report_settles_is_chosen_in_words_and_holds_from_its_day(
    world: World, rule_book_administrator: User
) -> None:
    keeper, rule = (
        rule_book_administrator,
        Rule.objects.get(key="in_person_settles_written_report", book__effective_to=None),
    )
    book = text(page(keeper, reverse("supervision:rule_book")))
    assert "一次报告抵作哪些事项" in book and "in_person_settles" not in book
    change = reverse("supervision:rule_change", args=[rule.pk])
    form = text(page(keeper, change))
    assert "可以勾选抵作" in form and 'type="number"' not in form
    answers = {"number": "2", "effective_from": "2026-12-01", **BASIS}
    checked = text(send(keeper, change, answers))
    assert "以前的记录不变" in checked and "自动抵作" in checked
    assert "选择一个有效的选项" in text(send(keeper, change, answers | {"number": "7"}))
    assert send(keeper, change, answers | {"checked": "1"}).status_code == 302
    usual = {
        day: usually_settled(Channel.IN_PERSON, on=day, path=world.station.path) for day in (MONDAY, DECEMBER)
    }
    assert usual == {
        MONDAY: [DutyKind.ORAL_REPORT],
        DECEMBER: [DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT],
    }


def test_a_number_that_says_nothing_of_settling_is_refused(
    world: World, rule_book_administrator: User
) -> None:
    rule = Rule.objects.get(key="phone_settles_oral_report", book__effective_to=None)
    with pytest.raises(BadInput, match="请选择能否抵作"):
        rule_change(by=rule_book_administrator, rule=rule, number=3, effective_from=DECEMBER, **BASIS)


def test_days_of_grace_stand_in_one_line(world: World, rule_book_administrator: User) -> None:
    lines = [line for _heading, lines in rule_book_on(MONDAY)[0].groups for line in lines]
    (grace,) = [line for line in lines if line.title == "上报前的宽限"]
    assert len(grace.values) == len(DutyKind) and grace.values[0] == ("报到", "没有")
