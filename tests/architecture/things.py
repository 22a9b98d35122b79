"""One row of everything an address can be about, all at the officer's station."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.clock import now
from core.models import DraftPicture, Job, JobStatus
from core.sealed_files import sealed_file_save
from corrections.enums import ExportKind, ExportState, Role, RosterState, SeatRole
from corrections.models import Case, Namesake, Organisation, PeopleExport, RosterImport, User
from reviews.models import Appraisal, Representative
from supervision.enums import ApprovalAct, Channel, MetPerson, RecordOutcome, RoundKind
from supervision.models import (
    Assessment,
    CheckIn,
    CorrectionPlan,
    Digest,
    GroupDay,
    Rule,
    RuleBook,
    Visit,
    VisitPhoto,
)
from supervision.services.leaves import leave_request
from tests.factories import (
    CaseFactory,
    CommunityFactory,
    OffenceFactory,
    OrganisationGrantFactory,
    PostingFactory,
    StaffAbsenceFactory,
    StatusSpanFactory,
    TeamSeatFactory,
    UserFactory,
)
from tests.people import TODAY, World, account
from tests.supervision.leaves import approved_leave, approved_permit, away, decide, wish

DAY = date(2026, 11, 20)


def things_make(world: World, people: dict[str, User], *, mark: str = "a") -> dict[str, int]:
    """The word of the access matrix → the primary key it stands for; a second set needs another mark."""
    station, officer = world.station, people["officer"]
    case = CaseFactory(station=station, ordinary=True, responsible=officer.staff)
    visit = Visit.objects.create(met=MetPerson.SELF, **_record(case, officer))
    TeamSeatFactory(case=case, role=SeatRole.SOCIAL_WORKER, staff=people["worker"].staff)
    posting = PostingFactory(organisation=station)
    community = CommunityFactory(station=station)
    colleague = UserFactory(username=f"colleague-{mark}", office=station)
    made: dict[str, Any] = {
        "person": case.offender,
        "case": case,
        "awaiting": CaseFactory(station=station, awaiting=True),
        "ended": CaseFactory(station=station, ended=True),
        "lost": _status(station, absconding=False),
        "custody": _status(station, custody=True),
        "hospital": _status(station, hospital=True),
        "offence": OffenceFactory(case=case),
        "seat": TeamSeatFactory(case=case),
        "station": station,
        "posting": posting,
        "absence": StaffAbsenceFactory(staff=posting.staff),
        "account": colleague,
        "grant": OrganisationGrantFactory(user=colleague, content_object=station),
        "failed_job": _failed_job(officer),
        "failed_night": _failed_job(officer, business_date=TODAY, path=case.path),
        "roster": _roster(world.county, people["roster"]),
        "people_export": PeopleExport.objects.create(
            kind=ExportKind.LIST,
            reason="核对",
            state=ExportState.DONE,
            file_key=sealed_file_save(b"a workbook", folder="exports"),
            asked_at=now(),
            asked_by=people["roster"],
        ),
        "namesake": _namesake(case, world),
        "done_roster": _roster(world.county, people["roster"], state=RosterState.DONE),
        "check_in": CheckIn.objects.create(channel=Channel.PHONE, **_record(case, officer)),
        "visit": visit,
        "photo": VisitPhoto.objects.create(visit=visit, added_by=officer, **_picture()),
        "draft_picture": DraftPicture.objects.create(user=officer, page=f"/{mark}/", **_picture()),
        "plan": CorrectionPlan.objects.create(
            made_on=DAY,
            situation="甲",
            evaluation="乙",
            analysis="丙",
            measures="丁",
            case=case,
            recorded_at=now(),
        ),
        "assessment": Assessment.objects.create(
            case=case,
            month=DAY.replace(day=1),
            grade="good",
            assessed_on=DAY,
            recorded_at=now(),
            recorded_by=officer,
        ),
        "digest": Digest.objects.create(user=officer, on=DAY, counts={"due_today": 1}, made_at=now()),
        "rule": Rule.objects.get(key="team", effective_to=None),
        "coming_rule": _coming_rule(mark),
        "group_day": GroupDay.objects.create(
            kind=RoundKind.REPORT,
            station=station,
            path=station.path,
            happened_on=DAY,
            recorded_at=now(),
            recorded_by=officer,
        ),
        "community": community,
        "representative": Representative.objects.create(
            community=community, name="代表", starts_on=date(2026, 1, 1)
        ),
        "appraisal": Appraisal.objects.create(
            case=case, community=community, happened_on=DAY, recorded_at=now()
        ),
    }
    made |= _leaves(world, mark)
    return {word: row.pk for word, row in made.items()}


def _leaves(world: World, mark: str) -> dict[str, Any]:
    """A request that waits for the county, one that came back, one approved, and the leaves ahead and out."""
    by = account(f"asks-{mark}", "申请人", Role.STATION_OFFICER, world.station)
    decider = account(f"decides-{mark}", "审批人", Role.COUNTY_HEAD, world.county)
    case = CaseFactory(station=world.station, ordinary=True)
    waiting = leave_request(by=by, case=case, wish=wish(9, date(2026, 12, 1)))
    returned = leave_request(by=by, case=case, wish=wish(9, date(2026, 12, 11)))
    decide(decider, returned.approval, ApprovalAct.RETURN, words="补材料")
    ahead = approved_leave(by, decider, case, wish(9, date(2027, 3, 1)))
    away_case = CaseFactory(station=world.station, ordinary=True)
    out = approved_leave(by, decider, away_case, wish(2, TODAY, short_notice_reason="急事"))
    permit = approved_permit(by, decider, CaseFactory(station=world.station, ordinary=True))
    long = leave_request(by=by, case=CaseFactory(station=world.station, ordinary=True), wish=wish(31))
    decide(decider, long.approval, ApprovalAct.FORWARD)
    above = account(f"above-{mark}", "市局审批人", Role.PREFECTURE_OFFICER, world.prefecture)
    decide(above, long.approval)
    return {
        "permit": permit,
        "errand": long.approval.errands.get(),
        "approval": waiting.approval,
        "returned_approval": returned.approval,
        "approved_approval": ahead.approval,
        "leave_ahead": ahead,
        "leave_out": away(by, out, TODAY),
    }


def _status(station: Organisation, **traits: Any) -> Any:
    return StatusSpanFactory(case=CaseFactory(station=station, ordinary=True), **traits)


def _picture() -> dict[str, Any]:
    key = sealed_file_save(b"a picture", folder="pictures")
    facts = {"sha256": "0" * 64, "kind": "JPEG", "width": 64, "height": 64, "size": 9, "added_at": now()}
    return {"original_key": key, "copy_key": key, "small_key": key, **facts}


def _record(case: Case, officer: User) -> dict[str, Any]:
    return {
        "case": case,
        "happened_on": DAY,
        "outcome": RecordOutcome.COMPLIED,
        "recorded_on": DAY,
        "recorded_at": now(),
        "recorded_by": officer,
    }


def _failed_job(officer: User, **facts: Any) -> Job:
    return Job.objects.create(
        kind="roster_check",
        status=JobStatus.FAILED,
        created_at=now(),
        finished_at=now(),
        created_by_id=officer.pk,
        **facts,
    )


def _namesake(case: Case, world: World) -> Namesake:
    """The person of the case and somebody of the same name at the next station."""
    other = CaseFactory(station=world.next_station, offender__name=case.offender.name).offender
    return Namesake.objects.create(
        known=case.offender,
        id_kind=other.id_kind,
        id_index=other.id_index,
        path=world.county.path,
        found_at=now(),
    )


def _coming_rule(mark: str) -> Rule:
    """A change of the rule book that has not begun to hold."""
    book = RuleBook.objects.get(key="since-2020")
    facts = {"effective_from": date(2027, 1, 1), "legal_basis": "试", "updated_at": now()}
    return Rule.objects.create(book=book, key=f"coming_{mark}", number=1, unit="day", **facts)


def _roster(county: Organisation, by: User, state: RosterState = RosterState.CHECKED) -> RosterImport:
    """One good row and one refused; checked, to be confirmed."""
    return RosterImport.objects.create(
        office=county,
        path=county.path,
        on=TODAY,
        file_name="名册.xlsx",
        file_key=sealed_file_save(b"a workbook", folder="rosters"),
        failed_key=sealed_file_save(b"refused rows", folder="rosters"),
        state=state,
        columns=[
            {"place": 0, "heading": "姓名", "target": "name", "item": "", "certainty": 1.0, "source": "known"}
        ],
        rows=2,
        created=1,
        failed=1,
        uploaded_at=now(),
        uploaded_by=by,
    )
