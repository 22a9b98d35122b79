from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.models import Case, Community, User
from reviews.enums import AppraisalItem
from reviews.models import Appraisal, Representative
from reviews.services import (
    appraisal_feedback,
    appraisal_record,
    appraisal_withdraw,
    representative_add,
    representative_end,
)
from tests.factories import CaseFactory, CommunityFactory, OffenderFactory
from tests.people import World

DAY = date(2026, 11, 20)
TODAY = date(2026, 11, 23)


def all_items(mark: int) -> dict[AppraisalItem, int]:
    return dict.fromkeys(AppraisalItem, mark)


def appraise(by: User, case: Case, panel: list[Representative], happened_on: date = DAY) -> Appraisal:
    scores = {found: all_items(4) for found in panel}
    return appraisal_record(by=by, case=case, happened_on=happened_on, scores=scores, words="表现稳定。")


def test_appraisal_record_keeps_every_mark_and_leaves_an_event(
    officer: User, case: Case, panel: list[Representative]
) -> None:
    made = appraise(officer, case, panel)
    assert made.scores.count() == 15
    assert made.community_id == panel[0].community_id
    event = AuditEvent.objects.get(event="appraisal_recorded")
    assert (event.case_id, event.changes["representatives"]) == (case.pk, [None, 3])


@pytest.mark.parametrize("flag", ["is_juvenile_track", "is_to_be_sealed"])
def test_appraisal_record_refused_for_minors_and_sealed(
    officer: User, case: Case, panel: list[Representative], flag: str
) -> None:
    setattr(case, flag, True)
    case.save()
    with pytest.raises(Refused, match="第五十四条"):
        appraise(officer, case, panel)
    assert not Appraisal.objects.exists()


def test_appraisal_record_refused_for_a_restricted_file(
    officer: User, world: World, panel: list[Representative]
) -> None:
    case = CaseFactory(station=world.station, offender=OffenderFactory(restricted=True))
    with pytest.raises(Refused, match="受限档案"):
        appraise(officer, case, panel)


def test_appraisal_record_refused_after_the_term(
    officer: User, world: World, panel: list[Representative]
) -> None:
    with pytest.raises(Refused, match="不在矫正期间"):
        appraise(officer, CaseFactory(station=world.station, term_over=True), panel)


@pytest.mark.parametrize("happened_on", [date(2026, 11, 24), date(2026, 3, 4)])
def test_appraisal_record_on_an_impossible_day(
    officer: User, case: Case, panel: list[Representative], happened_on: date
) -> None:
    with pytest.raises(BadInput, match="评议日期"):
        appraise(officer, case, panel, happened_on)


def test_appraisal_record_needs_several_representatives(
    officer: User, case: Case, panel: list[Representative]
) -> None:
    with pytest.raises(BadInput, match="至少要有 2 名"):
        appraise(officer, case, panel[:1])


def test_appraisal_record_by_representatives_of_two_communities(
    officer: User, world: World, case: Case, panel: list[Representative]
) -> None:
    other = CommunityFactory(station=world.station)
    stranger = Representative.objects.create(community=other, name="外村代表", starts_on=date(2026, 1, 1))
    with pytest.raises(BadInput, match="同一村"):
        appraise(officer, case, [*panel, stranger])


def test_appraisal_record_by_one_who_had_left(officer: User, case: Case, panel: list[Representative]) -> None:
    Representative.objects.filter(pk=panel[0].pk).update(ends_on=date(2026, 11, 19))
    panel[0].refresh_from_db()
    with pytest.raises(BadInput, match="周代表在评议当日不是评议代表"):
        appraise(officer, case, panel)


def test_appraisal_record_with_an_item_missing(
    officer: User, case: Case, panel: list[Representative]
) -> None:
    scores = {found: all_items(4) for found in panel}
    del scores[panel[1]][AppraisalItem.WORK_LIFE]
    with pytest.raises(BadInput, match="吴代表还有项目没有评分"):
        appraisal_record(by=officer, case=case, happened_on=DAY, scores=scores)


def test_appraisal_record_by_the_next_station(
    neighbour: User, case: Case, panel: list[Representative]
) -> None:
    with pytest.raises(PermissionDenied):
        appraise(neighbour, case, panel)


def test_appraisal_feedback_once(officer: User, case: Case, panel: list[Representative]) -> None:
    made = appraise(officer, case, panel)
    answered = appraisal_feedback(
        by=officer, appraisal=made, feedback="已约谈，鼓励其参加公益活动。", feedback_on=TODAY
    )
    assert (answered.feedback_by, answered.feedback_on) == (officer, TODAY)
    with pytest.raises(Refused, match="已于2026-11-23反馈"):
        appraisal_feedback(by=officer, appraisal=made, feedback="再次反馈", feedback_on=TODAY)


def test_appraisal_feedback_before_the_appraisal(
    officer: User, case: Case, panel: list[Representative]
) -> None:
    made = appraise(officer, case, panel)
    with pytest.raises(BadInput, match="反馈日期"):
        appraisal_feedback(by=officer, appraisal=made, feedback="早于评议", feedback_on=date(2026, 11, 19))


def test_appraisal_withdraw_keeps_the_row_with_its_reason(
    officer: User, case: Case, panel: list[Representative]
) -> None:
    made = appraisal_withdraw(by=officer, appraisal=appraise(officer, case, panel), reason="登记到了别人名下")
    assert (made.withdrawn_by, made.withdrawn_reason) == (officer, "登记到了别人名下")
    assert not Appraisal.objects.standing().exists()
    with pytest.raises(Refused, match="已撤回"):
        appraisal_feedback(by=officer, appraisal=made, feedback="反馈", feedback_on=TODAY)


def test_representative_add_up_to_five(
    officer: User, community: Community, panel: list[Representative]
) -> None:
    for name in ("冯代表", "陈代表"):
        representative_add(by=officer, community=community, name=name, starts_on=DAY)
    with pytest.raises(Refused, match="已有 5 名"):
        representative_add(by=officer, community=community, name="褚代表", starts_on=DAY)


def test_representative_add_the_same_name_twice(
    officer: User, community: Community, panel: list[Representative]
) -> None:
    with pytest.raises(BadInput, match="已是该村"):
        representative_add(by=officer, community=community, name="周代表", starts_on=DAY)


def test_representative_add_leaves_an_event_with_a_masked_name(officer: User, community: Community) -> None:
    representative_add(by=officer, community=community, name="周代表", starts_on=DAY, phone="13800001234")
    event = AuditEvent.objects.get(event="representative_added")
    assert event.changes["name"] == [None, "周**"]
    assert event.changes["phone"] == [None, "138****1234"]
    assert event.path == community.station.path


def test_representative_add_by_the_next_station(neighbour: User, community: Community) -> None:
    with pytest.raises(PermissionDenied):
        representative_add(by=neighbour, community=community, name="周代表", starts_on=DAY)


def test_representative_end_frees_the_seat(officer: User, panel: list[Representative]) -> None:
    ended = representative_end(by=officer, representative=panel[0], ends_on=DAY, reason="外出务工")
    assert not ended.is_in_office(TODAY)
    with pytest.raises(Refused, match="已于2026-11-20离任"):
        representative_end(by=officer, representative=ended, ends_on=DAY)


def test_representative_end_before_the_beginning(officer: User, panel: list[Representative]) -> None:
    with pytest.raises(BadInput, match="离任日期"):
        representative_end(by=officer, representative=panel[0], ends_on=date(2025, 12, 31))
