"""An import taken back: what it made goes, what it changed returns, and work done since forbids it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.audit import AuditEvent
from core.clock import frozen
from core.errors import BadInput, Refused
from core.jobs import Job, JobStatus, job_run_now
from corrections.enums import EndKind, Level, Role, RosterState
from corrections.models import (
    Case,
    LevelSpan,
    Offender,
    Placement,
    RosterImport,
    RosterRow,
    TeamSeat,
    Term,
)
from corrections.services.level import case_level_change
from corrections.services.offender import file_open
from corrections.services.roster_undo import roster_undo, roster_undo_ask
from supervision.enums import Channel
from supervision.models import Duty
from supervision.services import check_in_record, duties_open, rule_books_load
from tests.corrections.browsing import page, send, text
from tests.corrections.rosters import Importer, person
from tests.people import TODAY, account

LATER = TODAY + timedelta(days=7)


def imported(importer: Importer, *rows: Any, **options: Any) -> RosterImport:
    _result, roster = importer.apply(importer.sheet(*rows), **options)
    assert roster is not None
    return roster


def undone(importer: Importer, roster: RosterImport) -> RosterImport:
    """Asked for and carried out."""
    asked = roster_undo_ask(by=importer.place.clerk, roster=roster, reason="导错了文件")
    assert asked.state == RosterState.UNDOING and asked.job is not None
    assert job_run_now(asked.job).status == JobStatus.DONE
    return RosterImport.objects.get(pk=roster.pk)


def facts() -> dict[str, Any]:
    """Everything an import writes about people, without keys, versions and moments."""
    left_out = {"updated_at", "version", "recorded_at", "recorded_by_id", "id", "created_at"}

    def rows(model: Any) -> list[dict[str, Any]]:
        found = [
            {
                field.attname: getattr(row, field.attname)
                for field in model._meta.concrete_fields
                if field.attname not in left_out
            }
            for row in model.objects.order_by("pk")
        ]
        return sorted(found, key=str)

    return {model.__name__: rows(model) for model in (Offender, Case, Placement, LevelSpan, Term, TeamSeat)}


def test_what_an_import_made_goes_away(importer: Importer) -> None:
    roster = imported(importer, person(1), person(2, 矫正小组人员组成情况="司法所工作人员、志愿者"))
    assert Case.objects.count() == 2
    done = undone(importer, roster)
    assert done.state == RosterState.UNDONE
    assert facts() == {name: [] for name in facts()}
    assert set(RosterRow.objects.values_list("case_id", flat=True)) == {None}
    events = AuditEvent.objects.filter(event="case_import_undone")
    assert events.count() == 2 and set(events.values_list("reason", flat=True)) == {"导错了文件"}
    assert AuditEvent.objects.get(event="roster_undone").changes == {"created": [2, 0], "updated": [0, 0]}


def test_what_an_import_changed_returns(importer: Importer) -> None:
    first = person(
        1,
        管理等级="普管",
        联系电话="13800001111",
        矫正小组人员组成情况="司法所工作人员",
        备注="旧",
        民族="汉族",
    )
    imported(importer, first, person(2))
    before = facts()
    with frozen(LATER):
        changed = first | {
            "管理等级": "严管", "司法所": "普安镇司法所", "联系电话": "13900002222", "备注": "新", "民族": "藏族",
            "矫正小组人员组成情况": "志愿者",
        }  # fmt: skip
        roster = imported(importer, changed, person(3), on=LATER)
        assert roster.updated == 1 and facts() != before
        done = undone(importer, roster)
    assert done.state == RosterState.UNDONE
    assert facts() == before


def test_a_change_of_the_same_day_returns_too(importer: Importer) -> None:
    imported(importer, person(1, 管理等级="普管", 矫正小组人员组成情况="司法所工作人员"))
    roster = imported(
        importer, person(1, 管理等级="严管", 司法所="普安镇司法所", 矫正小组人员组成情况="志愿者")
    )
    undone(importer, roster)
    case = Case.objects.get()
    assert (case.level, case.station.short_name) == (Level.ORDINARY, "新宁镇")
    assert LevelSpan.objects.get(case=case, ends_on=None).level == Level.ORDINARY
    assert Placement.objects.get(case=case, ends_on=None).station == case.station
    assert TeamSeat.objects.get(case=case, ends_on=None).role == "station_officer"


def test_a_new_case_of_a_known_person_goes_and_the_person_returns(importer: Importer) -> None:
    imported(importer, person(1, 联系电话="13800001111"))
    Case.objects.update(ended_on=date(2026, 10, 1), end_kind=EndKind.DISCHARGE)
    again = person(1, 矫正开始日期=date(2026, 11, 1), 矫正结束日期=date(2028, 10, 31), 联系电话="13900002222")
    roster = imported(importer, again)
    assert Case.objects.count() == 2
    undone(importer, roster)
    assert Case.objects.count() == 1
    assert Offender.objects.get().phone == "13800001111"


def test_duties_that_opened_by_themselves_do_not_count_and_go_along(importer: Importer) -> None:
    rule_books_load()
    roster = imported(importer, person(1, 管理等级="严管"))
    with frozen(LATER):
        duties_open(on=LATER)
        assert Duty.objects.exists()
        undone(importer, roster)
    assert not Duty.objects.exists()


def test_the_same_file_can_be_imported_again(importer: Importer) -> None:
    rows = (person(1), person(2))
    undone(importer, imported(importer, *rows))
    assert imported(importer, *rows).created == 2


def test_a_row_changed_and_returned_is_compared_again(importer: Importer) -> None:
    old, new = person(1, 联系电话="13800001111"), person(1, 联系电话="13900002222")
    imported(importer, old)
    undone(importer, imported(importer, new))
    assert imported(importer, old).unchanged == 1
    assert imported(importer, new).updated == 1


# What forbids it


def test_work_done_since_forbids_and_is_named(importer: Importer) -> None:
    rule_books_load()
    place = importer.place
    officer = account("officer", "李所员", Role.STATION_OFFICER, place.station("新宁镇"))
    head = account("leader", "张局长", Role.COUNTY_HEAD, place.county)
    roster = imported(importer, person(1, 管理等级="普管"), person(2), person(3))
    first, second = Case.objects.order_by("pk")[:2]
    check_in_record(by=officer, case=first, channel=Channel.PHONE, happened_on=TODAY)
    case_level_change(by=head, case=second, level=Level.STRICT, starts_on=TODAY, reason="首次定级")
    with pytest.raises(Refused, match="2人办理了其他业务"):
        roster_undo_ask(by=place.clerk, roster=roster, reason="导错了文件")
    seen = text(page(place.clerk, reverse("corrections:roster_undo", args=[roster.pk])))
    assert "登记报告" in seen and "调整管理等级" in seen and "李所员" in seen
    assert "撤销整批导入</button>" not in seen
    assert RosterImport.objects.get(pk=roster.pk).state == RosterState.DONE


def test_looking_at_a_file_forbids_nothing(importer: Importer) -> None:
    roster = imported(importer, person(1))
    file_open(by=importer.place.clerk, case=Case.objects.get(), reason="核对")
    assert undone(importer, roster).state == RosterState.UNDONE


def test_a_later_import_of_the_same_people_forbids_until_it_is_taken_back(importer: Importer) -> None:
    roster = imported(importer, person(1, 联系电话="13800001111"))
    later = imported(importer, person(1, 联系电话="13900002222"))
    with pytest.raises(Refused, match="1人办理了其他业务"):
        roster_undo_ask(by=importer.place.clerk, roster=roster, reason="导错了")
    undone(importer, later)
    assert undone(importer, roster).state == RosterState.UNDONE
    assert not Offender.objects.exists()


def test_work_between_the_asking_and_the_job_stops_it_and_says_why(importer: Importer) -> None:
    head = account("leader", "张局长", Role.COUNTY_HEAD, importer.place.county)
    roster = imported(importer, person(1, 管理等级="普管"))
    roster_undo_ask(by=importer.place.clerk, roster=roster, reason="导错了文件")
    case_level_change(
        by=head, case=Case.objects.get(), level=Level.STRICT, starts_on=TODAY, reason="首次定级"
    )
    roster_undo(roster_id=roster.pk)
    stands = RosterImport.objects.get(pk=roster.pk)
    assert (stands.state, Case.objects.count()) == (RosterState.DONE, 1)
    assert "1人办理了其他业务" in stands.refusal
    seen = text(page(importer.place.clerk, reverse("corrections:roster_detail", args=[roster.pk])))
    assert "没有撤销：" in seen


def test_undo_is_asked_once_with_a_reason_and_the_right(importer: Importer) -> None:
    place = importer.place
    roster = imported(importer, person(1))
    with pytest.raises(BadInput, match="撤销事由"):
        roster_undo_ask(by=place.clerk, roster=roster, reason=" ")
    with pytest.raises(Refused, match="权限"):
        roster_undo_ask(by=place.neighbour_clerk, roster=roster, reason="导错了")
    roster_undo_ask(by=place.clerk, roster=roster, reason="导错了")
    with pytest.raises(Refused, match="正在撤销"):
        roster_undo_ask(by=place.clerk, roster=roster, reason="导错了")
    assert Job.objects.filter(kind="roster_undo").count() == 1
    roster_undo(roster_id=roster.pk)
    assert roster_undo(roster_id=roster.pk) == {}
    with pytest.raises(Refused, match="已经撤销"):
        roster_undo_ask(by=place.clerk, roster=roster, reason="导错了")


# The page


def test_page_asks_for_a_reason_and_a_tick(importer: Importer, client: Client) -> None:
    roster = imported(importer, person(1))
    url = reverse("corrections:roster_undo", args=[roster.pk])
    asked = text(page(importer.place.clerk, url))
    assert "这次新增的 1 人" in asked
    missing = send(importer.place.clerk, url, {"reason": "", "is_sure": ""})
    assert "请填写撤销事由" in text(missing) and "请先核对" in text(missing)
    assert send(importer.place.clerk, url, {"reason": "导错了文件", "is_sure": "on"}).status_code == 302
    detail = reverse("corrections:roster_detail", args=[roster.pk])
    assert "正在撤销" in text(page(importer.place.clerk, detail))
    roster_undo(roster_id=roster.pk)
    seen = text(page(importer.place.clerk, detail))
    assert "已撤销" in seen and "刘名册于" in seen and "导错了文件" in seen
