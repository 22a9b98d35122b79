"""Reception by hand: a person found by document number or entered, one case opened (社区矫正法 第二十一、二十二条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.clock import now, today
from core.errors import BadInput, Refused
from corrections.enums import (
    DecisionOrgan,
    IdKind,
    Level,
    PlacementKind,
    ReceptionKind,
    RegistrationResult,
    TermKind,
)
from corrections.models import (
    Case,
    Community,
    LevelSpan,
    Offender,
    Organisation,
    Placement,
    ResponsibleOfficer,
    Staff,
    Term,
    User,
)
from corrections.permissions import Permission
from corrections.policies.case import (
    check_can_assign_responsible,
    check_can_receive_case,
    check_can_register_case,
)
from corrections.policies.reception import (
    check_community_fits,
    check_decision_fits,
    check_no_open_case,
    is_to_be_sealed,
)
from corrections.services.case import case_event, case_lock, case_update, cases_changed
from corrections.services.changes import created
from corrections.services.decision import DecisionWarning, decision_warnings
from corrections.services.namesake_asking import namesakes_of_newcomer
from corrections.services.offender import PersonFacts, offender_find_or_create
from corrections.services.organisation import organisation_lock


@dataclass(frozen=True, kw_only=True)
class DecisionFacts:
    """What the court's or organ's documents say. Days are inclusive; `crimes` are names with or without 罪."""

    category: str
    term_starts_on: date
    term_ends_on: date
    term_text: str = ""
    temporary_kind: str = ""
    decision_organ: str = DecisionOrgan.COURT
    decision_organ_name: str = ""
    decision_number: str = ""
    decided_on: date | None = None
    effective_on: date | None = None
    documents_received_on: date | None = None
    crime_kind: str = ""
    crimes: Sequence[str] = field(default_factory=list)
    penalty: str = ""
    penalty_term: str = ""
    has_prohibition_order: bool = False
    is_to_be_sealed: bool = False


@dataclass(frozen=True)
class ReceptionResult:
    case: Case
    is_new_person: bool
    warnings: list[DecisionWarning]


@transaction.atomic
def case_receive(
    *,
    by: User,
    station: Organisation,
    person: PersonFacts,
    decision: DecisionFacts,
    received_on: date | None,
    registered_on: date | None = None,
    reception_kind: str = ReceptionKind.SELF,
    registration_result: str = "",
    level: Level = Level.UNDETERMINED,
    responsible: Staff | None = None,
    community: Community | None = None,
    number: str = "",
) -> ReceptionResult:
    """Open a case at the station. `received_on` None: the documents are here, the person is not yet (`case_register`).

    Contradictions with the law's bounds come back as warnings. Raises PermissionDenied without the right at the
    station; Refused where the county has not delegated reception, or the person has an open case; BadInput for facts
    that cannot be (ID number, days, a name that differs from the person's).
    """
    on, station = today(), organisation_lock(station)
    check_can_receive_case(by, station, on=on)
    check_community_fits(community, station)
    check_decision_fits(decision, received_on=received_on, registered_on=registered_on, on=on)
    try:
        with transaction.atomic():
            offender, is_new = offender_find_or_create(by=by, facts=person, path=station.path)
            check_no_open_case(offender, by, starts_on=received_on or on)
            case = _case_create(
                by,
                station,
                offender,
                decision,
                received_on,
                registered_on,
                reception_kind,
                registration_result,
                level,
                number,
            )
    except IntegrityError as error:
        if not any(name in str(error) for name in ("offender_document_unique", "case_one_open")):
            raise
        # Two receptions of one person in the same moment: the other one was first.
        raise Refused(_("此人刚刚由他人登记接收，请查询后再办理。")) from None
    starts_on = received_on or decision.documents_received_on or on
    _spans_open(case, by, starts_on, community=community, responsible=responsible, on=on)
    if is_new:
        namesakes_of_newcomer(offender, path=case.path)
    names = (
        "station_id", "category", "term_starts_on", "term_ends_on", "received_on", "registered_on", "level",
        "responsible_id",
    )  # fmt: skip
    case_event("case_received", case, by=by, changes=created(case, *names))
    cases_changed(case_ids=[case.pk], on=on, by=by)
    return ReceptionResult(case, is_new, decision_warnings(case))


@transaction.atomic
def case_register(
    *,
    by: User,
    case: Case,
    registered_on: date,
    reception_kind: str = ReceptionKind.SELF,
    registration_result: str = RegistrationResult.IN_TIME,
    received_on: date | None = None,
) -> Case:
    """The person has registered 报到 on that day; a case that was waiting is received then (or on `received_on`)."""
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_RECEIVE)
    check_can_receive_case(by, locked.station, on=today())
    check_can_register_case(locked)
    received = locked.received_on or received_on or registered_on
    if max(registered_on, received) > today():
        raise BadInput(_("报到和接收日期不能晚于今天。"))
    values: dict[str, Any] = {
        "registered_on": registered_on,
        "reception_kind": reception_kind,
        "registration_result": registration_result,
    }
    if locked.received_on is None:
        values |= {"received_on": received} | juvenile_values(locked.offender, locked, received)
        for model in (Placement, LevelSpan):
            first = model.objects.filter(case=locked).earliest("starts_on")
            first.starts_on = min(first.starts_on, received)
            first.save(update_fields=["starts_on"])
    changes = case_update(locked, values)
    case_event("case_registered", locked, by=by, changes=changes)
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    return locked


def _case_create(
    by: User,
    station: Organisation,
    offender: Offender,
    decision: DecisionFacts,
    received_on: date | None,
    registered_on: date | None,
    reception_kind: str,
    registration_result: str,
    level: Level,
    number: str,
) -> Case:
    facts = {name: getattr(decision, name) for name in decision.__dataclass_fields__}
    facts["crimes"] = [crime.strip() for crime in decision.crimes if crime.strip()]
    case = Case(
        offender=offender,
        number=number,
        station=station,
        path=station.path,
        received_on=received_on,
        registered_on=registered_on,
        reception_kind=reception_kind if received_on else "",
        registration_result=registration_result,
        level=level,
        created_at=now(),
        updated_at=now(),
        created_by=by,
        **facts,
    )
    if received_on:
        for name, value in juvenile_values(offender, case, received_on).items():
            setattr(case, name, value)
    case.save()
    return case


def juvenile_values(offender: Offender, case: Case, received_on: date) -> dict[str, Any]:
    """Fixed at reception (社区矫正法 第五十八条); a minor's file and one to be sealed are restricted from then on."""
    is_juvenile = offender.id_kind == IdKind.RESIDENT and offender.is_minor(on=received_on)
    is_sealed = case.is_to_be_sealed or (is_juvenile and is_to_be_sealed(case.penalty_term))
    if (is_juvenile or is_sealed) and not offender.is_restricted:
        offender.is_restricted = True
        offender.save(update_fields=["is_restricted"])
    return {"is_juvenile_track": is_juvenile, "is_to_be_sealed": is_sealed}


def _spans_open(
    case: Case, by: User, starts_on: date, *, community: Community | None, responsible: Staff | None, on: date
) -> None:
    stamp: dict[str, Any] = {"case": case, "starts_on": starts_on, "recorded_at": now(), "recorded_by": by}
    Placement.objects.create(station=case.station, community=community, kind=PlacementKind.RECEPTION, **stamp)
    LevelSpan.objects.create(level=case.level, **stamp)
    Term.objects.create(
        case=case,
        kind=TermKind.ORIGINAL,
        decided_on=case.decided_on,
        starts_on=case.term_starts_on,
        ends_on=case.term_ends_on,
        text=case.term_text,
        document=case.decision_number,
        recorded_at=now(),
        recorded_by=by,
    )
    if responsible is not None:
        check_can_assign_responsible(case, responsible, on=on)
        ResponsibleOfficer.objects.create(staff=responsible, **stamp)
        case.responsible = responsible
        case.save(update_fields=["responsible"])
