"""A confirmed roster while PostgreSQL, Redis and the worker are killed under it: whole, once, and by itself."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.utils import InterfaceError

from bench.roster_sheet import roster_sheet
from config.embedded import postgres, redis_server
from config.embedded.folders import Embedded
from core.audit import AuditEvent
from core.clock import frozen
from core.jobs import Job, job_run_now
from corrections.enums import RosterState
from corrections.models import Case, Offender, RosterImport
from corrections.services.roster_upload import roster_confirm, roster_upload
from tests.corrections.rosters import kaijiang_make
from tests.people import TODAY
from tests.workers import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROWS = 2500


def people() -> int | None:
    """How many stand; None while the database is away."""
    try:
        return Offender.objects.count()
    except (OperationalError, InterfaceError):
        connection.close()
        return None


def is_writing() -> bool:
    """Another session holds uncommitted people: the table grows, and none of it can be seen."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_relation_size('corrections_offender')")
            return bool(cursor.fetchone()[0] > 150_000)
    except (OperationalError, InterfaceError):
        connection.close()
        return False


def kill_hard(pid: int | None) -> None:
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def test_import_outlives_postgresql_redis_and_the_worker(
    own_database: Embedded, own_redis: Embedded, site: Site, tmp_path: Path
) -> None:
    site.environ["DATABASE_URL"] = own_database.database_url
    with frozen(TODAY):
        place = kaijiang_make()
        stations = [station.name for station in place.stations.values()]
        content = roster_sheet(tmp_path / "long.xlsx", stations=stations, rows=ROWS).read_bytes()
        roster = roster_upload(by=place.clerk, office=place.county, name="long.xlsx", content=content)
        assert roster.job is not None
        job_run_now(roster.job)
        roster.refresh_from_db()
        assert (roster.state, roster.created) == (RosterState.CHECKED, ROWS)
        roster_confirm(by=place.clerk, roster=roster, is_partial=False)
    site.start(BUSINESS_DATE=TODAY.isoformat())
    site.tick()
    site.wait_for(is_writing)

    kill_hard(postgres.running_pid(own_database))  # its sessions see that and leave
    site.wait_for(lambda: postgres.running_pid(own_database) is None)
    postgres.start(own_database)
    site.wait_for(lambda: people() == 0)
    _empty_pages()
    site.wait_for(lambda: _again(site))

    kill_hard(redis_server.running_pid(own_redis))
    redis_server.start(own_redis)
    site.kill()
    site.start(BUSINESS_DATE=TODAY.isoformat())  # as the supervisor does
    site.wait_for(lambda: _ticked(site) and people() == ROWS)
    site.wait_for(lambda: _ticked(site) and RosterImport.objects.get().state == RosterState.DONE)
    assert Case.objects.count() == ROWS
    assert AuditEvent.objects.filter(event="case_imported").count() == ROWS
    assert Job.objects.get(kind="roster_apply").status == "done"


def _empty_pages() -> None:
    """The rows of the killed import are gone from the pages too, so that growth means a new attempt."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL corrections_offender")


def _again(site: Site) -> bool:
    _ticked(site)
    return is_writing()


def _ticked(site: Site) -> bool:
    try:
        site.tick()
    except (OperationalError, InterfaceError):
        connection.close()
    return True
