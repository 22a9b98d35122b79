from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from core import clock
from core.audit import AuditEvent, EventDraft, event_record, events_record
from core.models import Job

pytestmark = pytest.mark.django_db


class Actor(Job):
    """Somebody with a key and a name: audit asks no more of a user."""

    display_name = "李敏"

    class Meta:
        proxy = True
        app_label = "tests_core_audit"


@pytest.fixture
def actor() -> Actor:
    return Actor(pk=7)


@pytest.fixture
def subject() -> Job:
    return Job(pk=5)


def test_event_record(actor: Actor, subject: Job) -> None:
    with clock.frozen(date(2026, 11, 23)):
        event = event_record(
            "day_changed",
            by=actor,
            subject=subject,
            changes={"name": ["旧", "新"]},
            reason="更正",
            path="1/2/",
            case_id=3,
            offender_id=4,
            batch="b1",
        )
    found = AuditEvent.objects.get(pk=event.pk)
    assert (found.business_date, found.actor_id, found.actor_name) == (date(2026, 11, 23), 7, "李敏")
    assert (found.subject_type, found.subject_id) == ("core.job", 5)
    assert found.changes == {"name": ["旧", "新"]}
    assert (found.case_id, found.offender_id, found.path, found.batch) == (3, 4, "1/2/", "b1")


def test_event_record_of_the_system_on_nothing() -> None:
    event = event_record("login_failed", by=None, subject=None)
    assert (event.actor_id, event.actor_name, event.subject_id) == (None, "系统", None)


def test_event_goes_with_its_transaction(actor: Actor, subject: Job) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        event_record("day_changed", by=actor, subject=subject)
        raise KeyError
    assert not AuditEvent.objects.exists()


def test_events_record_writes_all_at_one_moment(actor: Actor) -> None:
    drafts = (
        EventDraft(
            "case_imported",
            "corrections.case",
            n,
            changes={"level": [None, "严管\n\\"]},
            path="1/",
            case_id=n,
        )
        for n in range(1000)
    )
    assert events_record(drafts, by=actor) == 1000
    assert AuditEvent.objects.values("at").distinct().count() == 1
    last = AuditEvent.objects.order_by("-id").first()
    assert last is not None
    assert (last.subject_id, last.changes, last.actor_name) == (999, {"level": [None, "严管\n\\"]}, "李敏")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_auditevent SET reason = ''",
        "DELETE FROM core_auditevent",
        "UPDATE core_auditseal SET count = 0",
        "DELETE FROM core_auditseal",
    ],
)
def test_the_database_refuses_to_change_events(sql: str) -> None:
    with pytest.raises(DatabaseError, match="只能新增"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", ["core_auditevent", "core_auditseal"])
def test_the_database_refuses_to_empty_the_tables(table: str) -> None:
    with connection.cursor() as cursor:  # asleep in tests only, see conftest
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")
    with pytest.raises(DatabaseError, match="只能新增"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
