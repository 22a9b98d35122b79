"""A figure as a card: the value, the numbers behind it as links, the target, what stands beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from corrections.models import Organisation
from reporting.enums import IndicatorKind, Part, Standing
from reporting.indicators import Figure
from reporting.selectors.dashboard import Row, Tile
from reporting.views.office import Links

TONES = {
    Standing.MET: "ok",
    Standing.NEAR: "warn",
    Standing.FAR: "late",
    Standing.UNCLEAR: "plain",
    Standing.TOO_FEW: "plain",
    Standing.NONE: "plain",
}
BAR_TONES = {Standing.MET: "met", Standing.NEAR: "near", Standing.FAR: "far"}


@dataclass(frozen=True)
class Piece:
    """Words of a line; with a URL a link."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Card:
    tile: Tile
    url: str
    tone: str
    unit: str
    value_url: str
    lines: tuple[tuple[Piece, ...], ...]
    lists: tuple[Piece, ...]

    @property
    def figure(self) -> Figure:
        return self.tile.figure


@dataclass(frozen=True)
class RankRow:
    """One office of the ranking; links are empty where the user may not go."""

    row: Row
    place: int | None
    url: str
    k_url: str
    n_url: str
    tone: str
    bar_tone: str
    bar_value: str
    bar_max: str


class Cards:
    """Makes the cards of one office; `may_list`: the user may open the lists behind the numbers."""

    def __init__(self, office: Organisation, links: Links, *, may_list: bool) -> None:
        self.office = office
        self.links = links
        self.may_list = may_list

    def card(self, tile: Tile) -> Card:
        figure = tile.figure
        is_count = figure.kind is IndicatorKind.PEOPLE_COUNT and not figure.is_missing
        return Card(
            tile=tile,
            url=self.links.office(self.office, indicator=tile.indicator),
            tone=TONES[figure.standing],
            unit=_("人") if is_count else "",
            value_url=self._rows(figure, Part.COUNTED) if is_count else "",
            lines=tuple(self._lines(tile)),
            lists=tuple(self._lists(figure)),
        )

    def _lists(self, figure: Figure) -> Iterator[Piece]:
        """Every number of the indicator with its list."""
        if figure.is_missing:
            return
        numbers = {
            Part.COUNTED: figure.k_text,
            Part.POPULATION: figure.n_text,
            Part.REST: f"{figure.rest or 0:,}",
        }
        for part, words in figure.indicator.words.items():
            yield Piece(f"{words.title} {numbers[part]}", self._rows(figure, part))

    def _lines(self, tile: Tile) -> Iterator[tuple[Piece, ...]]:
        figure, target = tile.figure, tile.indicator.target
        if not figure.is_missing:
            yield from self._numbers(figure)
        if target is not None:
            yield (Piece(_("目标 %(target)s") % {"target": target.text}),)
        if figure.interval_text:
            yield (Piece(_("区间 %(interval)s") % {"interval": figure.interval_text}),)
        for companion in tile.companions:
            if companion.k is not None:
                words = f"{companion.indicator.title} {companion.k_text}"
                yield (Piece(words, self._rows(companion, Part.COUNTED)),)
        if not tile.before.is_missing:
            before = self.links.office(self.office, indicator=tile.indicator, as_of=self.links.as_of.before())
            yield (Piece(_("上月 %(value)s") % {"value": tile.before.value_text}, before),)

    def _numbers(self, figure: Figure) -> Iterator[tuple[Piece, ...]]:
        k, n = self._rows(figure, Part.COUNTED), self._rows(figure, Part.POPULATION)
        if figure.kind is IndicatorKind.PEOPLE_COUNT:
            if figure.beside_text:
                yield Piece(figure.k_text, k), Piece("/"), Piece(figure.n_text, n)
                yield (Piece(_("比率 %(rate)s") % {"rate": figure.beside_text}),)
            return
        if figure.kind is IndicatorKind.POST_RATIO:
            yield (Piece(_("在矫 %(n)s") % {"n": figure.n_text}, n),)
            yield (Piece(_("社工 %(posts)s") % {"posts": figure.k_text}, k),)
            yield (Piece(_("还差 %(posts)s 名") % {"posts": figure.still_needed_text}),)
            return
        yield Piece(figure.k_text, k), Piece("/"), Piece(figure.n_text, n)
        if Part.REST in figure.indicator.words and figure.rest:
            words = f"{figure.indicator.words[Part.REST].short} {figure.rest:,}"
            yield (Piece(words, self._rows(figure, Part.REST)),)

    def _rows(self, figure: Figure, part: Part) -> str:
        if not self.may_list or part not in figure.indicator.words:
            return ""
        return self.links.rows(self.office, part, indicator=figure.indicator)


def rank_rows(
    rows: tuple[Row, ...], links: Links, *, longest: float, may_list: Any, is_ranked: bool
) -> list[RankRow]:
    """`longest` is the scale of the bars; `may_list(office)` says whether the lists of that office may be opened."""
    return [
        RankRow(
            row=row,
            place=place if is_ranked else None,
            url=links.office(row.office) if row.is_reachable else "",
            k_url=links.rows(row.office, Part.COUNTED)
            if _has(row, Part.COUNTED) and may_list(row.office)
            else "",
            n_url=links.rows(row.office, Part.POPULATION)
            if _has(row, Part.POPULATION) and may_list(row.office)
            else "",
            tone=TONES[row.figure.standing],
            bar_tone=BAR_TONES.get(row.figure.standing, "plain"),
            bar_value=f"{min(row.figure.bar, longest) if row.figure.value is not None else longest:.6f}",
            bar_max=f"{longest:.6f}",
        )
        for place, row in enumerate(rows, start=1)
    ]


def _has(row: Row, part: Part) -> bool:
    return part in row.figure.indicator.words and not row.figure.is_missing and row.is_reachable
