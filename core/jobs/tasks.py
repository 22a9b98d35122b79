"""The three messages that workers understand. Ids only; everything else stands in the row."""

from __future__ import annotations

from celery import shared_task

from core.jobs import queue, ticking, watch
from core.jobs.nights import nights_to_tell
from core.jobs.runner import DATABASE_AWAY, Outcome, job_run, worker_name
from core.models import Job


# A message that finds no database comes back a little later, instead of being used up; in the end the tick sends it.
@shared_task(
    name="core.run_job", autoretry_for=DATABASE_AWAY, retry_backoff=2, retry_backoff_max=60, max_retries=5
)
def run_job(job_id: int) -> None:
    outcome = job_run(job_id)
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return
    if outcome is Outcome.RETRY:
        queue.publish(job.pk, job.queue, countdown=min(60, 2**job.retries))
    elif job.business_date is not None and job.is_finished:
        for night in nights_to_tell():
            queue.publish_or_note(night.pk, night.queue)


@shared_task(name="core.tick")
def tick() -> None:
    ticking.tick()


@shared_task(name="core.queue_beat")
def queue_beat(name: str) -> None:
    watch.queue_beat(name, worker_name())
