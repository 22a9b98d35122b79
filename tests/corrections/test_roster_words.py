"""Every code a row can carry has words for the filter of the report."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from core.idnumber import Problem
from corrections.resources.roster_columns import BY_KEY
from corrections.services import roster_candidates
from corrections.services.roster_lists import layout_of
from corrections.views.roster_words import CODE_TITLES
from reviews.services import representative_list

SERVICES = Path(roster_candidates.__file__).parent
RESOURCES = SERVICES.parent / "resources"
LISTS = (
    RESOURCES / "roster_widgets.py",
    RESOURCES / "staff_columns.py",
    SERVICES / "staff_list.py",
    Path(representative_list.__file__),
)
OF_THE_FILE = {"no_roster", "column_missing", "heading_guessed", "office_kind"}
KEYS = BY_KEY.keys() | layout_of("staff").by_key.keys() | layout_of("representatives").by_key.keys()
COMPUTED = {"unknown_value", "unknown_category", "category_change", "term_change", "decision_change"}
PLACES = {"CellError": (0,), "error": (1,), "warn": (0, 1), "Problem": (3,)}


def codes_in(path: Path) -> Iterator[str]:
    """The literal codes of calls that note a problem, and of the remarks that are yielded."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            arguments = [node.args[place] for place in PLACES.get(name, ()) if place < len(node.args)]
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3:
            arguments = [node.value.elts[1]]
        else:
            continue
        yield from (
            each.value for each in arguments if isinstance(each, ast.Constant) and isinstance(each.value, str)
        )


def test_roster_words_name_every_code() -> None:
    written = {code for path in [*SERVICES.glob("roster_*.py"), *LISTS] for code in codes_in(path)}
    written |= {f"id_{problem}" for problem in get_args(Problem)} | COMPUTED
    assert {"id_empty", "held_elsewhere", "term_over", "bad_date", "court_too_low"} <= written
    assert written - KEYS - OF_THE_FILE == set(CODE_TITLES)
