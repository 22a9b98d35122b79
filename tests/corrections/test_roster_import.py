"""The three sample rosters, and what a first import makes of people and cases."""

import csv
from datetime import date
from functools import cache

import pytest

from core.audit import AuditEvent
from corrections.enums import Category, IdKind, Level, PlacementKind, SeatRole, TermKind
from corrections.models import Case, LevelSpan, Offender, Placement, RosterImport, RosterRow, TeamSeat, Term
from corrections.models.offender import id_index_of
from corrections.services.roster_import import roster_preview
from corrections.services.roster_reading import RosterSheet, roster_open
from tests.corrections.rosters import ROSTERS, Importer, codes, person
from tests.factories.offenders import id_number
from tests.people import TODAY

MINISTRY = ROSTERS / "ministry_105.xlsx"
MESSY = ROSTERS / "county_messy.xlsx"
GB18030 = ROSTERS / "county_gb18030.csv"


@cache
def messy_sheet() -> RosterSheet:
    return roster_open(MESSY)


def expected_outcomes() -> list[tuple[int, str, str]]:
    with (ROSTERS / "county_messy.expected.csv").open(encoding="utf-8") as file:
        return [(int(line["row"]), line["problem"], line["outcome"]) for line in csv.DictReader(file)]


def test_roster_import_ministry_sheet_and_again(importer: Importer) -> None:
    first = importer.file(MINISTRY)
    assert first.as_counts() == {"rows": 240, "created": 240, "updated": 0, "unchanged": 0, "failed": 0}
    assert codes(first) == {"term_over"}
    assert (Offender.objects.count(), Case.objects.count(), TeamSeat.objects.count()) == (240, 240, 1200)
    again = importer.file(MINISTRY)
    assert again.as_counts() == {"rows": 240, "created": 0, "updated": 0, "unchanged": 240, "failed": 0}
    assert AuditEvent.objects.filter(event="case_imported").count() == 240
    assert not AuditEvent.objects.filter(event="case_import_updated").exists()


def test_roster_import_gb18030_csv(importer: Importer) -> None:
    result = importer.file(GB18030)
    assert result.as_counts() == {"rows": 30, "created": 30, "updated": 0, "unchanged": 0, "failed": 0}
    assert codes(result) <= {"term_over"}


@pytest.mark.parametrize(("row", "problem", "outcome"), expected_outcomes())
def test_roster_import_messy_row(importer: Importer, row: int, problem: str, outcome: str) -> None:
    result = roster_preview(messy_sheet(), office=importer.place.county, on=TODAY, by=importer.place.clerk)
    levels = {problem.level for problem in result.problems if problem.row == row}
    if outcome == "error":
        assert "error" in levels
    else:
        assert "error" not in levels
        assert outcome != "warning" or "warning" in levels


def test_roster_import_messy_counts(importer: Importer) -> None:
    refused = {row for row, _problem, outcome in expected_outcomes() if outcome == "error"}
    result = importer.file(MESSY, is_partial=True)
    assert result.failed_rows == refused
    assert result.as_counts() == {"rows": 46, "created": 34, "updated": 0, "unchanged": 0, "failed": 12}


def test_roster_import_without_partial_writes_nothing(importer: Importer) -> None:
    result, roster = importer.apply(MESSY)
    assert (result.failed, roster) == (12, None)
    assert not Offender.objects.exists()
    assert not RosterImport.objects.exists()
    assert not AuditEvent.objects.filter(event__startswith="case_").exists()


def test_roster_preview_writes_nothing_and_needs_nobody(importer: Importer) -> None:
    result = importer.preview(person(1), by=None)
    assert result.as_counts()["created"] == 1
    assert not Offender.objects.exists()


def test_roster_import_markup_is_kept_as_text(importer: Importer) -> None:
    importer.file(MESSY, is_partial=True)
    kept = Case.objects.get(offender__id_index=id_index_of("51172319920201975X"))
    assert kept.extra_items == {"备注": '=HYPERLINK("x")<script>alert(1)</script>'}


def test_roster_import_two_phones(importer: Importer) -> None:
    importer.rows(person(1, 联系电话="14567187695、13900001111"))
    made = Case.objects.select_related("offender").get()
    assert made.offender.phone == "14567187695"
    assert made.extra_items == {"其他联系电话": "13900001111"}


def test_roster_import_writes_all_of_a_case(importer: Importer) -> None:
    _result, roster = importer.apply(MINISTRY)
    case = Case.objects.select_related("offender", "station").get(
        offender__id_index=id_index_of("510104198609284785")
    )
    offender = case.offender
    assert (offender.name, offender.sex, offender.birth_on) == ("廖娟艳", "female", date(1986, 9, 28))
    assert (offender.id_number, offender.phone) == ("510104198609284785", "13578417751")
    assert (offender.residence, offender.household) == ("四川省开江县普安镇39村7组",) * 2
    assert offender.name_initials == "ljy"
    assert (case.station.short_name, case.path) == ("普安镇", case.station.path)
    assert (case.category, case.level) == (Category.SUSPENDED, Level.UNDETERMINED)
    assert (case.term_starts_on, case.term_ends_on) == (date(2026, 6, 10), date(2027, 6, 9))
    assert (case.received_on, case.registered_on) == (date(2026, 6, 13), date(2026, 6, 13))
    assert (case.taken_over_on, case.created_by) == (TODAY, importer.place.clerk)
    assert case.crimes == ["非法持有枪支罪"]
    assert case.extra_items["是否调查评估"] == "是"
    assert case.extra_items["交付执行日期"] == "2026-06-10"
    placement, level = Placement.objects.get(case=case), LevelSpan.objects.get(case=case)
    term = Term.objects.get(case=case)
    assert (placement.station, placement.kind) == (case.station, PlacementKind.IMPORT)
    assert (placement.starts_on, level.starts_on) == (case.received_on, case.received_on)
    assert (term.kind, term.text, term.document) == (TermKind.ORIGINAL, "1年", "（2026）川84刑初757号")
    roles = TeamSeat.objects.filter(case=case, is_named=False, name="").values_list("role", flat=True)
    assert set(roles) == {"station_officer", "police", "social_worker", "volunteer", "family"}
    assert roster is not None
    row = RosterRow.objects.get(roster=roster, case=case)
    assert (row.row, row.outcome, row.offender) == (4, "created", offender)
    event = AuditEvent.objects.get(event="case_imported", case_id=case.pk)
    assert (event.batch, event.actor_id, event.path) == (roster.batch, importer.place.clerk.pk, case.path)
    assert "510104198609284785" not in str(event.changes)


def test_roster_import_no_number_lies_open(importer: Importer) -> None:
    importer.rows(
        person(1, 联系电话="13800001111", 居住地="四川省开江县新宁镇1村1组", 备注="家住13800001111旁")
    )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT o::text || c::text FROM corrections_offender o, corrections_case c")
        (stored,) = cursor.fetchone() or ("",)
    for secret in ("13800001111", "1村1组", id_number(1)):
        assert secret not in stored
        assert secret.encode().hex() not in stored


def test_roster_import_named_members(importer: Importer) -> None:
    importer.rows(
        person(1, 矫正小组人员组成情况="司法所工作人员：李明、志愿者2名、王芳（社区民警）、帮扶企业")
    )
    seats = {(seat.role, seat.name, seat.unit_name, seat.is_named) for seat in TeamSeat.objects.all()}
    assert seats == {
        (SeatRole.STATION_OFFICER, "李明", "", True),
        (SeatRole.VOLUNTEER, "", "", False),
        (SeatRole.POLICE, "王芳", "", True),
        (SeatRole.OTHER, "", "帮扶企业", False),
    }


def test_roster_import_end_from_start_and_term(importer: Importer) -> None:
    result = importer.rows(person(1, 矫正结束日期=None))
    assert codes(result) == {"end_computed"}
    assert Case.objects.get().term_ends_on == date(2028, 2, 29)


def test_roster_import_who_never_registered_is_awaited(importer: Importer) -> None:
    importer.rows(person(1, 报到情况="未报到且下落不明"))
    case = Case.objects.get()
    assert (case.received_on, case.registered_on) == (None, None)
    assert Placement.objects.get().starts_on == TODAY


def test_roster_import_registration_day_of_its_own(importer: Importer) -> None:
    importer.rows(person(1, 报到日期="2026.3.4", 接收日期="2026.3.6"))
    case = Case.objects.get()
    assert (case.registered_on, case.received_on) == (date(2026, 3, 4), date(2026, 3, 6))


@pytest.mark.parametrize(
    ("received_on", "is_juvenile"), [(date(2026, 3, 15), True), (date(2026, 3, 16), False)]
)
def test_roster_import_eighteen_on_the_day_after_the_birthday(
    importer: Importer, received_on: date, is_juvenile: bool
) -> None:
    number = id_number(1, birth_on=date(2008, 3, 15))
    importer.rows(person(1, 身份证号=number, 接收日期=received_on, 原判刑期="1年"))
    case = Case.objects.select_related("offender").get()
    assert case.is_juvenile_track is is_juvenile
    assert case.is_to_be_sealed is is_juvenile
    assert case.offender.is_restricted is is_juvenile


def test_roster_import_term_over_is_listed_without_an_end(importer: Importer) -> None:
    result = importer.rows(person(1, 矫正期限="2个月", 矫正结束日期=date(2026, 4, 30)))
    assert codes(result) == {"term_over"}
    assert list(Case.objects.term_over(on=TODAY)) == [Case.objects.get()]


def test_roster_import_ended_case_comes_in_ended(importer: Importer) -> None:
    row = person(
        1,
        矫正结束日期=date(2026, 8, 31),
        矫正期限="6个月",
        **{"解除/终止矫正日期": "2026-08-31", "解除/终止矫正原因": "期满解除"},
    )
    importer.rows(row)
    case = Case.objects.get()
    assert (case.ended_on, case.end_kind) == (date(2026, 8, 31), "discharge")
    assert Placement.objects.get().is_closed_with_case
    assert importer.rows(row).as_counts()["unchanged"] == 1


def test_roster_import_without_a_resident_id(importer: Importer) -> None:
    importer.rows(person(1, 身份证号=None, 台胞证号码="01234567", 出生日期="1980-05-06", 性别="女"))
    made = Offender.objects.get()
    assert (made.id_kind, made.id_number, made.sex) == (IdKind.TAIWAN, "01234567", "female")
    assert made.birth_on == date(1980, 5, 6)


def test_roster_import_unknown_word_of_a_list_is_kept(importer: Importer) -> None:
    result = importer.rows(person(1, 文化程度="私塾"))
    assert codes(result) == {"unknown_value"}
    case = Case.objects.select_related("offender").get()
    assert (case.offender.education, case.extra_items) == ("", {"文化程度": "私塾"})


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"姓名": None}, "name_missing"),
        ({"姓名": 12345}, "name_not_text"),
        ({"姓名": "张" * 101}, "too_long"),
        ({"身份证号": None}, "id_empty"),
        ({"身份证号": "511723700802579"}, "id_fifteen_digits"),
        ({"身份证号": 511723700802579}, "id_fifteen_digits"),
        ({"身份证号": "511723199502021550"}, "id_bad_check_digit"),
        ({"矫正类别": None}, "category_missing"),
        ({"矫正类别": "剥夺政治权利"}, "unknown_category"),
        ({"司法所": None}, "office_missing"),
        ({"司法所": "开江县司法局"}, "office_not_station"),
        ({"司法所": "竹阳街道司法所"}, "office_outside"),
        ({"司法所": "不存在司法所"}, "office_unknown"),
        ({"矫正开始日期": None}, "start_missing"),
        ({"矫正开始日期": "2026年3月"}, "bad_date"),
        ({"矫正结束日期": None, "矫正期限": None}, "end_missing"),
        ({"矫正结束日期": "2026-02-28"}, "end_before_start"),
        ({"矫正开始日期": "1960-01-01"}, "start_before_birth"),
        ({"接收日期": "2026-11-24"}, "received_in_future"),
    ],
)
def test_roster_import_refuses_row(importer: Importer, cells: dict[str, object], code: str) -> None:
    result = importer.rows(person(1, **cells), person(2), is_partial=True)
    assert code in codes(result, 2)
    assert result.failed_rows == {2}
    assert Case.objects.count() == 1


def test_roster_import_same_id_twice_the_first_row_stands(importer: Importer) -> None:
    result = importer.rows(person(1), person(1, 姓名="另一人"), is_partial=True)
    assert (codes(result, 2), codes(result, 3)) == (set(), {"duplicate_in_file"})
    assert Offender.objects.get().name == "张乙"
