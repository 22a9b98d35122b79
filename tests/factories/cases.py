"""Cases whose spans say the same as the copies on the row.

Without traits: a suspended sentence of two years from 2026-03-01 to 2028-02-29, received and registered on 2026-03-05,
without a level yet. Traits: the category (`suspended parole surveillance temporary`), the level (`strict ordinary
lenient undetermined`), the state (`awaiting unregistered lost absconding in_custody in_hospital term_over ended`), and
`juvenile`.
"""

from datetime import date
from typing import Any

import factory

from core.clock import now
from corrections.enums import (
    AbscondingNature,
    Category,
    DecisionOrgan,
    EndKind,
    Level,
    OffenceKind,
    Penalty,
    PlacementKind,
    ReceptionKind,
    RegistrationResult,
    SeatRole,
    Sex,
    StatusKind,
    TemporaryKind,
    TermKind,
)
from corrections.models import (
    Case,
    LevelSpan,
    Offence,
    Placement,
    ResponsibleOfficer,
    StatusSpan,
    TeamSeat,
    Term,
)
from tests.factories.offenders import OffenderFactory
from tests.factories.organisations import StationFactory

LOST_FROM = date(2026, 11, 2)


class CaseFactory(factory.django.DjangoModelFactory[Case]):
    class Meta:
        model = Case

    class Params:
        suspended = factory.Trait(
            category=Category.SUSPENDED, decision_organ=DecisionOrgan.COURT, penalty=Penalty.FIXED_TERM
        )
        parole = factory.Trait(
            category=Category.PAROLE,
            decision_organ=DecisionOrgan.COURT,
            decision_organ_name="达州市中级人民法院",
            penalty=Penalty.FIXED_TERM,
            penalty_term="8年",
            term_text="1年11个月20天",
            term_ends_on=date(2028, 2, 20),
        )
        surveillance = factory.Trait(
            category=Category.SURVEILLANCE,
            decision_organ=DecisionOrgan.COURT,
            penalty=Penalty.SURVEILLANCE,
            penalty_term="1年",
            term_text="1年",
            term_ends_on=date(2027, 2, 28),
        )
        temporary = factory.Trait(
            category=Category.TEMPORARY,
            temporary_kind=TemporaryKind.MEDICAL_BAIL,
            decision_organ=DecisionOrgan.PRISON_ADMINISTRATION,
            decision_organ_name="四川省监狱管理局",
            penalty=Penalty.FIXED_TERM,
            penalty_term="6年",
            reception_kind=ReceptionKind.ESCORTED,
        )
        strict = factory.Trait(level=Level.STRICT)
        ordinary = factory.Trait(level=Level.ORDINARY)
        lenient = factory.Trait(level=Level.LENIENT)
        undetermined = factory.Trait(level=Level.UNDETERMINED)
        juvenile = factory.Trait(
            offender=factory.SubFactory(OffenderFactory, minor=True),
            is_juvenile_track=True,
            is_to_be_sealed=True,
        )
        awaiting = factory.Trait(
            received_on=None, registered_on=None, reception_kind="", registration_result=""
        )
        unregistered = factory.Trait(registered_on=None, registration_result="")
        term_over = factory.Trait(
            term_starts_on=date(2025, 11, 1), term_ends_on=date(2026, 10, 31), received_on=date(2025, 11, 5)
        )
        ended = factory.Trait(
            term_starts_on=date(2025, 11, 1),
            term_ends_on=date(2026, 10, 31),
            received_on=date(2025, 11, 5),
            ended_on=date(2026, 10, 31),
            end_kind=EndKind.DISCHARGE,
        )
        lost = factory.Trait(status={"kind": StatusKind.LOST_CONTACT, "starts_on": LOST_FROM})
        absconding = factory.Trait(
            status={
                "kind": StatusKind.LOST_CONTACT,
                "starts_on": LOST_FROM,
                "absconding_from": LOST_FROM,
                "absconding_nature": AbscondingNature.NOT_FOUND,
            }
        )
        in_custody = factory.Trait(status={"kind": StatusKind.CUSTODY, "starts_on": LOST_FROM})
        in_hospital = factory.Trait(status={"kind": StatusKind.HOSPITAL, "starts_on": LOST_FROM})

    offender = factory.SubFactory(OffenderFactory)
    station = factory.SubFactory(StationFactory)
    path = factory.LazyAttribute(lambda made: made.station.path)
    number = factory.Sequence(lambda n: f"矫{n:06d}")
    category = Category.SUSPENDED
    decision_organ = DecisionOrgan.COURT
    decision_organ_name = "开江县人民法院"
    decision_number = factory.Sequence(lambda n: f"（2026）川1723刑初{n}号")
    decided_on = factory.LazyAttribute(lambda made: made.term_starts_on)
    effective_on = factory.LazyAttribute(lambda made: made.term_starts_on)
    crimes = factory.LazyFunction(lambda: ["盗窃罪"])
    penalty = Penalty.FIXED_TERM
    penalty_term = "1年"
    term_text = "2年"
    term_starts_on = date(2026, 3, 1)
    term_ends_on = date(2028, 2, 29)
    documents_received_on = factory.LazyAttribute(lambda made: made.term_starts_on)
    received_on = date(2026, 3, 5)
    registered_on = factory.LazyAttribute(lambda made: made.received_on)
    reception_kind = ReceptionKind.SELF
    registration_result = RegistrationResult.IN_TIME
    level = Level.UNDETERMINED
    created_at = factory.LazyFunction(now)
    updated_at = factory.LazyFunction(now)

    @classmethod
    def _create(cls, model_class: type[Case], *args: Any, **kwargs: Any) -> Case:
        community, status = kwargs.pop("community", None), kwargs.pop("status", None)
        case: Case = super()._create(model_class, *args, **kwargs)
        span = {
            "case": case,
            "starts_on": case.received_on or case.documents_received_on or case.term_starts_on,
            "ends_on": case.ended_on,
            "recorded_at": case.created_at,
            "is_closed_with_case": case.ended_on is not None,
        }
        Placement.objects.create(
            station=case.station, community=community, kind=PlacementKind.RECEPTION, **span
        )
        LevelSpan.objects.create(level=case.level, **span)
        Term.objects.create(
            case=case,
            kind=TermKind.ORIGINAL,
            decided_on=case.decided_on,
            starts_on=case.term_starts_on,
            ends_on=case.term_ends_on,
            text=case.term_text,
            recorded_at=case.created_at,
        )
        if case.responsible:
            ResponsibleOfficer.objects.create(staff=case.responsible, **span)
        if status:
            StatusSpan.objects.create(case=case, recorded_at=case.created_at, **status)
        return case


class StatusSpanFactory(factory.django.DjangoModelFactory[StatusSpan]):
    """Lost contact from 2026-11-02, open, not yet 脱管; `absconding` counts as 脱管 from the same day."""

    class Meta:
        model = StatusSpan

    class Params:
        absconding = factory.Trait(
            absconding_from=factory.SelfAttribute("starts_on"), absconding_nature=AbscondingNature.NOT_FOUND
        )
        custody = factory.Trait(kind=StatusKind.CUSTODY)
        hospital = factory.Trait(kind=StatusKind.HOSPITAL)

    case = factory.SubFactory(CaseFactory)
    kind = StatusKind.LOST_CONTACT
    starts_on = LOST_FROM
    recorded_at = factory.LazyFunction(now)


class OffenceFactory(factory.django.DjangoModelFactory[Offence]):
    """A new offence of 2026-06-01, suspected on 2026-06-03; `judged` is effective on 2026-10-15."""

    class Meta:
        model = Offence

    class Params:
        indicted = factory.Trait(indicted_on=date(2026, 8, 3))
        judged = factory.Trait(indicted_on=date(2026, 8, 3), effective_on=date(2026, 10, 15))
        earlier = factory.Trait(kind=OffenceKind.EARLIER, committed_on=date(2024, 5, 1))

    case = factory.SubFactory(CaseFactory)
    kind = OffenceKind.NEW
    crime = "盗窃罪"
    committed_on = date(2026, 6, 1)
    suspected_on = date(2026, 6, 3)
    recorded_at = factory.LazyFunction(now)


class TeamSeatFactory(factory.django.DjangoModelFactory[TeamSeat]):
    """A named man in the policeman's seat since the reception; `unnamed` is only reported by a roster."""

    class Meta:
        model = TeamSeat

    class Params:
        woman = factory.Trait(sex=Sex.FEMALE)
        unnamed = factory.Trait(is_named=False, name="")

    case = factory.SubFactory(CaseFactory)
    role = SeatRole.POLICE
    name = factory.Sequence(lambda n: f"小组成员{n}")
    sex = Sex.MALE
    starts_on = factory.LazyAttribute(lambda made: made.case.received_on or made.case.term_starts_on)
    recorded_at = factory.LazyFunction(now)


def full_team(case: Case, **seat: Any) -> list[TeamSeat]:
    """4+X complete: station officer, community policeman, social worker, volunteer and a family member, one a woman."""
    return [
        TeamSeatFactory(case=case, role=SeatRole.STATION_OFFICER, **seat),
        TeamSeatFactory(case=case, role=SeatRole.POLICE, **seat),
        TeamSeatFactory(case=case, role=SeatRole.SOCIAL_WORKER, woman=True, **seat),
        TeamSeatFactory(case=case, role=SeatRole.VOLUNTEER, **seat),
        TeamSeatFactory(case=case, role=SeatRole.FAMILY, **seat),
    ]
