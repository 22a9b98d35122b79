"""Recording in the browser: in the dialog and on a page of its own, once, with nothing typed lost."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEvent
from corrections.models import Case, CaseGrant, Offender, User
from corrections.services.grant import case_lend
from supervision.enums import Channel, DutyKind, DutyOutcome, RecordOutcome
from supervision.models import CheckIn, Visit
from supervision.services import check_in_record, duties_open
from tests.corrections.browsing import HTMX, page, send, signed_in, text
from tests.factories import CaseFactory, OffenderFactory, UserFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of

pytestmark = pytest.mark.django_db

ORAL, WRITTEN, VISIT = DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT, DutyKind.VISIT
NAMES = ("check_in_record", "desk_entry_record", "visit_record")
CALL = {"channel": "phone", "happened_on": "2026-11-23", "outcome": "complied", "content": "近况平稳。"}
DESK = {"happened_on": "2026-11-23", "settles": ["oral_report"], "content": "谈话"}
TRIP = {"met": "self", "happened_on": "2026-11-23", "outcome": "complied", "place": "居住地"}
ANSWERS: dict[str, dict[str, Any]] = dict(zip(NAMES, (CALL, DESK, TRIP), strict=True))


@pytest.fixture
def running(world: World, books: None) -> Case:
    """Strict since October, named 廖娟艳; the oral report of W47 is late."""
    made: Case = CaseFactory(
        station=world.station, strict=True, received_on=date(2026, 9, 28), offender__name="廖娟艳"
    )
    duties_open(on=MONDAY, case_ids=[made.pk])
    return made


def url(name: str, pk: int, query: str = "") -> str:
    return reverse(f"supervision:{name}", args=[pk]) + query


# Who


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("person", "status"),
    [("officer", 200), ("head", 200), ("neighbour", 404), ("inspector", 403), ("outsider", 403)],
)
def test_who_may_record(
    running: Case, name: str, person: str, status: int, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(person)
    assert page(user, url(name, running.pk)).status_code == status
    sent = send(user, url(name, running.pk), ANSWERS[name])
    assert sent.status_code == (302 if status == 200 else status)
    assert CheckIn.objects.count() + Visit.objects.count() == (1 if status == 200 else 0)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_recorded_of_who_was_not_received(
    world: World, books: None, officer: User, name: str
) -> None:
    awaiting = CaseFactory(station=world.station, awaiting=True)
    asked = page(officer, url(name, awaiting.pk))
    assert asked.status_code == 409 and "尚未接收" in text(asked)
    assert send(officer, url(name, awaiting.pk), ANSWERS[name]).status_code == 409


def test_after_the_end_only_earlier_days_are_recorded(running: Case, officer: User) -> None:
    Case.objects.filter(pk=running.pk).update(ended_on=date(2026, 11, 20), end_kind="recalled")
    assert page(officer, url("check_in_record", running.pk)).status_code == 200
    refused = send(officer, url("check_in_record", running.pk), CALL)
    assert refused.status_code == 409 and "2026-11-20" in text(refused)
    earlier = CALL | {"happened_on": "2026-11-19"}
    assert send(officer, url("check_in_record", running.pk), earlier).status_code == 302


def test_a_restricted_file_is_closed_to_who_may_not_see_such_files(
    world: World, books: None, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = CaseFactory(station=world.station, offender=OffenderFactory(restricted=True))
    assert page(officer, url("check_in_record", closed.pk)).status_code == 200
    monkeypatch.setattr("corrections.views.case_form.may_open", lambda user, case: False)
    assert page(officer, url("check_in_record", closed.pk)).status_code == 403


def test_a_lent_case_is_seen_but_not_recorded_on(running: Case, neighbour: User, head: User) -> None:
    colleague = UserFactory(username="colleague", office=neighbour.office)
    case_lend(
        by=head, case=running, user=colleague, starts_on=MONDAY, ends_on=date(2026, 12, 31), reason="代管"
    )
    assert CaseGrant.objects.filter(user=colleague).exists()
    assert page(colleague, url("check_in_record", running.pk)).status_code == 403


# What


def test_the_form_starts_with_today_a_call_and_what_is_late(running: Case, officer: User) -> None:
    late = duty_of(running, ORAL, "2026-W47")
    asked = page(officer, url("check_in_record", running.pk, f"?duty={late.pk}"))
    form = asked.context["form"]
    assert (form["happened_on"].value(), form["channel"].value()) == (MONDAY, Channel.PHONE)
    assert form["late_for"].value() == late.pk
    assert "登记报告：廖娟艳" in text(asked) and "电话（当面）报告（11月16—22日，逾期 1 天）" in text(asked)


def test_a_written_duty_opens_the_form_at_written(running: Case, officer: User) -> None:
    duty = duty_of(running, WRITTEN, "2026-F168")
    form = page(officer, url("check_in_record", running.pk, f"?duty={duty.pk}")).context["form"]
    assert (form["channel"].value(), form["late_for"].value()) == (Channel.WRITTEN, None)


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 30, "0"])
def test_a_link_to_no_duty_opens_the_form_all_the_same(running: Case, officer: User, asked: str) -> None:
    assert page(officer, url("check_in_record", running.pk, f"?duty={asked}")).status_code == 200


def test_a_report_leads_back_to_the_file_and_says_what_it_settled(running: Case, officer: User) -> None:
    client = signed_in(officer)
    done = client.post(url("check_in_record", running.pk), CALL)
    assert done.headers["Location"].startswith(
        reverse("corrections:offender_detail", args=[running.offender_id])
    )
    shown: Any = client.get(done.headers["Location"])
    assert "廖娟艳：已登记，办结：电话（当面）报告（11月23—29日）。" in text(shown)
    record = CheckIn.objects.get()
    assert (record.recorded_by, record.content, record.settles) == (officer, "近况平稳。", [ORAL])


def test_in_the_dialog_the_list_below_is_told(running: Case, officer: User) -> None:
    late = duty_of(running, ORAL, "2026-W47")
    done = send(officer, url("check_in_record", running.pk), CALL | {"late_for": str(late.pk)}, headers=HTMX)
    assert done.status_code == 204
    told = json.loads(done.headers["HX-Trigger"])
    assert set(told) == {"record-saved", "dialog-close", "toast"}
    assert told["toast"] == "廖娟艳：已登记，办结：电话（当面）报告（11月16—22日）。"
    late.refresh_from_db()
    assert (late.outcome, late.is_settled_late) == (DutyOutcome.COMPLIED, True)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"outcome": "waiting"}, "已登记；该期仍未办结，等待补交证明。"),
        ({"outcome": "failed_attempt"}, "已登记未联系上（未见到人）；该期仍未办结。"),
        (
            {"outcome": "acceptable_absence", "absence_reason": "illness"},
            "已登记，免予履行：电话（当面）报告（11月23—29日）。",
        ),
        ({"outcome": "unacceptable"}, "已登记，认定未履行：电话（当面）报告（11月23—29日）。"),
        ({"happened_on": "2026-10-01"}, "已登记，存入档案；发生日期所在的一期没有待办事项。"),
    ],
)
def test_each_result_says_what_it_did(
    running: Case, officer: User, changed: dict[str, str], sentence: str
) -> None:
    done = send(officer, url("check_in_record", running.pk), CALL | changed, headers=HTMX)
    assert json.loads(done.headers["HX-Trigger"])["toast"] == f"廖娟艳：{sentence}"


def test_a_second_record_stands_in_the_file_and_settles_nothing(
    running: Case, officer: User, head: User
) -> None:
    send(officer, url("check_in_record", running.pk), CALL)
    second = send(head, url("check_in_record", running.pk), CALL, headers=HTMX)
    assert "没有待办事项" in json.loads(second.headers["HX-Trigger"])["toast"]
    assert CheckIn.objects.count() == 2


def test_a_visit_is_recorded_with_whom_and_where(running: Case, officer: User) -> None:
    send(officer, url("visit_record", running.pk), TRIP | {"companions": "王芳（社工）", "met": "family"})
    made = Visit.objects.get()
    assert (made.met, made.place, made.companions) == ("family", "居住地", "王芳（社工）")
    assert duty_of(running, VISIT, "2026-11").outcome == DutyOutcome.COMPLIED


# What goes wrong


def test_a_wrong_answer_comes_back_with_everything_typed(running: Case, officer: User) -> None:
    wrong = CALL | {"outcome": "acceptable_absence", "happened_at": "25:00"}
    for options in ({}, {"headers": HTMX}):
        answer = send(officer, url("check_in_record", running.pk), wrong, **options)
        assert answer.status_code == 200
        body = text(answer)
        assert body.count("请选择正当理由的种类。") == 2 and body.count("时间请写成 09:30 的样子") == 2
        assert "近况平稳。" in body and 'value="25:00"' in body
    assert not CheckIn.objects.exists()


def test_a_double_click_records_once(running: Case, officer: User) -> None:
    once = {"once": "a-token"}
    first = send(officer, url("check_in_record", running.pk), CALL | once, headers=HTMX)
    second = send(officer, url("check_in_record", running.pk), CALL | once, headers=HTMX)
    assert (first.status_code, second.status_code) == (204, 204)
    assert CheckIn.objects.count() == 1


def test_a_settled_period_is_not_made_up_for(running: Case, officer: User, head: User) -> None:
    late = duty_of(running, ORAL, "2026-W47")
    shown = page(officer, url("check_in_record", running.pk, f"?duty={late.pk}"))
    check_in_record(by=head, case=running, channel=Channel.PHONE, happened_on=date(2026, 11, 18))
    answer = send(officer, url("check_in_record", running.pk), CALL | {"late_for": str(late.pk)})
    assert shown.status_code == 200 and answer.status_code == 200
    assert "选择一个有效的选项" in text(answer) or "该期已经办结" in text(answer)
    assert CheckIn.objects.count() == 1


def test_the_form_fits_the_dialog_and_stands_alone(running: Case, officer: User) -> None:
    alone = text(page(officer, url("desk_entry_record", running.pk)))
    inside = text(page(officer, url("desk_entry_record", running.pk), headers=HTMX))
    assert "<html" in alone and "<html" not in inside
    assert 'id="dialog_happened_on"' in inside and 'data-phrase="dialog_content"' in inside


# At the desk


def test_desk_entry_records_the_talk_and_what_has_changed(running: Case, officer: User) -> None:
    answers = DESK | {"settles": ["oral_report", "written_report"], "phone": "13900000002", "version": "1"}
    assert send(officer, url("desk_entry_record", running.pk), answers).status_code == 302
    person = Offender.objects.get(pk=running.offender_id)
    assert (person.phone, person.residence) == ("13900000002", running.offender.residence)
    record = CheckIn.objects.get()
    assert (record.channel, record.settles) == (Channel.IN_PERSON, [ORAL, WRITTEN])


def test_desk_entry_is_refused_whole_when_another_has_edited_the_person(running: Case, officer: User) -> None:
    Offender.objects.filter(pk=running.offender_id).update(version=7)
    answer = send(
        officer, url("desk_entry_record", running.pk), DESK | {"phone": "13900000002", "version": "1"}
    )
    assert answer.status_code == 409 and "13900000002" in text(answer)
    assert not CheckIn.objects.exists()


def test_a_social_worker_records_but_is_not_asked_for_changes(
    running: Case, social_worker: User, officer: User
) -> None:
    from corrections.enums import SeatRole
    from tests.factories import TeamSeatFactory

    TeamSeatFactory(case=running, role=SeatRole.SOCIAL_WORKER, staff=social_worker.staff)
    assert "changes" not in text(page(social_worker, url("desk_entry_record", running.pk)))
    assert 'class="changes"' in text(page(officer, url("desk_entry_record", running.pk)))
    assert send(social_worker, url("desk_entry_record", running.pk), DESK).status_code == 302


# Taking back


@pytest.fixture
def recorded(running: Case, officer: User) -> CheckIn:
    return check_in_record(by=officer, case=running, channel=Channel.PHONE, happened_on=MONDAY)


def test_withdrawing_says_what_the_record_settled_and_reopens_it(
    running: Case, recorded: CheckIn, officer: User
) -> None:
    asked = page(officer, url("check_in_withdraw", recorded.pk))
    assert "2026-11-23，电话，已履行，办结了电话（当面）报告（11月23—29日）" in text(asked)
    assert send(officer, url("check_in_withdraw", recorded.pk), {"reason": "登记错人"}).status_code == 302
    recorded.refresh_from_db()
    assert recorded.withdrawn_reason == "登记错人"
    assert duty_of(running, ORAL, "2026-W48").outcome == DutyOutcome.OPEN
    assert AuditEvent.objects.filter(event="check_in_withdrawn", reason="登记错人").exists()


def test_withdrawing_twice_is_refused_before_a_reason_is_typed(recorded: CheckIn, officer: User) -> None:
    send(officer, url("check_in_withdraw", recorded.pk), {"reason": "登记错人"})
    assert page(officer, url("check_in_withdraw", recorded.pk)).status_code == 409
    assert send(officer, url("check_in_withdraw", recorded.pk), {"reason": "再撤"}).status_code == 409


@pytest.mark.parametrize(
    ("person", "status"), [("head", 200), ("neighbour", 404), ("inspector", 403), ("outsider", 403)]
)
def test_who_may_withdraw(
    recorded: CheckIn, person: str, status: int, request: pytest.FixtureRequest
) -> None:
    answer = page(request.getfixturevalue(person), url("check_in_withdraw", recorded.pk))
    assert answer.status_code == status


def test_withdrawing_a_visit(running: Case, officer: User) -> None:
    send(officer, url("visit_record", running.pk), TRIP | {"met": "nobody", "outcome": "failed_attempt"})
    made = Visit.objects.get()
    assert made.outcome == RecordOutcome.FAILED_ATTEMPT
    asked = text(page(officer, url("visit_withdraw", made.pk)))
    assert "无人在家，未联系上（未见到人）" in asked and "办结了" not in asked
    assert send(officer, url("visit_withdraw", made.pk), {"reason": "重复登记"}).status_code == 302
