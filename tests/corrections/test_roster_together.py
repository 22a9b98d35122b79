"""Several at once, and death in the middle: one after the other, whole or not at all."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from bench.roster_sheet import roster_sheet
from core.clock import frozen
from corrections.enums import RosterState
from corrections.models import Case, Offender, RosterImport, User
from corrections.services.roster_import import RosterFile, roster_import
from corrections.services.roster_reading import roster_open
from corrections.services.roster_run import RosterResult
from corrections.services.roster_undo import roster_undo, roster_undo_ask
from tests.corrections.rosters import Kaijiang, kaijiang_make, person, sheet_write
from tests.people import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Kaijiang:
    with frozen(TODAY):
        return kaijiang_make()


class Running(threading.Thread):
    """An import in a connection of its own."""

    def __init__(self, path: Path, office: Any, by: User) -> None:
        super().__init__()
        self.path, self.office, self.by = path, office, by
        self.result: RosterResult | None = None

    def run(self) -> None:
        with frozen(TODAY):
            sheet = roster_open(self.path)
            self.result, _roster = roster_import(
                by=self.by,
                sheet=sheet,
                office=self.office,
                on=TODAY,
                file=RosterFile.of(self.path),
                is_partial=True,
            )
        connections.close_all()

    def counts(self) -> dict[str, int]:
        self.join(60)
        assert self.result is not None
        return self.result.as_counts()


def test_two_imports_of_one_county_end_as_one_after_the_other(place: Kaijiang, tmp_path: Path) -> None:
    first = Running(
        sheet_write(tmp_path / "a.xlsx", [person(n) for n in range(40)]), place.county, place.clerk
    )
    second = Running(
        sheet_write(tmp_path / "b.xlsx", [person(n) for n in range(20, 60)]), place.county, place.clerk
    )
    first.start()
    second.start()
    created = sorted(running.counts()["created"] for running in (first, second))
    assert created == [20, 40]
    assert sum(running.counts()["unchanged"] for running in (first, second)) == 20
    assert Offender.objects.count() == Case.objects.count() == 60


def test_two_counties_with_one_person_never_share_them(place: Kaijiang, tmp_path: Path) -> None:
    here = Running(
        sheet_write(tmp_path / "a.xlsx", [person(n) for n in range(30)]), place.county, place.clerk
    )
    rows = [person(n, 司法所="竹阳街道司法所") for n in range(30)]
    there = Running(sheet_write(tmp_path / "b.xlsx", rows), place.neighbour, place.neighbour_clerk)
    here.start()
    there.start()
    created = sorted(running.counts()["created"] for running in (here, there))
    assert created == [0, 30]
    assert Offender.objects.count() == Case.objects.count() == 30


def test_import_waits_for_the_one_before(place: Kaijiang, tmp_path: Path) -> None:
    running = Running(sheet_write(tmp_path / "a.xlsx", [person(1)]), place.county, place.clerk)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x524F5354, place.county.pk])
        running.start()
        running.join(2)
        assert running.result is None
    assert running.counts()["created"] == 1


class Undoing(threading.Thread):
    """The job of an undo in a connection of its own."""

    def __init__(self, roster: RosterImport) -> None:
        super().__init__()
        self.roster = roster
        self.counts: dict[str, int] | None = None

    def run(self) -> None:
        with frozen(TODAY):
            self.counts = roster_undo(roster_id=self.roster.pk)
        connections.close_all()


def undo_asked(place: Kaijiang) -> RosterImport:
    with frozen(TODAY):
        return roster_undo_ask(by=place.clerk, roster=RosterImport.objects.get(), reason="传错了")


def test_an_undo_that_comes_twice_is_done_once(place: Kaijiang, tmp_path: Path) -> None:
    Running(sheet_write(tmp_path / "a.xlsx", [person(n) for n in range(20)]), place.county, place.clerk).run()
    roster = undo_asked(place)
    undoings = [Undoing(roster), Undoing(roster)]
    for undoing in undoings:
        undoing.start()
    for undoing in undoings:
        undoing.join(60)
    assert sorted(len(undoing.counts or {}) for undoing in undoings) == [0, 2]
    assert not Offender.objects.exists()


def test_undo_and_the_same_roster_again_end_as_one_after_the_other(place: Kaijiang, tmp_path: Path) -> None:
    path = sheet_write(tmp_path / "a.xlsx", [person(n) for n in range(20)])
    Running(path, place.county, place.clerk).run()
    undoing, again = Undoing(undo_asked(place)), Running(path, place.county, place.clerk)
    undoing.start()
    again.start()
    counts = again.counts()
    undoing.join(60)
    first = RosterImport.objects.earliest("pk")
    # Undo first: the people are made anew. Import first: it changed nothing, so the undo still takes all of them.
    assert (counts["created"], Offender.objects.count()) in {(20, 20), (0, 0)}
    assert first.state == RosterState.UNDONE


@pytest.mark.slow
def test_import_killed_in_the_middle_leaves_nothing(
    place: Kaijiang, tmp_path: Path, server_environ: dict[str, str]
) -> None:
    stations = [station.name for station in place.stations.values()]
    path = roster_sheet(tmp_path / "long.xlsx", stations=stations, rows=3000)
    command = [sys.executable, "manage.py", "import_roster", str(path), "--office", "511723", "--by", "clerk"]
    child = subprocess.Popen(
        [*command, "--on", "2026-11-23"],
        env=server_environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for_rows(child)
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    assert not Offender.objects.exists()
    assert not RosterImport.objects.exists()
    again = Running(path, place.county, place.clerk)
    again.start()
    assert again.counts()["created"] == 3000


def wait_for_rows(child: subprocess.Popen[bytes]) -> None:
    """Until another session holds uncommitted people: the table has grown, and none of it can be seen."""
    give_up = time.monotonic() + 90
    with connection.cursor() as cursor:
        while time.monotonic() < give_up and child.poll() is None:
            cursor.execute("SELECT pg_relation_size('corrections_offender')")
            if cursor.fetchone()[0] > 200_000:
                return
            time.sleep(0.02)
    pytest.fail("the import ended before it could be killed")
