"""经常性跨市县活动 and what follows from a decision: the permit, its trips, the notice to the 检察院."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.clock import frozen
from core.errors import BadInput, Refused
from corrections.models import Case, User
from supervision.enums import ApprovalAct, Channel, DutyKind, DutyOutcome, ErrandKind
from supervision.models import Duty, Movement
from supervision.selectors import card_rows
from supervision.selectors.leaves import leave_route
from supervision.services.approvals import approval_revoke, errand_done
from supervision.services.leaves import leave_request
from supervision.services.travel import travel_depart, travel_permit_request, travel_return
from tests.people import World
from tests.supervision.leaves import MONDAY, TRAVEL, approved_permit, decide, prefecture_officer, wish

pytestmark = pytest.mark.usefixtures("books")


def test_a_permit_holds_the_rule_books_six_months(case: Case, officer: User, head: User) -> None:
    permit = approved_permit(officer, head, case)
    assert (permit.starts_on, permit.ends_on) == (MONDAY, date(2027, 5, 22))
    assert permit.approval.route == ["county"]


def test_a_permit_ends_with_the_term(case: Case, officer: User) -> None:
    case.term_ends_on = date(2027, 1, 31)
    case.save()
    assert travel_permit_request(by=officer, case=case, wish=TRAVEL).ends_on == date(2027, 1, 31)


def test_no_second_permit_before_the_first_is_over(case: Case, officer: User, head: User) -> None:
    approved_permit(officer, head, case)
    with pytest.raises(BadInput, match="期满后再重新申请"):
        travel_permit_request(by=officer, case=case, wish=replace(TRAVEL, starts_on=date(2027, 5, 22)))
    travel_permit_request(by=officer, case=case, wish=replace(TRAVEL, starts_on=date(2027, 5, 23)))


@pytest.mark.parametrize("name", ["places", "frequency", "reason_words", "proof"])
def test_every_word_the_measures_want_is_asked_for(name: str, case: Case, officer: User) -> None:
    without: dict[str, Any] = {name: " "}
    with pytest.raises(BadInput, match="请写明前往市县"):
        travel_permit_request(by=officer, case=case, wish=replace(TRAVEL, **without))


def test_a_permit_is_given_ahead(case: Case, officer: User) -> None:
    with pytest.raises(BadInput, match="事先批准"):
        travel_permit_request(by=officer, case=case, wish=replace(TRAVEL, starts_on=date(2026, 11, 22)))


def test_each_trip_is_reported_and_counts_in_no_total(case: Case, officer: User, head: User) -> None:
    permit = approved_permit(officer, head, case)
    travel_depart(by=officer, permit=permit, departed_on=MONDAY, channel=Channel.ONLINE, words="上班")
    with pytest.raises(Refused, match="没有登记返回"):
        travel_depart(by=officer, permit=permit, departed_on=MONDAY, channel=Channel.ONLINE, words="")
    travel_return(by=officer, permit=permit, returned_on=MONDAY, channel=Channel.ONLINE, words="")
    with pytest.raises(Refused, match="没有在外的行程"):
        travel_return(by=officer, permit=permit, returned_on=MONDAY, channel=Channel.ONLINE, words="")
    assert Movement.objects.filter(trip__permit=permit).count() == 2
    asked = wish(5)
    assert leave_route(case, (asked.starts_on, asked.ends_on), on=MONDAY).window.days == 5
    assert not Duty.objects.filter(case=case, kind=DutyKind.LEAVE_RETURN).exists()


def test_a_permit_that_is_over_or_revoked_allows_no_trip(case: Case, officer: User, head: User) -> None:
    permit = approved_permit(officer, head, case)
    over = date(2027, 5, 23)
    with frozen(over), pytest.raises(Refused, match="届满"):
        travel_depart(by=officer, permit=permit, departed_on=over, channel=Channel.PHONE, words="")
    approval_revoke(by=head, approval=permit.approval, reason="换了工作")
    with pytest.raises(Refused, match="批准已撤销"):
        travel_depart(by=officer, permit=permit, departed_on=MONDAY, channel=Channel.PHONE, words="")
    travel_permit_request(by=officer, case=case, wish=TRAVEL)


# What follows from a decision


def test_what_the_prefecture_approves_the_county_tells_the_procuratorate(
    case: Case, officer: User, head: User, neighbour: User, world: World
) -> None:
    leave = leave_request(by=officer, case=case, wish=wish(31))
    decide(head, leave.approval, ApprovalAct.FORWARD, words="拟同意")
    decide(prefecture_officer(world), leave.approval)
    errand = leave.approval.errands.get()
    assert (errand.kind, errand.office) == (ErrandKind.PROCURATORATE, world.county)
    duty = Duty.objects.get(kind=DutyKind.ERRAND, occasion=f"errand:{errand.pk}")
    assert (duty.due_on, duty.office) == (date(2026, 11, 26), world.county)
    assert duty in card_rows("pending", head, on=MONDAY)
    assert duty not in card_rows("pending", officer, on=MONDAY)
    for user in (officer, neighbour):
        with pytest.raises(PermissionDenied):
            errand_done(by=user, errand=errand, done_on=MONDAY, receipt="开检收〔2026〕3号")
    with pytest.raises(BadInput, match="回执"):
        errand_done(by=head, errand=errand, done_on=MONDAY, receipt=" ")
    errand_done(by=head, errand=errand, done_on=MONDAY, receipt="开检收〔2026〕3号")
    duty.refresh_from_db()
    assert (duty.outcome, duty.settled_on) == (DutyOutcome.COMPLIED, MONDAY)
    with pytest.raises(Refused, match="已于11月23日办理"):
        errand_done(by=head, errand=errand, done_on=MONDAY, receipt="再登记")


def test_what_the_county_approves_needs_no_notice(case: Case, officer: User, head: User) -> None:
    leave = leave_request(by=officer, case=case, wish=wish(10))
    decide(head, leave.approval)
    assert not leave.approval.errands.exists()
