"""A county comes over from Excel: cut-over, the first whole period, what is late, who is told."""

from datetime import date

import pytest

from corrections.enums import Level, Role
from corrections.models import Case, User
from corrections.services.level import cases_level_change
from reporting.enums import IndicatorKey, Part
from supervision.enums import Channel, DutyKind
from supervision.models import Duty, Notice
from supervision.models.duty import PERIODIC_KINDS
from supervision.services import check_in_record
from tests.corrections.rosters import ROSTERS, Importer, importer, kaijiang, person
from tests.journeys.days import Days, counted, on_card, open_ahead, outcomes, rate, told
from tests.people import TODAY, account
from tests.supervision.duties import duty_of

__all__ = ["importer", "kaijiang"]

ORAL = DutyKind.ORAL_REPORT


@pytest.fixture
def leader(importer: Importer) -> User:
    """The county's head."""
    return account("leader", "张局长", Role.COUNTY_HEAD, importer.place.county)


@pytest.fixture
def officer(importer: Importer) -> User:
    """An officer of 新宁镇, where the rows of these stories belong."""
    return account("officer", "李所员", Role.STATION_OFFICER, importer.place.station("新宁镇"))


def test_imported_person_reports_from_the_first_whole_week_after_the_cut_over(
    importer: Importer, officer: User, days: Days
) -> None:
    importer.rows(person(1, 管理等级="严管"))
    case = Case.objects.get()
    assert case.taken_over_on == TODAY
    assert (
        open_ahead(case) == set()
    )  # 23 November is the import's own day: that week belongs to the paper file

    days.go(date(2026, 11, 29))
    assert outcomes(case, ORAL) == {}
    days.go(date(2026, 12, 2))
    assert outcomes(case, ORAL) == {"2026-W49": "open"}
    check_in_record(by=officer, case=case, channel=Channel.PHONE, happened_on=date(2026, 11, 26))
    assert outcomes(case, ORAL) == {"2026-W49": "open"}  # an earlier day may be entered, and settles nothing


def test_late_report_is_flagged_told_upwards_and_missed(
    importer: Importer, officer: User, leader: User, days: Days
) -> None:
    importer.rows(person(1, 管理等级="普管"), person(2, 管理等级="普管"))
    kept, late = Case.objects.order_by("pk")
    days.go(date(2026, 12, 3))
    check_in_record(by=officer, case=kept, channel=Channel.PHONE, happened_on=days.on)

    days.go(date(2026, 12, 7))
    missed = duty_of(late, ORAL, "2026-W49")
    assert on_card("overdue_person", officer, days.on) == [(late.offender.name, "2026-W49")]
    assert told([missed]) == [(date(2026, 12, 7), "新宁镇")]
    days.go(date(2026, 12, 8))
    assert told([missed]) == [(date(2026, 12, 7), "新宁镇"), (date(2026, 12, 8), "开江县")]
    assert on_card("overdue_person", leader, days.on) == [(late.offender.name, "2026-W49")]
    assert rate(IndicatorKey.REPORTS_ON_TIME, importer.place.county, days.on) == (1, 2)

    days.go(date(2026, 12, 14))
    assert outcomes(late, ORAL) == {"2026-W49": "missed", "2026-W50": "open", "2026-W51": "open"}


def test_ministrys_sheet_names_no_levels_until_the_county_does(
    importer: Importer, leader: User, days: Days
) -> None:
    importer.file(ROSTERS / "ministry_105.xlsx")
    cases = Case.objects.all()
    assert set(cases.values_list("level", flat=True)) == {Level.UNDETERMINED}
    days.go(date(2026, 11, 27))
    assert not Duty.objects.filter(kind__in=PERIODIC_KINDS).exists()  # 待定级: no periodic duty

    ids = list(cases.values_list("pk", flat=True))
    done = cases_level_change(
        by=leader, case_ids=ids, level=Level.ORDINARY, starts_on=days.on, reason="首次定级"
    )
    assert {outcome.result for outcome in done} == {"done"}
    days.go(date(2026, 11, 30))
    under_correction = counted(IndicatorKey.SOCIAL_WORKERS, Part.POPULATION, importer.place.county, days.on)
    assert 0 < Duty.objects.filter(kind=ORAL, occasion="2026-W49").count() <= under_correction
    days.go(date(2026, 12, 7))
    flagged = Notice.objects.filter(duty__kind=ORAL, told_on=days.on)
    assert flagged.count() == Duty.objects.filter(kind=ORAL, occasion="2026-W49", outcome="open").count()


def test_same_sheet_again_opens_nothing_twice(importer: Importer, days: Days) -> None:
    rows = [person(1, 管理等级="严管"), person(2, 管理等级="宽管")]
    importer.rows(*rows)
    days.go(date(2026, 12, 2))
    before = list(Duty.objects.order_by("pk").values())
    again = importer.rows(*rows, on=days.on)
    assert again.as_counts()["unchanged"] == 2
    assert list(Duty.objects.order_by("pk").values()) == before
