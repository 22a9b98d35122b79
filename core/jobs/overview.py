"""What the machinery did and what hinders it, as facts: job pages put them in words, health pages count them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from core import clock
from core.jobs.kinds import kind_of
from core.jobs.moments import older_than
from core.jobs.nights import days_missing
from core.jobs.watch import SILENT_SECONDS, queues_silent
from core.models import Job, JobSchedule, JobStatus

KEPT_IN_SIGHT = timedelta(days=14)
"""A failed night older than this is history."""
WRITTEN_AFTER = timedelta(minutes=10)
"""The tick writes a night's rows within a minute of its time; later than this nobody ticks."""
OVER_AFTER = timedelta(hours=2)
TAKEN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NightWork:
    """One kind on one business date, all its parts together. `ended_at` is None while a part is unfinished."""

    kind: str
    on: date
    parts: int
    done: int
    taken: int
    failed: int
    began_at: datetime | None
    ended_at: datetime | None
    result: dict[str, int]
    """The whole numbers of the parts' results, each summed."""
    failed_id: int | None
    """One of the failed rows, to run them again by (`night_retry`)."""

    @property
    def pending(self) -> int:
        return self.parts - self.done - self.taken - self.failed


@dataclass(frozen=True, slots=True)
class NightFailure:
    """The failed parts of one kind and date, which no later date of that kind has made good."""

    on: date
    job: Job
    """The first of them."""
    paths: tuple[str, ...]
    nights: int
    """On how many dates in sight the kind has failed parts, this one included."""


@dataclass(frozen=True, slots=True)
class NightsBehind:
    """Business dates that should be over. `unwritten`: they have no rows yet, so nobody ticks."""

    first: date
    last: date
    since: datetime
    unwritten: bool


@dataclass(frozen=True, slots=True)
class Hindrances:
    """Everything that keeps work from being done, worst first as a page shows it."""

    queues_silent: list[str] = field(default_factory=list)
    behind: list[NightsBehind] = field(default_factory=list)
    failures: list[NightFailure] = field(default_factory=list)
    frozen: list[Job] = field(default_factory=list)
    """Taken by a process that gives no sign of life."""
    waiting: list[Job] = field(default_factory=list)
    """Asked for by somebody and not begun for too long, the oldest first; at most 50."""

    def __bool__(self) -> bool:
        return any((self.queues_silent, self.behind, self.failures, self.frozen, self.waiting))


def night_dates(*, limit: int) -> list[date]:
    """The latest business dates that have rows, the newest first."""
    dates: list[date] = []
    last: date | None = None
    while len(dates) < limit:  # each step is one look into the index, however many parts a date has
        rows = Job.objects.nightly() if last is None else Job.objects.nightly().filter(business_date__lt=last)
        last = rows.aggregate(day=Max("business_date"))["day"]
        if last is None:
            break
        dates.append(last)
    return dates


def night_work(on: date) -> list[NightWork]:
    """What each kind did on that business date, in the order of a night."""
    rows = (
        Job.objects.filter(business_date=on)
        .values("kind", "order")
        .annotate(
            parts=Count("pk"),
            done=Count("pk", filter=Q(status=JobStatus.DONE)),
            taken=Count("pk", filter=Q(status=JobStatus.TAKEN)),
            failed=Count("pk", filter=Q(status=JobStatus.FAILED)),
            finished=Count("finished_at"),
            began_at=Min("taken_at"),
            last_at=Max("finished_at"),
            failed_id=Min("pk", filter=Q(status=JobStatus.FAILED)),
        )
        .order_by("order", "kind")
    )
    sums = _result_sums(on)
    return [
        NightWork(
            kind=row["kind"],
            on=on,
            parts=row["parts"],
            done=row["done"],
            taken=row["taken"],
            failed=row["failed"],
            began_at=row["began_at"],
            ended_at=row["last_at"] if row["finished"] == row["parts"] else None,
            result=sums[row["kind"]],
            failed_id=row["failed_id"],
        )
        for row in rows
    ]


def hindrances() -> Hindrances:
    """What hinders now. A handful of questions, each of which an index answers."""
    return Hindrances(
        queues_silent=queues_silent(),
        behind=nights_behind(),
        failures=nights_failed(),
        frozen=list(Job.objects.filter(older_than("beat_at", SILENT_SECONDS), status=JobStatus.TAKEN)),
        waiting=list(
            Job.objects.filter(
                status=JobStatus.PENDING,
                business_date__isnull=True,
                created_at__lt=clock.now() - TAKEN_AFTER,
            ).order_by("pk")[:50]
        ),
    )


def nights_failed() -> list[NightFailure]:
    """What failed of each kind on its newest date with a failure, unless a later date is over with every part done."""
    nights = Job.objects.filter(business_date__gt=clock.today() - KEPT_IN_SIGHT)
    together: dict[str, dict[date, list[Job]]] = defaultdict(lambda: defaultdict(list))
    for job in nights.filter(status=JobStatus.FAILED).order_by("order", "kind", "path"):
        together[job.kind][job.business_date or date.min].append(job)
    good = _last_good_nights(nights.filter(kind__in=list(together))) if together else {}
    return [
        NightFailure(on, parts[0], tuple(part.path for part in parts), nights=len(dates))
        for kind, dates in together.items()
        for on, parts in [max(dates.items(), key=lambda night: night[0])]
        if good.get(kind, date.min) < on
    ]


def nights_behind() -> list[NightsBehind]:
    """Dates without rows that should have some, and dates with rows that should be over by now."""
    found = [_unwritten(), _unfinished()]
    return [behind for behind in found if behind is not None]


def _unwritten() -> NightsBehind | None:
    newest = Job.objects.filter(kind=OuterRef("kind"), business_date__isnull=False).order_by("-business_date")
    missing: list[tuple[datetime, date]] = []
    last: list[date] = []
    for schedule in JobSchedule.objects.annotate(last=Subquery(newest.values("business_date")[:1])):
        kind = kind_of(schedule.kind)
        days = days_missing(kind, schedule.first_date, schedule.last) if kind and kind.at else []
        if kind and kind.at and days:
            missing.append((datetime.combine(days[0], kind.at, tzinfo=clock.TZ), days[0]))
            last.append(days[-1])
    if not missing or clock.now() - min(missing)[0] < WRITTEN_AFTER:
        return None
    since, first = min(missing)
    return NightsBehind(first, max(last), since, unwritten=True)


def _unfinished() -> NightsBehind | None:
    rows = Job.objects.nightly().unfinished()
    found = rows.aggregate(first=Min("business_date"), last=Max("business_date"))
    if found["first"] is None:
        return None
    since = rows.filter(business_date=found["first"]).aggregate(since=Min("created_at"))["since"]
    if clock.now() - since < OVER_AFTER:
        return None
    return NightsBehind(found["first"], found["last"], since, unwritten=False)


def _last_good_nights(nights: QuerySet[Job]) -> dict[str, date]:
    """The latest date of each kind on which every part was done."""
    dates = nights.values_list("kind", "business_date").annotate(
        others=Count("pk", filter=~Q(status=JobStatus.DONE))
    )
    good: dict[str, date] = {}
    for kind, on, _others in dates.filter(others=0).order_by("business_date"):
        good[kind] = on
    return good


def _result_sums(on: date) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.kind, r.key, sum(r.value::numeric) FROM core_job j, jsonb_each(j.result) r "
            "WHERE j.business_date = %s AND j.status = 'done' AND jsonb_typeof(r.value) = 'number' GROUP BY 1, 2",
            [on],
        )
        for kind, name, total in cursor.fetchall():
            sums[kind][name] = int(total)
    return sums
