"""One person's file: who may open it, what opening leaves behind, what it shows to whom."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import AuditEvent
from corrections.enums import SeatRole
from corrections.models import Case, User
from corrections.services.level import case_level_change
from tests.corrections.browsing import HTMX, page, send, signed_in, text
from tests.factories import (
    CaseFactory,
    CaseGrantFactory,
    OffenderFactory,
    StatusSpanFactory,
    TeamSeatFactory,
    full_team,
)
from tests.people import World

pytestmark = pytest.mark.django_db
PANELS = ("case_basics", "case_reception", "case_team", "case_ending", "case_events")


@pytest.fixture
def case(world: World, officer: User) -> Case:
    made: Case = CaseFactory(
        station=world.station, ordinary=True, responsible=officer.staff, offender__name="廖娟艳"
    )
    return made


def file_of(case: Case) -> str:
    return reverse("corrections:offender_detail", args=[case.offender_id])


def url(name: str, pk: int) -> str:
    return reverse(f"corrections:{name}", args=[pk])


def events(name: str) -> int:
    return AuditEvent.objects.filter(event=name).count()


# Who may open it


def test_file_answers_each_person(
    case: Case, officer: User, neighbour: User, head: User, outsider: User
) -> None:
    answers = {
        user.username: page(user, file_of(case)).status_code for user in (officer, neighbour, head, outsider)
    }
    assert answers == {"officer": 200, "neighbour": 404, "head": 200, "outsider": 403}


def test_opening_leaves_one_event_a_day(case: Case, officer: User) -> None:
    for name in PANELS:
        assert page(officer, url(name, case.pk)).status_code == 200
    page(officer, file_of(case))
    assert events("file_opened") == 1


def test_inspector_gives_a_reason_first_and_sees_the_name_then(case: Case, inspector: User) -> None:
    asked = page(inspector, file_of(case), follow=True)
    assert "廖**" in text(asked) and "廖娟艳" not in text(asked) and events("file_opened") == 0
    form = url("file_open", case.pk)
    assert "请填写查阅理由" in text(send(inspector, form))
    opened = send(inspector, form, {"reason": "年度执法检查", "next": file_of(case)}, follow=True)
    seen = text(opened)
    assert "廖娟艳" in seen and case.offender.id_number not in seen and case.offender.phone not in seen
    assert AuditEvent.objects.get(event="file_opened").reason == "年度执法检查"


def test_inspector_is_sent_to_the_reason_from_a_panel_too(case: Case, inspector: User) -> None:
    response = page(inspector, url("case_team", case.pk), headers=HTMX)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["HX-Redirect"].startswith(url("file_open", case.pk))


def test_inspector_sees_neighbours_and_relatives_masked(case: Case, inspector: User) -> None:
    TeamSeatFactory(case=case, role=SeatRole.FAMILY, name="廖大山")
    send(inspector, url("file_open", case.pk), {"reason": "检查"})
    seen = text(page(inspector, url("case_team", case.pk)))
    assert "廖**" in seen and "廖大山" not in seen


@pytest.fixture
def restricted(world: World) -> Case:
    made: Case = CaseFactory(station=world.station, offender=OffenderFactory(name="张小明", minor=True))
    return made


def test_restricted_file_says_so_and_nothing_else(restricted: Case, inspector: User, officer: User) -> None:
    for address in (file_of(restricted), url("case_team", restricted.pk)):
        answer = page(inspector, address)
        assert answer.status_code == 403
        assert "受限" in text(answer) and "张小明" not in text(answer)
    assert page(inspector, url("file_open", restricted.pk)).status_code == 403
    assert page(officer, file_of(restricted)).status_code == 200


def test_restricted_file_does_not_exist_for_the_next_station(restricted: Case, neighbour: User) -> None:
    assert page(neighbour, file_of(restricted)).status_code == 404


def test_lent_case_opens_for_a_colleague_who_may_change_nothing(case: Case, neighbour: User) -> None:
    CaseGrantFactory(user=neighbour, content_object=case)
    send(neighbour, url("file_open", case.pk), {"reason": "协办"})
    seen = page(neighbour, file_of(case))
    assert seen.status_code == 200 and "更多" not in text(seen)
    assert page(neighbour, url("lost_contact_begin", case.pk)).status_code == 403


# What it shows


def test_file_shows_the_identity_masked_with_the_term_in_days(case: Case, officer: User) -> None:
    seen = text(page(officer, file_of(case)))
    assert case.offender.id_number not in seen and case.offender.id_masked in seen
    assert "已矫正 268 天，剩 463 天" in seen
    assert '<progress class="bar bar-info"' in seen and 'value="268"' in seen and 'max="731"' in seen


def test_tabs_are_plain_links_to_pages_of_their_own(case: Case, officer: User) -> None:
    response = page(officer, file_of(case))
    own = [tab for tab in response.context["tabs"] if f"/cases/{case.pk}/" in tab.url]
    assert [tab.label for tab in response.context["tabs"]][:3] == ["概览", "基本信息", "接收入矫"]
    for tab in own:
        seen = page(officer, tab.url)
        assert seen.status_code == 200 and "廖娟艳" in text(seen) and 'class="identity"' in text(seen)


def test_tab_in_the_address_leads_to_its_page(case: Case, officer: User) -> None:
    assert page(officer, f"{file_of(case)}?tab=team").headers["Location"] == url("case_team", case.pk)
    assert page(officer, f"{file_of(case)}?tab=nothing").status_code == 200


def test_tab_for_htmx_is_the_body_and_a_box_the_panel_alone(case: Case, officer: User) -> None:
    body = text(page(officer, url("case_team", case.pk), headers={**HTMX, "HX-Target": "file-body"}))
    box = text(page(officer, url("case_team", case.pk), headers={**HTMX, "HX-Target": "panel-x"}))
    assert 'id="file-body"' in body and 'class="identity"' not in body
    assert "小组成员" in box and 'class="tabs"' not in box


def test_file_chooses_the_open_case_and_lists_the_earlier_ones(world: World, officer: User) -> None:
    person = OffenderFactory(name="吴江")
    old = CaseFactory(station=world.station, offender=person, ended=True)
    now = CaseFactory(station=world.station, offender=person, term_starts_on=date(2026, 11, 10))
    seen = page(officer, file_of(now))
    assert seen.context["case"].pk == now.pk and "历次矫正" in text(seen)
    assert page(officer, f"{file_of(now)}?case={old.pk}").context["case"].pk == old.pk


def test_file_knows_no_case_of_somebody_else(case: Case, officer: User, world: World) -> None:
    other = CaseFactory(station=world.station)
    for asked in (other.pk, 0, "x", 10**30):
        assert page(officer, f"{file_of(case)}?case={asked}").status_code == 404


def test_a_case_in_another_county_stays_out_of_the_file(world: World, officer: User) -> None:
    person = OffenderFactory()
    here = CaseFactory(station=world.station, offender=person)
    there = CaseFactory(station=world.other_station, offender=person, ended=True)
    assert page(officer, f"{file_of(here)}?case={there.pk}").status_code == 404
    assert "历次矫正" not in text(page(officer, file_of(here)))


def test_team_is_drawn_with_its_missing_seats(case: Case, officer: User) -> None:
    TeamSeatFactory(case=case, role=SeatRole.POLICE, name="何平")
    seen = text(page(officer, file_of(case)))
    assert "何平" in seen and seen.count('class="team-seat team-empty"') == 4
    assert "缺司法所、社工、志愿者、家属、单位等其他成员" in seen


def test_complete_team_lacks_nothing(case: Case, officer: User) -> None:
    full_team(case)
    seen = text(page(officer, file_of(case)))
    assert "4+X 配齐" in seen and "team-empty" not in seen and 'class="lacking"' not in seen


def test_woman_without_a_woman_in_the_team_is_told_with_the_article(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, offender=OffenderFactory(woman=True), responsible=officer.staff)
    TeamSeatFactory(case=case)
    assert "社区矫正法第二十五条" in text(page(officer, file_of(case)))


def test_events_are_told_in_words(case: Case, head: User, officer: User) -> None:
    case_level_change(by=head, case=case, level="strict", starts_on=date(2026, 11, 20), reason="季度考核")  # type: ignore[arg-type]
    seen = text(page(officer, url("case_events", case.pk)))
    assert "调整管理等级" in seen and "季度考核" in seen and "<del>普管</del> → <ins>严管</ins>" in seen
    assert "查阅档案" in seen
    assert "查阅档案" not in text(page(officer, url("case_events", case.pk), data={"only": "changes"}))


def test_events_page_bears_any_number(case: Case, officer: User) -> None:
    for number in ("0", "-1", "x", "9" * 30):
        assert page(officer, url("case_events", case.pk), data={"page": number}).status_code == 200


# Buttons


def labels(user: User, case: Case) -> dict[str, str]:
    identity = page(user, file_of(case)).context["identity"]
    return {str(action.label): action.reason for action in (*identity.actions, *identity.more)}


def test_buttons_follow_the_role(case: Case, officer: User, head: User, inspector: User) -> None:
    send(inspector, url("file_open", case.pk), {"reason": "检查"})
    assert "登记失联" in labels(officer, case) and "登记解除或终止" not in labels(officer, case)
    assert "登记解除或终止" in labels(head, case)
    assert labels(inspector, case) == {}


def test_disabled_button_says_the_sentence_of_the_policy(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, awaiting=True)
    reason = labels(head, case)["调整管理等级"]
    assert reason == "该对象还没有报到接收，请先登记报到。"
    answer = page(head, url("case_level_change", case.pk))
    assert answer.status_code == 409 and reason in text(answer)


def test_buttons_turn_with_the_status(case: Case, officer: User) -> None:
    StatusSpanFactory(case=case)
    found = labels(officer, case)
    assert {"认定脱管", "登记已找到（失联结束）", "登记羁押"} <= set(found) and "登记失联" not in found
    assert found["登记羁押"] == "该对象的失联尚未结束，请先登记已找到。"


def test_awaiting_person_is_registered_first(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, awaiting=True)
    first = page(officer, file_of(case)).context["identity"].actions[0]
    assert (str(first.label), first.enabled, first.kind) == ("登记报到", True, "primary")


# Numbers shown for a minute


def reveal(case: Case, field: str) -> str:
    return reverse("corrections:offender_reveal", args=[case.pk, field])


def test_reveal_needs_a_reason_and_leaves_an_event(case: Case, head: User) -> None:
    assert case.offender.id_number not in text(send(head, reveal(case, "id_number")))
    assert events("offender_revealed") == 0
    shown = send(head, reveal(case, "id_number"), {"reason": "核对身份"}, headers=HTMX)
    assert case.offender.id_number in text(shown)
    assert shown.headers["HX-Retarget"] == "#masked-id_number" and "delay:60s" in text(shown)
    event = AuditEvent.objects.get(event="offender_revealed")
    assert event.reason == "核对身份" and case.offender.id_number not in str(event.changes)


def test_reveal_shows_the_phone_of_ones_own_caseload_with_a_click(
    case: Case, officer: User, head: User
) -> None:
    assert case.offender.phone in text(send(officer, reveal(case, "phone")))
    assert case.offender.phone not in text(send(head, reveal(case, "phone")))
    assert events("offender_revealed") == 1


def test_reveal_goes_back_behind_the_mask(case: Case, officer: User) -> None:
    headers = {**HTMX, "HX-Target": "masked-id_number"}
    seen = text(page(officer, reveal(case, "id_number"), headers=headers))
    assert case.offender.id_masked in seen and case.offender.id_number not in seen


def test_reveal_without_script_returns_by_itself(case: Case, officer: User) -> None:
    shown = send(officer, reveal(case, "id_number"), {"reason": "办理文书"})
    assert case.offender.id_number in text(shown)
    assert shown.headers["Refresh"] == f"60; url={file_of(case)}"


def test_reveal_is_closed_to_others(case: Case, inspector: User, neighbour: User) -> None:
    assert send(inspector, reveal(case, "id_number"), {"reason": "x"}).status_code == 403
    assert send(neighbour, reveal(case, "id_number"), {"reason": "x"}).status_code == 404
    assert send(neighbour, reveal(case, "name"), {"reason": "x"}).status_code == 404


def test_reveal_of_an_unknown_field_does_not_exist(case: Case, officer: User) -> None:
    assert send(officer, reveal(case, "residence"), {"reason": "x"}).status_code == 404


def test_file_costs_the_same_with_a_long_history(case: Case, officer: User) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        client = signed_in(officer)
        with CaptureQueriesContext(connection) as queries:
            client.get(file_of(case))
        return len(queries)

    page(officer, file_of(case))
    before = cost()
    full_team(case)
    for day in range(1, 6):
        StatusSpanFactory(
            case=case, hospital=True, starts_on=date(2026, 6, day * 3), ends_on=date(2026, 6, day * 3)
        )
    assert cost() == before
