"""The pages of requests: days and tier before it is sent, one decision of two, what a stranger sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from corrections.models import Case, User
from supervision.enums import ApprovalAct, Channel
from supervision.models import Approval, Leave
from supervision.services.leaves import leave_request, leave_return
from supervision.services.travel import travel_depart
from tests.corrections.browsing import page, send, text
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.leaves import (
    MONDAY,
    approved_leave,
    approved_permit,
    away,
    decide,
    delegate,
    prefecture_officer,
    station_head,
    wish,
)

pytestmark = pytest.mark.usefixtures("books")
ANSWERS: dict[str, Any] = {
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-10",
    "province": "重庆市万州区",
    "place": "万州区人民医院",
    "reason": "medical",
    "reason_words": "住院检查",
    "proof": "转诊证明",
    "phone": "13900000009",
}


def test_a_request_shows_days_total_and_who_decides_before_it_is_sent(case: Case, officer: User) -> None:
    url = reverse("supervision:leave_request", args=[case.pk])
    checked = text(send(officer, url, ANSWERS))
    assert "10 天（首尾两天都计算在内）" in checked and "开江县司法局（县级审批）" in checked
    assert not Leave.objects.exists()
    done = send(officer, url, ANSWERS | {"checked": "1"})
    leave = Leave.objects.get()
    assert done.url == reverse("supervision:approval_detail", args=[leave.approval_id])
    shown = text(page(officer, done.url))
    assert "万州区人民医院" in shown and "2026年11月26日前办理" in shown and "13900000009" in shown


def test_a_wrong_request_keeps_what_was_typed(case: Case, officer: User) -> None:
    url = reverse("supervision:leave_request", args=[case.pk])
    came_back = text(send(officer, url, ANSWERS | {"province": "泰国曼谷（出国）"}))
    assert "不准出境" in came_back and 'value="万州区人民医院"' in came_back


def test_the_queue_leads_to_the_decision(case: Case, officer: User, head: User) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    decision = reverse("supervision:approval_decide", args=[approval.pk])
    queue = text(page(head, reverse("supervision:approval_list")))
    assert f'href="{decision}"' in queue and "12月1—10日（10 天）" in queue
    form = text(page(head, decision))
    assert "两个月内累计" in form and "事后补批的原因" not in form
    done = send(head, decision, {"act": "approve", "content": "同意", "number": "1"})
    assert done.status_code == 302
    assert "已批准" in text(page(head, done.url))
    assert "没有申请" in text(page(head, reverse("supervision:approval_list")))


def test_the_second_officer_gets_409_with_the_first_ones_name(case: Case, officer: User, head: User) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(10)).approval
    decide(head, approval)
    url = reverse("supervision:approval_decide", args=[approval.pk])
    late = send(head, url, {"act": "refuse", "content": "不同意", "number": "1"})
    assert late.status_code == 409 and "张局长已于11月23日办理：同意" in text(late)
    assert Approval.objects.get().status == "approved"


def test_ones_own_request_is_a_disabled_button_with_the_reason(case: Case, world: World) -> None:
    delegate(world)
    own = station_head(world)
    approval = leave_request(by=own, case=case, wish=wish(5)).approval
    shown = text(page(own, reverse("supervision:approval_detail", args=[approval.pk])))
    assert "本人提出的申请不能由本人审批" in shown and 'aria-disabled="true"' in shown
    assert page(own, reverse("supervision:approval_decide", args=[approval.pk])).status_code == 409


def test_the_file_lists_every_request_and_the_next_step(case: Case, officer: User, head: User) -> None:
    leave = approved_leave(officer, head, case, wish(10))
    panel = text(page(officer, reverse("supervision:approval_panel", args=[case.pk])))
    assert "已批准，尚未外出" in panel and "申请外出" in panel
    detail = text(page(officer, reverse("supervision:approval_detail", args=[leave.approval_id])))
    assert reverse("supervision:leave_depart", args=[leave.pk]) in detail
    assert "撤销批准" not in detail


def test_an_inspector_sees_that_there_is_a_request_and_not_where_to(
    case: Case, officer: User, inspector: User
) -> None:
    leave = leave_request(by=officer, case=case, wish=wish(10, phone="13900000009"))
    shown = text(page(inspector, f"{reverse('supervision:approval_list')}?tab=all"))
    assert case.offender.name not in shown
    asked_why = page(inspector, reverse("supervision:approval_detail", args=[leave.approval_id]))
    assert asked_why.status_code == 302
    assert asked_why.url.startswith(reverse("corrections:file_open", args=[case.pk]))
    detail = text(asked_why)
    assert case.offender.name not in detail and "13900000009" not in detail


def test_the_form_prints_every_office_and_rules_what_is_not_decided(
    case: Case, officer: User, head: User
) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(31)).approval
    url = reverse("supervision:approval_paper", args=[approval.pk])
    assert "县级审核意见" in text(page(officer, url)) and "市（州）级审批意见" in text(page(officer, url))
    decide(head, approval, ApprovalAct.FORWARD, words="拟同意")
    printed = text(page(officer, url))
    assert "拟同意" in printed and "张局长" in printed
    document = page(officer, f"{url}?format=docx")
    assert b"".join(document.streaming_content)[:2] == b"PK"


def test_only_what_is_approved_has_a_certificate_with_a_number_of_the_office(
    case: Case, officer: User, head: User
) -> None:
    first = leave_request(by=officer, case=case, wish=wish(10))
    url = reverse("supervision:leave_certificate", args=[first.approval_id])
    assert page(officer, url).status_code == 404
    decide(head, first.approval)
    assert "（2026）开江县矫外字第1号" in text(page(officer, url))
    second = approved_leave(officer, head, case, wish(10, first.last_on + timedelta(days=60)))
    assert second.approval.number == "（2026）开江县矫外字第2号"


def test_who_is_away_stands_in_a_tab_of_its_own(case: Case, officer: User, head: User) -> None:
    url = f"{reverse('supervision:approval_list')}?tab=out"
    leave = approved_leave(officer, head, case, wish(5, MONDAY, short_notice_reason="急诊"))
    permit = approved_permit(officer, head, CaseFactory(station=case.station, ordinary=True))
    assert "没有申请" in text(page(officer, url))
    away(officer, leave, MONDAY)
    travel_depart(by=officer, permit=permit, departed_on=MONDAY, channel=Channel.PHONE, words="上班")
    shown = text(page(officer, url))
    assert case.offender.name in shown and permit.case.offender.name in shown and "在外" in shown
    leave_return(by=officer, leave=leave, returned_on=MONDAY, channel=Channel.PHONE)
    assert case.offender.name not in text(page(officer, url))


def test_the_printed_form_shows_the_phone_only_to_who_may_reveal_it(
    case: Case, officer: User, head: User, world: World
) -> None:
    approval = leave_request(by=officer, case=case, wish=wish(31, phone="13900000009")).approval
    url = reverse("supervision:approval_paper", args=[approval.pk])
    assert "13900000009" in text(page(officer, url))
    above = text(page(prefecture_officer(world), url))
    assert case.offender.name in above and "13900000009" not in above and "139****0009" in above
