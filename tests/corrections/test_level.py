"""Changing the supervision level of one case and of many."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import Level
from corrections.models import Case, LevelSpan, User
from corrections.services.level import case_level_change, cases_level_change
from tests.factories import CaseFactory
from tests.people import World

FROM = date(2026, 11, 16)


def change(
    by: User, case: Case, level: Level = Level.LENIENT, starts_on: date = FROM, reason: str = "考核合格"
) -> Case:
    return case_level_change(by=by, case=case, level=level, starts_on=starts_on, reason=reason)


def test_case_level_change_opens_a_dated_span(world: World, head: User) -> None:
    case = CaseFactory(station=world.station, ordinary=True)

    changed = change(head, case)

    spans = (
        LevelSpan.objects.filter(case=case).order_by("starts_on").values_list("level", "starts_on", "ends_on")
    )
    assert list(spans) == [("ordinary", date(2026, 3, 5), date(2026, 11, 15)), ("lenient", FROM, None)]
    assert (changed.level, changed.version) == ("lenient", 2)
    event = AuditEvent.objects.get(case_id=case.pk)
    assert (event.event, event.reason) == ("case_level_changed", "考核合格")
    assert event.changes == {"level": ["ordinary", "lenient"], "starts_on": [None, "2026-11-16"]}


def test_case_level_change_on_the_span_s_first_day_corrects_it(world: World, head: User) -> None:
    case = CaseFactory(station=world.station)

    change(head, case, Level.STRICT, starts_on=date(2026, 3, 5))

    span = LevelSpan.objects.get(case=case)
    assert (span.level, span.starts_on, span.recorded_by) == ("strict", date(2026, 3, 5), head)


def test_case_level_change_refusals(world: World, head: User) -> None:
    with pytest.raises(Refused, match="已经是宽管"):
        change(head, CaseFactory(station=world.station, lenient=True))
    with pytest.raises(Refused, match="已于2026-10-31解除或终止"):
        change(head, CaseFactory(station=world.station, ended=True))
    with pytest.raises(Refused, match="还没有报到接收"):
        change(head, CaseFactory(station=world.station, awaiting=True))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"level": Level.UNDETERMINED}, "待定级"),
        ({"starts_on": date(2026, 11, 24)}, "晚于今天"),
        ({"starts_on": date(2026, 3, 4)}, "早于接收"),
        ({"reason": " "}, "理由"),
    ],
)
def test_case_level_change_bad_input(
    world: World, head: User, given: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        change(head, CaseFactory(station=world.station, ordinary=True), **given)  # type: ignore[arg-type]


def test_case_level_change_before_the_running_level(world: World, head: User) -> None:
    case = change(head, CaseFactory(station=world.station, ordinary=True))

    with pytest.raises(BadInput, match="现行等级自2026-11-16起"):
        change(head, case, Level.STRICT, starts_on=date(2026, 11, 15))


@pytest.mark.parametrize("person", ["officer", "neighbour", "inspector", "outsider"])
def test_case_level_change_without_the_right(
    world: World, person: str, request: pytest.FixtureRequest
) -> None:
    case = CaseFactory(station=world.station)

    with pytest.raises(PermissionDenied):
        change(request.getfixturevalue(person), case)
    assert Case.objects.get(pk=case.pk).level == Level.UNDETERMINED


def test_cases_level_change_says_what_became_of_each(world: World, head: User) -> None:
    done = CaseFactory(station=world.station)
    has_it = CaseFactory(station=world.next_station, strict=True)
    ended = CaseFactory(station=world.station, ended=True)
    elsewhere = CaseFactory(station=world.other_station)
    ids = [case.pk for case in (elsewhere, ended, has_it, done)]

    outcomes = cases_level_change(
        by=head, case_ids=ids, level=Level.STRICT, starts_on=FROM, reason="分类评估"
    )

    assert {o.case_id: o.result for o in outcomes} == {
        done.pk: "done",
        has_it.pk: "skipped",
        ended.pk: "refused",
        elsewhere.pk: "refused",
    }
    assert all(o.why for o in outcomes if o.result != "done")
    assert AuditEvent.objects.get(event="case_level_changed").batch != ""


def test_cases_level_change_without_a_reason_changes_nothing(world: World, head: User) -> None:
    case = CaseFactory(station=world.station)

    with pytest.raises(BadInput):
        cases_level_change(by=head, case_ids=[case.pk], level=Level.STRICT, starts_on=FROM, reason="")
    assert LevelSpan.objects.get(case=case).level == Level.UNDETERMINED
