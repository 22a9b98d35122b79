"""The community of a row: placed there, moved there, back again; unknown ones warn and are kept in words."""

import pytest

from core.jobs import JobStatus, job_run_now
from corrections.enums import Role
from corrections.models import Case, Community, Placement, RosterRow
from corrections.services.placement import placement_correct
from corrections.services.roster_undo import roster_undo_ask
from corrections.views.roster_words import roster_lines
from tests.corrections.rosters import Importer, Kaijiang, codes, person
from tests.factories import CommunityFactory
from tests.people import TODAY, account


@pytest.fixture
def community(kaijiang: Kaijiang) -> Community:
    made: Community = CommunityFactory(station=kaijiang.station("新宁镇"), name="清河社区居民委员会")
    return made


@pytest.fixture
def other(kaijiang: Kaijiang) -> Community:
    made: Community = CommunityFactory(station=kaijiang.station("新宁镇"), name="橄榄村民委员会")
    return made


def placed() -> list[int | None]:
    return list(Placement.objects.order_by("starts_on").values_list("community_id", flat=True))


@pytest.mark.parametrize("text", ["清河社区居民委员会", "清河社区", "清河"])
def test_a_new_person_is_placed_in_the_community(importer: Importer, community: Community, text: str) -> None:
    result = importer.rows(person(1, **{"村（社区）": text}))
    assert result.failed == 0 and "community_unknown" not in codes(result)
    assert placed() == [community.pk]
    assert Case.objects.get().extra_items["村（社区）"] == text


def test_an_unknown_one_warns_and_is_kept_in_words(importer: Importer, community: Community) -> None:
    result = importer.rows(person(1, **{"村（社区）": "月亮村"}))
    assert codes(result) >= {"community_unknown"} and placed() == [None]
    assert Case.objects.get().extra_items["村（社区）"] == "月亮村"


def test_moved_and_brought_back(importer: Importer, community: Community, other: Community) -> None:
    importer.rows(person(1, **{"村（社区）": "清河社区"}))
    again = importer.rows(person(1, **{"村（社区）": "清河社区"}))
    assert again.as_counts()["unchanged"] == 1
    path = importer.sheet(person(1, **{"村（社区）": "橄榄村"}))
    result, roster = importer.apply(path)
    assert result.as_counts()["updated"] == 1 and placed() == [community.pk, other.pk]
    assert roster is not None
    (line,) = roster_lines(list(RosterRow.objects.filter(roster=roster)))
    assert ("村（社区）", "清河社区居民委员会", "橄榄村民委员会") in {
        (change.label, change.old, change.new) for change in line.changes
    }
    asked = roster_undo_ask(by=importer.place.clerk, roster=roster, reason="试")
    assert asked.job is not None and job_run_now(asked.job).status == JobStatus.DONE
    assert placed() == [community.pk]


def test_without_the_column_the_community_stays(importer: Importer, community: Community) -> None:
    importer.rows(person(1, **{"村（社区）": "清河社区"}))
    assert importer.rows(person(1)).as_counts()["unchanged"] == 1
    assert placed() == [community.pk]


def test_a_correction_by_hand_is_seen_by_the_next_roster(
    importer: Importer, kaijiang: Kaijiang, community: Community, other: Community
) -> None:
    row = person(1, **{"村（社区）": "清河社区"})
    importer.rows(row)
    case = Case.objects.get()
    head = account("leader", "张局长", Role.COUNTY_HEAD, kaijiang.county)
    placement_correct(
        by=head, case=case, station=case.station, community=other, starts_on=TODAY, reason="区划调整"
    )
    assert importer.rows(row).as_counts()["updated"] == 1
    assert placed()[-1] == community.pk
