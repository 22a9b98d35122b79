"""Rows for every list page: what one line of it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.audit import event_record
from core.clock import now
from core.models import Job, JobStatus
from corrections.enums import ExportKind, RosterOutcome, RosterState
from corrections.models import Namesake, PeopleExport, RosterImport, RosterRow, User
from reviews.models import Appraisal
from supervision.enums import Channel, DutyKind, DutyOwner, MetPerson, NoticeKind, RecordOutcome, RoundKind
from supervision.models import CheckIn, Duty, GroupDay, Notice, Visit
from supervision.services.leaves import leave_request
from tests.factories import (
    CaseFactory,
    CommunityFactory,
    OffenceFactory,
    OrganisationGrantFactory,
    StationFactory,
    UserFactory,
)
from tests.people import TODAY, World
from tests.supervision.leaves import wish

YESTERDAY = TODAY - timedelta(days=1)


@dataclass(frozen=True)
class Maker:
    """Makes the n-th row of a list at the officer's station or in the county."""

    world: World
    people: dict[str, User]
    things: dict[str, int]

    def person(self, n: int) -> Any:
        return CaseFactory(station=self.world.station, ordinary=True)

    def approval(self, n: int) -> Any:
        """A leave that waits for the county."""
        return leave_request(by=self.people["officer"], case=self.person(n), wish=wish(9)).approval

    def offence(self, n: int) -> Any:
        return OffenceFactory(case=self.person(n), judged=True)

    def duty(self, n: int) -> Duty:
        """A weekly report that was due yesterday."""
        case = self.person(n)
        return Duty.objects.create(
            case=case,
            kind=DutyKind.ORAL_REPORT,
            owner=DutyOwner.PERSON,
            occasion="2026-W47",
            station=case.station,
            path=case.path,
            opens_on=date(2026, 11, 16),
            due_raw_on=YESTERDAY,
            due_on=YESTERDAY,
            closes_on=TODAY + timedelta(days=6),
            created_at=now(),
        )

    def duty_of_this_week(self, n: int) -> Duty:
        duty = self.duty(n)
        duty.due_on = duty.due_raw_on = TODAY
        duty.save()
        return duty

    def notice(self, n: int) -> Notice:
        duty = self.duty(n)
        facts = {"kind": NoticeKind.OVERDUE, "step": 0, "told_on": TODAY, "created_at": now()}
        return Notice.objects.create(duty=duty, office=duty.station, **facts)

    def check_in(self, n: int) -> CheckIn:
        return CheckIn.objects.create(channel=Channel.PHONE, **self._record(n))

    def visit(self, n: int) -> Visit:
        return Visit.objects.create(met=MetPerson.SELF, **self._record(n))

    def _record(self, n: int) -> dict[str, Any]:
        facts = {"happened_on": YESTERDAY, "recorded_on": TODAY, "recorded_at": now()}
        by = self.people["officer"] if n % 2 else self.people["head"]
        return {"case": self.person(n), "outcome": RecordOutcome.COMPLIED, "recorded_by": by, **facts}

    def station(self, n: int) -> Any:
        return StationFactory(parent=self.world.county)

    def community(self, n: int) -> Any:
        return CommunityFactory(station=self.world.station)

    def appraisal(self, n: int) -> Appraisal:
        where, when = self.community(n), {"happened_on": YESTERDAY, "recorded_at": now()}
        return Appraisal.objects.create(case=self.person(n), community=where, **when)

    def account(self, n: int) -> Any:
        user = UserFactory(username=f"many{n}", office=self.world.station)
        OrganisationGrantFactory(user=user, content_object=self.world.station)
        return user

    def event(self, n: int) -> Any:
        return event_record("logged_in", by=self.people["officer"], subject=self.person(n), case_id=n + 1)

    def job(self, n: int) -> Job:
        times = {"created_at": now(), "finished_at": now()}
        by = self.people["officer"].pk
        return Job.objects.create(kind="roster_check", status=JobStatus.FAILED, created_by_id=by, **times)

    def roster(self, n: int) -> RosterImport:
        county, by = self.world.county, self.people["roster"]
        facts = {"path": county.path, "on": TODAY, "uploaded_at": now(), "uploaded_by": by}
        return RosterImport.objects.create(
            office=county, file_name=f"{n}.xlsx", state=RosterState.UPLOADED, **facts
        )

    def people_export(self, n: int) -> PeopleExport:
        by = self.people["head"]
        return PeopleExport.objects.create(kind=ExportKind.LIST, reason=f"{n}", asked_at=now(), asked_by=by)

    def roster_row(self, n: int) -> RosterRow:
        case = self.person(n)
        return RosterRow.objects.create(
            roster_id=self.things["roster"],
            row=n + 10,
            outcome=RosterOutcome.CREATED,
            offender=case.offender,
            case=case,
        )

    def namesake(self, n: int) -> Namesake:
        known, other = self.person(n).offender, self.person(n).offender
        facts = {"id_kind": other.id_kind, "id_index": other.id_index, "found_at": now()}
        return Namesake.objects.create(known=known, path=self.world.county.path, **facts)

    def group_day(self, n: int) -> GroupDay:
        station = self.world.station
        facts = {"station": station, "path": station.path, "recorded_at": now()}
        by = self.people["officer"] if n % 2 else self.people["head"]
        return GroupDay.objects.create(kind=RoundKind.REPORT, happened_on=YESTERDAY, recorded_by=by, **facts)


ROWS: dict[str, Callable[[Maker, int], Any]] = {
    "corrections:offender_list": Maker.person,
    "corrections:organisation_list": Maker.station,
    "corrections:user_list": Maker.account,
    "corrections:grant_list": Maker.account,
    "corrections:audit_list": Maker.event,
    "corrections:job_list": Maker.job,
    "corrections:roster_list": Maker.roster,
    "corrections:namesake_list": Maker.namesake,
    "corrections:export_list": Maker.people_export,
    "corrections:roster_detail": Maker.roster_row,
    "supervision:workbench": Maker.duty,
    "supervision:work": Maker.duty,
    "supervision:due_calendar": Maker.duty_of_this_week,
    "supervision:check_in_list": Maker.check_in,
    "supervision:visit_list": Maker.visit,
    "supervision:approval_list": Maker.approval,
    "supervision:group_day_list": Maker.group_day,
    "supervision:notice_list": Maker.notice,
    "reviews:community_list": Maker.community,
    "reviews:appraisal_list": Maker.appraisal,
    "reporting:rows": Maker.offence,
}
"""A list page's address → what a line of it is."""
