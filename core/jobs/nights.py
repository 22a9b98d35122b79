"""Nightly rows: which business dates are missing, and which row's turn it is."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from core import clock
from core.jobs.kinds import JobKind, nightly_kinds
from core.jobs.moments import DB_NOW, older_than
from core.models import Job, JobSchedule, JobStatus
from core.paths import is_within

REPUBLISH_SECONDS = 15.0
"""News of a row may be lost as soon as it was sent: with a tick every 20 s it is heard again within 35 s."""
TOLD_AT_ONCE = 100
"""Of thousands of parts so many are in the workers' queues together: what every tick tells again stays little."""


@transaction.atomic
def nights_create() -> int:
    """Writes the rows of every nightly kind and date that are missing, and returns how many. Safe to repeat.

    The first date of a kind is the day on which this was first called for it; nights before are not made up. The parts
    of a date are those of the moment in which its rows are written, and stay what they are.
    """
    return sum(_create_for(kind) for kind in nightly_kinds())


def nights_ready() -> QuerySet[Job]:
    """The pending rows whose turn it is: those of the earliest date and order that is not over."""
    first = Job.objects.nightly().unfinished().order_by("business_date", "order").first()
    if first is None:
        return Job.objects.none()
    same = Job.objects.nightly().filter(business_date=first.business_date, order=first.order)
    return same.filter(status=JobStatus.PENDING).order_by("id")


def nights_to_tell() -> list[Job]:
    """The ready rows that workers should hear of now, marked as told: never more than `TOLD_AT_ONCE` wait in queues."""
    ready = nights_ready().exclude(wait_until__gt=DB_NOW)
    untold = older_than("published_at", REPUBLISH_SECONDS)
    room = TOLD_AT_ONCE - ready.exclude(untold).count()
    rows = list(ready.filter(untold)[: max(room, 0)])
    Job.objects.filter(pk__in=[row.pk for row in rows]).update(published_at=DB_NOW)
    return rows


def last_due(kind: JobKind) -> date:
    """The latest business date for which the kind may run: today once `at` has passed, else yesterday.

    A set day (`BUSINESS_DATE`) is due as soon as it is set.
    """
    now = clock.now()
    begun = clock.set_day() is not None or kind.at is None or now.time() >= kind.at
    return now.date() if begun else now.date() - timedelta(days=1)


def days_missing(kind: JobKind, first: date, last: date | None) -> list[date]:
    """The business dates that are due and have no rows: from `first`, or the day after `last`, the last that has."""
    start = first if last is None else max(first, last + timedelta(days=1))
    return [start + timedelta(days=step) for step in range((last_due(kind) - start).days + 1)]


def _create_for(kind: JobKind) -> int:
    # Two writers at once would each ask for the parts; the second waits here and finds the date written.
    schedule, _new = JobSchedule.objects.select_for_update().get_or_create(
        kind=kind.name, defaults={"first_date": clock.today()}
    )
    last = Job.objects.filter(kind=kind.name, business_date__isnull=False).aggregate(
        day=Max("business_date")
    )["day"]
    days = days_missing(kind, schedule.first_date, last)
    rows = [_night(kind, day, path) for day in days for path in _parts(kind, day)]
    Job.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _parts(kind: JobKind, day: date) -> list[str]:
    """The part with the path "" is always there: nobody falls between the others."""
    parts = [""]
    for path in sorted(set(kind.parts(day))) if kind.parts else ():
        if path and not is_within(path, parts[-1]):
            parts.append(path)
    return parts


def _night(kind: JobKind, day: date, path: str) -> Job:
    return Job(
        kind=kind.name,
        queue=kind.queue,
        business_date=day,
        path=path,
        order=kind.order,
        created_at=clock.now(),
    )
