"""更正 in the browser: the form as it stands, two people at once, drafts over an older version, the history."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from core.errors import BadInput
from core.models import AuditEvent, Draft
from corrections.models import Case, User
from supervision.enums import (
    Attended,
    Channel,
    DutyKind,
    FindingResult,
    MetPerson,
    RecordOutcome,
    RoundKind,
    VisitItem,
)
from supervision.models import CheckIn, Visit
from supervision.policies.visits import Found, Learnt
from supervision.services import check_in_record, duties_open, record_correct, record_withdraw, visit_record
from supervision.services.rounds import Mark, round_record
from tests.corrections.browsing import page, send, text
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of

pytestmark = pytest.mark.django_db

ORAL = DutyKind.ORAL_REPORT
IN_W47 = date(2026, 11, 18)
CALL = {
    "channel": "phone",
    "settles": ["oral_report"],
    "happened_on": "2026-11-18",
    "happened_at": "09:30",
    "outcome": "complied",
    "content": "在家务农",
    "reason": "录错",
    "version": "1",
}


@pytest.fixture
def running(world: World, books: None) -> Case:
    made: Case = CaseFactory(
        station=world.station, strict=True, received_on=date(2026, 9, 28), offender__name="廖娟艳"
    )
    duties_open(on=MONDAY, case_ids=[made.pk])
    return made


@pytest.fixture
def call(running: Case, officer: User) -> CheckIn:
    return check_in_record(
        by=officer, case=running, channel=Channel.PHONE, happened_on=IN_W47, content="在家务农"
    )


def url(name: str, pk: int) -> str:
    return reverse(f"supervision:{name}", args=[pk])


@pytest.mark.parametrize(
    ("person", "status"),
    [("officer", 200), ("head", 200), ("neighbour", 404), ("inspector", 403), ("outsider", 403)],
)
@pytest.mark.parametrize("name", ["check_in_correct", "check_in_history"])
def test_who_may_open(
    call: CheckIn, name: str, person: str, status: int, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(person)
    assert page(user, url(name, call.pk)).status_code == status


def test_the_form_says_what_the_record_says(call: CheckIn, officer: User) -> None:
    shown = text(page(officer, url("check_in_correct", call.pk)))
    assert "更正报告：廖娟艳" in shown and "在家务农" in shown and "2026-11-18" in shown
    assert 'value="oral_report"' in shown and 'name="version" value="1"' in shown
    assert 'name="also"' not in shown


def test_saving_settles_anew_and_tells_it(running: Case, call: CheckIn, officer: User) -> None:
    sent = send(officer, url("check_in_correct", call.pk), CALL | {"happened_on": "20261111"}, follow=True)
    shown = text(sent)
    assert (
        "原办结：电话（当面）报告（11月16—22日）" in shown
        and "现办结：电话（当面）报告（11月9—15日）" in shown
    )
    assert duty_of(running, ORAL, "2026-W47").outcome == "open"
    panel = text(page(officer, url("records_panel", running.pk)))
    assert "已更正 1 次" in panel and url("check_in_history", call.pk) in panel
    timeline = text(page(officer, url("timeline_panel", running.pk)))
    assert "已更正 1 次" in timeline


def test_nothing_changed_or_no_reason_comes_back_as_typed(call: CheckIn, officer: User) -> None:
    same = send(officer, url("check_in_correct", call.pk), CALL | {"happened_at": ""})
    assert same.status_code == 200 and "没有改动任何内容" in text(same)
    bare = send(officer, url("check_in_correct", call.pk), CALL | {"reason": "", "content": "改过的话"})
    assert "请填写更正原因" in text(bare) and "改过的话" in text(bare)
    assert CheckIn.objects.get().version == 1


def test_two_people_see_both_versions_and_the_second_decides(
    call: CheckIn, officer: User, head: User
) -> None:
    address = url("check_in_correct", call.pk)
    send(head, address, CALL | {"content": "局里核对过的话", "outcome": "waiting"})
    clash = send(officer, address, CALL | {"content": "所里改的话"})
    shown = text(clash)
    assert clash.status_code == 409
    assert "两边都改过" in shown and "现在的内容由 张局长" in shown
    table = shown[shown.index('class="clash"') : shown.index("放弃我填的")]
    assert "所里改的话" in table and "局里核对过的话" in table and "09:30" not in table
    assert "已履行" in table and "待补证明" in table and "方式" not in table
    assert 'name="version" value="2"' in shown and "仍按我填的保存" in shown
    assert CheckIn.objects.get().content == "局里核对过的话"
    mine = CALL | {"content": "所里改的话", "version": "2"}
    assert send(officer, address, mine).status_code == 302
    found = CheckIn.objects.get()
    assert (found.content, found.outcome, found.version) == ("所里改的话", "complied", 3)


def sent_by_a_browser(response: Any, **typed: str) -> dict[str, Any]:
    """What the form of the page would send, with what it was shown with."""
    form, sent = response.context["form"], {}
    for bound in form:
        value = bound.field.widget.format_value(bound.value())
        sent[bound.html_name] = "" if value is None else value
        if bound.field.show_hidden_initial:
            sent[bound.html_initial_name] = sent[bound.html_name]
    return sent | typed


def test_what_the_second_one_did_not_touch_follows_the_first(
    call: CheckIn, officer: User, head: User
) -> None:
    address = url("check_in_correct", call.pk)
    shown = page(officer, address)
    assert 'name="initial-happened_on"' in text(shown)
    send(head, address, CALL | {"happened_on": "2026-11-11", "settles": ["oral_report", "written_report"],
                                "channel": "in_person"})  # fmt: skip
    clash = send(officer, address, sent_by_a_browser(shown, content="所里改的话", reason="补充"))
    assert clash.status_code == 409 and text(clash).count("您没有改，已按现在的填入") == 4
    assert clash.context["form"]["happened_on"].value() == "2026-11-11"
    form = {name: clash.context["form"].data.getlist(name) for name in clash.context["form"].data}
    assert send(officer, address, form).status_code == 302
    found = CheckIn.objects.get()
    assert (found.happened_on, found.content, found.channel) == (
        date(2026, 11, 11),
        "所里改的话",
        "in_person",
    )
    assert set(found.settles) == {"oral_report", "written_report"} and found.version == 3


def test_going_back_to_what_stands_forgets_what_was_typed(call: CheckIn, officer: User, head: User) -> None:
    address = url("check_in_correct", call.pk)
    send(
        officer, reverse("core:draft_save"), {"draft-page": address, "content": "所里改的话", "version": "1"}
    )
    send(head, address, CALL | {"content": "局里核对过的话"})
    assert send(officer, address, CALL | {"content": "所里改的话"}).status_code == 409
    back = send(officer, reverse("core:draft_forget"), {"draft-page": address, "next": address}, follow=True)
    shown = text(back)
    assert "局里核对过的话" in shown and "所里改的话" not in shown and "两边都改过" not in shown
    assert not Draft.objects.exists()


def test_a_draft_over_an_older_version_is_shown_beside_what_stands(
    call: CheckIn, officer: User, head: User
) -> None:
    address = url("check_in_correct", call.pk)
    typed = {name: value for name, value in CALL.items() if name != "reason"} | {"content": "没写完的话"}
    send(officer, reverse("core:draft_save"), {"draft-page": address, **typed})
    assert "两边都改过" not in text(page(officer, address))
    send(head, address, CALL | {"content": "局里核对过的话"})
    shown = text(page(officer, address))
    table = shown[shown.index('class="clash"') : shown.index("放弃我填的")]
    assert "照着旧版填的" in table and "没写完的话" in table and "局里核对过的话" in table
    assert 'name="version" value="2"' in shown


def test_what_was_taken_back_meanwhile_is_refused(call: CheckIn, officer: User, head: User) -> None:
    record_withdraw(by=head, record=call, reason="登记错人")
    sent = send(officer, url("check_in_correct", call.pk), CALL | {"content": "改"})
    assert sent.status_code == 409 and "已经撤回，不能更正" in text(sent)
    assert page(officer, url("check_in_correct", call.pk)).status_code == 409
    panel = text(page(officer, url("records_panel", call.case_id)))
    assert "这条记录已经撤回，不能更正" in panel and url("check_in_correct", call.pk) not in panel


def test_a_report_of_a_group_day_keeps_its_day(world: World, running: Case, officer: User) -> None:
    marks = {running.pk: Mark(Attended.PRESENT)}
    facts: dict[str, Any] = {"kind": RoundKind.REPORT, "station": world.station, "happened_on": IN_W47}
    round_record(by=officer, marks=marks, **facts)
    made = CheckIn.objects.get()
    address = url("check_in_correct", made.pk)
    assert "以该次活动为准" in text(page(officer, address))
    forged = CALL | {"happened_on": "2026-11-11", "channel": "phone", "content": "发言积极"}
    assert send(officer, address, forged).status_code == 302
    made.refresh_from_db()
    assert (made.happened_on, made.channel, made.content) == (IN_W47, Channel.IN_PERSON, "发言积极")


def test_a_visit_is_corrected_with_its_own_form(running: Case, officer: User) -> None:
    """Its items and words are there again, and those that are left as they are stay."""
    learnt = Learnt(
        found=(
            Found(VisitItem.HEALTH, FindingResult.NOTICED, "腰痛"),
            Found(VisitItem.WORK, FindingResult.NORMAL),
        ),
        difficulties="缺药",
    )
    trip = visit_record(
        by=officer, case=running, happened_on=IN_W47, place="居住地", companions="村干部", learnt=learnt
    )
    address = url("visit_correct", trip.pk)
    form = page(officer, address).context["form"]
    assert (form["result_health"].value(), form["remark_health"].value()) == ("noticed", "腰痛")
    answers = {
        "met": ["self", "family"], "happened_on": "2026-11-18", "outcome": "complied", "place": "工地",
        "reason": "地点录错", "version": "1", "result_health": "problem", "remark_health": "腰痛加重",
        "result_work": "normal", "difficulties": "缺药",
    }  # fmt: skip
    sent = send(officer, address, answers, follow=True)
    assert "办结的事项不变" in text(sent)
    found = Visit.objects.get()
    assert (found.met, found.also_met, found.place, found.companions) == ("self", ["family"], "工地", "")
    assert [(each.item, each.result) for each in found.findings.order_by("item")] == [
        ("health", "problem"),
        ("work", "normal"),
    ]
    event = AuditEvent.objects.get(event="visit_corrected")
    assert event.changes["result_health"] == ["noticed", "problem"] and "腰痛" not in str(event.changes)
    history = text(page(officer, url("visit_history", trip.pk)))
    for words in ("地点录错", "村干部", "工地", "李所员", "腰痛加重", "有问题", "还见到何人"):
        assert words in history
    assert "缺药" not in history and "就业" not in history


def test_an_item_of_a_visit_at_which_nobody_was_met_is_refused(running: Case, officer: User) -> None:
    learnt = Learnt(found=(Found(VisitItem.WORK, FindingResult.NORMAL),))
    trip = visit_record(by=officer, case=running, happened_on=IN_W47, learnt=learnt)
    changes = {"met": MetPerson.NOBODY, "outcome": RecordOutcome.FAILED_ATTEMPT}
    with pytest.raises(BadInput, match="无人在家，没有了解到"):
        record_correct(by=officer, record=trip, version=1, reason="录错", changes=changes)
    record_correct(by=officer, record=trip, version=1, reason="录错", changes=changes, learnt=Learnt())
    assert not Visit.objects.get().findings.exists()


def test_the_history_reads_without_the_right_to_correct(call: CheckIn, officer: User, head: User) -> None:
    record_correct(by=head, record=call, version=1, reason="核对", changes={"content": "照看老人"})
    shown = text(page(officer, url("check_in_history", call.pk)))
    assert "张局长" in shown and "原因：核对" in shown and "在家务农" in shown and "照看老人" in shown
    assert "已更正 1 次" in text(page(officer, url("check_in_paper", call.pk)))
