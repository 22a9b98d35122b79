"""外出: the route by the rule book, the days within two months, the trip and what it does to duties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.clock import frozen
from core.errors import BadInput, Refused
from corrections.enums import Role
from corrections.models import Case, User
from supervision.enums import (
    ApprovalAct,
    ApprovalStatus,
    Channel,
    DutyKind,
    DutyOutcome,
    LeaveStage,
    MovementKind,
    RestReason,
    StepKey,
)
from supervision.models import Duty, Leave, Notice, Rule
from supervision.selectors.leaves import leave_route
from supervision.services import duties_open, overdue_flag
from supervision.services.approvals import approval_revoke
from supervision.services.leaves import (
    leave_cancel,
    leave_depart,
    leave_extend_request,
    leave_note,
    leave_request,
    leave_return,
)
from tests.factories import CaseFactory, CountyFactory, PrefectureFactory
from tests.people import World, account
from tests.supervision.duties import duty_of
from tests.supervision.leaves import (
    MONDAY,
    again,
    approved_leave,
    away,
    decide,
    delegate,
    prefecture_officer,
    station_head,
    wish,
)

pytestmark = pytest.mark.usefixtures("books")
DECEMBER = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("days", "is_delegated", "tier"),
    [
        (7, True, StepKey.STATION),
        (7, False, StepKey.COUNTY),
        (8, True, StepKey.COUNTY),
        (30, True, StepKey.COUNTY),
        (31, True, StepKey.PREFECTURE),
    ],
)
def test_the_rule_book_chooses_who_decides(
    days: int, is_delegated: bool, tier: StepKey, case: Case, world: World
) -> None:
    if is_delegated:
        delegate(world)
    found = wish(days)
    route = leave_route(case, (found.starts_on, found.ends_on), on=MONDAY)
    assert (route.days, route.tier) == (days, tier)


def test_the_limits_are_rows_of_the_book(case: Case, world: World) -> None:
    delegate(world)
    rule = Rule.objects.get(key="leave_station_max", book__effective_to=None)
    rule.number, rule.updated_at = 3, rule.updated_at.replace(year=2027)
    rule.save()
    assert leave_route(case, (DECEMBER, date(2026, 12, 4)), on=MONDAY).tier == StepKey.COUNTY


def test_more_than_thirty_days_in_two_months_go_to_the_prefecture(
    case: Case, officer: User, head: User, world: World
) -> None:
    approved_leave(officer, head, case, wish(25))
    found = wish(6, date(2027, 1, 10))
    route = leave_route(case, (found.starts_on, found.ends_on), on=MONDAY)
    assert (route.tier, route.window.days, len(route.trips)) == (StepKey.PREFECTURE, 31, 1)
    assert leave_route(case, (date(2027, 1, 10), date(2027, 1, 14)), on=MONDAY).tier == StepKey.COUNTY


def test_a_leave_never_used_does_not_count(case: Case, officer: User, head: User) -> None:
    approved_leave(officer, head, case, wish(25))
    span = date(2027, 1, 10), date(2027, 1, 15)
    with frozen(date(2027, 1, 5)):
        assert leave_route(case, span, on=date(2027, 1, 5)).window.days == 6


def test_the_station_may_pass_it_upwards(case: Case, officer: User, world: World) -> None:
    delegate(world)
    leave = leave_request(by=officer, case=case, wish=wish(5, upwards=True))
    assert leave.approval.route == [StepKey.COUNTY]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"province": ""}, "请选择目的地"),
        ({"province": "泰国曼谷（出国）"}, "不准出境"),
        ({"first": date(2026, 11, 24)}, "不足 3 日"),
        ({"days": 0}, "返回日期早于出发日期"),
        ({"place": " "}, "请写明地点"),
    ],
)
def test_a_wrong_wish_is_one_sentence(
    values: dict[str, Any], sentence: str, case: Case, officer: User
) -> None:
    with pytest.raises(BadInput, match=sentence):
        leave_request(by=officer, case=case, wish=wish(**values))
    assert not Leave.objects.exists()


def test_days_lie_within_the_term_and_not_far_back(case: Case, officer: User) -> None:
    with pytest.raises(BadInput, match="超过矫正期满日"):
        leave_request(by=officer, case=case, wish=wish(2, case.term_ends_on))
    assert case.received_on is not None
    with pytest.raises(BadInput, match="早于接收日期"):
        leave_request(by=officer, case=case, wish=wish(2, case.received_on - timedelta(days=1)))
    longer = CaseFactory(station=case.station, ordinary=True)
    with pytest.raises(BadInput, match="一个月以前"):
        leave_request(by=officer, case=longer, wish=wish(2, date(2026, 10, 1)))


def test_short_notice_is_possible_with_a_reason(case: Case, officer: User) -> None:
    leave = leave_request(
        by=officer, case=case, wish=wish(3, date(2026, 11, 24), short_notice_reason="母亲病危")
    )
    assert leave.short_notice_reason == "母亲病危"


def test_districts_of_one_city_are_one_unit(case: Case, officer: User, world: World) -> None:
    city = PrefectureFactory(short_name="成都市", parent=world.province)
    districts = [CountyFactory(short_name=name, parent=city) for name in ("锦江区", "青羊区")]
    county = CountyFactory(short_name="金堂县", parent=city)
    at_home = CaseFactory(station=districts[0], ordinary=True)
    mover = CaseFactory(station=districts[0], ordinary=True)
    by = officer_at(districts[0])
    with pytest.raises(BadInput, match="不需要审批"):
        leave_request(by=by, case=at_home, wish=wish(5, province="", division=districts[1]))
    leave = leave_request(by=by, case=mover, wish=wish(5, province="", division=county))
    assert leave.division == county
    with pytest.raises(BadInput, match="不需要审批"):
        leave_request(by=officer, case=case, wish=wish(5, province="", division=world.county))


def officer_at(county: Any) -> User:

    return account("city", "区局", Role.COUNTY_OFFICER, county)


def test_two_leaves_never_share_a_day(case: Case, officer: User, head: User) -> None:
    leave = approved_leave(officer, head, case, wish(10))
    with pytest.raises(BadInput, match="与另一次外出（12月1—10日）重叠"):
        leave_request(by=officer, case=case, wish=wish(3, date(2026, 12, 10)))
    copy = Leave.objects.get(pk=leave.pk)
    other = leave_request(by=officer, case=case, wish=wish(3, date(2026, 12, 11)))
    copy.pk, copy.approval = None, other.approval
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.filter(pk=other.pk).update(starts_on=date(2026, 12, 9))


def test_a_refused_leave_frees_its_days(case: Case, officer: User, head: User) -> None:

    leave = leave_request(by=officer, case=case, wish=wish(10))
    decide(head, leave.approval, ApprovalAct.REFUSE, words="事由不充分")
    assert leave_request(by=officer, case=case, wish=wish(10)).is_standing


def test_an_approval_after_the_leave_began_is_marked_and_reasoned(
    case: Case, officer: User, head: User
) -> None:
    leave = leave_request(
        by=officer, case=case, wish=wish(10, date(2026, 11, 20), short_notice_reason="父亲去世，先行离开")
    )
    with pytest.raises(BadInput, match="事后补批"):
        decide(head, leave.approval)
    decide(head, leave.approval, after_the_fact_reason="突发丧事，已电话报告")
    leave.approval.refresh_from_db()
    assert leave.approval.is_after_the_fact and leave.approval.status == ApprovalStatus.APPROVED


def test_a_route_that_has_become_too_low_is_refused(
    case: Case, officer: User, head: User, world: World
) -> None:
    """Two requests of 20 days: the second, approved, would make 40 within two months."""
    first = leave_request(by=officer, case=case, wish=wish(20))
    second = leave_request(by=officer, case=case, wish=wish(20, date(2027, 1, 5)))
    assert second.approval.route == [StepKey.COUNTY]
    decide(head, first.approval)
    with pytest.raises(BadInput, match="两个月内累计 40 天"):
        decide(head, second.approval)


# Used


def test_while_away_visits_and_written_reports_rest(case: Case, officer: User, head: User) -> None:
    case_of = CaseFactory(station=case.station, strict=True, received_on=date(2026, 9, 28))
    leave = approved_leave(officer, head, case_of, wish(20, DECEMBER))
    with frozen(DECEMBER):
        away(officer, leave, DECEMBER)
    with frozen(date(2026, 12, 14)):
        duties_open(on=date(2026, 12, 14), case_ids=[case_of.pk])
    rests = {
        duty.kind: duty.suspended_by for duty in Duty.objects.filter(case=case_of, opens_on__gte=DECEMBER)
    }
    assert rests[DutyKind.VISIT] == RestReason.LEAVE
    assert rests[DutyKind.ORAL_REPORT] == ""


def test_back_in_time_settles_the_return(case: Case, officer: User, head: User) -> None:
    leave = approved_leave(officer, head, case, wish(5, DECEMBER))
    with frozen(DECEMBER):
        leave = away(officer, leave, DECEMBER)
        assert leave.stage(on=DECEMBER) == LeaveStage.OUT
    with frozen(date(2026, 12, 4)):
        leave_return(by=officer, leave=leave, returned_on=date(2026, 12, 4), channel=Channel.IN_PERSON)
        duty = duty_of(case, DutyKind.LEAVE_RETURN)
        assert (duty.outcome, duty.settled_on, duty.due_on) == (
            DutyOutcome.COMPLIED,
            date(2026, 12, 4),
            date(2026, 12, 5),
        )
        leave = again(leave)
        assert (leave.held_to, leave.stage(on=date(2026, 12, 4))) == (date(2026, 12, 4), LeaveStage.BACK)
        assert leave_request(
            by=officer, case=case, wish=wish(3, date(2026, 12, 5), short_notice_reason="再次就医")
        ).is_standing


def test_out_and_not_back_is_overdue_next_morning_and_goes_up(
    case: Case, officer: User, head: User, world: World
) -> None:
    leave = approved_leave(officer, head, case, wish(5, DECEMBER))
    with frozen(DECEMBER):
        leave = away(officer, leave, DECEMBER)
    for day in (5, 6, 7, 8, 13):
        with frozen(date(2026, 12, day)):
            overdue_flag(on=date(2026, 12, day))
    duty = duty_of(case, DutyKind.LEAVE_RETURN)
    told = Notice.objects.filter(duty=duty).order_by("step").values_list("told_on", "office__name")
    assert list(told) == [
        (date(2026, 12, 6), world.station.name),
        (date(2026, 12, 7), world.county.name),
        (date(2026, 12, 13), world.prefecture.name),
    ]
    assert leave.stage(on=date(2026, 12, 6)) == LeaveStage.OVERDUE
    assert Leave.objects.overdue(on=date(2026, 12, 6)).get() == leave


def test_a_late_return_says_why_and_whether_that_is_a_reason(case: Case, officer: User, head: User) -> None:
    leave = approved_leave(officer, head, case, wish(5, DECEMBER))
    with frozen(DECEMBER):
        leave = away(officer, leave, DECEMBER)
    back = date(2026, 12, 8)
    with frozen(back):
        arrive: dict[str, Any] = {
            "by": officer,
            "leave": leave,
            "returned_on": back,
            "channel": Channel.IN_PERSON,
        }
        with pytest.raises(BadInput, match="请写明原因"):
            leave_return(**arrive)
        with pytest.raises(BadInput, match="是否成立"):
            leave_return(**arrive, late_reason="航班取消")
        leave_note(
            by=officer,
            leave=leave,
            kind=MovementKind.ORDERED_BACK,
            happened_on=date(2026, 12, 6),
            channel=Channel.PHONE,
            words="已责令立即返回",
        )
        trip = leave_return(**arrive, late_reason="航班取消", has_good_reason=True)
        assert (trip.late_reason, trip.has_good_reason) == ("航班取消", True)
        duty = duty_of(case, DutyKind.LEAVE_RETURN)
        assert (duty.outcome, duty.is_settled_late) == (DutyOutcome.COMPLIED, True)
        kinds = [movement.kind for movement in trip.movements.all()]
        assert kinds == [MovementKind.DEPARTED, MovementKind.ORDERED_BACK, MovementKind.RETURNED]


def test_approved_and_never_used_is_expired_not_overdue(case: Case, officer: User, head: User) -> None:
    leave = approved_leave(officer, head, case, wish(5, DECEMBER))
    later = date(2026, 12, 6)
    assert leave.stage(on=later) == LeaveStage.EXPIRED
    assert Leave.objects.expired(on=later).get() == leave
    assert not Leave.objects.overdue(on=later).exists()
    with frozen(later):
        with pytest.raises(Refused, match="批准未用"):
            leave_depart(by=officer, leave=leave, departed_on=later, channel=Channel.PHONE)
        leave_depart(by=officer, leave=leave, departed_on=date(2026, 12, 3), channel=Channel.PHONE)


def test_what_is_not_approved_cannot_be_used(case: Case, officer: User) -> None:
    leave = leave_request(by=officer, case=case, wish=wish(10))
    with pytest.raises(Refused, match="待审批"):
        leave_depart(by=officer, leave=leave, departed_on=MONDAY, channel=Channel.PHONE)


def test_a_cancelled_leave_frees_its_days(case: Case, officer: User, head: User) -> None:
    leave = approved_leave(officer, head, case, wish(10))
    with pytest.raises(BadInput, match="取消的原因"):
        leave_cancel(by=officer, leave=leave, reason=" ")
    leave_cancel(by=officer, leave=leave, reason="病情好转")
    assert again(leave).stage(on=MONDAY) == LeaveStage.CANCELLED
    with pytest.raises(Refused):
        leave_cancel(by=officer, leave=leave, reason="再取消")
    assert leave_request(by=officer, case=case, wish=wish(10)).is_standing


# More days


def test_an_extension_is_decided_by_the_tier_of_the_whole_length(
    case: Case, officer: User, head: User, world: World
) -> None:
    delegate(world)
    leave = approved_leave(officer, station_head(world), case, wish(5, DECEMBER))
    with frozen(DECEMBER):
        leave = away(officer, leave, DECEMBER)
        extension = leave_extend_request(
            by=officer, leave=leave, last_on=date(2026, 12, 10), reason_words="需要复查", proof="病情证明"
        )
        assert extension.approval.route == [StepKey.COUNTY]
        with pytest.raises(Refused, match="已有一份延期申请"):
            leave_extend_request(
                by=officer, leave=leave, last_on=date(2026, 12, 12), reason_words="再延", proof="病情证明"
            )
        decide(head, extension.approval)
    assert again(leave).last_on == date(2026, 12, 10)
    assert duty_of(case, DutyKind.LEAVE_RETURN).due_on == date(2026, 12, 10)


def test_an_extension_over_thirty_days_goes_to_the_prefecture(
    case: Case, officer: User, head: User, world: World
) -> None:
    leave = approved_leave(officer, head, case, wish(20, DECEMBER))
    extension = leave_extend_request(
        by=officer, leave=leave, last_on=date(2026, 12, 31), reason_words="手术", proof="病情证明"
    )
    assert extension.approval.route == [StepKey.COUNTY_OPINION, StepKey.PREFECTURE]

    decide(head, extension.approval, ApprovalAct.FORWARD, words="拟同意")
    decide(prefecture_officer(world), extension.approval)
    assert again(leave).days == 31


def test_an_extension_refused_leaves_the_leave_as_it_was(case: Case, officer: User, head: User) -> None:

    leave = approved_leave(officer, head, case, wish(10, DECEMBER))
    extension = leave_extend_request(
        by=officer, leave=leave, last_on=date(2026, 12, 15), reason_words="游玩", proof="无"
    )
    decide(head, extension.approval, ApprovalAct.REFUSE, words="事由不充分")
    assert again(leave).last_on == date(2026, 12, 10) and again(leave).is_standing


def test_what_is_used_or_an_extension_cannot_be_revoked(case: Case, officer: User, head: User) -> None:
    leave = approved_leave(officer, head, case, wish(10, DECEMBER))
    extension = leave_extend_request(
        by=officer, leave=leave, last_on=date(2026, 12, 12), reason_words="复查", proof="证明"
    )
    decide(head, extension.approval)
    with pytest.raises(Refused, match="延期不能单独撤销"):
        approval_revoke(by=head, approval=extension.approval, reason="不实")
    with frozen(DECEMBER):
        leave = away(officer, leave, DECEMBER)
        with pytest.raises(Refused, match="责令返回"):
            approval_revoke(by=head, approval=leave.approval, reason="不实")
