"""A province or a country to measure at: `manage.py demo --scale`, the same data for the same seed and day.

Province: 45,000 people with a year of history in the loaded tree. Country: 700,000 with eight weeks in copies of that
tree under a made-up root. With fewer people there are fewer counties, each as large as before. County by county, each
in a transaction of its own, in flat memory: what was made before a stop stays, and the database is to be emptied then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil
from random import Random

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.audit import AuditEvent, EventDraft, events_record
from corrections.enums import Role
from corrections.models import (
    Case,
    Delegation,
    LevelSpan,
    Offender,
    Organisation,
    OrganisationGrant,
    Placement,
    Posting,
    ResponsibleOfficer,
    Staff,
    TeamSeat,
    Term,
    User,
)
from corrections.selectors.offices import counties_with_people
from reporting.management.demo.crowd import Crowd, crowd_make
from reporting.management.demo.ledger import ledger_make
from reporting.management.demo.names import Names
from reporting.management.demo.offices import Account, accounts_make, accounts_save
from reporting.management.demo.records import tables_analyze
from reporting.management.demo.tree import (
    PEOPLE_IN_COUNTY,
    County,
    counties_under,
    country_root,
    province_root,
)
from supervision.models import Assessment, CheckIn, CorrectionPlan, Duty, Notice, Visit
from supervision.services import overdue_flag

PROVINCE, COUNTRY = "province", "country"
PEOPLE = {PROVINCE: 45_000, COUNTRY: 700_000}
DAYS = {PROVINCE: 365, COUNTRY: 8 * 7}
LENIENT = {PROVINCE: 0.4, COUNTRY: 0.9}
"""Shares of the people that reach the lenient level: about sixty duties a person and year, eight in eight weeks."""
COUNTIES = 183
"""Of Sichuan: so many has each copy."""


class Scale:
    """Plans the counties at once and makes them when asked, so that a bench may look at one of them first."""

    def __init__(self, size: str, *, seed: int, on: date, people: int | None = None) -> None:
        count = people or PEOPLE[size]
        self.seed, self.on, self.size = seed, on, size
        if size == COUNTRY:
            root = country_root(ceil(count / PEOPLE_IN_COUNTY / COUNTIES))
        else:
            root = province_root()
        self.counties = counties_under(root, people=count, seed=seed, on=on)
        self.home = min(self.counties, key=lambda county: abs(county.people - PEOPLE_IN_COUNTY))
        """The county of the named accounts: one of ordinary size."""
        self.made = 0
        self._analysed = 0

    def make(self, counties: Sequence[County]) -> Iterator[int]:
        """Makes one county each time the next is asked for; gives how many people there are by then."""
        for county in counties:
            with transaction.atomic():
                self._county(county)
            self.made += county.people
            yield self.made

    def flag(self) -> int:
        """The flags of the last night, set county by county; returns how many duties were flagged."""
        paths = counties_with_people(on=self.on)
        return sum(overdue_flag(on=self.on, path=path).flagged for path in paths)

    def _county(self, county: County) -> None:
        is_growing = self.made + county.people >= 2 * self._analysed
        crowd = crowd_make(
            county, seed=self.seed, on=self.on, days=DAYS[self.size], lenient=LENIENT[self.size]
        )
        self._accounts(county, crowd)
        if is_growing:
            self._analysed = self.made + county.people
            tables_analyze(*_PEOPLE)
        events_record(
            (
                EventDraft(
                    "demo_case_made", "corrections.case", case.pk,
                    path=case.path, case_id=case.pk, offender_id=case.offender_id, batch="demo",
                )
                for case in Case.objects.filter(pk__in=crowd.case_ids).only("path", "offender_id").order_by("pk")
            ),
            by=None,
        )  # fmt: skip
        ledger_make(crowd.case_ids, key=county.office.code, seed=self.seed, on=self.on, is_growing=is_growing)

    def _accounts(self, county: County, crowd: Crowd) -> None:
        """The demo's named accounts in one county; everywhere else one for each officer."""
        names = Names(Random(f"{self.seed}:{county.office.code}:accounts"))
        if county is self.home:
            accounts_make(names, crowd.offices)
            return
        plan: list[Account] = [
            (f"{station.code}-{number}", Role.STATION_OFFICER, station, officer)
            for station in crowd.offices.stations
            for number, officer in enumerate(crowd.offices.officers[station.pk], start=1)
        ]
        accounts_save(names, plan)


def tables_vacuum() -> None:
    """What autovacuum would do within the hour, so that the first page is not the slow one. Outside a transaction."""
    with connection.cursor() as cursor:
        for model in (*_PEOPLE, *_LEDGER):
            cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def ledger_counts() -> dict[str, int]:
    """Rows by the name of what they are: duties, and records together."""
    return {
        str(Duty._meta.verbose_name): Duty.objects.count(),
        _("记录"): sum(
            model._default_manager.count() for model in (CheckIn, Visit, CorrectionPlan, Assessment)
        ),
        str(AuditEvent._meta.verbose_name): AuditEvent.objects.count(),
    }


_PEOPLE = (
    Offender, Case, Placement, LevelSpan, Term, ResponsibleOfficer, TeamSeat, Staff, Posting, Delegation, Organisation,
    User, OrganisationGrant,
)  # fmt: skip
_LEDGER = (Duty, CheckIn, Visit, CorrectionPlan, Assessment, Notice)
