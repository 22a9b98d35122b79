"""社区矫正法 第三十条: lost contact opens a search at once; 脱管 lets all else rest until the person is found."""

from datetime import date

from corrections.enums import AbscondingNature
from corrections.models import Case, User
from corrections.services.status import absconding_confirm, lost_contact_begin, lost_contact_end
from reporting.enums import IndicatorKey, Part
from supervision.enums import Channel, DutyKind
from supervision.services import check_in_record
from tests.journeys.days import Days, counted, on_card, open_ahead, outcomes, rate, told
from tests.people import World
from tests.supervision.duties import duty_of

ORAL, SEARCH = DutyKind.ORAL_REPORT, DutyKind.SEARCH


def test_lost_searched_absconding_and_found_again(
    strict_case: Case, world: World, officer: User, days: Days
) -> None:
    days.go(date(2026, 11, 25))
    check_in_record(by=officer, case=strict_case, channel=Channel.PHONE, happened_on=days.on)
    days.go(date(2026, 12, 1))
    span = lost_contact_begin(by=officer, case=strict_case, starts_on=days.on, reason="电话停机，家中无人")

    search = duty_of(strict_case, SEARCH)
    assert (search.opens_on, search.due_on) == (days.on, days.on)  # at once
    assert outcomes(strict_case, ORAL)["2026-W49"] == "open"  # lost is not yet 脱管

    days.go(date(2026, 12, 2))
    assert on_card("overdue_office", officer, days.on)[-1] == (strict_case.offender.name, search.occasion)
    absconding_confirm(
        by=officer, span=span, absconding_from=date(2026, 12, 2), nature=AbscondingNature.NOT_FOUND
    )
    assert outcomes(strict_case, ORAL)["2026-W49"] == "suspended"
    # Of the fortnight that ends on the 6th less than half is covered.
    assert open_ahead(strict_case) == {SEARCH, DutyKind.WRITTEN_REPORT, DutyKind.PLAN}

    days.go(date(2026, 12, 15))
    assert outcomes(strict_case, ORAL)["2026-W50"] == "suspended"
    assert told([search]) == [
        (date(2026, 12, 2), "新宁镇"),
        (date(2026, 12, 3), "开江县"),
        (date(2026, 12, 9), "达州市"),
    ]
    assert counted(IndicatorKey.ABSCONDING_OPEN, Part.COUNTED, world.province, days.on) == 1
    assert rate(IndicatorKey.ABSCONDING, world.province, days.on) == (1, 1)

    lost_contact_end(by=officer, span=span, ends_on=date(2026, 12, 15), note="在邻县找到，已带回")
    search.refresh_from_db()
    assert (search.outcome, search.settled_on) == ("complied", date(2026, 12, 15))
    # 7 to 13 December is covered whole, of the week of the 14th only two days.
    assert outcomes(strict_case, ORAL)["2026-W50"] == "suspended"
    assert outcomes(strict_case, ORAL)["2026-W51"] == "open"

    days.go(date(2026, 12, 16))
    assert counted(IndicatorKey.ABSCONDING_OPEN, Part.COUNTED, world.province, days.on) == 0
    assert rate(IndicatorKey.ABSCONDING, world.province, days.on) == (1, 1)


def test_found_the_same_day_leaves_no_trace_in_the_weeks(
    strict_case: Case, officer: User, days: Days
) -> None:
    days.go(date(2026, 12, 1))
    before = outcomes(strict_case, ORAL)
    span = lost_contact_begin(by=officer, case=strict_case, starts_on=days.on)
    lost_contact_end(by=officer, span=span, ends_on=days.on, note="手机欠费")
    assert outcomes(strict_case, ORAL) == before
    assert list(outcomes(strict_case, SEARCH).values()) == ["complied"]
