"""A row read before is not read again, and yet nothing that changed since goes unseen."""

from datetime import date, timedelta

import pytest

from corrections.enums import EndKind
from corrections.models import Case, Offender, RosterRow
from corrections.services.roster_candidates import candidate_make
from tests.corrections.rosters import Importer, codes, person
from tests.people import TODAY


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that were read cell by cell."""
    rows: list[int] = []

    def noting(entry, *args, **kwargs):  # type: ignore[no-untyped-def]
        rows.append(entry.row)
        return candidate_make(entry, *args, **kwargs)

    monkeypatch.setattr("corrections.services.roster_run.candidate_make", noting)
    return rows


def test_repeat_is_not_looked_at(importer: Importer, looked_at: list[int]) -> None:
    importer.rows(person(1), person(2))
    looked_at.clear()
    result = importer.rows(person(2), person(1), person(3), person(4))
    assert looked_at == [4, 5]
    assert result.as_counts() == {"rows": 4, "created": 2, "updated": 0, "unchanged": 2, "failed": 0}
    assert RosterRow.objects.filter(outcome="unchanged", digest__isnull=False).count() == 2


def test_repeat_after_a_change_by_hand_is_compared(importer: Importer) -> None:
    row = person(1, 联系电话="13800001111")
    importer.rows(row)
    offender = Offender.objects.get()
    offender.phone, offender.version = "13700003333", offender.version + 1
    offender.derive()
    offender.save()
    assert importer.rows(row).as_counts()["updated"] == 1
    assert Offender.objects.get().phone == "13800001111"


def test_repeat_of_an_ended_case_warns(importer: Importer) -> None:
    importer.rows(person(1))
    Case.objects.update(ended_on=date(2026, 11, 1), end_kind=EndKind.DISCHARGE)
    assert codes(importer.rows(person(1))) == {"case_ended"}


def test_repeat_past_its_term_warns(importer: Importer) -> None:
    row = person(1, 矫正期限="9个月", 矫正结束日期=date(2026, 11, 30))
    assert codes(importer.rows(row)) == set()
    assert codes(importer.rows(row, on=TODAY + timedelta(days=7))) == set()
    assert codes(importer.rows(row, on=TODAY + timedelta(days=8))) == {"term_over"}


def test_repeat_with_a_warning_warns_again(importer: Importer) -> None:
    row = person(1, 联系电话="1380000")
    importer.rows(row)
    assert codes(importer.rows(row)) == {"bad_phone"}


def test_repeat_twice_in_one_file_is_refused(importer: Importer) -> None:
    importer.rows(person(1))
    result = importer.rows(person(1), person(1), is_partial=True)
    assert (codes(result, 2), codes(result, 3)) == (set(), {"duplicate_in_file"})
    differing = importer.rows(person(1), person(1, 姓名="另一人"), is_partial=True)
    assert codes(differing, 3) == {"duplicate_in_file"}


def test_repeat_in_another_county_is_no_repeat(importer: Importer) -> None:
    row = person(1, 司法所=None)
    importer.rows(row, office=importer.place.station("新宁镇"))
    place = importer.place
    result = importer.rows(row, office=place.neighbour_station, by=place.neighbour_clerk)
    assert codes(result) == {"held_elsewhere"}


def test_repeat_of_a_report_alone_is_no_repeat(importer: Importer) -> None:
    importer.rows(person(1, 矫正类别="取保候审"))
    assert importer.rows(person(1)).as_counts()["created"] == 1
