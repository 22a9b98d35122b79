"""Staff as a sheet: the same way in as people, through the services of staff, and back again."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from core.audit import AuditEvent
from core.errors import Refused
from core.jobs import JobStatus, job_run_now
from core.sheets import read
from core.sheets.write import Column, write_table
from corrections.enums import Role, RosterKind, RosterState, SeatRole, StaffKind
from corrections.models import Posting, RosterImport, Staff
from corrections.services.roster_import import RosterFile, roster_import, roster_preview
from corrections.services.roster_lists import layout_of
from corrections.services.roster_reading import roster_open
from corrections.services.roster_report import failed_rows_write
from corrections.services.roster_undo import roster_undo_ask
from corrections.services.roster_upload import roster_confirm, roster_upload
from tests.corrections.browsing import page, text
from tests.corrections.rosters import Importer, Kaijiang
from tests.factories import CaseFactory, TeamSeatFactory
from tests.people import TODAY, account

ROW = {"工作单位": "新宁镇司法所", "姓名": "李社工", "编制": "社工", "性别": "女", "联系电话": "13800138001"}


def member(**cells: Any) -> dict[str, Any]:
    return ROW | cells


def sheet(folder: Path, *rows: Mapping[str, Any]) -> Path:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    path = folder / "staff.xlsx"
    write_table(
        path,
        name="名单",
        columns=[Column(heading) for heading in headings],
        rows=[[row.get(heading) for heading in headings] for row in rows],
    )
    return path


def bring(importer: Importer, *rows: Mapping[str, Any], **options: Any) -> Any:
    path = sheet(importer.folder, *rows)
    layout = layout_of(RosterKind.STAFF)
    facts: Any = {"by": importer.place.clerk, "office": importer.place.county, "on": TODAY} | options
    return roster_import(
        sheet=roster_open(path, layout=layout), file=RosterFile.of(path), kind=RosterKind.STAFF, **facts
    )


def test_new_members_with_posts_and_events(importer: Importer) -> None:
    rows = (
        member(任职起=date(2026, 3, 1), 投入比例="50%", 熟悉未成年人身心特点="是"),
        member(工作单位="开江县司法局", 姓名="王专干", 编制="政法专编", 负责人="是", 联系电话=None),
    )
    result, roster = bring(importer, *rows)
    assert result.as_counts()["created"] == 2 and result.failed == 0 and roster is not None
    worker = Posting.objects.get(staff__name="李社工")
    assert (worker.kind, worker.share, worker.starts_on) == (StaffKind.SOCIAL_WORKER, 50, date(2026, 3, 1))
    assert (worker.staff.phone, worker.staff.sex, worker.staff.knows_minors) == (
        "13800138001",
        "female",
        True,
    )
    head = Posting.objects.get(staff__name="王专干")
    assert (head.organisation, head.is_head, head.starts_on) == (importer.place.county, True, TODAY)
    assert {problem.code for problem in result.problems} == {"start_today"}
    assert AuditEvent.objects.filter(event="staff_created").count() == 2


def test_the_same_list_again_changes_nothing_and_a_new_phone_one_fact(importer: Importer) -> None:
    bring(importer, member())
    result, _roster = bring(importer, member())
    assert result.as_counts()["unchanged"] == 1
    result, _roster = bring(importer, member(联系电话="13800138002"))
    assert result.as_counts()["updated"] == 1 and Staff.objects.get(name="李社工").phone == "13800138002"


def test_one_person_at_two_offices_and_the_end_of_a_post(importer: Importer) -> None:
    bring(importer, member(投入比例=50))
    result, _roster = bring(importer, member(工作单位="普安镇司法所", 投入比例=50))
    assert result.as_counts()["created"] == 1
    assert Staff.objects.get(name="李社工").postings.count() == 2
    result, _roster = bring(importer, member(任职止=TODAY))
    assert result.as_counts()["updated"] == 1
    assert Posting.objects.get(organisation__short_name="新宁镇").ends_on == TODAY


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"工作单位": "月亮镇司法所"}, "没有名为"),
        ({"编制": "外星人"}, "不认识"),
        ({"投入比例": "300"}, "1至100"),
        ({"姓名": None}, "姓名"),
        ({"任职止": date(2020, 1, 1)}, "任职又已结束"),
    ],
)
def test_a_bad_row_says_why_and_nothing_is_written(
    importer: Importer, cells: dict[str, Any], sentence: str
) -> None:
    people = Staff.objects.count()
    result, roster = bring(importer, member(姓名="赵好人", 联系电话="13800138009"), member(**cells))
    assert roster is None and result.failed == 1 and Staff.objects.count() == people
    assert sentence in " ".join(problem.message for problem in result.problems if problem.is_error)
    path = importer.folder / "failed.xlsx"
    read_again = roster_open(importer.folder / "staff.xlsx", layout=layout_of(RosterKind.STAFF))
    assert failed_rows_write(path, sheet=read_again, problems=result.problems) == 1


def test_shares_beyond_a_full_post_and_changed_terms_are_refused(importer: Importer) -> None:
    bring(importer, member())
    result, _roster = bring(importer, member(工作单位="普安镇司法所"))
    assert "超过100%" in result.problems[-1].message
    result, _roster = bring(importer, member(编制="聘用"))
    assert "编制与系统不同" in result.problems[-1].message


def test_a_look_leaves_nothing(importer: Importer) -> None:
    people, events = Staff.objects.count(), AuditEvent.objects.count()
    found = roster_open(sheet(importer.folder, member()), layout=layout_of(RosterKind.STAFF))
    facts: Any = {"office": importer.place.county, "on": TODAY, "kind": RosterKind.STAFF}
    assert roster_preview(found, by=importer.place.clerk, **facts).as_counts()["created"] == 1
    assert (Staff.objects.count(), AuditEvent.objects.count()) == (people, events)
    with pytest.raises(Refused, match="--by"):
        roster_preview(found, **facts)


def done(roster: RosterImport) -> RosterImport:
    assert roster.job is not None and job_run_now(roster.job).status == JobStatus.DONE
    roster.refresh_from_db()
    return roster


def test_through_the_browsers_services_and_undone(importer: Importer, kaijiang: Kaijiang) -> None:
    bring(importer, member(姓名="赵老人", 联系电话="13800138003"))
    content = sheet(importer.folder, member(), member(姓名="赵老人", 联系电话="13800138004")).read_bytes()
    clerk, before = kaijiang.clerk, Staff.objects.count()
    roster = done(
        roster_upload(by=clerk, office=kaijiang.county, name="a.xlsx", content=content, kind=RosterKind.STAFF)
    )
    assert (roster.state, roster.created, roster.updated) == (RosterState.CHECKED, 1, 1)
    assert Staff.objects.count() == before
    shown = text(page(clerk, reverse("corrections:roster_detail", args=[roster.pk])))
    assert "联系电话" in shown and "13800138004" not in shown
    roster = done(roster_confirm(by=clerk, roster=roster, is_partial=False))
    assert roster.state == RosterState.DONE and Staff.objects.get(name="赵老人").phone == "13800138004"
    roster = done(roster_undo_ask(by=clerk, roster=roster, reason="传错了"))
    assert roster.state == RosterState.UNDONE and Staff.objects.count() == before
    assert Staff.objects.get(name="赵老人").phone == "13800138003"


def test_undo_stops_where_somebody_works_with_the_new_member(importer: Importer, kaijiang: Kaijiang) -> None:
    _result, roster = bring(importer, member())
    assert roster is not None
    worker = Staff.objects.get(name="李社工")
    case = CaseFactory(station=kaijiang.station("新宁镇"))
    TeamSeatFactory(case=case, role=SeatRole.SOCIAL_WORKER, staff=worker)
    with pytest.raises(Refused, match="小组成员"):
        roster_undo_ask(by=kaijiang.clerk, roster=roster, reason="试")
    undo = text(page(kaijiang.clerk, reverse("corrections:roster_undo", args=[roster.pk])))
    assert "小组成员" in undo


def test_who_may_not_keep_staff_may_not_bring_it_in(importer: Importer, kaijiang: Kaijiang) -> None:
    head = account("leader", "张局长", Role.COUNTY_HEAD, kaijiang.county)
    with pytest.raises(Refused, match="权限"):
        bring(importer, member(), by=head)


def test_template_is_a_list_of_this_office(importer: Importer, kaijiang: Kaijiang) -> None:
    answer = page(kaijiang.clerk, reverse("corrections:roster_template", args=["staff"]))
    book = importer.folder / "template.xlsx"
    book.write_bytes(BytesIO(b"".join(answer.streaming_content)).getvalue())
    found = read(book)
    assert [sheet.name for sheet in found.sheets if not sheet.hidden] == ["工作人员名单", "填表说明"]
    assert next(iter(roster_open(book, layout=layout_of(RosterKind.STAFF)).raw_rows()), None) is None
    words = [cell for row in found.sheets[1].rows for cell in row if isinstance(cell, str)]
    assert any("政法专编、" in word for word in words) and "李某某" in words
    assert page(kaijiang.clerk, reverse("corrections:roster_template", args=["nothing"])).status_code == 403
