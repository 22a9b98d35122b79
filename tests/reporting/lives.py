"""Lives for the counting tests: rows made whole, dates given."""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from core.clock import now
from corrections.enums import PlacementKind
from corrections.models import Case, Organisation, OrganisationParent, Placement
from reporting.enums import IndicatorKey, Part, RowKind
from reporting.indicators import INDICATORS, Period
from reporting.indicators.tree import ALL_OFFICES, Sql, items_sql, numbers_sql, one_office
from supervision.enums import DutyKind, DutyOutcome, DutyOwner
from supervision.models import Duty
from tests.factories import CaseFactory

NOV_23 = date(2026, 11, 23)
ONE_DAY = timedelta(days=1)


def move_person(case: Case, to: Organisation, on: date) -> None:
    """The person is placed at another station from that day on."""
    Placement.objects.filter(case=case, ends_on=None).update(ends_on=on - ONE_DAY)
    Placement.objects.create(case=case, station=to, kind=PlacementKind.MOVE, starts_on=on, recorded_at=now())
    Case.objects.filter(pk=case.pk).update(station=to, path=to.path)


def move_office(office: Organisation, to: Organisation, on: date) -> None:
    """The office stands below another one from that day on; its children follow it by their own paths."""
    OrganisationParent.objects.filter(organisation=office, ends_on=None).update(ends_on=on - ONE_DAY)
    path = f"{to.path}{office.pk}/"
    OrganisationParent.objects.create(organisation=office, parent=to, path=path, starts_on=on)
    for child in Organisation.objects.filter(parent=office):
        Organisation.objects.filter(pk=child.pk).update(path=f"{path}{child.pk}/")
        Case.objects.filter(station=child).update(path=f"{path}{child.pk}/")
    Organisation.objects.filter(pk=office.pk).update(parent=to, path=path)
    office.refresh_from_db()


def person(station: Organisation, **fields: Any) -> Case:
    """Under correction at the station from 2026-03-05 to 2028-02-29 unless the fields say otherwise."""
    made: Case = CaseFactory(station=station, **fields)
    return made


def numbers(key: IndicatorKey, part: Part, period: Period) -> dict[int, int]:
    """Office → k or n, counted for all offices at once."""
    indicator = INDICATORS[key]
    sql = numbers_sql(indicator.row_kind(part), indicator.facts(part, period), ALL_OFFICES)
    return {office: int(number) for office, number in rows(sql)}


def listed(key: IndicatorKey, part: Part, period: Period, office: Organisation) -> list[int]:
    """The ids of the rows behind the number at one office."""
    indicator = INDICATORS[key]
    sql = items_sql(indicator.row_kind(part), indicator.facts(part, period), one_office(office.pk))
    return [item for item, _total in rows(sql)]


def rows(sql: Sql) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return list(cursor.fetchall())


def weigh(key: IndicatorKey, part: Part, items: list[int]) -> int:
    """What the listed rows add up to: their number, or the hundredths of the posts."""
    from corrections.models import Posting

    if INDICATORS[key].row_kind(part) is not RowKind.POSTINGS:
        return len(items)
    return sum(Posting.objects.filter(pk__in=items).values_list("share", flat=True))


def duty(case: Case, due_on: date, **fields: Any) -> Duty:
    """A weekly telephone report due on that day at the case's present station; `kept` settles it on the due day."""
    if fields.pop("kept", False):
        fields |= {"outcome": DutyOutcome.COMPLIED, "settled_on": fields.get("settled_on", due_on)}
    if fields.get("outcome") == DutyOutcome.VOID:
        fields["voided_at"] = now()
    fields = {
        "kind": DutyKind.ORAL_REPORT,
        "occasion": due_on.strftime("%G-W%V"),
        "owner": DutyOwner.PERSON,
        "station": case.station,
        "path": case.path,
        "opens_on": due_on - timedelta(days=6),
        "due_raw_on": due_on,
        "created_at": now(),
        **fields,
    }
    return Duty.objects.create(case=case, due_on=due_on, **fields)
