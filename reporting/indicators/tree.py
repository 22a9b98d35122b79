"""Facts counted at every office they belong to, by the tree as it was on their day, in one statement.

Facts come as querysets of values:

- people: `subject` (the person), `item` (the case), `since`, `until`; each counts wherever the case was placed on those
  days, once at each office however it moved below.
- anything else: `subject`, `item`, `place` (an office), `since`, `until`, and `weight` for posts.

The last known placement holds until the next begins, and the first one backwards; so do the parents of an office. A
person under correction therefore always counts somewhere, at every level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from django.db import connection
from django.db.models import QuerySet

from reporting.enums import RowKind

Rows = QuerySet[Any, Any]

_SPANS = """
spans AS (
    SELECT organisation_id, parent_id,
           CASE WHEN lag(starts_on) OVER w IS NULL THEN '-infinity'::date ELSE starts_on END AS since,
           coalesce(lead(starts_on) OVER w - 1, 'infinity'::date) AS until
    FROM corrections_organisationparent
    WINDOW w AS (PARTITION BY organisation_id ORDER BY starts_on)
)"""

# office → every office it was ever below (itself included), and on which days
_TREE = """
tree AS (
    SELECT id AS office_id, id AS place, '-infinity'::date AS since, 'infinity'::date AS until
    FROM corrections_organisation
    WHERE {roots}
    UNION ALL
    SELECT tree.office_id, spans.organisation_id,
           greatest(tree.since, spans.since), least(tree.until, spans.until)
    FROM tree JOIN spans ON spans.parent_id = tree.place
    WHERE spans.since <= tree.until AND spans.until >= tree.since
)"""

_PLACED = """
placed AS (
    SELECT case_id, station_id AS place,
           CASE WHEN lag(starts_on) OVER w IS NULL THEN '-infinity'::date ELSE starts_on END AS since,
           coalesce(lead(starts_on) OVER w - 1, 'infinity'::date) AS until
    FROM corrections_placement
    WHERE case_id IN (SELECT item FROM facts)
    WINDOW w AS (PARTITION BY case_id ORDER BY starts_on)
)"""

_PLACED_FACTS = """
located AS (
    SELECT tree.office_id, facts.*
    FROM facts JOIN tree
      ON tree.place = facts.place AND tree.since <= facts.until AND tree.until >= facts.since
)"""

_CASE_FACTS = """
located AS (
    SELECT tree.office_id, facts.*, placed.place
    FROM facts
    JOIN placed ON placed.case_id = facts.item AND placed.since <= facts.until AND placed.until >= facts.since
    JOIN tree ON tree.place = placed.place
     AND tree.since <= least(facts.until, placed.until) AND tree.until >= greatest(facts.since, placed.since)
)"""

_COLUMNS = {
    RowKind.PEOPLE: ("subject", "item", "since", "until"),
    RowKind.DUTIES: ("subject", "item", "place", "since", "until"),
    RowKind.OFFICES: ("subject", "item", "place", "since", "until"),
    RowKind.POSTINGS: ("subject", "item", "place", "since", "until", "weight"),
}

_EVERY = "SELECT item, place, since FROM located {condition}"
_LISTED = {
    RowKind.PEOPLE: "SELECT DISTINCT ON (subject) item, place, since FROM located {condition} "
    "ORDER BY subject, until DESC, item DESC",
    RowKind.DUTIES: _EVERY,
    RowKind.OFFICES: _EVERY,
    RowKind.POSTINGS: _EVERY,
}
_ORDER = {
    RowKind.PEOPLE: "place, item",
    RowKind.DUTIES: "since, place, item",
    RowKind.OFFICES: "item",
    RowKind.POSTINGS: "place, item",
}

# For one office alone: leave out early what never was below it.
_NARROWED = {
    RowKind.PEOPLE: " AND item IN "
    "(SELECT case_id FROM corrections_placement WHERE station_id IN (SELECT place FROM tree))",
    RowKind.DUTIES: " AND place IN (SELECT place FROM tree)",
    RowKind.OFFICES: "",
    RowKind.POSTINGS: "",
}

_NUMBER = {
    RowKind.PEOPLE: "count(DISTINCT subject)",
    RowKind.DUTIES: "count(*)",
    RowKind.OFFICES: "count(*)",
    RowKind.POSTINGS: "sum(weight)",
}


@dataclass(frozen=True)
class Sql:
    """A piece of SQL and its parameters."""

    text: str
    params: tuple[Any, ...] = ()

    @classmethod
    def of(cls, rows: Rows) -> Self:
        text, params = rows.query.sql_with_params()
        return cls(text, tuple(params))


@dataclass(frozen=True)
class Tree:
    """Named queries that end in `tree`: at which offices to count."""

    steps: tuple[str, ...]
    params: tuple[Any, ...] = ()


def tree_of(roots: str, *params: Any) -> Tree:
    """The offices that fulfil the condition on `corrections_organisation`."""
    return Tree((_SPANS, _TREE.format(roots=roots)), params)


ALL_OFFICES = tree_of("true")


def one_office(organisation_id: int) -> Tree:
    return tree_of("id = %s", organisation_id)


def offices_below(path: str) -> Tree:
    """That office and all below it by today's tree."""
    return tree_of("path >= %s AND path < %s", path, path[:-1] + "0")


@contextmanager
def kept(tree: Tree) -> Iterator[Tree]:
    """The same tree as a temporary table, for a run that asks many questions; in a transaction."""
    with connection.cursor() as cursor:
        query = f"WITH RECURSIVE {', '.join(tree.steps)} SELECT * FROM tree"  # noqa: S608 (our own text)
        cursor.execute(f"CREATE TEMPORARY TABLE reporting_tree ON COMMIT DROP AS {query}", tree.params)
        cursor.execute("ANALYZE reporting_tree")
        yield Tree(("tree AS (SELECT * FROM reporting_tree)",))
        cursor.execute("DROP TABLE reporting_tree")


def numbers_sql(kind: RowKind, rows: Sequence[Rows], tree: Tree) -> Sql:
    """SELECT office_id, number: the facts counted at each of those offices; offices without any are left out."""
    located = _located(kind, rows, tree)
    return Sql(
        f"{located.text} SELECT office_id, {_NUMBER[kind]} AS number FROM located GROUP BY office_id",  # noqa: S608
        located.params,
    )


def items_sql(
    kind: RowKind,
    rows: Sequence[Rows],
    tree: Tree,
    *,
    without: Sequence[Rows] = (),
    limit: int | None = None,
    offset: int = 0,
) -> Sql:
    """SELECT item, total: the rows behind the number at one office, and how many they are in all.

    Of a person's several cases it is the latest. `without` takes out the subjects counted there by other facts.
    """
    located = _located(kind, rows, tree, narrowed=True)
    taken_out = _located(kind, without, tree, narrowed=True) if without else Sql("")
    condition = f"WHERE subject NOT IN ({taken_out.text} SELECT subject FROM located)" if without else ""  # noqa: S608
    return Sql(
        f"{located.text}, listed AS ({_LISTED[kind].format(condition=condition)}) "  # noqa: S608 (our own text)
        f"SELECT item, count(*) OVER () AS total FROM listed ORDER BY {_ORDER[kind]} LIMIT %s OFFSET %s",
        (*located.params, *taken_out.params, limit, offset),
    )


def _located(kind: RowKind, rows: Sequence[Rows], tree: Tree, *, narrowed: bool = False) -> Sql:
    columns = ", ".join(_COLUMNS[kind])
    narrow = _NARROWED[kind] if narrowed else ""
    facts = [Sql.of(each) for each in rows]
    union = " UNION ALL ".join(
        f"SELECT {columns} FROM ({fact.text}) fact WHERE since <= until{narrow}"  # noqa: S608 (our own text)
        for fact in facts
    )
    steps: Iterable[str] = (
        *tree.steps,
        f"facts AS ({union})",
        *((_PLACED, _CASE_FACTS) if kind is RowKind.PEOPLE else (_PLACED_FACTS,)),
    )
    params = tree.params + tuple(value for fact in facts for value in fact.params)
    return Sql(f"WITH RECURSIVE {', '.join(steps)}", params)
