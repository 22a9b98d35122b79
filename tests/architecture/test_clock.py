"""One clock: nothing but core.clock asks what time or which day it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bench", "config", "core", "corrections", "reporting", "reviews", "supervision", "tests")
CLOCK = "core/clock.py"

BANNED = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "django.utils.timezone.now",
    "django.db.models.functions.Now",
    "django.db.models.functions.datetime.Now",
    "time.time",
    "time.time_ns",
}
# They convert a given moment, and ask the clock when given none.
BANNED_ALONE = {
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
}
BANNED_ARGUMENTS = {"auto_now", "auto_now_add"}
SQL_CLOCKS = re.compile(
    r"\b(?:CURRENT_DATE|CURRENT_TIMESTAMP|LOCALTIMESTAMP|LOCALTIME|(?:clock|statement|transaction)_timestamp)\b|\bnow\(\)",
    re.IGNORECASE,
)

EXCEPTIONS = {
    "core/jobs/moments.py": "who is alive: one clock for all machines, that of the database server",
    "core/jobs/runner.py": "the same",
    "core/jobs/side_line.py": "the same",
    "core/jobs/watch.py": "the same",
    "tests/core/test_jobs_failures.py": "moves those moments",
    "tests/architecture/test_clock.py": "names what it looks for",
}


def files() -> Iterator[Path]:
    yield ROOT / "manage.py"
    for room in ROOMS:
        yield from sorted(path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def clocks_in(source: str) -> list[str]:
    """Every other clock that the source asks, as "line: what"."""
    tree = ast.parse(source)
    names = dict(_imported_names(tree))
    prose = {id(text) for node in ast.walk(tree) for text in _docstrings(node)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and _dotted(node, names) in BANNED:
            found.append(f"{node.lineno}: {_dotted(node, names)}")
        elif isinstance(node, ast.Call) and not node.args and _dotted(node.func, names) in BANNED_ALONE:
            found.append(f"{node.lineno}: {_dotted(node.func, names)}")
        elif isinstance(node, ast.keyword) and node.arg in BANNED_ARGUMENTS:
            found.append(f"{node.value.lineno}: {node.arg}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            found += [f"{node.lineno}: {clock[0]} in SQL" for clock in SQL_CLOCKS.finditer(node.value)]
    return found


def _imported_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.AST, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, names)}.{node.attr}"
    return ""


def _docstrings(node: ast.AST) -> Iterator[ast.Constant]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        for first in node.body[:1]:
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def test_nothing_asks_another_clock() -> None:
    found = []
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if name != CLOCK and name not in EXCEPTIONS:
            found += [f"{name}:{clock}" for clock in clocks_in(path.read_text(encoding="utf-8"))]
    assert not found, "use core.clock.now() or today():\n" + "\n".join(found)


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_no_exception_is_stale(name: str) -> None:
    path = ROOT / name
    assert path.exists()
    assert clocks_in(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now()",
        "import datetime as dt\ndt.date.today()",
        "from datetime import datetime as moment\nmoment.utcnow()",
        "from datetime import date\nfield(default=date.today)",
        "from django.utils import timezone\ntimezone.now()",
        "from django.utils.timezone import now\nnow()",
        "import time\ntime.time()",
        "from time import time\ntime()",
        "from django.utils.timezone import localtime\nlocaltime()",
        "from django.db.models.functions import Now\nNow()",
        "models.DateTimeField(auto_now_add=True)",
        "cursor.execute('SELECT 1 WHERE day < current_date')",
        "cursor.execute('SELECT now()')",
        "cursor.execute(f'SELECT {x}, clock_timestamp()')",
    ],
)
def test_the_guard_sees_other_clocks(source: str) -> None:
    assert clocks_in(source)


@pytest.mark.parametrize(
    "source",
    [
        "from core import clock\nclock.now()",
        "from core.clock import today\ntoday()",
        "from time import monotonic, perf_counter, sleep\nmonotonic()",
        "from datetime import date\ndate(2026, 11, 23)",
        "def late():\n    '''Unlike now(), says nothing.'''",
        "from django.utils.timezone import localtime\nlocaltime(event.at)",
        "user.now()",
    ],
)
def test_the_guard_lets_the_rest_pass(source: str) -> None:
    assert not clocks_in(source)
