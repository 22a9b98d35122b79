"""A row read before is not read again, and yet nothing that changed since goes unseen."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from corrections.enums import EndKind, Level, Role, SeatRole
from corrections.models import Case, Offender, OrganisationGrant, RosterRow, TeamSeat, User
from corrections.services import roster_repeats
from corrections.services.level import case_level_change
from corrections.services.roster_candidates import candidate_make
from corrections.services.roster_run import RosterResult
from corrections.services.team import team_seat_add, team_seat_end
from corrections.services.tree import organisation_move
from tests.corrections.rosters import ROSTERS, Importer, codes, person
from tests.factories import AccessDenialFactory, StationFactory
from tests.people import TODAY, account


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that were read cell by cell."""
    rows: list[int] = []

    def noting(entry, *args, **kwargs):  # type: ignore[no-untyped-def]
        rows.append(entry.row)
        return candidate_make(entry, *args, **kwargs)

    monkeypatch.setattr("corrections.services.roster_run.candidate_make", noting)
    return rows


def test_repeat_is_not_looked_at(importer: Importer, looked_at: list[int]) -> None:
    importer.rows(person(1), person(2))
    looked_at.clear()
    result = importer.rows(person(2), person(1), person(3), person(4))
    assert looked_at == [4, 5]
    assert result.as_counts() == {"rows": 4, "created": 2, "updated": 0, "unchanged": 2, "failed": 0}
    assert RosterRow.objects.filter(outcome="unchanged").count() == 2


def test_repeat_after_a_change_by_hand_is_compared(importer: Importer) -> None:
    row = person(1, 联系电话="13800001111")
    importer.rows(row)
    offender = Offender.objects.get()
    offender.phone, offender.version = "13700003333", offender.version + 1
    offender.derive()
    offender.save()
    assert importer.rows(row).as_counts()["updated"] == 1
    assert Offender.objects.get().phone == "13800001111"


def test_repeat_of_an_ended_case_warns(importer: Importer) -> None:
    importer.rows(person(1))
    Case.objects.update(ended_on=date(2026, 11, 1), end_kind=EndKind.DISCHARGE)
    assert codes(importer.rows(person(1))) == {"case_ended"}


def test_repeat_past_its_term_warns(importer: Importer) -> None:
    row = person(1, 矫正期限="9个月", 矫正结束日期=date(2026, 11, 30))
    assert codes(importer.rows(row)) == set()
    assert codes(importer.rows(row, on=TODAY + timedelta(days=7))) == set()
    assert codes(importer.rows(row, on=TODAY + timedelta(days=8))) == {"term_over"}


def test_repeat_with_a_warning_warns_again(importer: Importer) -> None:
    row = person(1, 联系电话="1380000")
    importer.rows(row)
    assert codes(importer.rows(row)) == {"bad_phone"}


def test_repeat_twice_in_one_file_is_refused(importer: Importer) -> None:
    importer.rows(person(1))
    result = importer.rows(person(1), person(1), is_partial=True)
    assert (codes(result, 2), codes(result, 3)) == (set(), {"duplicate_in_file"})
    differing = importer.rows(person(1), person(1, 姓名="另一人"), is_partial=True)
    assert codes(differing, 3) == {"duplicate_in_file"}


def test_repeat_in_another_county_is_no_repeat(importer: Importer) -> None:
    row = person(1, 司法所=None)
    importer.rows(row, office=importer.place.station("新宁镇"))
    place = importer.place
    result = importer.rows(row, office=place.neighbour_station, by=place.neighbour_clerk)
    assert codes(result) == {"held_elsewhere"}


def test_repeat_of_a_report_alone_is_no_repeat(importer: Importer) -> None:
    importer.rows(person(1, 矫正类别="取保候审"))
    assert importer.rows(person(1)).as_counts()["created"] == 1


TEAM = "司法所工作人员、社区民警、社会工作者"
DAYS = {"矫正开始日期": date(2026, 11, 2), "矫正结束日期": date(2028, 11, 1), "接收日期": date(2026, 11, 20)}


def read_in_full(importer: Importer, *rows: dict[str, object], **options: object) -> RosterResult:
    """What a preview says when no row is known from before."""
    with transaction.atomic():
        RosterRow.objects.update(digest=None)
        result = importer.preview(*rows, **options)
        transaction.set_rollback(True)
    return result


def _station_renamed(importer: Importer) -> None:
    station = importer.place.station("新宁镇")
    station.name = station.short_name = "新宁街道"
    station.save()


def _station_closed(importer: Importer) -> None:
    station = importer.place.station("新宁镇")
    station.closed_on = TODAY - timedelta(days=1)
    station.save()


def _namesake_opened(importer: Importer) -> None:
    StationFactory(name="新宁镇司法所", short_name="新宁镇", code="511723999", parent=importer.place.county)


def _station_moved_away(importer: Importer) -> None:
    by = account("tree", "市名册", Role.ROSTER_ADMINISTRATOR, importer.place.county.parent)
    organisation_move(
        by=by,
        organisation=importer.place.station("新宁镇"),
        parent=importer.place.neighbour,
        starts_on=TODAY,
        reason="区划调整",
    )


def _right_taken(importer: Importer) -> None:
    OrganisationGrant.objects.filter(user=importer.place.clerk).update(ends_on=TODAY - timedelta(days=1))


def _case_denied(importer: Importer) -> None:
    AccessDenialFactory(user=importer.place.clerk, case=Case.objects.get())


def _seat_ended(importer: Importer) -> None:
    seat = TeamSeat.objects.get(role=SeatRole.POLICE)
    team_seat_end(by=head_of(importer), seat=seat, ends_on=TODAY, reason="录入有误")


def _seat_ended_before(importer: Importer) -> None:
    seat = TeamSeat.objects.get(role=SeatRole.POLICE)
    team_seat_end(by=head_of(importer), seat=seat, ends_on=TODAY - timedelta(days=1), reason="录入有误")


def _seat_filled(importer: Importer) -> None:
    team_seat_add(
        by=head_of(importer),
        case=Case.objects.get(),
        role=SeatRole.POLICE,
        name="陈警官",
        starts_on=TODAY,
    )


def _other_team_reported(importer: Importer) -> None:
    importer.rows(person(1, **DAYS, 矫正小组人员组成情况="司法所工作人员、家庭成员"))


def _level_changed(importer: Importer) -> None:
    importer.rows(person(1, **DAYS, 管理等级="严管", 矫正小组人员组成情况=TEAM))


def _level_changed_by_hand(importer: Importer) -> None:
    case_level_change(
        by=head_of(importer), case=Case.objects.get(), level=Level.STRICT, starts_on=TODAY, reason="考核"
    )


def _other_phone_reported(importer: Importer) -> None:
    importer.rows(person(1, **DAYS, 联系电话="13900009999", 矫正小组人员组成情况=TEAM))


def head_of(importer: Importer) -> User:
    return account("head", "李局长", Role.COUNTY_HEAD, importer.place.county)


@pytest.mark.parametrize(
    "happened",
    [
        _station_renamed,
        _station_closed,
        _namesake_opened,
        _station_moved_away,
        _right_taken,
        _case_denied,
        _seat_ended,
        _seat_ended_before,
        _seat_filled,
        _other_team_reported,
        _level_changed,
        _level_changed_by_hand,
        _other_phone_reported,
    ],
)
@pytest.mark.parametrize("days", [0, 30])
def test_repeat_says_what_a_full_reading_says(
    importer: Importer, happened: Callable[[Importer], None], days: int
) -> None:
    row = person(1, **DAYS, 联系电话="13800001111", 矫正小组人员组成情况=TEAM)
    importer.rows(row)
    happened(importer)
    on = TODAY + timedelta(days=days)
    assert importer.preview(row, on=on).as_json() == read_in_full(importer, row, on=on).as_json()


def test_repeat_on_an_earlier_day_is_judged_by_that_day(importer: Importer) -> None:
    row = person(1, **DAYS)
    importer.rows(row)
    assert codes(importer.preview(row, on=date(2026, 11, 19))) == {"received_in_future"}


def test_repeat_after_a_seat_ran_out_takes_it_again(importer: Importer) -> None:
    row = person(1, **DAYS, 矫正小组人员组成情况=TEAM)
    importer.rows(row)
    TeamSeat.objects.filter(role=SeatRole.POLICE).update(ends_on=TODAY + timedelta(days=5))
    assert importer.preview(row, on=TODAY + timedelta(days=5)).as_counts()["unchanged"] == 1
    assert importer.preview(row, on=TODAY + timedelta(days=6)).as_counts()["updated"] == 1


def test_repeat_of_older_code_is_no_repeat(
    importer: Importer, looked_at: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    importer.rows(person(1))
    looked_at.clear()
    monkeypatch.setattr(roster_repeats, "CODE", b"another release")
    importer.preview(person(1))
    assert looked_at == [2]


def test_repeat_is_remembered_once(importer: Importer) -> None:
    for _month in range(3):
        importer.rows(person(1))
    assert RosterRow.objects.filter(digest__isnull=False).count() == 1
    assert RosterRow.objects.count() == 3


@pytest.mark.parametrize("name", ["ministry_105.xlsx", "county_gb18030.csv"])
def test_second_reading_in_full_changes_nothing(importer: Importer, name: str) -> None:
    path: Path = ROSTERS / name
    first = importer.file(path, is_partial=True).as_counts()
    RosterRow.objects.update(digest=None)
    second = importer.file(path, is_partial=True).as_counts()
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, first["created"])
