"""矫正方案: made, adjusted, taken back; the duty to make one; what the page and the paper say."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.audit import AuditEvent
from core.clock import frozen
from core.errors import BadInput, Refused
from corrections.enums import EndKind, Level
from corrections.models import Case, User
from supervision.enums import DutyKind, DutyOutcome
from supervision.models import CorrectionPlan
from supervision.selectors import EntryKind, case_timeline
from supervision.selectors.plans import plan_of
from supervision.services import duties_open
from supervision.services.plans import PlanParts, plan_make, plan_withdraw
from tests.corrections.browsing import page, send, text
from tests.factories import CaseFactory
from tests.people import TODAY, World
from tests.supervision.duties import MONDAY, duty_of

pytestmark = pytest.mark.usefixtures("books")

PARTS = PlanParts("务农，与父母同住", "低风险", "情绪稳定", "每周电话报告，每月走访一次")
PLAN = DutyKind.PLAN


@pytest.fixture
def fresh(world: World) -> Case:
    """Received on Friday 2026-11-20: the plan is due ten days later."""
    made: Case = CaseFactory(station=world.station, level=Level.STRICT, received_on=date(2026, 11, 20))
    duties_open(on=MONDAY, case_ids=[made.pk])
    return made


def made(case: Case, by: User, on: date = MONDAY, because: str = "") -> CorrectionPlan:
    return plan_make(by=by, case=case, made_on=on, parts=PARTS, adjusted_because=because)


def test_plan_is_due_after_reception_and_settled_by_the_first_version(fresh: Case, officer: User) -> None:
    duty = duty_of(fresh, PLAN)
    assert (duty.owner, duty.opens_on, duty.due_on) == ("office", date(2026, 11, 20), date(2026, 11, 30))
    plan = made(fresh, officer)
    duty.refresh_from_db()
    assert (duty.outcome, duty.settled_on, duty.settled_by_kind, duty.settled_by_id) == (
        DutyOutcome.COMPLIED, MONDAY, "plan", plan.pk,
    )  # fmt: skip
    assert not duty.is_settled_late


def test_plan_made_after_its_day_is_late(fresh: Case, officer: User) -> None:
    with frozen(date(2026, 12, 3)):
        made(fresh, officer, on=date(2026, 12, 2))
    duty = duty_of(fresh, PLAN)
    assert (duty.outcome, duty.is_settled_late) == (DutyOutcome.COMPLIED, True)


def test_an_adjustment_says_why_and_holds(fresh: Case, officer: User) -> None:
    first = made(fresh, officer)
    with pytest.raises(BadInput, match="调整原因"):
        made(fresh, officer)
    with pytest.raises(BadInput, match="早于 2026-11-23"):
        made(fresh, officer, on=date(2026, 11, 22), because="等级变更")
    second = made(fresh, officer, because="等级变更")
    assert plan_of(fresh) == second
    assert duty_of(fresh, PLAN).settled_by_id == first.pk


def test_a_withdrawn_plan_stays_in_the_file_and_opens_the_duty_again(fresh: Case, officer: User) -> None:
    plan = made(fresh, officer)
    with pytest.raises(BadInput, match="撤回原因"):
        plan_withdraw(by=officer, plan=plan, reason=" ")
    plan_withdraw(by=officer, plan=plan, reason="录错了人")
    assert plan_of(fresh) is None
    assert duty_of(fresh, PLAN).outcome == DutyOutcome.OPEN
    entries = [entry for entry in case_timeline(fresh, on=MONDAY) if entry.kind == EntryKind.ASSESSMENT]
    assert [(entry.title, entry.is_withdrawn) for entry in entries] == [("制定矫正方案", True)]
    with pytest.raises(Refused, match="已经撤回"):
        plan_withdraw(by=officer, plan=plan, reason="又撤一次")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"awaiting": True}, "尚未接收"),
        ({"ended_on": MONDAY, "end_kind": EndKind.OTHER, "received_on": date(2026, 3, 2)}, "解除或终止"),
    ],
)
def test_no_plan_before_reception_or_after_the_end(
    world: World, officer: User, facts: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        made(CaseFactory(station=world.station, **facts), officer)


def test_plan_of_another_office_is_no_business_of_ours(
    fresh: Case, neighbour: User, inspector: User, social_worker: User
) -> None:
    for user in (neighbour, inspector, social_worker):
        with pytest.raises(PermissionDenied):
            made(fresh, user)
    assert not CorrectionPlan.objects.exists()


def test_events_hold_no_words_of_the_plan(fresh: Case, officer: User) -> None:
    plan_withdraw(by=officer, plan=made(fresh, officer), reason="录错了人")
    events = AuditEvent.objects.filter(event__startswith="plan_").order_by("id")
    assert [event.event for event in events] == ["plan_made", "plan_withdrawn"]
    assert all("务农" not in str(event.changes) for event in events)


def test_the_form_begins_with_what_the_file_knows(fresh: Case, officer: User) -> None:
    url = reverse("supervision:plan_make", args=[fresh.pk])
    shown = text(page(officer, url))
    assert "矫正期限" in shown
    assert "每周电话（当面）报告" in shown
    answers = {"made_on": TODAY.isoformat(), "situation": "甲", "analysis": "丙", "measures": "丁"}
    answer = send(officer, url, answers)
    assert "请填写综合评估结果" in text(answer)
    send(officer, url, {**answers, "evaluation": "乙"})
    plan = CorrectionPlan.objects.get()
    assert (plan.situation, plan.measures, plan.recorded_by) == ("甲", "丁", officer)
    assert "调整原因" in text(page(officer, url))


def test_panel_and_paper_show_what_holds(fresh: Case, officer: User, inspector: User) -> None:
    panel = reverse("supervision:plan_panel", args=[fresh.pk])
    assert "还没有矫正方案" in text(page(officer, panel))
    plan = made(fresh, officer)
    assert "每周电话报告，每月走访一次" in text(page(officer, panel))
    paper = page(officer, reverse("supervision:plan_paper", args=[plan.pk]))
    assert "社区矫正方案" in text(paper)
    assert "低风险" in text(paper)
    assert page(inspector, reverse("supervision:plan_paper", args=[plan.pk])).status_code == 403
