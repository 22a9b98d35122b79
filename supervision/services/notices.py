"""The night's flags: who was told that something is overdue, once per duty, step and office. Only rows are added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case as Choice
from django.db.models import F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from core.clock import now
from core.paths import scope_q
from corrections.enums import OrganisationKind
from corrections.models import Case, User
from corrections.selectors.offices import office_paths_outside
from supervision.enums import DutyKind, DutyOutcome, NoticeKind
from supervision.models import Duty, Notice, NoticeReading
from supervision.selectors.rules import RuleSheet, rule_sheet

STATION, COUNTY, PREFECTURE = range(3)
"""Steps of a notice: the station at once, the offices above after the days of the rule book."""

_UPPER = {COUNTY: "county", PREFECTURE: "prefecture"}
_COLUMNS = ("kind", "office_id", "duty_id", "case_id", "step", "told_on", "created_at")


@dataclass(frozen=True, slots=True)
class Flagged:
    """What one run added: duties newly flagged, notices to upper offices, people past their term, duties closed."""

    on: date
    flagged: int
    escalated: int
    term_over: int
    missed: int

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "on": self.on.isoformat()}


@transaction.atomic
def overdue_flag(*, on: date, path: str = "", without: Sequence[str] = ()) -> Flagged:
    """Flags what is overdue at the beginning of that day, tells the offices above, and closes what is past its time.

    The station of today's placement is told on the first overdue day; the county after the rule book's days, counted
    from that day, and the prefecture where the book names it. The county is told at once of what is its own. Periodic
    duties whose next period is over become missed, in the rate and off the work list. All of it for the cases of the
    subtree at `path` that lie in none of the subtrees `without`. Safe to repeat, for any date.
    """
    sheet = rule_sheet()
    offices = office_paths_outside(without)
    overdue = Duty.objects.overdue(on=on).filter(scope_q("case__path", path, offices))
    cases = scope_q("path", path, offices)
    flagged = _tell(overdue, NoticeKind.OVERDUE, STATION, on)
    escalated = _tell(overdue.filter(is_for_county=True), NoticeKind.OVERDUE, STATION, on, office=COUNTY)
    for step, days, kinds in _steps(sheet, on):
        # Due on Sunday is overdue from Monday, a day that is not counted itself: one day later is Tuesday.
        late = overdue.filter(kind__in=kinds, due_on__lt=on - timedelta(days=days))
        if step == COUNTY:
            late = late.filter(is_for_county=False)
        escalated += _tell(late, NoticeKind.ESCALATED, step, on)
    term_over = _tell_term_over(sheet, on, Case.objects.term_over(on=on).filter(cases))
    missed = Duty.objects.filter(closes_on__lt=on, outcome=DutyOutcome.OPEN, suspended_by="")
    if cases:
        missed = missed.filter(case_id__in=Case.objects.filter(cases).values("pk"))
    return Flagged(on, flagged, escalated, term_over, missed.update(outcome=DutyOutcome.MISSED))


@transaction.atomic
def notices_read(*, by: User, up_to: Notice) -> None:
    """Remembers that the user has read everything up to this notice; never goes back."""
    reading, _is_new = NoticeReading.objects.select_for_update().get_or_create(
        user=by, defaults={"read_at": now()}
    )
    if up_to.pk > reading.last_notice_id:
        reading.last_notice_id, reading.read_at = up_to.pk, now()
        reading.save(update_fields=["last_notice_id", "read_at"])


def _steps(sheet: RuleSheet, on: date) -> Iterator[tuple[int, int, list[DutyKind]]]:
    """(step, days, kinds): the kinds of duties that go up by that step after so many days."""
    for step in _UPPER:
        by_days: dict[int, list[DutyKind]] = defaultdict(list)
        for kind in DutyKind:
            days = _days_until(sheet, kind, step, on)
            if days is not None:
                by_days[days].append(kind)
        for days, kinds in sorted(by_days.items()):
            yield step, days, kinds


def _days_until(sheet: RuleSheet, subject: str, step: int, on: date) -> int | None:
    """Days after the first overdue day, days of grace included, or None where the book lets it stay below."""
    rule = sheet.find(f"{subject}_escalates_to_{_UPPER[step]}", on=on)
    grace = sheet.find(f"{subject}_grace", on=on)
    if rule is None or rule.number is None:
        return None
    return rule.number + (grace.number or 0 if grace else 0)


def _tell_term_over(sheet: RuleSheet, on: date, cases: QuerySet[Case]) -> int:
    """期满未解除: the same steps, about the case itself."""
    told = _tell(cases, NoticeKind.TERM_OVER, STATION, on)
    for step in _UPPER:
        days = _days_until(sheet, "term_over", step, on)
        if days is not None:
            late = cases.filter(term_ends_on__lt=on - timedelta(days=days))
            told += _tell(late, NoticeKind.TERM_OVER, step, on)
    return told


def _tell(rows: QuerySet[Any], kind: NoticeKind, step: int, on: date, *, office: int | None = None) -> int:
    """Adds a notice about each row to its office of that step, where there is none; returns how many were added."""
    is_duty = issubclass(rows.model, Duty)
    nothing = Value(None, output_field=models.BigIntegerField())
    told = _told(is_duty, step if office is None else office)
    chosen = (
        rows.annotate(told_office=told)
        .filter(told_office__isnull=False)
        .values_list(
            Value(kind.value),
            F("told_office"),
            F("pk") if is_duty else nothing,
            nothing if is_duty else F("pk"),
            Value(step),
            Value(on),
            Value(now()),
        )
    )
    return _insert(chosen)


def _told(is_duty: bool, step: int) -> Any:
    """The office of that step above the person's station of today; of a request, above the office that must act."""
    if not is_duty:
        return _office("station", step)
    return Coalesce(_office("office", step), _office("case__station", step))


def _office(station: str, step: int) -> Any:
    """The office of that step above the station of today; a case placed at a county has no station of its own."""
    if step == STATION:
        return F(f"{station}_id")
    up = {
        COUNTY: {OrganisationKind.STATION: f"{station}__parent_id", OrganisationKind.COUNTY: f"{station}_id"},
        PREFECTURE: {
            OrganisationKind.STATION: f"{station}__parent__parent_id",
            OrganisationKind.COUNTY: f"{station}__parent_id",
            OrganisationKind.PREFECTURE: f"{station}_id",
        },
    }[step]
    return Choice(*(When(Q(**{f"{station}__kind": kind}), then=F(field)) for kind, field in up.items()))


def _insert(chosen: QuerySet[Any, Any]) -> int:
    """One INSERT … SELECT of the queryset itself, so that flag and list ask the same predicate.

    The unique keys alone know who was told already. An anti-join would be no safer, and on a table that was empty when
    it was last analysed PostgreSQL scans it once for every row that it adds.
    """
    sql, params = chosen.query.sql_with_params()
    columns = ", ".join(_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Notice._meta.db_table} ({columns}) {sql} ON CONFLICT DO NOTHING", params
        )
        return int(cursor.rowcount)
