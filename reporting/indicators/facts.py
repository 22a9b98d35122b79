"""What is counted, as querysets of facts (`tree.py` says which columns they give)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least

from corrections.enums import OffenceKind, OrganisationKind, SeatRole, StatusKind
from corrections.models import Case, Offence, Organisation, Posting, StatusSpan, TeamSeat
from reporting.indicators.period import Period
from reporting.indicators.tree import Rows
from supervision.enums import DutyKind
from supervision.models import Duty

REPORT_KINDS = (DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT)
VISIT_KINDS = (DutyKind.VISIT,)
FIXED_SEATS = (SeatRole.STATION_OFFICER, SeatRole.POLICE, SeatRole.SOCIAL_WORKER, SeatRole.VOLUNTEER)


def _day(day: date) -> Value:
    return Value(day, output_field=DateField())


# People


def under_correction_during(period: Period) -> Rows:
    """Everybody under correction on any day of the period, with those days."""
    return Case.objects.under_correction_during(period.starts_on, period.ends_on).values(
        subject=F("offender_id"),
        item=F("pk"),
        since=Greatest("received_on", _day(period.starts_on)),
        until=Least("term_ends_on", "ended_on", _day(period.ends_on)),
    )


def under_correction_on(day: date) -> Rows:
    return _on_the_day(Case.objects.under_correction(on=day), day)


def _on_the_day(cases: QuerySet[Case], day: date) -> Rows:
    return cases.values(subject=F("offender_id"), item=F("pk"), since=_day(day), until=_day(day))


def _new_offences_within_the_term() -> QuerySet[Offence]:
    """漏罪, an earlier offence found later, is not a new one."""
    return Offence.objects.filter(
        kind=OffenceKind.NEW,
        committed_on__gte=F("case__term_starts_on"),
        committed_on__lte=F("case__term_ends_on"),
    )


def _placed_on_the_offence(offences: QuerySet[Offence]) -> Rows:
    return offences.values(
        subject=F("case__offender_id"), item=F("case_id"), since=F("committed_on"), until=F("committed_on")
    )


def reoffended_during(period: Period) -> Rows:
    """A new offence within the term, its judgment effective in the period; placed on the day of the offence."""
    return _placed_on_the_offence(
        _new_offences_within_the_term().filter(
            effective_on__gte=period.starts_on, effective_on__lte=period.ends_on
        )
    )


def indicted_during(period: Period) -> Rows:
    """Indicted in the period, no effective judgment by its last day."""
    return _placed_on_the_offence(
        _new_offences_within_the_term().filter(
            Q(effective_on=None) | Q(effective_on__gt=period.ends_on),
            indicted_on__gte=period.starts_on,
            indicted_on__lte=period.ends_on,
        )
    )


def suspected_during(period: Period) -> Rows:
    """Suspected in the period, neither indicted nor judged by its last day."""
    return _placed_on_the_offence(
        _new_offences_within_the_term().filter(
            Q(effective_on=None) | Q(effective_on__gt=period.ends_on),
            Q(indicted_on=None) | Q(indicted_on__gt=period.ends_on),
            suspected_on__gte=period.starts_on,
            suspected_on__lte=period.ends_on,
        )
    )


def absconded_during(period: Period) -> Rows:
    """Episodes of 脱管 that began in the period; placed on the day they began."""
    return StatusSpan.objects.filter(
        kind=StatusKind.LOST_CONTACT,
        absconding_from__gte=period.starts_on,
        absconding_from__lte=period.ends_on,
    ).values(
        subject=F("case__offender_id"),
        item=F("case_id"),
        since=F("absconding_from"),
        until=F("absconding_from"),
    )


def absconding_on(day: date) -> Rows:
    """Under correction and in an episode of 脱管 on the day."""
    return _on_the_day(Case.objects.under_correction(on=day).absconding(on=day), day)


# Teams


def team_wanted(day: date, *, days: int) -> QuerySet[Case]:
    """Under correction for more than `days` days: by then a team must stand."""
    return Case.objects.under_correction(on=day).filter(received_on__lt=day - timedelta(days=days))


def team_wanted_rows(day: date, *, days: int) -> Rows:
    return _on_the_day(team_wanted(day, days=days), day)


def team_complete_rows(day: date, *, days: int) -> Rows:
    """4+X: each of the four fixed seats and at least one other, all named, all standing on the day."""
    seats = TeamSeat.objects.on(day).filter(case_id=OuterRef("pk"), is_named=True)
    cases = team_wanted(day, days=days)
    for role in FIXED_SEATS:
        cases = cases.filter(Exists(seats.filter(role=role)))
    return _on_the_day(cases.filter(Exists(seats.exclude(role__in=FIXED_SEATS))), day)


# Duties


def _duties(duties: QuerySet[Duty]) -> Rows:
    return duties.values(
        subject=F("pk"), item=F("pk"), place=F("station_id"), since=F("due_on"), until=F("due_on")
    )


def duties_due(kinds: tuple[DutyKind, ...], period: Period) -> Rows:
    return _duties(Duty.objects.due_during(period.starts_on, period.ends_on).filter(kind__in=kinds))


def duties_on_time(kinds: tuple[DutyKind, ...], period: Period) -> Rows:
    return _duties(Duty.objects.due_during(period.starts_on, period.ends_on).filter(kind__in=kinds).on_time())


# Posts and offices


def social_worker_posts(day: date) -> Rows:
    """Shares of full time in hundredths."""
    return (
        Posting.objects.counting(on=day)
        .social_workers()
        .values(
            subject=F("pk"),
            item=F("pk"),
            place=F("organisation_id"),
            since=_day(day),
            until=_day(day),
            weight=F("share"),
        )
    )


def _offices(offices: QuerySet[Organisation], day: date) -> Rows:
    return offices.values(subject=F("pk"), item=F("pk"), place=F("pk"), since=_day(day), until=_day(day))


def stations_open(day: date) -> Rows:
    return _offices(Organisation.objects.open(on=day).filter(kind=OrganisationKind.STATION), day)


def stations_staffed(day: date) -> Rows:
    """Stations with at least one full-share 政法专编 at work."""
    return _offices(Organisation.objects.staffed(on=day), day)
