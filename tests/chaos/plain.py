"""The usual way: Celery tasks as its documentation shows them, acknowledged when they begin, not tried again."""

from __future__ import annotations

from time import sleep

from celery import shared_task

from core.jobs import queue
from core.models import AuditEvent
from tests.core.job_kinds import effect


@shared_task(name="chaos.plain", acks_late=False, reject_on_worker_lost=False)
def plain(number: int) -> None:
    sleep(0.1)
    effect(f"plain {number}")


def plain_send(count: int) -> None:
    for number in range(count):
        assert queue.send("chaos.plain", [number], queue="default")


def plain_done() -> int:
    """How many of them have an effect."""
    found = AuditEvent.objects.filter(event="worked", batch__startswith="plain ")
    return found.values("batch").distinct().count()
