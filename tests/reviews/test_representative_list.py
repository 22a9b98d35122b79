"""Representatives as a sheet: found by community, five at most, and taken back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from core.clock import now
from core.errors import Refused
from core.jobs import JobStatus, job_run_now
from core.sheets import read
from core.sheets.write import Column, write_table
from corrections.enums import RosterKind
from corrections.models import Community
from corrections.services.roster_import import RosterFile, roster_import
from corrections.services.roster_lists import layout_of
from corrections.services.roster_reading import roster_open
from corrections.services.roster_undo import roster_undo_ask
from reviews.enums import AppraisalItem
from reviews.models import Appraisal, AppraisalScore, Representative
from tests.corrections.browsing import page
from tests.corrections.rosters import Importer, Kaijiang, importer, kaijiang
from tests.factories import CaseFactory, CommunityFactory
from tests.people import TODAY

__all__ = ["importer", "kaijiang"]  # fixtures of the county of the rosters

ROW = {
    "司法所": "新宁镇司法所",
    "村（社区）": "清河社区",
    "姓名": "王代表",
    "身份": "退休教师",
    "联系电话": "13800138001",
}


@pytest.fixture
def community(kaijiang: Kaijiang) -> Community:
    made: Community = CommunityFactory(station=kaijiang.station("新宁镇"), name="清河社区居民委员会")
    return made


def bring(importer: Importer, *rows: dict[str, Any]) -> Any:
    path = Path(importer.folder) / "representatives.xlsx"
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    cells = [[row.get(heading) for heading in headings] for row in rows]
    write_table(path, name="名单", columns=[Column(heading) for heading in headings], rows=cells)
    return roster_import(
        by=importer.place.clerk,
        office=importer.place.county,
        on=TODAY,
        sheet=roster_open(path, layout=layout_of(RosterKind.REPRESENTATIVES)),
        file=RosterFile.of(path),
        kind=RosterKind.REPRESENTATIVES,
    )


def test_added_known_again_and_ended(importer: Importer, community: Community) -> None:
    result, _roster = bring(importer, ROW)
    assert result.as_counts()["created"] == 1
    made = Representative.objects.get()
    assert (made.community, made.occupation, made.phone) == (community, "退休教师", "13800138001")
    assert bring(importer, ROW)[0].as_counts()["unchanged"] == 1
    assert bring(importer, ROW | {"身份": "村民组长"})[0].as_counts()["updated"] == 1
    result, _roster = bring(importer, ROW | {"身份": "村民组长", "任职止": TODAY})
    assert result.as_counts()["updated"] == 1 and Representative.objects.get().ends_on == TODAY


def test_never_more_than_five_and_only_known_communities(importer: Importer, community: Community) -> None:
    rows = [ROW | {"姓名": f"王{n}"} for n in "甲乙丙丁戊己"]
    result, roster = bring(importer, *rows)
    assert roster is None and result.failed == 1 and not Representative.objects.exists()
    result, _roster = bring(importer, ROW | {"村（社区）": "月亮村"})
    assert "没有名为“月亮村”" in result.problems[-1].message


def test_two_communities_of_one_name_are_told_apart_by_the_station(
    importer: Importer, community: Community, kaijiang: Kaijiang
) -> None:
    other = CommunityFactory(station=kaijiang.station("普安镇"), name="清河社区居民委员会")
    result, _roster = bring(importer, ROW | {"司法所": None})
    assert "几个" in result.problems[-1].message
    bring(importer, ROW | {"司法所": "普安镇"})
    assert Representative.objects.get().community == other


def test_undo_until_one_of_them_has_spoken(
    importer: Importer, community: Community, kaijiang: Kaijiang
) -> None:
    bring(importer, ROW | {"姓名": "赵代表"})
    _result, roster = bring(importer, ROW, ROW | {"姓名": "赵代表", "身份": "医生"})
    asked = roster_undo_ask(by=kaijiang.clerk, roster=roster, reason="试")
    assert asked.job is not None and job_run_now(asked.job).status == JobStatus.DONE
    left = Representative.objects.get()
    assert (left.name, left.occupation) == ("赵代表", "退休教师")
    _result, roster = bring(importer, ROW)
    case = CaseFactory(station=kaijiang.station("新宁镇"))
    happened = Appraisal.objects.create(
        case=case, community=community, happened_on=date(2026, 11, 20), recorded_at=now()
    )
    AppraisalScore.objects.create(
        appraisal=happened,
        representative=Representative.objects.get(name="王代表"),
        item=next(iter(AppraisalItem)),
        score=3,
    )
    with pytest.raises(Refused, match="已参加评议"):
        roster_undo_ask(by=kaijiang.clerk, roster=roster, reason="试")


def test_template_offers_the_communities_of_each_station(
    importer: Importer, community: Community, kaijiang: Kaijiang
) -> None:
    answer = page(kaijiang.clerk, reverse("corrections:roster_template", args=["representatives"]))
    book = importer.folder / "template.xlsx"
    book.write_bytes(b"".join(answer.streaming_content))
    sheets = read(book).sheets
    assert [sheet.name for sheet in sheets if not sheet.hidden] == ["评议代表名单", "填表说明"]
    words = [cell for row in sheets[1].rows for cell in row]
    assert "清河社区居民委员会" in words  # the example comes from the office's own communities
