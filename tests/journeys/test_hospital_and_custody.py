"""住院 rests visits at home only; 羁押 rests everything (counting.md, Suspensions)."""

from datetime import date

from corrections.models import Case, User
from corrections.services.status import custody_begin, custody_end, hospital_begin, hospital_end
from reporting.enums import IndicatorKey
from supervision.enums import Channel, DutyKind
from supervision.services import check_in_record, visit_record
from tests.journeys.days import Days, open_ahead, outcomes, rate
from tests.people import World

ORAL, VISIT = DutyKind.ORAL_REPORT, DutyKind.VISIT
NEW_YEAR = date(2027, 1, 1)  # the day on which December is over


def test_hospital_rests_the_months_visit_and_nothing_else(
    strict_case: Case, world: World, officer: User, days: Days
) -> None:
    days.go(date(2026, 12, 3))
    assert outcomes(strict_case, VISIT) == {"2026-12": "open"}
    span = hospital_begin(by=officer, case=strict_case, starts_on=days.on, reason="县医院住院")
    assert outcomes(strict_case, VISIT) == {"2026-12": "suspended"}
    assert ORAL in open_ahead(strict_case)

    check_in_record(by=officer, case=strict_case, channel=Channel.VIDEO, happened_on=days.on)
    days.go(date(2026, 12, 21))
    hospital_end(by=officer, span=span, ends_on=date(2026, 12, 20), note="出院")
    assert outcomes(strict_case, VISIT) == {"2026-12": "suspended"}  # 18 of 31 days

    days.go(NEW_YEAR)
    assert outcomes(strict_case, VISIT) == {"2026-12": "suspended", "2027-01": "open"}
    assert rate(IndicatorKey.VISITS_ON_TIME, world.province, NEW_YEAR) == (0, 0)


def test_short_stay_leaves_the_visit_to_be_made(
    strict_case: Case, world: World, officer: User, days: Days
) -> None:
    days.go(date(2026, 12, 10))
    span = hospital_begin(by=officer, case=strict_case, starts_on=days.on)
    days.go(date(2026, 12, 14))
    hospital_end(by=officer, span=span, ends_on=days.on)
    assert outcomes(strict_case, VISIT) == {"2026-12": "open"}
    visit_record(by=officer, case=strict_case, happened_on=days.on, place="家中")
    assert rate(IndicatorKey.VISITS_ON_TIME, world.province, NEW_YEAR) == (1, 1)


def test_custody_rests_everything_until_release(strict_case: Case, officer: User, days: Days) -> None:
    days.go(date(2026, 11, 29))
    check_in_record(by=officer, case=strict_case, channel=Channel.PHONE, happened_on=days.on)
    days.go(date(2026, 11, 30))
    span = custody_begin(by=officer, case=strict_case, starts_on=days.on, reason="行政拘留")
    assert open_ahead(strict_case) == {DutyKind.PLAN}  # four of its eleven days
    days.go(date(2026, 12, 9))
    assert outcomes(strict_case, ORAL)["2026-W49"] == "suspended"
    custody_end(by=officer, span=span, ends_on=days.on, note="释放")
    assert outcomes(strict_case, ORAL)["2026-W50"] == "open"  # three of seven days
