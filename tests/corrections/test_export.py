"""People taken out as a file: what it holds, for whom, and that it comes back in unchanged."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from core.audit import AuditEvent
from core.clock import frozen
from core.day_words import moment_text
from core.errors import BadInput, Refused
from core.jobs import JobStatus, job_run_now
from core.sheets import read
from core.sheets.workbook import Cell, Row
from corrections.enums import ExportKind, ExportState, Role
from corrections.models import Case, OrganisationGrant, PeopleExport, User
from corrections.resources.roster_columns import BY_HEADING, MINISTRY_ITEMS
from corrections.resources.roster_texts import heading_key
from corrections.resources.roster_widgets import Reading, text_of
from corrections.services.export import export_ask, export_take, export_write, exports_expire
from corrections.services.roster_reading import roster_open
from tests.corrections.browsing import page, send, text
from tests.corrections.rosters import ROSTERS, Importer, person
from tests.factories import CaseFactory, OffenderFactory
from tests.people import TODAY, World, account

REASON = "季度检查核对"


def asked(by: User, kind: ExportKind = ExportKind.LIST, ids: list[int] | None = None) -> PeopleExport:
    """Asked for and written."""
    chosen = list(Case.objects.order_by("pk").values_list("pk", flat=True)) if ids is None else ids
    export = export_ask(by=by, case_ids=chosen, kind=kind, reason=REASON)
    assert export.job is not None and job_run_now(export.job).status == JobStatus.DONE
    return PeopleExport.objects.get(pk=export.pk)


def taken(by: User, export: PeopleExport, folder: Path) -> Path:
    path = folder / "export.xlsx"
    path.write_bytes(export_take(by=by, export=export))
    return path


def sheet_rows(path: Path) -> list[Row]:
    return list(read(path).sheets[0].rows)


# What it holds


def test_list_holds_the_columns_of_the_page_with_full_numbers_as_text(
    world: World, head: User, tmp_path: Path
) -> None:
    case = CaseFactory(
        station=world.station, offender__name="=廖娟艳", offender__phone="13800001111", crimes=["盗窃罪"]
    )
    title, mark, headings, row = sheet_rows(taken(head, asked(head), tmp_path))
    assert "社区矫正对象名单" in str(title[0])
    assert "张局长（开江县司法局）" in str(mark[0]) and REASON in str(mark[0])
    assert moment_text(PeopleExport.objects.get().asked_at) in str(mark[0])
    cells = dict(zip(headings, row, strict=True))
    assert cells["姓名"] == "=廖娟艳"  # an apostrophe in the file, taken back by our reader
    assert cells["身份证号"] == case.offender.id_number and isinstance(cells["身份证号"], str)
    assert cells["联系电话"] == "13800001111" and isinstance(cells["联系电话"], str)
    assert (cells["司法所"], cells["罪名"], cells["状态"]) == ("新宁镇司法所", "盗窃罪", "在矫")


def test_rows_keep_the_order_of_the_list(world: World, head: User, tmp_path: Path) -> None:
    first, second = CaseFactory(station=world.station), CaseFactory(station=world.station)
    export = asked(head, ids=[second.pk, first.pk])
    names = [row[0] for row in sheet_rows(taken(head, export, tmp_path))[3:]]
    assert names == [second.offender.name, first.offender.name]


@pytest.mark.parametrize("kind", [ExportKind.MINISTRY, ExportKind.MINISTRY_NUMBERED])
def test_ministrys_items_go_out_as_they_came_in_and_come_in_unchanged(
    importer: Importer, tmp_path: Path, kind: ExportKind
) -> None:
    source = ROSTERS / "ministry_105.xlsx"
    importer.file(source)
    path = taken(importer.place.clerk, asked(importer.place.clerk, kind), tmp_path)
    came, went = roster_open(source), roster_open(path)
    assert [heading_key(each.heading) for each in went.matches] == [
        heading_key(item) for item in MINISTRY_ITEMS
    ]
    differing = {
        (match.heading, _said(match.heading, old[match.place]), _said(match.heading, new[match.place]))
        for (_row, old), (_number, new) in zip(came.raw_rows(), went.raw_rows(), strict=True)
        for match in came.matches
        if _said(match.heading, old[match.place]) != _said(match.heading, new[match.place])
    }
    assert {heading for heading, _old, _new in differing} == {"2矫正机构编码"}  # filled in where it was blank
    assert {old for _heading, old, _new in differing} == {None}
    again = importer.file(path)
    assert again.as_counts() == {"rows": 240, "created": 0, "updated": 0, "unchanged": 240, "failed": 0}


def _said(heading: str, cell: Cell) -> object:
    """What a cell means to us: by the column's own reading where we have one, else its text."""
    column = BY_HEADING.get(heading_key(heading))
    if column is None or cell is None:
        return text_of(cell) or None
    return column.widget.read(cell, Reading(on=TODAY, date1904=False))


# For whom


def test_restricted_people_stay_inside(world: World, head: User, tmp_path: Path) -> None:
    CaseFactory(station=world.station, offender=OffenderFactory(restricted=True))
    open_one = CaseFactory(station=world.station)
    viewer = account("roster2", "导出员", Role.STATION_HEAD, world.station)
    assert asked(viewer).rows == 2  # an officer of the office may open such files
    export = export_ask(
        by=viewer,
        case_ids=list(Case.objects.values_list("pk", flat=True)),
        kind=ExportKind.LIST,
        reason=REASON,
    )
    from corrections.models import AccessDenial

    AccessDenial.objects.create(
        user=viewer, case=Case.objects.exclude(pk=open_one.pk).get(), starts_on=TODAY, reason="回避"
    )
    export_write(export_id=export.pk)
    written = PeopleExport.objects.get(pk=export.pk)
    assert (written.rows, written.left_out) == (1, 1)


def test_rights_count_when_the_file_is_written_and_when_it_is_taken(world: World, head: User) -> None:
    CaseFactory(station=world.station)
    ids = list(Case.objects.values_list("pk", flat=True))
    export = export_ask(by=head, case_ids=ids, kind=ExportKind.LIST, reason=REASON)
    written = asked(head)
    OrganisationGrant.objects.filter(user=head).update(ends_on=TODAY - timedelta(days=1))
    revoked = User.objects.get(pk=head.pk)
    with pytest.raises(Refused, match="没有导出名单的权限"):
        export_write(export_id=export.pk)
    with pytest.raises(Refused, match="没有导出名单的权限"):
        export_take(by=revoked, export=written)


def test_people_of_other_offices_are_left_out(world: World, head: User) -> None:
    CaseFactory(station=world.station)
    CaseFactory(station=world.other_station)
    export = asked(head)
    assert (export.rows, export.left_out, export.case_ids) == (1, 1, [])


def test_only_who_asked_takes_it(world: World, head: User) -> None:
    CaseFactory(station=world.station)
    export = asked(head)
    colleague = account("head2", "副局长", Role.COUNTY_HEAD, world.county)
    with pytest.raises(Refused, match="只有导出人"):
        export_take(by=colleague, export=export)
    url = reverse("corrections:export_take", args=[export.pk])
    assert page(colleague, url).status_code == 404
    assert page(head, url).status_code == 200


def test_export_leaves_events_and_lies_sealed(world: World, head: User) -> None:
    case = CaseFactory(station=world.station)
    export = asked(head)
    export_take(by=head, export=export)
    events = AuditEvent.objects.filter(event__startswith="people_export").order_by("id")
    assert [(event.event, event.reason) for event in events] == [
        ("people_export_asked", REASON),
        ("people_export_taken", REASON),
    ]
    with default_storage.open(export.file_key) as file:
        assert case.offender.id_number.encode() not in file.read()


def test_files_go_after_seven_days(
    world: World, head: User, django_capture_on_commit_callbacks: object
) -> None:
    CaseFactory(station=world.station)
    export = asked(head)
    assert exports_expire(on=TODAY + timedelta(days=7)) == 0
    with frozen(TODAY + timedelta(days=8)), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert exports_expire(on=TODAY + timedelta(days=8)) == 1
    gone = PeopleExport.objects.get(pk=export.pk)
    assert (gone.state, gone.file_key) == (ExportState.EXPIRED, "")
    assert not default_storage.exists(export.file_key)
    with pytest.raises(Refused, match="超过七天"):
        export_take(by=head, export=gone)


def test_nothing_and_no_reason_are_refused(head: User) -> None:
    with pytest.raises(BadInput, match="没有您可以导出的人"):
        export_ask(by=head, case_ids=[], kind=ExportKind.LIST, reason=REASON)
    with pytest.raises(BadInput, match="导出事由"):
        export_ask(by=head, case_ids=[1], kind=ExportKind.LIST, reason=" ")


# The pages


def test_page_counts_the_list_as_filtered_and_leads_to_ones_exports(
    world: World, head: User, client: Client
) -> None:
    CaseFactory(station=world.station, strict=True)
    CaseFactory(station=world.next_station, lenient=True)
    listed = text(page(head, reverse("corrections:offender_list") + "?level=strict"))
    assert "/offenders/export/?level=strict" in listed
    url = reverse("corrections:export_ask") + "?level=strict"
    assert "导出 1 人" in text(page(head, url))
    assert "请填写导出事由" in text(send(head, url, {"kind": "list", "reason": ""}))
    sent = send(head, url, {"kind": "list", "reason": REASON})
    assert sent.headers["Location"] == reverse("corrections:export_list")
    assert "正在生成" in text(page(head, sent.headers["Location"]))
    export_write(export_id=PeopleExport.objects.get().pk)
    assert "可以下载" in text(page(head, sent.headers["Location"]))
    assert PeopleExport.objects.get().rows == 1


def test_inspector_sees_no_export(world: World, inspector: User) -> None:
    CaseFactory(station=world.station)
    assert "/offenders/export/" not in text(page(inspector, reverse("corrections:offender_list")))
    assert page(inspector, reverse("corrections:export_ask")).status_code == 403


def test_imported_person_is_found_in_the_export(importer: Importer, tmp_path: Path) -> None:
    importer.rows(person(1, 备用号码="@SUM(1)"))
    path = taken(importer.place.clerk, asked(importer.place.clerk, ExportKind.LIST), tmp_path)
    assert [row[0] for row in sheet_rows(path)[3:]] == [person(1)["姓名"]]
