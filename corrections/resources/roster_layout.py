"""What a kind of sheet is made of: its columns, by which of them a row is known, and what must be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from corrections.resources.roster_columns import ANCHORS, COLUMNS, IGNORED, ITEM_WORDS, TEMPLATE_KEYS, Column
from corrections.resources.roster_texts import heading_key


@dataclass(frozen=True)
class Layout:
    """One kind of sheet. Keys are those of its columns.

    `anchors`: a line with fewer than two of these is a note, not a row. `telling`: a line is a heading only with one of
    these. `required`: without one of each group no row can be read; the first names the group. `item_words`: canonical
    words of cells that are kept without a column of ours; None where such cells are passed over. `template_keys`: our
    own template, in order.
    """

    columns: tuple[Column, ...]
    anchors: tuple[str, ...]
    telling: frozenset[str]
    required: tuple[tuple[str, ...], ...]
    template_keys: tuple[str, ...]
    template_required: frozenset[str]
    item_words: Mapping[str, str] | None = None
    ignored: frozenset[str] = IGNORED
    hints: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        """Every spelling we know."""
        return {heading_key(spelling): column for column in self.columns for spelling in column.spellings}

    @cached_property
    def own_headings(self) -> Mapping[str, Column]:
        return {heading_key(column.heading): column for column in self.columns}

    @property
    def keeps_rest(self) -> bool:
        """Whether columns we have no field for are kept word for word."""
        return self.item_words is not None

    def missing(self, found: Mapping[str, object]) -> list[str]:
        """The headings without which no row can be read, of those groups of which none was found."""
        groups = [group for group in self.required if not any(key in found for key in group)]
        return [self.by_key[group[0]].heading for group in groups]


PEOPLE = Layout(
    columns=COLUMNS,
    anchors=ANCHORS,
    telling=frozenset({"name", "id_number"}),
    required=(
        ("name",),
        ("category",),
        ("term_starts_on",),
        (
            "id_number",
            "identity_card",
            "hong_kong_card",
            "macao_card",
            "taiwan_permit",
            "home_permit",
            "passport",
        ),
        ("term_ends_on", "term_text", "surveillance_term", "suspended_term"),
    ),
    template_keys=TEMPLATE_KEYS,
    template_required=frozenset(
        ("office", "name", "id_number", "category", "term_starts_on", "term_ends_on")
    ),
    item_words=ITEM_WORDS,
)
