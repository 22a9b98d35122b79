"""The people of the scale data: a county's staff and everybody under correction there, written by COPY and SQL.

What one person is follows from the seed, the county's code and the person's place in it alone: a county has the same
people whether it is made first, last or without the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from django.db import connection

from core.bulk import copy_objects, draw_ids
from core.clock import now
from core.pinyin import pinyin_initials, pinyin_sort_key
from core.terms import Term as Length
from core.terms import term_last_day
from corrections import enums
from corrections.models import (
    Case,
    Community,
    Delegation,
    LevelSpan,
    Offender,
    Organisation,
    Placement,
    Posting,
    Staff,
    StatusSpan,
)
from corrections.models.offender import id_index_of, last4_index_of, phone_index_of
from reporting.management.demo.lives import CATEGORIES, CRIMES
from reporting.management.demo.names import AREA_CODES, Names, check_digit
from reporting.management.demo.offices import HISTORY_FROM, Offices
from reporting.management.demo.tree import County, Town

RECEIVED_A_YEAR, ENDED_A_YEAR = (
    0.30,
    0.10,
)  # shares of a county's people that came, and left, in a year of the history
AWAITED, OVER, LOST, IN_CUSTODY, IN_HOSPITAL = 0.003, 0.002, 0.003, 0.002, 0.003
WITHOUT_TEAM = 0.03
"""Shares of the open ones: judged and not yet come, past the term, in a status; and of the new, without a team."""
MINOR_EVERY = 65
PEOPLE_OF_ONE_OFFICER = 20
TERMS = (12, 18, 24, 24, 24, 30, 36, 36, 48)
_BORN_FROM, _BORN_DAYS, _STEP = date(1960, 1, 1), 14_000, 8_009  # the step shares no factor with the days
_MINORS_BORN_DAYS = 180

# Terms, answerable officers and teams say what the cases say: no need to carry them through Python.
_TERMS = """
INSERT INTO corrections_term (case_id, kind, decided_on, starts_on, ends_on, text, document, recorded_at)
SELECT id, 'original', decided_on, term_starts_on, term_ends_on, term_text, decision_number, %(at)s
  FROM corrections_case WHERE id BETWEEN %(first)s AND %(last)s ORDER BY id
"""
_OFFICERS = """
INSERT INTO corrections_responsibleofficer (
  case_id, staff_id, starts_on, ends_on, reason, recorded_at, is_closed_with_case)
SELECT id, responsible_id, received_on, ended_on, '', %(at)s, ended_on IS NOT NULL
  FROM corrections_case WHERE id BETWEEN %(first)s AND %(last)s AND responsible_id IS NOT NULL ORDER BY id
"""
_TEAMS = """
INSERT INTO corrections_teamseat (
  case_id, role, name, sex, staff_id, phone, unit_name, knows_minors, is_named, starts_on, ends_on, reason, recorded_at,
  is_closed_with_case)
SELECT c.id, seat.role, seat.name, seat.sex, seat.staff_id, ''::bytea, '',
       c.is_juvenile_track AND seat.role = 'social_worker', true, c.received_on, c.ended_on, '', %(at)s,
       c.ended_on IS NOT NULL
  FROM corrections_case c
  JOIN corrections_staff officer ON officer.id = c.responsible_id
  JOIN unnest(%(stations)s::bigint[], %(workers)s::bigint[]) AS own(station_id, staff_id)
    ON own.station_id = c.station_id
  JOIN corrections_staff worker ON worker.id = own.staff_id
 CROSS JOIN LATERAL (VALUES
   ('station_officer', officer.name, officer.sex, officer.id),
   ('police', (%(men)s::text[])[1 + (c.id - %(first)s) %% cardinality(%(men)s::text[])], 'male', NULL),
   ('social_worker', worker.name, worker.sex, worker.id),
   ('family', (%(women)s::text[])[1 + (c.id - %(first)s) %% cardinality(%(women)s::text[])], 'female', NULL)
 ) AS seat(role, name, sex, staff_id)
 WHERE c.id BETWEEN %(first)s AND %(last)s AND c.received_on IS NOT NULL AND NOT c.id = ANY(%(without)s::bigint[])
 ORDER BY c.id
"""


@dataclass(slots=True)
class Crowd:
    """Who was made: the keys of their cases, in order, and the offices with their staff, for the accounts."""

    case_ids: list[int]
    offices: Offices


@dataclass(slots=True)
class _Rows:
    """Rows of one county before they are written."""

    people: list[Offender] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    levels: list[LevelSpan] = field(default_factory=list)
    statuses: list[StatusSpan] = field(default_factory=list)
    without_team: list[int] = field(default_factory=list)


def crowd_make(county: County, *, seed: int, on: date, days: int, lenient: float) -> Crowd:
    """Staff and people of one county, with a history that begins `days` before `on`: who was there already was taken
    over on that day, as by a roster; the others came by hand since. `lenient`: the share that reaches that level.
    """
    random = Random(f"{seed}:{county.office.code}")
    offices = _staff(random, county)
    maker = _Maker(random, county, offices, on=on, since=on - timedelta(days=days), lenient=lenient)
    rows = maker.make()
    for objects in (rows.people, rows.cases, rows.placements, rows.levels, rows.statuses):
        copy_objects(connection, objects)
    case_ids = [case.pk for case in rows.cases]
    if case_ids:
        workers = offices.social_workers
        with connection.cursor() as cursor:
            for statement in (_TERMS, _OFFICERS, _TEAMS):
                cursor.execute(
                    statement,
                    {
                        "first": case_ids[0],
                        "last": case_ids[-1],
                        "at": maker.at,
                        "stations": list(workers),
                        "workers": [worker.pk for worker in workers.values()],
                        "men": [name for name, _sort, _short in _pool(False)[:97]],
                        "women": [name for name, _sort, _short in _pool(True)[:97]],
                        "without": rows.without_team,
                    },
                )
    return Crowd(case_ids, offices)


def _staff(random: Random, county: County) -> Offices:
    """An officer or two and a social worker a station; every station receives its own people."""
    stations = [town.station for town in county.towns]
    offices = Offices(county.office, stations)
    staff: list[Staff] = []
    postings: list[Posting] = []
    ids = iter(draw_ids(connection, Staff, 3 * len(stations)))

    def hire(station: Organisation, kind: enums.StaffKind, *, is_head: bool = False) -> Staff:
        is_female = random.random() < 0.4
        member = Staff(
            pk=next(ids),
            name=random.choice(_pool(is_female))[0],
            sex=enums.Sex.FEMALE if is_female else enums.Sex.MALE,
            phone=_phone(random),
            knows_minors=kind == enums.StaffKind.SOCIAL_WORKER,
        )
        staff.append(member)
        postings.append(
            Posting(
                staff=member,
                organisation=station,
                path=station.path,
                kind=kind,
                is_head=is_head,
                starts_on=HISTORY_FROM,
            )
        )
        return member

    for town in county.towns:
        station = town.station
        offices.officers[station.pk] = [hire(station, enums.StaffKind.POLITICAL_LEGAL, is_head=True)]
        if town.people > PEOPLE_OF_ONE_OFFICER:
            offices.officers[station.pk].append(hire(station, enums.StaffKind.LOCAL_ADMINISTRATIVE))
        offices.social_workers[station.pk] = hire(station, enums.StaffKind.SOCIAL_WORKER)
    copy_objects(connection, staff)
    copy_objects(connection, postings)
    copy_objects(
        connection,
        [
            Delegation(county=county.office, station=station, matter=matter, starts_on=HISTORY_FROM)
            for station in stations
            for matter in enums.DelegatedMatter
        ],
    )
    for community in Community.objects.filter(station__in=stations).order_by("code", "pk"):
        offices.communities.setdefault(community.station_id, []).append(community)
    return offices


class _Maker:
    """Draws one person after another."""

    def __init__(
        self, random: Random, county: County, offices: Offices, *, on: date, since: date, lenient: float
    ) -> None:
        self.random, self.county, self.offices, self.on, self.since = random, county, offices, on, since
        self.days, self.lenient = (on - since).days, lenient
        self.at = now()
        self.rows = _Rows()
        self.offender_ids = iter(draw_ids(connection, Offender, county.people))
        self.case_ids = iter(draw_ids(connection, Case, county.people))

    def make(self) -> _Rows:
        number = self.county.first
        for town in self.county.towns:
            for _place in range(town.people):
                self._person(number, town)
                number += 1
        return self.rows

    def _person(self, number: int, town: Town) -> None:
        random = self.random
        is_minor = number % MINOR_EVERY == 7
        is_female = random.random() < 0.14
        name, sort, initials = random.choice(_pool(is_female))
        born_on, id_number = _document(random, number, is_female=is_female, is_minor=is_minor)
        communities = self.offices.communities.get(town.station.pk)
        community = random.choice(communities) if communities else None
        area = self.county.office.short_name
        place = (
            f"{area}{town.station.short_name}{community.name if community else ''}{random.randrange(1, 13)}组"
        )
        phone = _phone(random)
        offender = Offender(
            pk=next(self.offender_ids),
            name=name,
            name_pinyin=sort,
            name_initials=initials,
            sex=enums.Sex.FEMALE if is_female else enums.Sex.MALE,
            birth_on=born_on,
            id_number=id_number,
            id_index=id_index_of(id_number),
            id_last4_index=last4_index_of(id_number),
            phone=phone,
            phone_index=phone_index_of(phone),
            ethnicity="汉族",
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
        self.rows.people.append(offender)
        self._case(number, town, offender, community, is_minor=is_minor)

    def _case(
        self, number: int, town: Town, offender: Offender, community: Community | None, *, is_minor: bool
    ) -> None:
        random = self.random
        category = random.choice(CATEGORIES)
        crime, crime_kind = random.choice(CRIMES)
        starts_on, length, fate = self._fate()
        ends_on = term_last_day(starts_on, length)
        if fate == "over":
            ends_on = self.on - timedelta(days=random.randrange(1, 20))
        is_new = starts_on > self.since
        received_on = (
            None if fate == "awaited" else starts_on + timedelta(days=random.choice((1, 2, 3, 3, 5, 8)))
        )
        if received_on is not None and is_new:
            received_on = min(received_on, self.on)
        elif received_on is not None:
            received_on = min(received_on, self.since)
        case = Case(
            pk=next(self.case_ids),
            offender=offender,
            number=f"{self.county.office.code}{starts_on.year}{number:06}",
            station=town.station,
            path=town.station.path,
            category=category,
            temporary_kind=enums.TemporaryKind.MEDICAL_BAIL if category == enums.Category.TEMPORARY else "",
            decision_organ=enums.DecisionOrgan.COURT,
            decision_organ_name=f"{self.county.office.short_name}人民法院",
            decision_number=f"（{starts_on.year}）刑初{random.randrange(10, 400)}号",
            decided_on=starts_on,
            effective_on=starts_on,
            crime_kind=crime_kind,
            crimes=[crime],
            penalty=enums.Penalty.FIXED_TERM,
            term_text=str(length),
            term_starts_on=starts_on,
            term_ends_on=ends_on,
            documents_received_on=received_on,
            received_on=received_on,
            registered_on=received_on,
            reception_kind=enums.ReceptionKind.SELF if received_on else "",
            registration_result=enums.RegistrationResult.IN_TIME if received_on else "",
            is_juvenile_track=is_minor,
            is_to_be_sealed=is_minor,
            has_prohibition_order=random.random() < 0.01,
            responsible=random.choice(self.offices.officers[town.station.pk]) if received_on else None,
            taken_over_on=None if is_new or received_on is None else self.since,
            ended_on=ends_on if fate == "ended" else None,
            end_kind=enums.EndKind.DISCHARGE if fate == "ended" else "",
            created_at=self.at,
            updated_at=self.at,
        )
        self.rows.cases.append(case)
        self._spans(case, community, is_new=is_new)

    def _fate(self) -> tuple[date, Length, str]:
        """When the term began, how long it is, and what is special about the person."""
        random = self.random
        months = random.choice(TERMS)
        length = Length(months // 12, months % 12, 0)
        share, chance = self.days / 365, random.random()
        if chance < AWAITED:
            return self.on - timedelta(days=random.randrange(1, 15)), length, "awaited"
        if chance < AWAITED + RECEIVED_A_YEAR * share:
            return self.on - timedelta(days=random.randrange(1, self.days)), length, ""
        if chance < AWAITED + (RECEIVED_A_YEAR + ENDED_A_YEAR) * share:
            back = months * 30 + random.randrange(12, max(13, self.days - 12))
            if term_last_day(self.on - timedelta(days=back), length) > self.since:
                return self.on - timedelta(days=back), length, "ended"
        months = max(months, 24 if self.days > 200 else 12)
        length = Length(months // 12, months % 12, 0)
        starts_on = self.since - timedelta(days=random.randrange(10, months * 30 - self.days - 14))
        return starts_on, length, "over" if random.random() < OVER else "standing"

    def _spans(self, case: Case, community: Community | None, *, is_new: bool) -> None:
        first = case.received_on or case.term_starts_on
        span = {"case": case, "recorded_at": self.at, "ends_on": case.ended_on}
        closed = {"is_closed_with_case": case.ended_on is not None}
        self.rows.placements.append(
            Placement(
                station=case.station,
                community=community,
                kind=enums.PlacementKind.RECEPTION if is_new else enums.PlacementKind.IMPORT,
                starts_on=first,
                **span,
                **closed,
            )
        )
        if case.received_on is None:
            return
        self._levels(case, first)
        if is_new and self.random.random() < WITHOUT_TEAM:
            self.rows.without_team.append(case.pk)
        if case.ended_on is None and not case.is_juvenile_track:
            self._status(case)

    def _levels(self, case: Case, first: date) -> None:
        """Strict for two months, then ordinary, then for some lenient after about five more."""
        steps = [(enums.Level.STRICT, first), (enums.Level.ORDINARY, first + timedelta(days=61))]
        if self.random.random() < self.lenient:
            steps.append((enums.Level.LENIENT, first + timedelta(days=210)))
        steps = [step for step in steps if step[1] <= (case.ended_on or self.on)]
        for (level, starts_on), following in zip(steps, [*steps[1:], None], strict=True):
            self.rows.levels.append(
                LevelSpan(
                    case=case,
                    level=level,
                    starts_on=starts_on,
                    ends_on=following[1] - timedelta(days=1) if following else case.ended_on,
                    recorded_at=self.at,
                    is_closed_with_case=following is None and case.ended_on is not None,
                )
            )
        case.level = steps[-1][0]

    def _status(self, case: Case) -> None:
        chance = self.random.random()
        if chance > LOST + IN_CUSTODY + IN_HOSPITAL or case.received_on is None:
            return
        starts_on = self.on - timedelta(days=self.random.randrange(3, 40))
        if starts_on <= case.received_on or case.term_ends_on < self.on:
            return
        is_lost = chance < LOST
        kind = enums.StatusKind.CUSTODY if chance < LOST + IN_CUSTODY else enums.StatusKind.HOSPITAL
        is_back = self.random.random() < 0.5
        self.rows.statuses.append(
            StatusSpan(
                case=case,
                kind=enums.StatusKind.LOST_CONTACT if is_lost else kind,
                starts_on=starts_on,
                ends_on=self.on - timedelta(days=self.random.randrange(1, 3)) if is_back else None,
                absconding_from=starts_on if is_lost else None,
                absconding_nature=enums.AbscondingNature.NOT_FOUND if is_lost else "",
                recorded_at=self.at,
            )
        )


def _document(random: Random, number: int, *, is_female: bool, is_minor: bool) -> tuple[date, str]:
    """Day of birth and ID number, of which no two `number`s have the same."""
    if is_minor:
        turn, place = divmod(number // MINOR_EVERY, _MINORS_BORN_DAYS)
        born_on = date(2009, 6, 1) + timedelta(days=place)
    else:
        turn, place = divmod(number, _BORN_DAYS)
        born_on = _BORN_FROM + timedelta(days=place * _STEP % _BORN_DAYS)
    body = f"{random.choice(AREA_CODES)}{born_on:%Y%m%d}{2 * turn + (2 if is_female else 1):03}"
    return born_on, body + check_digit(body)


def _phone(random: Random) -> str:
    return f"1{random.choice((38, 39, 50, 58, 82, 87, 99))}{random.randrange(10**8):08}"


@cache
def _pool(is_female: bool) -> Sequence[tuple[str, str, str]]:
    """Names with what they are sorted and found by: pinyin for each person anew would cost more than all the rest."""
    names = Names(Random("names"))
    drawn = dict.fromkeys(names.name(is_female=is_female) for _place in range(4_000))
    return [(name, pinyin_sort_key(name), pinyin_initials(name)) for name in drawn]
