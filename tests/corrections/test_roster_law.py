"""Contradictions with the law's bounds: remarks at the bound and one day beyond."""

from datetime import date
from typing import Any

import pytest

from core.terms import Term, term_last_day
from corrections.enums import Category, DecisionOrgan, Penalty
from corrections.services.roster_law import Sentence, law_remarks

START = date(2026, 3, 1)


def remarks(category: str, term: Term, **facts: Any) -> set[str]:
    sentence = Sentence(category, START, term_last_day(START, term), term, **facts)
    return {code for _key, code, _message in law_remarks(sentence)}


@pytest.mark.parametrize(
    ("category", "term", "facts", "expected"),
    [
        (Category.SURVEILLANCE, Term(years=2), {}, set()),
        (Category.SURVEILLANCE, Term(years=2, days=1), {}, {"term_too_long"}),
        (Category.SURVEILLANCE, Term(years=3), {"is_multiple": True}, set()),
        (Category.SURVEILLANCE, Term(years=3, days=1), {"is_multiple": True}, {"term_too_long"}),
        (Category.SURVEILLANCE, Term(months=3), {}, set()),
        (Category.SURVEILLANCE, Term(months=2), {}, {"term_too_short"}),
        (Category.SURVEILLANCE, Term(years=1), {"penalty": Penalty.DETENTION}, {"penalty_against_category"}),
        (Category.SUSPENDED, Term(years=5), {"penalty": Penalty.FIXED_TERM}, set()),
        (Category.SUSPENDED, Term(years=5, days=1), {}, {"term_too_long"}),
        (Category.SUSPENDED, Term(years=1), {"penalty": Penalty.FIXED_TERM}, set()),
        (Category.SUSPENDED, Term(months=11), {"penalty": Penalty.FIXED_TERM}, {"term_too_short"}),
        (Category.SUSPENDED, Term(months=2), {"penalty": Penalty.DETENTION}, set()),
        (Category.SUSPENDED, Term(months=1), {}, {"term_too_short"}),
        (Category.SUSPENDED, Term(years=1, months=1), {"penalty": Penalty.DETENTION}, {"term_too_long"}),
        (Category.SUSPENDED, Term(years=2), {"crimes": ("危险驾驶罪",)}, {"term_too_long"}),
        (Category.SUSPENDED, Term(years=3), {"penalty_term": "3年"}, set()),
        (Category.SUSPENDED, Term(years=4), {"penalty_term": "3年1个月"}, {"penalty_too_long"}),
        (Category.SUSPENDED, Term(years=1), {"penalty_term": "二年"}, {"term_below_penalty"}),
        (Category.SUSPENDED, Term(years=2), {"is_recidivist": True}, {"recidivist_suspended"}),
        (Category.SUSPENDED, Term(years=2), {"penalty": Penalty.LIFE}, {"penalty_against_category"}),
        (Category.SUSPENDED, Term(years=2), {"organ": DecisionOrgan.POLICE}, {"organ_against_category"}),
        (Category.PAROLE, Term(years=2), {"organ_name": "达州市中级人民法院"}, set()),
        (Category.PAROLE, Term(years=2), {"organ_name": "开江县人民法院"}, {"court_too_low"}),
        (
            Category.PAROLE,
            Term(years=2),
            {"penalty": Penalty.FIXED_TERM, "penalty_term": "1年"},
            {"term_above_penalty"},
        ),
        (Category.PAROLE, Term(years=2), {"penalty": Penalty.DETENTION}, {"penalty_against_category"}),
        (Category.PAROLE, Term(years=2), {"has_prohibition_order": True}, {"order_against_category"}),
        (Category.TEMPORARY, Term(years=2), {"organ": DecisionOrgan.PRISON_ADMINISTRATION}, set()),
        (Category.TEMPORARY, Term(years=2), {"penalty": Penalty.SURVEILLANCE}, {"penalty_against_category"}),
    ],
)
def test_law_remarks(category: str, term: Term, facts: dict[str, Any], expected: set[str]) -> None:
    assert remarks(category, term, **facts) == expected


def test_law_remarks_drunk_driving_carries_detention() -> None:
    found = remarks(Category.SUSPENDED, Term(years=1), penalty=Penalty.FIXED_TERM, crimes=("危险驾驶罪",))
    assert found == {"crime_against_penalty"}
