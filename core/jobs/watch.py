"""Signs of life, for health pages: which queues nobody consumes."""

from __future__ import annotations

from django.db import connection

from core.jobs.kinds import QUEUES
from core.jobs.moments import older_than
from core.jobs.side_line import BEAT_SECONDS
from core.models import Job, JobStatus, QueueBeat

SILENT_SECONDS = 6 * BEAT_SECONDS
"""A running job whose beat is older than this has a frozen worker: six beats missed."""
QUEUE_SILENT_SECONDS = 150.0


def queue_beat(queue: str, worker: str) -> None:
    """A message has come through the queue: its worker consumes, which a process that merely lives may not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_queuebeat (queue, worker, beat_at) VALUES (%s, %s, clock_timestamp()) "
            "ON CONFLICT (queue) DO UPDATE SET worker = EXCLUDED.worker, beat_at = EXCLUDED.beat_at",
            [queue, worker],
        )


def queues_silent(*, seconds: float = QUEUE_SILENT_SECONDS) -> list[str]:
    """The queues without a sign of life for `seconds`: no message answered and no running job of theirs that beats.

    Every tick asks for a sign; after two and a half minutes without one, a silent worker is seen within three.
    """
    silent = set(QUEUES) - set(
        QueueBeat.objects.exclude(older_than("beat_at", seconds)).values_list("queue", flat=True)
    )
    busy = Job.objects.filter(status=JobStatus.TAKEN, queue__in=silent).exclude(
        older_than("beat_at", SILENT_SECONDS)
    )
    return sorted(silent - set(busy.values_list("queue", flat=True)))
