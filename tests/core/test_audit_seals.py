from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core import audit_seals
from core.audit import EventDraft, event_record, events_record
from core.audit_seals import audit_seal, audit_verify
from core.models import AuditEvent, AuditSeal

pytestmark = pytest.mark.django_db


@contextmanager
def guard_asleep(table: str = "core_auditevent") -> Iterator[None]:
    """What only the owner of the table can do."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setattr(audit_seals, "BATCH", 10)
    events_record((EventDraft("made", "x.y", n, {"a": [n, "文"]}) for n in range(25)), by=None)
    return list(AuditEvent.objects.order_by("id").values_list("id", flat=True))


def test_audit_seal_covers_everything_once(events: list[int]) -> None:
    assert audit_seal() == 25
    assert list(AuditSeal.objects.order_by("id").values_list("count", flat=True)) == [10, 10, 5]
    assert audit_seal() == 0
    assert audit_verify() == []


def test_audit_seal_of_nothing() -> None:
    assert audit_seal() == 0
    assert audit_verify() == []


def test_seals_are_chained(events: list[int]) -> None:
    audit_seal()
    first, second, third = AuditSeal.objects.order_by("id")
    assert bytes(second.previous) == bytes(first.digest)
    assert bytes(third.previous) == bytes(second.digest)


def test_an_event_that_commits_late_is_sealed_next_time(events: list[int]) -> None:
    """Its id was drawn before the others' and its row becomes visible after they were sealed."""
    with guard_asleep():
        late = AuditEvent.objects.get(pk=events[3])
        AuditEvent.objects.filter(pk=late.pk).delete()
        assert audit_seal() == 24
        assert AuditSeal.objects.order_by("id")[0].spans == [[events[0], events[2]], [events[4], events[10]]]
        late.save(force_insert=True)
    assert audit_verify() == []
    assert audit_seal() == 1
    assert audit_seal() == 0
    assert audit_verify() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "'x'"),
        ("at", "at + interval '1 microsecond'"),
        ("changes", "'{}'"),
        ("actor_id", "1"),
        ("event", "'m'"),
    ],
)
def test_audit_verify_finds_a_changed_event(events: list[int], column: str, value: str) -> None:
    audit_seal()
    with guard_asleep(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE core_auditevent SET {column} = {value} WHERE id = %s", [events[12]])
    (problem,) = audit_verify()
    assert problem.seal_id == AuditSeal.objects.order_by("id")[1].pk
    assert "改动" in problem.sentence


def test_audit_verify_names_a_missing_event(events: list[int]) -> None:
    audit_seal()
    with guard_asleep():
        AuditEvent.objects.filter(pk=events[12]).delete()
    (problem,) = audit_verify()
    assert "缺少 1 条" in problem.sentence
    assert str(events[12]) in problem.sentence


def test_audit_verify_finds_a_missing_seal(events: list[int]) -> None:
    audit_seal()
    with guard_asleep("core_auditseal"):
        AuditSeal.objects.order_by("id")[1].delete()
    (problem,) = audit_verify()
    assert "不衔接" in problem.sentence


def test_audit_verify_finds_an_event_hidden_together_with_its_seal_count(events: list[int]) -> None:
    audit_seal()
    seal = AuditSeal.objects.order_by("id")[2]
    with guard_asleep(), guard_asleep("core_auditseal"):
        AuditEvent.objects.filter(pk=events[24]).delete()
        AuditSeal.objects.filter(pk=seal.pk).update(
            count=4, last_id=events[23], spans=[[events[20], events[23]]]
        )
    (problem,) = audit_verify()
    assert "改动" in problem.sentence


def test_verification_does_not_depend_on_the_time_zone(events: list[int]) -> None:
    audit_seal()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'America/New_York'")
    assert audit_verify() == []


def test_audit_verify_command(events: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit_verify")
    assert "还没有封存" in capsys.readouterr().out
    audit_seal()
    call_command("audit_verify")
    assert bytes(AuditSeal.objects.latest("id").digest).hex() in capsys.readouterr().out
    with guard_asleep():
        AuditEvent.objects.all().delete()
    with pytest.raises(CommandError, match="3 处"):
        call_command("audit_verify")


def test_one_event_costs_one_seal(django_assert_max_num_queries: Callable[..., object]) -> None:
    event_record("made", by=None, subject=None)
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        audit_seal()
