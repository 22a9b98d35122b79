"""Nightly rows: which business dates are missing, and which row's turn it is."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max

from core import clock
from core.jobs.kinds import JobKind, nightly_kinds
from core.models import Job, JobSchedule, JobStatus


def nights_create() -> int:
    """Writes the rows of every nightly kind and date that are missing, and returns how many. Safe to repeat.

    The first date of a kind is the day on which this was first called for it; nights before are not made up.
    """
    return sum(_create_for(kind) for kind in nightly_kinds())


def nights_ready() -> list[Job]:
    """The pending rows whose turn it is: those of the earliest date and order that is not over."""
    first = Job.objects.nightly().unfinished().order_by("business_date", "order").first()
    if first is None:
        return []
    same = Job.objects.nightly().filter(business_date=first.business_date, order=first.order)
    return list(same.filter(status=JobStatus.PENDING).order_by("id"))


def last_due(kind: JobKind) -> date:
    """The latest business date for which the kind may run: today once `at` has passed, else yesterday.

    A set day (`BUSINESS_DATE`) is due as soon as it is set.
    """
    now = clock.now()
    begun = clock.set_day() is not None or kind.at is None or now.time() >= kind.at
    return now.date() if begun else now.date() - timedelta(days=1)


def _create_for(kind: JobKind) -> int:
    schedule, _new = JobSchedule.objects.get_or_create(kind=kind.name, defaults={"first_date": clock.today()})
    last = Job.objects.filter(kind=kind.name, business_date__isnull=False).aggregate(
        day=Max("business_date")
    )["day"]
    start = schedule.first_date if last is None else max(schedule.first_date, last + timedelta(days=1))
    days = [start + timedelta(days=step) for step in range((last_due(kind) - start).days + 1)]
    Job.objects.bulk_create(
        [
            Job(kind=kind.name, queue=kind.queue, business_date=day, order=kind.order, created_at=clock.now())
            for day in days
        ],
        ignore_conflicts=True,
    )
    return len(days)
