"""The published rates, reproduced from as many people, not from totals (domain: statistics 5.2).

One plain statement makes the people: who was received, who left, who reoffended, as the yearbooks give them.
"""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from core.clock import now
from corrections.models import Organisation
from reporting.enums import IndicatorKey, Part
from reporting.indicators import INDICATORS, Figure, Period
from tests.people import World
from tests.reporting.lives import numbers

MAKE = """
WITH people AS (
    SELECT n, n <= %(received)s AS is_new, n > %(total)s - %(left)s AS has_left FROM generate_series(1, %(total)s) n
), offenders AS (
    INSERT INTO corrections_offender
        (id, name, name_pinyin, name_initials, former_name, sex, id_kind, id_number, id_index, id_last4_index, phone,
         ethnicity, nationality, education, marital_status, employment, work_unit, residence, household,
         is_restricted, created_at, updated_at, version)
    SELECT n, '甲', 'jia', 'j', '', 'male', 'other', '', decode(lpad(to_hex(n), 64, '0'), 'hex'),
           decode(repeat('0', 64), 'hex'), '', '', '', '', '', '', '', '', '', false, %(now)s, %(now)s, 1
    FROM people RETURNING id
), cases AS (
    INSERT INTO corrections_case
        (id, offender_id, number, station_id, path, category, temporary_kind, decision_organ, decision_organ_name,
         decision_number, crime_kind, crimes, penalty, penalty_term, term_text, term_starts_on, term_ends_on,
         received_on, reception_kind, registration_result, is_juvenile_track, is_to_be_sealed, has_prohibition_order,
         level, ended_on, end_kind, end_reason, extra_items, created_at, updated_at, version)
    SELECT n, n, '', %(station)s, %(path)s, 'suspended', '', '', '', '', '', '{}', '', '', '',
           CASE WHEN is_new THEN %(new_on)s::date ELSE %(old_on)s::date END, %(term_end)s::date,
           CASE WHEN is_new THEN %(new_on)s::date ELSE %(old_on)s::date END, '', '', false, false, false, 'ordinary',
           CASE WHEN has_left THEN %(left_on)s::date END, CASE WHEN has_left THEN 'discharge' ELSE '' END, '', '',
           %(now)s, %(now)s, 1
    FROM people RETURNING id, received_on
), placements AS (
    INSERT INTO corrections_placement (case_id, station_id, kind, starts_on, reason, recorded_at)
    SELECT id, %(station)s, 'reception', received_on, '', %(now)s FROM cases RETURNING case_id
)
INSERT INTO corrections_offence (case_id, kind, crime, committed_on, effective_on, court_name, note, recorded_at)
SELECT n, 'new', '盗窃罪', %(committed_on)s::date, %(judged_on)s::date, '', '', %(now)s FROM people
WHERE n <= %(reoffended)s
"""


def make_people(station: Organisation, **facts: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MAKE, {"station": station.pk, "path": station.path, "now": now(), **facts})
        cursor.execute(
            "ANALYZE corrections_offender, corrections_case, corrections_placement"
        )  # as autovacuum does


@pytest.mark.parametrize(
    ("facts", "period", "k", "n", "published"),
    [
        pytest.param(
            {
                "received": 22_872, "left": 22_255, "total": 47_117, "reoffended": 18,
                "old_on": date(2017, 3, 1), "new_on": date(2018, 5, 1), "left_on": date(2018, 11, 30),
                "term_end": date(2020, 2, 28), "committed_on": date(2018, 6, 1), "judged_on": date(2018, 10, 1),
            },
            Period(date(2018, 1, 1), date(2018, 12, 31)), 18, 24_862 + 22_255, "0.038%", id="fujian-2018",
        ),
        pytest.param(
            {
                "received": 29_647, "left": 14_278, "total": 29_647, "reoffended": 16,
                "old_on": date(2010, 1, 1), "new_on": date(2010, 5, 1), "left_on": date(2013, 11, 30),
                "term_end": date(2016, 2, 28), "committed_on": date(2011, 6, 1), "judged_on": date(2012, 10, 1),
            },
            Period(date(2010, 1, 1), date(2014, 10, 31)), 16, 29_647, "0.054%", id="shaanxi-to-2014-10",
        ),
    ],
)  # fmt: skip
def test_reoffending_rate_as_published(
    world: World, facts: dict[str, Any], period: Period, k: int, n: int, published: str
) -> None:
    make_people(world.station, **facts)
    reoffended = numbers(IndicatorKey.REOFFENDING, Part.COUNTED, period)
    under_correction = numbers(IndicatorKey.REOFFENDING, Part.POPULATION, period)
    for office in (world.station, world.county, world.prefecture, world.province):
        found = (reoffended[office.pk], under_correction[office.pk])
        assert found == (k, n)
        assert Figure(INDICATORS[IndicatorKey.REOFFENDING], office.kind, *found).value_text == published
