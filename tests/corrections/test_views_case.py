"""The small forms on a file: each calls its service, says what is wrong, and loses nothing typed."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEvent
from corrections.enums import EndKind, Level, OffenceStage, SeatRole, StatusKind
from corrections.models import Case, LevelSpan, Offence, Offender, Placement, StatusSpan, TeamSeat, User
from tests.corrections.browsing import HTMX, page, send, signed_in, text
from tests.factories import (
    CaseFactory,
    CommunityFactory,
    OffenceFactory,
    OffenderFactory,
    StaffFactory,
    StatusSpanFactory,
    TeamSeatFactory,
)
from tests.people import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> Case:
    made: Case = CaseFactory(station=world.station, ordinary=True, offender__name="廖娟艳")
    return made


def url(name: str, pk: int) -> str:
    return reverse(f"corrections:{name}", args=[pk])


def file_at(case: Case) -> str:
    return f"{reverse('corrections:offender_detail', args=[case.offender_id])}?case={case.pk}"


def test_registration_receives_who_was_awaited(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, awaiting=True)
    done = send(
        officer,
        url("case_register", case.pk),
        {"registered_on": "20261120", "reception_kind": "self", "registration_result": "in_time"},
    )
    assert (done.status_code, done.headers["Location"]) == (302, file_at(case))
    case.refresh_from_db()
    assert (case.registered_on, case.received_on) == (date(2026, 11, 20), date(2026, 11, 20))


def test_registration_twice_is_told_before_anything_is_typed(case: Case, officer: User) -> None:
    answer = page(officer, url("case_register", case.pk))
    assert answer.status_code == 409 and "已于2026-03-05报到" in text(answer)


LEVEL = {"level": "strict", "starts_on": "2026年11月20日", "reason": "违反外出规定"}


def test_level_change(case: Case, head: User) -> None:
    assert send(head, url("case_level_change", case.pk), LEVEL).status_code == 302
    assert LevelSpan.objects.get(case=case, ends_on=None).starts_on == date(2026, 11, 20)


def test_level_change_keeps_what_was_typed(case: Case, head: User) -> None:
    answer = text(send(head, url("case_level_change", case.pk), LEVEL | {"starts_on": "20270101"}))
    assert "自何日起：不能晚于今天" in answer and "违反外出规定" in answer and 'value="20270101"' in answer


def test_level_change_refused_by_the_service_is_409_with_the_form(case: Case, head: User) -> None:
    answer = send(head, url("case_level_change", case.pk), LEVEL | {"level": "ordinary"})
    assert answer.status_code == 409
    assert "管理等级已经是普管。" in text(answer) and "违反外出规定" in text(answer)


def test_level_change_in_the_dialog_leads_to_the_file(case: Case, head: User) -> None:
    form = text(page(head, url("case_level_change", case.pk), headers=HTMX))
    assert "<html" not in form and 'id="dialog_starts_on"' in form
    done = send(head, url("case_level_change", case.pk), LEVEL, headers=HTMX)
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, file_at(case))


def test_level_choice_outside_the_list(case: Case, head: User) -> None:
    send(head, url("case_level_change", case.pk), LEVEL | {"level": "undetermined"})
    case.refresh_from_db()
    assert case.level == Level.ORDINARY


@pytest.mark.parametrize(
    ("begin", "end", "kind"),
    [
        ("lost_contact_begin", "lost_contact_end", StatusKind.LOST_CONTACT),
        ("custody_begin", "custody_end", StatusKind.CUSTODY),
        ("hospital_begin", "hospital_end", StatusKind.HOSPITAL),
    ],
)
def test_status_begins_and_ends(begin: str, end: str, kind: str, case: Case, officer: User) -> None:
    send(officer, url(begin, case.pk), {"starts_on": "2026-11-10", "reason": "联系不上"})
    span = StatusSpan.objects.get(case=case)
    assert (span.kind, span.starts_on, span.reason) == (kind, date(2026, 11, 10), "联系不上")
    send(officer, url(end, span.pk), {"ends_on": "2026-11-20", "note": "已恢复"})
    span.refresh_from_db()
    assert (span.ends_on, span.end_note) == (date(2026, 11, 20), "已恢复")


def test_status_of_another_kind_does_not_exist_there(case: Case, officer: User) -> None:
    span = StatusSpanFactory(case=case, custody=True)
    assert page(officer, url("lost_contact_end", span.pk)).status_code == 404
    assert page(officer, url("absconding_confirm", span.pk)).status_code == 404


def test_absconding_is_confirmed(case: Case, officer: User) -> None:
    span = StatusSpanFactory(case=case)
    send(
        officer,
        url("absconding_confirm", span.pk),
        {"absconding_from": "2026-11-09", "nature": "not_found", "reason": "查找一周未果"},
    )
    span.refresh_from_db()
    assert (span.absconding_from, span.absconding_nature) == (date(2026, 11, 9), "not_found")
    assert page(officer, url("absconding_confirm", span.pk)).status_code == 409


OFFENCE = {"kind": "new", "crime": "盗窃罪", "committed_on": "2026-06-01", "suspected_on": "2026-06-03"}


def test_offence_is_recorded_and_updated(case: Case, officer: User) -> None:
    send(officer, url("offence_record", case.pk), OFFENCE)
    offence = Offence.objects.get(case=case)
    form = text(page(officer, url("offence_update", offence.pk)))
    assert 'value="盗窃罪"' in form and 'value="2026-06-03"' in form
    send(officer, url("offence_update", offence.pk), OFFENCE | {"effective_on": "2026-10-15"})
    offence.refresh_from_db()
    assert offence.stage == OffenceStage.JUDGED


def test_offence_without_a_stage_is_told_what_to_fill(case: Case, officer: User) -> None:
    answer = text(send(officer, url("offence_record", case.pk), OFFENCE | {"suspected_on": ""}))
    assert "请至少填写立案、起诉、判决生效中的一个日期。" in answer and 'value="盗窃罪"' in answer


def test_offence_of_an_ended_case_is_still_recorded(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, ended=True)
    assert page(officer, url("offence_record", case.pk)).status_code == 200


END = {"kind": "death", "ended_on": "2026-11-22", "reason": "病故"}


def test_end_is_checked_before_it_is_carried_out(case: Case, head: User) -> None:
    asked = send(head, url("case_end", case.pk), END)
    assert "死亡" in text(asked) and Case.objects.open().count() == 1
    back = text(send(head, url("case_end", case.pk), END | {"back": "1"}))
    assert "病故" in back and "下一步：核对" in back
    assert send(head, url("case_end", case.pk), END | {"checked": "1"}).status_code == 302
    case = Case.objects.get()
    assert (case.ended_on, case.end_kind) == (date(2026, 11, 22), EndKind.DEATH)


def test_end_refused_is_told_at_the_check(case: Case, head: User) -> None:
    answer = send(head, url("case_end", case.pk), END | {"kind": "discharge"})
    assert answer.status_code == 409 and "届满前不能期满解除" in text(answer)


def test_end_offers_only_the_kinds_of_the_category(case: Case, head: User) -> None:
    form = text(page(head, url("case_end", case.pk)))
    assert "撤销缓刑" in form and "撤销假释" not in form


def test_end_carried_out_twice_happens_once(case: Case, head: User) -> None:
    client = signed_in(head)
    answers = END | {"checked": "1", "once": "token-1"}
    first, second = (client.post(url("case_end", case.pk), answers) for _try in range(2))
    assert first.headers["Location"] == second.headers["Location"] == file_at(case)
    assert AuditEvent.objects.filter(event="case_ended").count() == 1


def test_end_is_taken_back(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, ended=True)
    send(head, url("case_end_undo", case.pk), {"reason": "登记错人"})
    case.refresh_from_db()
    assert case.ended_on is None


def test_every_form_of_an_ended_case_says_409(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, ended=True)
    for name in (
        "case_register", "case_level_change", "term_change", "responsible_assign", "placement_correct", "case_lend",
        "case_end", "lost_contact_begin", "custody_begin", "hospital_begin", "team_seat_add",
    ):  # fmt: skip
        answer = page(head, url(name, case.pk))
        assert answer.status_code == 409 and "已于2026-10-31解除或终止" in text(answer), name


TERM = {
    "kind": "commutation", "starts_on": "2026-03-01", "ends_on": "2027-08-31", "text": "1年6个月",
    "decided_on": "2026-11-16", "document": "（2026）川17刑更1号",
}  # fmt: skip


def test_term_change_shows_old_and_new_first(case: Case, head: User) -> None:
    asked = text(send(head, url("term_change", case.pk), TERM))
    assert "2026-03-01 至 2028-02-29" in asked and "2027-08-31" in asked
    send(head, url("term_change", case.pk), TERM | {"checked": "1"})
    case.refresh_from_db()
    assert case.term_ends_on == date(2027, 8, 31)


def test_responsible_officer_is_one_who_works_there(case: Case, officer: User, neighbour: User) -> None:
    answers: dict[str, Any] = {"staff": neighbour.staff_id, "starts_on": "2026-11-20"}
    assert "选择一个有效的选项" in text(send(officer, url("responsible_assign", case.pk), answers))
    send(officer, url("responsible_assign", case.pk), answers | {"staff": officer.staff_id})
    case.refresh_from_db()
    assert case.responsible == officer.staff


SEAT = {"role": "volunteer", "name": "赵老师", "sex": "female", "starts_on": "2026-11-01"}


def test_team_seat_is_added_and_ended(case: Case, officer: User) -> None:
    send(officer, url("team_seat_add", case.pk), SEAT | {"phone": "138 0000 2222"})
    seat = TeamSeat.objects.get(case=case)
    assert (seat.role, seat.name, seat.phone) == (SeatRole.VOLUNTEER, "赵老师", "13800002222")
    send(officer, url("team_seat_end", seat.pk), {"ends_on": "2026-11-20", "reason": "搬走"})
    seat.refresh_from_db()
    assert seat.ends_on == date(2026, 11, 20)


def test_team_seat_wants_a_name_or_a_colleague(case: Case, officer: User) -> None:
    assert "请填写姓名，或选择本系统人员" in text(
        send(officer, url("team_seat_add", case.pk), SEAT | {"name": " "})
    )
    send(officer, url("team_seat_add", case.pk), SEAT | {"name": "", "staff": officer.staff_id})
    assert TeamSeat.objects.get(case=case).name == "李所员"


PERSON = {"phone": "", "residence": "四川省达州市开江县新宁镇2村", "name": "廖娟艳", "nationality": "中国"}


def test_facts_of_the_person_change_and_a_blank_phone_does_not(case: Case, officer: User) -> None:
    before = case.offender
    form = text(page(officer, url("offender_update", case.pk)))
    assert before.phone not in form and "不填则不变" in form
    send(officer, url("offender_update", case.pk), PERSON | {"version": before.version})
    after = Offender.objects.get(pk=before.pk)
    assert (after.residence, after.phone) == ("四川省达州市开江县新宁镇2村", before.phone)


def test_facts_changed_meanwhile_are_not_overwritten(case: Case, officer: User) -> None:
    send(officer, url("offender_update", case.pk), PERSON | {"version": 1, "phone": "13900001111"})
    late = send(officer, url("offender_update", case.pk), PERSON | {"version": 1, "residence": "别处"})
    assert late.status_code == 409
    shown = text(late)
    assert "两边都改过" in shown and "现在的内容由 李所员" in shown
    assert "别处" in shown and PERSON["residence"] in shown and 'name="version" value="2"' in shown
    assert "13900001111" not in shown
    again = send(officer, url("offender_update", case.pk), PERSON | {"version": 2, "residence": "别处"})
    assert again.status_code == 302 and Offender.objects.get(pk=case.offender_id).residence == "别处"


def test_new_name_needs_a_reason(case: Case, officer: User) -> None:
    answers = PERSON | {"version": 1, "name": "廖娟"}
    assert "修改姓名须写明理由。" in text(send(officer, url("offender_update", case.pk), answers))
    send(officer, url("offender_update", case.pk), answers | {"reason": "户籍更名"})
    assert Offender.objects.get(pk=case.offender_id).name == "廖娟"


def test_file_is_restricted_and_opened_again(case: Case, officer: User) -> None:
    send(officer, url("offender_restrict", case.pk), {"reason": "涉及未成年被害人"})
    assert Offender.objects.get(pk=case.offender_id).is_restricted
    send(officer, url("offender_restrict", case.pk), {"reason": "已无必要"})
    assert not Offender.objects.get(pk=case.offender_id).is_restricted


def test_juvenile_file_stays_restricted(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, juvenile=True)
    answer = send(officer, url("offender_restrict", case.pk), {"reason": "x"})
    assert answer.status_code == 409 and "第五十四条" in text(answer)


def test_placement_is_corrected_within_the_county(case: Case, head: User, world: World) -> None:
    community = CommunityFactory(station=world.next_station)
    answers = {
        "station": world.next_station.pk, "community": community.pk, "starts_on": "2026-11-20", "reason": "录错",
    }  # fmt: skip
    send(head, url("placement_correct", case.pk), answers)
    assert Placement.objects.get(case=case, ends_on=None).community == community
    foreign = answers | {"station": world.other_station.pk}
    assert "选择一个有效的选项" in text(send(head, url("placement_correct", case.pk), foreign))


def test_case_is_lent_to_a_colleague_of_the_county(
    case: Case, head: User, neighbour: User, outsider: User
) -> None:
    answers: dict[str, Any] = {
        "user": neighbour.pk, "starts_on": "2026-11-23", "ends_on": "2026-12-31", "reason": "协助走访",
    }  # fmt: skip
    assert "选择一个有效的选项" in text(
        send(head, url("case_lend", case.pk), answers | {"user": outsider.pk})
    )
    assert send(head, url("case_lend", case.pk), answers).status_code == 302
    assert page(neighbour, url("file_open", case.pk)).status_code == 200


def test_forms_refuse_ids_of_others(case: Case, officer: User, world: World) -> None:
    there = CaseFactory(station=world.other_station)
    span, offence, seat = (
        StatusSpanFactory(case=there),
        OffenceFactory(case=there),
        TeamSeatFactory(case=there),
    )
    for name, pk in (
        ("lost_contact_end", span.pk),
        ("offence_update", offence.pk),
        ("team_seat_end", seat.pk),
    ):
        assert send(officer, url(name, pk), {"ends_on": "2026-11-20"}).status_code == 404, name


def test_markup_is_shown_as_text(world: World, officer: User) -> None:
    case = CaseFactory(station=world.station, offender=OffenderFactory(name="<b>x</b>"), crimes=["<i>y</i>"])
    StatusSpanFactory(case=case, reason="<script>alert(1)</script>")
    seen = text(page(officer, reverse("corrections:offender_detail", args=[case.offender_id])))
    assert "<b>x</b>" not in seen and "<script>alert" not in seen and "&lt;script&gt;" in seen


def test_who_sits_in_the_team_may_not_be_staff_of_elsewhere(case: Case, officer: User) -> None:
    stranger = StaffFactory()
    answers = SEAT | {"name": "", "staff": stranger.pk}
    assert "选择一个有效的选项" in text(send(officer, url("team_seat_add", case.pk), answers))
