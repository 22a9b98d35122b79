"""Which heading is which column: exact spellings, then typing slips; the rest is kept as items of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial

from core.sheets import Table, Workbook, find_tables
from corrections.enums import MatchSource
from corrections.resources.roster_columns import Column
from corrections.resources.roster_layout import PEOPLE, Layout
from corrections.resources.roster_targets import PASSED
from corrections.resources.roster_texts import heading_key

_LEAST_LIKENESS = 0.8
_SHORTEST_SLIP = 4
# Two headings that differ in one of these are two columns, however alike they look.
_TELLING = frozenset(
    "原现前后起止始终开结父母户居男女不未无是否一二三四五六七八九十12345678单个县市省乡镇编文日时号型类式名"
)


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """One column of the sheet. `column` is our target, else `item` the words under which the cells are kept.

    With neither the column is passed over (running numbers, our own remarks). `certainty` is 1 for a known spelling,
    less for a slip.
    """

    place: int
    heading: str
    column: Column | None = None
    item: str = ""
    certainty: float = 1.0
    source: MatchSource = MatchSource.KNOWN


Remembered = Mapping[str, str]
"""`heading_key` → what the office said it stands for, as RosterHeading.target has it."""


def headings_score(
    keys: Sequence[str], remembered: Remembered | None = None, layout: Layout = PEOPLE
) -> float:
    """How well a line does as the heading of such a sheet: three known columns at least, a telling one among them."""
    columns = {column.key for key in keys if (column := layout.by_heading.get(heading_key(key)))}
    if remembered:
        said = {remembered.get(heading_key(key), "") for key in keys}
        columns |= said & layout.by_key.keys()
    if len(columns) < 3 or not columns & layout.telling:
        return 0
    items = sum(1 for key in keys if heading_key(key) in (layout.item_words or {}))
    return len(columns) + 3 * len(columns & set(layout.anchors)) + items / 4


def roster_table(
    workbook: Workbook, remembered: Remembered | None = None, layout: Layout = PEOPLE
) -> Table | None:
    """The table of the sheet that looks most like one of this kind."""
    score = partial(headings_score, remembered=remembered, layout=layout)
    return next(iter(find_tables(workbook, score)), None)


def columns_match(
    headings: Sequence[str], remembered: Remembered | None = None, layout: Layout = PEOPLE
) -> list[MatchedColumn]:
    """Every column with a heading. Of two columns for one target the first stands, the other is kept as items.

    What the office said about a heading goes before what we know of it.
    """
    keys = [heading_key(heading) for heading in headings]
    said = {place: remembered[key] for place, key in enumerate(keys) if remembered and key in remembered}
    targets = _exact(keys, said, layout)
    likeness = _slips(keys, targets, said, layout)
    words = layout.item_words or {}
    kept: set[str] = set()
    matches = []
    for place, (heading, key) in enumerate(zip(headings, keys, strict=True)):
        if not key:
            continue
        if place in targets:
            source = _source(place, said, likeness)
            column = layout.by_key[targets[place]]
            matches.append(MatchedColumn(place, heading, column, "", likeness.get(place, 1.0), source))
        elif (
            not layout.keeps_rest
            or said.get(place) == PASSED
            or (key in layout.ignored and place not in said)
        ):
            matches.append(MatchedColumn(place, heading, source=MatchSource.PASSED))
        else:
            item = _fresh(words.get(key) or heading.strip(), kept)
            kept.add(item)
            matches.append(MatchedColumn(place, heading, item=item, source=MatchSource.KEPT))
    return matches


def _source(place: int, said: Mapping[int, str], likeness: Mapping[int, float]) -> MatchSource:
    if place in said:
        return MatchSource.REMEMBERED
    return MatchSource.SLIP if place in likeness else MatchSource.KNOWN


def _exact(keys: Sequence[str], said: Mapping[int, str], layout: Layout) -> dict[int, str]:
    """Place → key of our column. What the office said comes first, then a column's own heading, then its spellings."""
    targets: dict[int, str] = {}
    for place, target in said.items():
        if target in layout.by_key and target not in targets.values():
            targets[place] = target
    for spellings in (layout.own_headings, layout.by_heading):
        for place, key in enumerate(keys):
            column = spellings.get(key)
            if column and place not in said and place not in targets and column.key not in targets.values():
                targets[place] = column.key
    return targets


def _slips(
    keys: Sequence[str], targets: dict[int, str], said: Mapping[int, str], layout: Layout
) -> dict[int, float]:
    """Adds headings with a typing slip to `targets`, and returns how alike they are."""
    taken = set(targets.values())
    likeness: dict[int, float] = {}
    for place, key in enumerate(keys):
        if place in targets or place in said:
            continue
        if len(key) < _SHORTEST_SLIP or key in (layout.item_words or {}) or key in layout.ignored:
            continue
        ranked = sorted(
            (
                (_likeness(key, spelling), column.key)
                for spelling, column in layout.by_heading.items()
                if column.key not in taken and abs(len(spelling) - len(key)) <= 1
            ),
            reverse=True,
        )
        if ranked and ranked[0][0] >= _LEAST_LIKENESS:
            best, column_key = ranked[0]
            if all(other == column_key or alike < best for alike, other in ranked[1:3]):
                targets[place] = column_key
                taken.add(column_key)
                likeness[place] = round(best, 2)
    return likeness


def _likeness(key: str, spelling: str) -> float:
    if len(spelling) < _SHORTEST_SLIP or (set(key) ^ set(spelling)) & _TELLING:
        return 0.0
    return SequenceMatcher(None, key, spelling, autojunk=False).ratio()


def _fresh(item: str, kept: set[str]) -> str:
    """A second column of the same words is kept under a number."""
    name, number = item, 1
    while name in kept:
        number += 1
        name = f"{item} ({number})"
    return name
