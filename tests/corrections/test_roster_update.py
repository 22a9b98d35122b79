"""A second roster: what it changes, what it leaves, and what needs a procedure of its own."""

from datetime import date, timedelta

import pytest

from core.audit import AuditEvent
from core.registry import _hooks
from corrections.enums import EndKind, Level, SeatRole
from corrections.models import Case, LevelSpan, Offender, Placement, RosterRow, TeamSeat
from tests.corrections.rosters import Importer, codes, person
from tests.factories import TeamSeatFactory
from tests.factories.offenders import id_number
from tests.people import TODAY

LATER = TODAY + timedelta(days=7)


def test_roster_update_blank_leaves_what_is_there(importer: Importer) -> None:
    importer.rows(person(1, 联系电话="13800001111", 居住地="开江县新宁镇1号", 备注="甲"))
    result = importer.rows(person(1, 联系电话=None, 居住地="/", 备注=None))
    assert result.as_counts()["unchanged"] == 1
    case = Case.objects.select_related("offender").get()
    assert (case.offender.phone, case.offender.residence) == ("13800001111", "开江县新宁镇1号")
    assert case.extra_items == {"备注": "甲"}


def test_roster_update_another_fact_with_an_event(importer: Importer) -> None:
    importer.rows(person(1, 联系电话="13800001111", 具体罪名="盗窃", 备注="甲"))
    _result, roster = importer.apply(
        importer.sheet(person(1, 联系电话="13900002222", 具体罪名="盗窃、诈骗", 备注="乙"))
    )
    case = Case.objects.select_related("offender").get()
    assert (case.offender.phone, case.crimes, case.extra_items) == (
        "13900002222",
        ["盗窃罪", "诈骗罪"],
        {"备注": "乙"},
    )
    assert (case.version, case.offender.version) == (2, 2)
    event = AuditEvent.objects.get(event="case_import_updated")
    assert event.changes["phone"] == ["138****1111", "139****2222"]
    assert event.changes["crimes"] == [["盗窃罪"], ["盗窃罪", "诈骗罪"]]
    assert event.changes["item:备注"] == ["…", "…"]
    row = RosterRow.objects.get(roster=roster)
    assert row.change_map["phone"] == ["13800001111", "13900002222"]
    assert row.change_map["item:备注"] == ["甲", "乙"]


def test_roster_update_phone_is_found_again(importer: Importer) -> None:
    from corrections.models.offender import phone_index_of

    importer.rows(person(1, 联系电话="13800001111"))
    importer.rows(person(1, 联系电话="13900002222"))
    assert Offender.objects.filter(phone_index=phone_index_of("13900002222")).exists()


def test_roster_update_another_spelling_of_the_name_warns(importer: Importer) -> None:
    importer.rows(person(1))
    result = importer.rows(person(1, 姓名="张忆"))
    assert codes(result) == {"name_differs"}
    made = Offender.objects.get()
    assert (made.name, made.name_pinyin) == ("张忆", "zhang yi")


def test_roster_update_level_opens_a_span_from_the_day(importer: Importer) -> None:
    importer.rows(person(1, 管理等级="严管"))
    result = importer.rows(person(1, 管理等级="普管"), on=LATER)
    assert codes(result) == {"level_changed"}
    spans = LevelSpan.objects.order_by("starts_on").values_list("level", "starts_on", "ends_on")
    assert list(spans) == [
        (Level.STRICT, date(2026, 3, 1), LATER - timedelta(days=1)),
        (Level.ORDINARY, LATER, None),
    ]
    assert Case.objects.get().level == Level.ORDINARY


def test_roster_update_level_twice_on_one_day_replaces_the_span(importer: Importer) -> None:
    importer.rows(person(1, 管理等级="严管"))
    importer.rows(person(1, 管理等级="普管"))
    importer.rows(person(1, 管理等级="宽管"))
    spans = LevelSpan.objects.order_by("starts_on").values_list("level", "starts_on", "ends_on")
    assert list(spans) == [
        (Level.STRICT, date(2026, 3, 1), TODAY - timedelta(days=1)),
        (Level.LENIENT, TODAY, None),
    ]


def test_roster_update_no_level_in_the_sheet_leaves_it(importer: Importer) -> None:
    importer.rows(person(1, 管理等级="严管"))
    assert importer.rows(person(1)).as_counts()["unchanged"] == 1
    assert importer.rows(person(1, 管理等级="待定级")).as_counts()["unchanged"] == 1


def test_roster_update_level_behind_a_later_one_is_refused(importer: Importer) -> None:
    importer.rows(person(1, 管理等级="严管"))
    importer.rows(person(1, 管理等级="普管"), on=LATER)
    assert codes(importer.rows(person(1, 管理等级="宽管"))) >= {"later_record"}


def test_roster_update_station_opens_a_placement(importer: Importer) -> None:
    importer.rows(person(1))
    result = importer.rows(person(1, 司法所="普安镇司法所"))
    assert codes(result) == {"station_changed"}
    case, target = Case.objects.get(), importer.place.station("普安镇")
    assert (case.station, case.path) == (target, target.path)
    first, second = Placement.objects.order_by("starts_on")
    assert (first.ends_on, second.starts_on, second.station) == (TODAY - timedelta(days=1), TODAY, target)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"矫正类别": "管制"}, "category_change"),
        ({"社区矫正决定机关名称": "大竹县人民法院"}, "decision_change"),
        ({"执行通知书文号": "（2026）川1723刑初2号"}, "decision_change"),
        ({"矫正开始日期": date(2026, 3, 2), "矫正结束日期": date(2028, 3, 1)}, "term_change"),
        ({"矫正结束日期": date(2027, 12, 31)}, "term_change"),
        ({"矫正期限": "1年"}, "term_change"),
    ],
)
def test_roster_update_needs_the_change_procedure(
    importer: Importer, cells: dict[str, object], code: str
) -> None:
    decision = {"社区矫正决定机关名称": "开江县人民法院", "执行通知书文号": "（2026）川1723刑初1号"}
    importer.rows(person(1, **decision))
    result = importer.rows(person(1, **(decision | cells)))
    assert code in codes(result)
    assert result.failed == 1


def test_roster_update_other_spellings_of_the_same_decision_are_no_change(importer: Importer) -> None:
    importer.rows(person(1, 执行通知书文号="（2026）川1723刑初1号"))
    result = importer.rows(person(1, 执行通知书文号="(2026)川1723刑初1号", 矫正期限="二年"))
    assert result.as_counts()["unchanged"] == 1


def test_roster_update_fills_what_was_unknown_of_the_decision(importer: Importer) -> None:
    importer.rows(person(1))
    importer.rows(person(1, 社区矫正决定机关名称="开江县人民法院"))
    case = Case.objects.get()
    assert (case.decision_organ, case.decision_organ_name) == ("court", "开江县人民法院")


def test_roster_update_later_start_after_an_ended_case_is_a_new_case(importer: Importer) -> None:
    importer.rows(person(1))
    Case.objects.update(ended_on=date(2026, 9, 30), end_kind=EndKind.REVOKED_SUSPENSION)
    again = person(1, 矫正开始日期=date(2026, 11, 2), 矫正结束日期=date(2028, 11, 1), 联系电话="13800001111")
    result = importer.rows(again)
    assert result.as_counts()["created"] == 1
    offender = Offender.objects.get()
    assert (offender.cases.count(), offender.phone) == (2, "13800001111")
    assert offender.cases.open().get().term_starts_on == date(2026, 11, 2)


def test_roster_update_start_before_the_last_end_is_refused(importer: Importer) -> None:
    importer.rows(person(1))
    Case.objects.update(ended_on=date(2026, 9, 30), end_kind=EndKind.DISCHARGE)
    result = importer.rows(person(1, 矫正开始日期=date(2026, 9, 30), 矫正结束日期=date(2028, 9, 29)))
    assert "start_before_last_end" in codes(result)


def test_roster_update_of_an_ended_case_changes_nothing_and_warns(importer: Importer) -> None:
    importer.rows(person(1))
    Case.objects.update(ended_on=date(2026, 9, 30), end_kind=EndKind.DISCHARGE)
    result = importer.rows(person(1, 联系电话="13800001111"))
    assert (codes(result), result.as_counts()["unchanged"]) == ({"case_ended"}, 1)
    assert Offender.objects.get().phone == ""


def test_roster_update_team_adds_and_closes_unnamed_seats_only(importer: Importer) -> None:
    importer.rows(person(1, 矫正小组人员组成情况="司法所工作人员、志愿者"))
    named = TeamSeatFactory(case=Case.objects.get(), role=SeatRole.FAMILY, name="李四")
    importer.rows(person(1, 矫正小组人员组成情况="司法所工作人员、社区民警、家庭成员"))
    seats = TeamSeat.objects.on(TODAY).values_list("role", "name")
    assert set(seats) == {("station_officer", ""), ("police", ""), ("family", "李四")}
    assert TeamSeat.objects.get(role="volunteer").ends_on == TODAY - timedelta(days=1)
    named.refresh_from_db()
    assert named.ends_on is None
    assert (
        importer.rows(person(1, 矫正小组人员组成情况="司法所工作人员、社区民警、家庭成员")).as_counts()[
            "unchanged"
        ]
        == 1
    )


def test_roster_update_end_in_the_sheet_ends_nothing(importer: Importer) -> None:
    importer.rows(person(1))
    result = importer.rows(person(1, **{"解除/终止矫正日期": "2026-11-01"}))
    assert "end_not_applied" in codes(result)
    assert Case.objects.get().ended_on is None


def test_roster_update_tells_the_rooms_above_once(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, date]] = []
    monkeypatch.setitem(
        _hooks, "cases_changed", [lambda *, case_ids, on, by: told.append((len(case_ids), on))]
    )
    importer.rows(person(1), person(2), person(3))
    importer.rows(person(1), person(2, 联系电话="13800001111"), person(3))
    importer.rows(person(1), person(2, 联系电话="13800001111"), person(3))
    assert told == [(3, TODAY), (1, TODAY)]


def test_newcomer_of_a_known_name_and_birth_is_told(importer: Importer) -> None:
    importer.rows(person(1))
    known = Offender.objects.get()
    other = id_number(901, birth_on=known.birth_on)
    result = importer.rows(person(1, 身份证号=other), person(2))
    assert result.as_counts()["created"] == 2
    (problem,) = [problem for problem in result.problems if problem.code == "namesake"]
    assert (problem.row, problem.column) == (2, "身份证号")
    assert "新宁镇司法所已有同名同出生日期的人" in problem.message and known.id_masked in problem.message


def test_namesake_elsewhere_is_nobodys_business(importer: Importer) -> None:
    place = importer.place
    importer.rows(person(1, 司法所="竹阳街道司法所"), office=place.neighbour, by=place.neighbour_clerk)
    other = id_number(901, birth_on=Offender.objects.get().birth_on)
    assert codes(importer.rows(person(1, 身份证号=other))) == set()
