"""The people of the demo county: who they are, how long they serve, and what happened to them on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from core.clock import now
from core.pinyin import pinyin_initials, pinyin_sort_key
from core.terms import Term as Length
from core.terms import term_last_day
from corrections import enums
from corrections.models import (
    Case,
    LevelSpan,
    Offence,
    Offender,
    Organisation,
    Placement,
    ResponsibleOfficer,
    StatusSpan,
    TeamSeat,
    Term,
)
from corrections.models.offender import id_index_of, last4_index_of, phone_index_of
from reporting.management.demo.names import Names
from reporting.management.demo.offices import Offices

YEARS = 3
CRIMES = (
    ("盗窃罪", enums.CrimeKind.PROPERTY),
    ("诈骗罪", enums.CrimeKind.PROPERTY),
    ("危险驾驶罪", enums.CrimeKind.PUBLIC_SECURITY),
    ("交通肇事罪", enums.CrimeKind.PUBLIC_SECURITY),
    ("故意伤害罪", enums.CrimeKind.PERSONAL_RIGHTS),
    ("帮助信息网络犯罪活动罪", enums.CrimeKind.SOCIAL_ORDER),
    ("寻衅滋事罪", enums.CrimeKind.SOCIAL_ORDER),
    ("开设赌场罪", enums.CrimeKind.SOCIAL_ORDER),
    ("非法持有枪支罪", enums.CrimeKind.PUBLIC_SECURITY),
    ("滥伐林木罪", enums.CrimeKind.SOCIAL_ORDER),
    ("受贿罪", enums.CrimeKind.CORRUPTION),
)
CATEGORIES = ("suspended",) * 42 + ("surveillance",) * 2 + ("parole",) * 4 + ("temporary",) * 3
MONTHS = {
    "suspended": (12, 12, 14, 16, 18, 18, 20, 24, 24, 30, 36, 48),
    "surveillance": (6, 9, 12, 18),
    "parole": (7, 9, 11, 14, 20, 26),
    "temporary": (5, 8, 12, 18),
}


@dataclass
class Lives:
    """Rows to be written, in the order of their keys."""

    offenders: list[Offender] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    spans: dict[type, list[object]] = field(default_factory=dict)
    offences: list[Offence] = field(default_factory=list)

    def add(self, span: object) -> None:
        self.spans.setdefault(type(span), []).append(span)

    def save(self) -> None:
        Offender.objects.bulk_create(self.offenders)
        Case.objects.bulk_create(self.cases)
        for model, rows in self.spans.items():
            model.objects.bulk_create(rows)  # type: ignore[attr-defined]
        Offence.objects.bulk_create(self.offences)


class LifeMaker:
    """Draws one life after another; every span agrees with the copy on its case."""

    def __init__(self, random: Random, names: Names, offices: Offices, *, on: date) -> None:
        self.random, self.names, self.offices, self.on = random, names, offices, on
        self.lives = Lives()
        self.at = now()

    def make(self, count: int) -> Lives:
        """`count` people, about two thirds of them under correction on the day, and the few the law is about."""
        for index in range(count):
            self._life(index, is_open=index % 3 != 0)
        self._misfortunes()
        return self.lives

    def _term(self, category: str, *, is_open: bool) -> tuple[date, date, Length]:
        months = self.random.choice(MONTHS[category])
        length = Length(months // 12, months % 12, 0)
        days = months * 30
        if is_open:
            back = self.random.randrange(14, max(15, min(days - 12, YEARS * 365)))
        else:
            back = self.random.randrange(days + 15, max(days + 16, YEARS * 365))
        starts_on = self.on - timedelta(days=back)
        return starts_on, term_last_day(starts_on, length), length

    def _life(self, index: int, *, is_open: bool) -> None:
        random = self.random
        category = random.choice(CATEGORIES)
        starts_on, ends_on, length = self._term(category, is_open=is_open)
        is_minor = index % 65 == 7
        years = 17 if is_minor else random.choice((19, 24, 28, 31, 35, 38, 42, 47, 52, 58, 66))
        person = self.names.person(
            is_female=random.random() < 0.14,
            born_on=starts_on - timedelta(days=years * 365 + random.randrange(60, 300)),
        )
        station = self.offices.stations[_weighted(random, len(self.offices.stations))]
        community = random.choice(self.offices.communities[station.pk])
        place = f"四川省达州市开江县{community.town_name}{community.name}{random.randrange(1, 13)}组"
        offender = Offender(
            name=person.name,
            name_pinyin=pinyin_sort_key(person.name),
            name_initials=pinyin_initials(person.name),
            sex=enums.Sex.FEMALE if person.is_female else enums.Sex.MALE,
            birth_on=person.born_on,
            id_number=person.id_number,
            id_index=id_index_of(person.id_number),
            id_last4_index=last4_index_of(person.id_number),
            phone=person.phone,
            phone_index=phone_index_of(person.phone),
            ethnicity=random.choices(("汉族", "土家族", "彝族"), weights=(95, 4, 1))[0],
            nationality="中国籍",
            education=random.choice(list(enums.Education)[1:7]),
            marital_status=random.choice(list(enums.MaritalStatus)[:3]),
            employment=enums.Employment.STUDENT if is_minor else random.choice(list(enums.Employment)[:2]),
            residence=place,
            household=place,
            is_restricted=is_minor,
            created_at=self.at,
            updated_at=self.at,
        )
        crime, crime_kind = random.choice(CRIMES)
        received_on = min(starts_on + timedelta(days=random.choice((1, 2, 3, 3, 5, 8))), self.on)
        case = Case(
            offender=offender,
            number=f"511723{starts_on.year}{index:04}",
            station=station,
            path=station.path,
            category=category,
            temporary_kind=enums.TemporaryKind.MEDICAL_BAIL if category == "temporary" else "",
            decision_organ=enums.DecisionOrgan.COURT,
            decision_organ_name="达州市中级人民法院" if category == "parole" else "开江县人民法院",
            decision_number=f"（{starts_on.year}）川1723刑初{random.randrange(10, 400)}号",
            decided_on=starts_on,
            effective_on=starts_on,
            crime_kind=crime_kind,
            crimes=[crime],
            penalty=enums.Penalty.DETENTION if crime == "危险驾驶罪" else enums.Penalty.FIXED_TERM,
            term_text=_words(length),
            term_starts_on=starts_on,
            term_ends_on=ends_on,
            documents_received_on=received_on,
            received_on=received_on,
            registered_on=received_on,
            reception_kind=enums.ReceptionKind.SELF,
            registration_result=enums.RegistrationResult.IN_TIME,
            is_juvenile_track=is_minor,
            is_to_be_sealed=is_minor,
            created_at=self.at,
            updated_at=self.at,
        )
        if not is_open:
            case.ended_on, case.end_kind = ends_on, enums.EndKind.DISCHARGE
        self.lives.offenders.append(offender)
        self.lives.cases.append(case)
        self._spans(case, station, community_id=community.pk)

    def _spans(self, case: Case, station: Organisation, *, community_id: int) -> None:
        first, last = case.received_on or case.term_starts_on, case.ended_on
        recorded = {"recorded_at": self.at, "case": case}
        add = self.lives.add
        add(
            Term(
                case=case,
                kind=enums.TermKind.ORIGINAL,
                decided_on=case.decided_on,
                starts_on=case.term_starts_on,
                ends_on=case.term_ends_on,
                text=case.term_text,
                document=case.decision_number,
                recorded_at=self.at,
            )
        )
        add(
            Placement(
                station=station,
                community_id=community_id,
                kind=enums.PlacementKind.RECEPTION,
                starts_on=first,
                ends_on=last,
                **recorded,
            )
        )
        self._levels(case, first, last)
        officer = self.random.choice(self.offices.officers[station.pk])
        case.responsible = officer
        add(ResponsibleOfficer(staff=officer, starts_on=first, ends_on=last, **recorded))
        self._team(case, officer.pk, first, last)

    def _levels(self, case: Case, first: date, last: date | None) -> None:
        """Strict for two months, then ordinary, then for half of the people lenient after about eight."""
        steps = [(enums.Level.STRICT, first), (enums.Level.ORDINARY, first + timedelta(days=61))]
        if self.random.random() < 0.5:
            steps.append((enums.Level.LENIENT, first + timedelta(days=250)))
        limit = last or self.on
        steps = [step for step in steps if step[1] <= limit]
        for (level, starts_on), following in zip(steps, [*steps[1:], None], strict=True):
            ends_on = following[1] - timedelta(days=1) if following else last
            self.lives.add(
                LevelSpan(case=case, level=level, starts_on=starts_on, ends_on=ends_on, recorded_at=self.at)
            )
        case.level = steps[-1][0]

    def _team(self, case: Case, officer_id: int, first: date, last: date | None) -> None:
        """4+X, with the volunteer missing for one in twenty and the family for a few."""
        station = case.station
        worker = self.offices.social_workers[station.pk]
        officer = next(member for member in self.offices.officers[station.pk] if member.pk == officer_id)
        needs_woman = case.offender.sex == enums.Sex.FEMALE
        seats: list[tuple[str, str, str, int | None]] = [
            (enums.SeatRole.STATION_OFFICER, officer.name, officer.sex, officer.pk),
            (enums.SeatRole.POLICE, self.names.name(is_female=False), enums.Sex.MALE, None),
            (enums.SeatRole.SOCIAL_WORKER, worker.name, worker.sex, worker.pk),
            (enums.SeatRole.FAMILY, self.names.name(is_female=True), enums.Sex.FEMALE, None),
        ]
        if self.random.random() > 0.05:
            female = needs_woman or self.random.random() < 0.5
            sex = enums.Sex.FEMALE if female else enums.Sex.MALE
            seats.append((enums.SeatRole.VOLUNTEER, self.names.name(is_female=female), sex, None))
        for role, name, seat_sex, staff_id in seats:
            self.lives.add(
                TeamSeat(
                    case=case,
                    role=role,
                    name=name,
                    sex=seat_sex,
                    staff_id=staff_id,
                    knows_minors=case.is_juvenile_track and role == enums.SeatRole.SOCIAL_WORKER,
                    starts_on=first,
                    ends_on=last,
                    recorded_at=self.at,
                )
            )

    def _misfortunes(self) -> None:
        """Lost, in custody, in hospital, offending again, over the term, not yet come: a few of each."""
        open_cases = [
            case for case in self.lives.cases if case.ended_on is None and not case.is_juvenile_track
        ]
        settled = [c for c in open_cases if c.received_on and c.received_on < self.on - timedelta(days=120)]
        picks = self.random.sample(settled, 14)
        for case, days in zip(picks[:2], (41, 6), strict=True):
            self._status(case, enums.StatusKind.LOST_CONTACT, days, None, is_absconding=True)
        for case, days in zip(picks[2:4], (90, 70), strict=True):
            self._status(case, enums.StatusKind.LOST_CONTACT, days, days - 9, is_absconding=days == 90)
        self._status(picks[4], enums.StatusKind.CUSTODY, 20, None)
        self._status(picks[5], enums.StatusKind.HOSPITAL, 12, None)
        self._status(picks[6], enums.StatusKind.HOSPITAL, 100, 70)
        self._offence(picks[4], suspected=20, indicted=None, effective=None)
        self._offence(picks[7], suspected=80, indicted=30, effective=None)
        self._offence(picks[8], suspected=200, indicted=150, effective=100)
        self._end(picks[8], enums.EndKind.REVOKED_SUSPENSION, 95)
        for case, days in zip(picks[9:11], (9, 3), strict=True):
            self._shift_term(case, self.on - timedelta(days=days))
        for case, days in zip(picks[11:14], (3, 6, 14), strict=True):
            self._not_yet_come(case, self.on - timedelta(days=days))

    def _status(
        self, case: Case, kind: str, from_days: int, to_days: int | None, *, is_absconding: bool = False
    ) -> None:
        starts_on = self.on - timedelta(days=from_days)
        ends_on = None if to_days is None else self.on - timedelta(days=to_days)
        self.lives.add(
            StatusSpan(
                case=case,
                kind=kind,
                starts_on=starts_on,
                ends_on=ends_on,
                absconding_from=starts_on + timedelta(days=2) if is_absconding else None,
                absconding_nature=enums.AbscondingNature.NOT_FOUND if is_absconding else "",
                recorded_at=self.at,
            )
        )

    def _offence(self, case: Case, *, suspected: int, indicted: int | None, effective: int | None) -> None:
        def day(back: int | None) -> date | None:
            return None if back is None else self.on - timedelta(days=back)

        first = case.received_on or case.term_starts_on
        self.lives.offences.append(
            Offence(
                case=case,
                kind=enums.OffenceKind.NEW,
                crime=self.random.choice(CRIMES)[0],
                committed_on=max(first, self.on - timedelta(days=suspected + 5)),
                suspected_on=day(suspected),
                indicted_on=day(indicted),
                effective_on=day(effective),
                court_name="开江县人民法院",
                recorded_at=self.at,
            )
        )

    def _end(self, case: Case, kind: str, days: int) -> None:
        case.category = enums.Category.SUSPENDED
        case.ended_on, case.end_kind = self.on - timedelta(days=days), kind
        self._close_spans(case)

    def _shift_term(self, case: Case, ends_on: date) -> None:
        """The term ended on that day and nobody recorded an end: 期满未解除."""
        case.term_ends_on = ends_on
        for term in self._own(case, Term):
            term.ends_on = ends_on

    def _not_yet_come(self, case: Case, effective_on: date) -> None:
        """The judgment took effect on that day and the person has not registered."""
        length = Length(1, 0, 0)
        case.category, case.temporary_kind = enums.Category.SUSPENDED, ""
        case.effective_on = case.decided_on = case.term_starts_on = effective_on
        case.term_ends_on, case.term_text = term_last_day(effective_on, length), _words(length)
        case.received_on = case.registered_on = None
        case.registration_result = case.reception_kind = ""
        case.level, case.responsible = enums.Level.UNDETERMINED, None
        for model in (LevelSpan, ResponsibleOfficer, TeamSeat):
            self.lives.spans[model] = [row for row in self.lives.spans[model] if row.case is not case]  # type: ignore[attr-defined]
        for span in [*self._own(case, Placement), *self._own(case, Term)]:
            span.starts_on = effective_on
        for term in self._own(case, Term):
            term.ends_on, term.text, term.decided_on = case.term_ends_on, case.term_text, effective_on

    def _own(self, case: Case, model: type) -> list:  # type: ignore[type-arg]
        return [row for row in self.lives.spans.get(model, []) if row.case is case]  # type: ignore[attr-defined]

    def _close_spans(self, case: Case) -> None:
        last = case.ended_on
        for model in (Placement, LevelSpan, ResponsibleOfficer, TeamSeat):
            kept = []
            for row in self.lives.spans[model]:
                if row.case is case and last is not None:  # type: ignore[attr-defined]
                    if row.starts_on > last:  # type: ignore[attr-defined]
                        continue
                    row.ends_on = min(row.ends_on or last, last)  # type: ignore[attr-defined]
                kept.append(row)
            self.lives.spans[model] = kept


def _weighted(random: Random, count: int) -> int:
    """The first offices are the bigger towns."""
    return min(int(random.random() ** 1.5 * count), count - 1)


def _words(length: Length) -> str:
    years = f"{length.years}年" if length.years else ""
    return years + (f"{length.months}个月" if length.months else "")
