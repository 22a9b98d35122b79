"""Upload, check, confirmation and result as services and jobs."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage

from core.audit import AuditEvent
from core.clock import frozen
from core.errors import BadInput, Refused
from core.jobs import JobStatus, job_run_now
from corrections.enums import RosterOutcome, RosterState
from corrections.models import Case, Offender, RosterImport, RosterRow
from corrections.services.roster_upload import (
    roster_confirm,
    roster_failed_rows,
    roster_files_expire,
    roster_upload,
)
from tests.corrections.rosters import ROSTERS, Importer, Kaijiang, person
from tests.people import TODAY


def uploaded(place: Kaijiang, path: Path) -> RosterImport:
    """An upload whose check has run."""
    roster = roster_upload(by=place.clerk, office=place.county, name=path.name, content=path.read_bytes())
    return ran(roster)


def ran(roster: RosterImport) -> RosterImport:
    """Its job done, the row as it then stands."""
    assert roster.job is not None
    assert job_run_now(roster.job).status == JobStatus.DONE
    return RosterImport.objects.get(pk=roster.pk)


def test_roster_upload_checks_and_writes_nobody(kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_messy.xlsx")
    assert roster.state == RosterState.CHECKED
    assert (roster.rows, roster.created, roster.failed) == (46, 34, 12)
    assert (roster.sheet_name, roster.header_row) == ("Sheet1", 2)
    assert not Offender.objects.exists()
    row = RosterRow.objects.get(roster=roster, row=27)
    assert (row.outcome, row.name, row.codes) == (RosterOutcome.FAILED, "郑军浩", ["id_bad_check_digit"])
    assert "校验码" in row.problem_list[0]["message"]


def test_roster_upload_file_lies_sealed(kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_gb18030.csv")
    with default_storage.open(roster.file_key) as file:
        assert b"511723196401043134" not in file.read()


def test_roster_confirm_all_imports(kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_gb18030.csv")
    done = ran(roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=False))
    assert (done.state, done.created) == (RosterState.DONE, 30)
    assert Case.objects.count() == 30
    events = AuditEvent.objects.filter(batch=done.batch).values_list("event", flat=True)
    assert {"roster_uploaded", "roster_confirmed", "roster_imported", "case_imported"} == set(events)


def test_roster_confirm_only_good_rows(kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_messy.xlsx")
    with pytest.raises(Refused):
        roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=False)
    done = ran(roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=True))
    assert (done.state, done.created, done.failed) == (RosterState.DONE, 34, 12)
    assert roster_failed_rows(by=kaijiang.clerk, roster=done).startswith(b"PK")


def test_roster_confirm_by_another_or_twice_is_refused(kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_gb18030.csv")
    with pytest.raises(Refused):
        roster_confirm(by=kaijiang.neighbour_clerk, roster=roster, is_partial=False)
    roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=False)
    with pytest.raises(Refused):
        roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=False)


def test_roster_confirm_when_all_became_different_writes_nothing(importer: Importer) -> None:
    place = importer.place
    sheet = importer.sheet(person(1), person(2))
    roster = uploaded(place, sheet)
    elsewhere = person(2, 司法所="竹阳街道司法所")
    importer.rows(elsewhere, office=place.neighbour, by=place.neighbour_clerk)
    done = ran(roster_confirm(by=place.clerk, roster=roster, is_partial=False))
    assert (done.state, done.failed) == (RosterState.FAILED, 1)
    assert "没有写入" in done.refusal
    assert Case.objects.count() == 1
    assert RosterRow.objects.get(roster=done, has_error=True).codes == ["held_elsewhere"]


def test_roster_upload_unreadable_file_is_refused_with_a_sentence(kaijiang: Kaijiang) -> None:
    roster = ran(
        roster_upload(by=kaijiang.clerk, office=kaijiang.county, name="a.xlsx", content=b"PK\x03\x04 broken")
    )
    assert roster.state == RosterState.REFUSED
    assert roster.refusal
    with pytest.raises(Refused):
        roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=False)


def test_roster_upload_needs_the_right_and_a_file(kaijiang: Kaijiang) -> None:
    with pytest.raises(Refused):
        roster_upload(by=kaijiang.neighbour_clerk, office=kaijiang.county, name="a.csv", content=b"x")
    with pytest.raises(BadInput):
        roster_upload(by=kaijiang.clerk, office=kaijiang.county, name="a.csv", content=b"")
    assert not RosterImport.objects.exists()


def test_roster_check_and_apply_run_again_do_nothing(kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_gb18030.csv")
    done = ran(roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=False))
    from corrections.services.roster_upload import roster_upload_apply, roster_upload_check

    assert roster_upload_check(roster_id=done.pk) == roster_upload_apply(roster_id=done.pk) == {}
    assert Case.objects.count() == 30


def test_roster_failed_rows_are_for_who_uploaded(kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_messy.xlsx")
    with pytest.raises(PermissionDenied):
        roster_failed_rows(by=kaijiang.neighbour_clerk, roster=roster)


def test_roster_files_expire_after_seven_days(
    kaijiang: Kaijiang, django_capture_on_commit_callbacks: object
) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_messy.xlsx")
    key = roster.file_key
    with frozen(TODAY + timedelta(days=8)), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert roster_files_expire(on=TODAY + timedelta(days=7)) == 0
        assert roster_files_expire(on=TODAY + timedelta(days=8)) == 1
    roster.refresh_from_db()
    assert (roster.file_key, roster.failed_key) == ("", "")
    assert not default_storage.exists(key)
    with pytest.raises(Refused):
        roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=True)
