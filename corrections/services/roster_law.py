"""What a row says against the bounds of the criminal law: remarks, never a refusal (the document decides, not we).

Numbers: 刑法 38, 41, 69 (管制), 72–74 (缓刑), 81–83 (假释); 刑事诉讼法 265 (暂予监外执行). The intermediate court
decides 假释 (刑法 82); 危险驾驶罪 carries 拘役 only (133-1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from core.terms import Term, term_parse
from core.terms import term_last_day as exact_last_day
from corrections.enums import Category, DecisionOrgan, Penalty

Remark = tuple[str, str, str]
"""(column key, code, sentence)."""

_MONTHS_2, _MONTHS_3 = Term(months=2), Term(months=3)
_YEAR, _YEARS_2, _YEARS_3, _YEARS_5 = Term(years=1), Term(years=2), Term(years=3), Term(years=5)
_DRUNK_DRIVING = ("危险驾驶罪",)
_HIGH_COURTS = ("中级", "高级", "最高")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a row says of the sentence. `term` is None where the sheet has none that can be read."""

    category: str
    starts_on: date
    ends_on: date
    term: Term | None = None
    penalty: str = ""
    penalty_term: str = ""
    crimes: tuple[str, ...] = ()
    organ: str = ""
    organ_name: str = ""
    is_multiple: bool = False
    is_recidivist: bool = False
    has_prohibition_order: bool = False

    @property
    def last_day(self) -> date:
        """Where the term as decided would end: judged instead of the end, which custody and commutation move."""
        return term_last_day(self.starts_on, self.term) if self.term else self.ends_on

    def exceeds(self, bound: Term) -> bool:
        return self.last_day > term_last_day(self.starts_on, bound)

    def falls_short_of(self, bound: Term) -> bool:
        return self.last_day < term_last_day(self.starts_on, bound)


term_last_day = lru_cache(maxsize=65_536)(exact_last_day)
"""A roster asks for the same few starts and bounds again and again."""


@lru_cache(maxsize=4096)
def term_read(text: str) -> Term | None:
    """The term a text names; None where it names none."""
    try:
        return term_parse(text)
    except ValueError:
        return None


def law_remarks(sentence: Sentence) -> Iterator[Remark]:
    """Every contradiction with the law's bounds, as a remark for the column it shows in."""
    match sentence.category:
        case Category.SURVEILLANCE:
            yield from _surveillance(sentence)
        case Category.SUSPENDED:
            yield from _suspended(sentence)
        case Category.PAROLE:
            yield from _parole(sentence)
        case Category.TEMPORARY:
            yield from _temporary(sentence)
    if sentence.category != Category.TEMPORARY and sentence.organ not in ("", DecisionOrgan.COURT):
        yield "decision_organ", "organ_against_category", _("管制、缓刑、假释由人民法院决定，请核对决定机关")
    if sentence.penalty == Penalty.FIXED_TERM and sentence.crimes == _DRUNK_DRIVING:
        yield "penalty", "crime_against_penalty", _("危险驾驶罪只判处拘役，不判有期徒刑，请核对原判刑罚")
    if sentence.has_prohibition_order and sentence.category not in (
        Category.SURVEILLANCE,
        Category.SUSPENDED,
    ):
        yield "has_prohibition_order", "order_against_category", _("禁止令只适用于管制和缓刑，请核对")


def _surveillance(sentence: Sentence) -> Iterator[Remark]:
    if sentence.penalty not in ("", Penalty.SURVEILLANCE):
        yield "penalty", "penalty_against_category", _("矫正类别是管制，原判刑罚却不是管制，请核对")
    bound = _YEARS_3 if sentence.is_multiple else _YEARS_2
    if sentence.exceeds(bound):
        yield (
            "term_text",
            "term_too_long",
            _("管制一般不超过二年，数罪并罚不超过三年，请核对期限（是否数罪并罚）"),
        )
    elif sentence.term and sentence.falls_short_of(_MONTHS_3):
        yield "term_text", "term_too_short", _("管制期限不少于三个月，请核对期限")


def _suspended(sentence: Sentence) -> Iterator[Remark]:
    is_detention = sentence.penalty == Penalty.DETENTION or (
        not sentence.penalty and sentence.crimes == _DRUNK_DRIVING
    )
    if sentence.penalty not in ("", Penalty.FIXED_TERM, Penalty.DETENTION):
        yield "penalty", "penalty_against_category", _("缓刑只适用于拘役和三年以下有期徒刑，请核对原判刑罚")
    if sentence.is_recidivist:
        yield "is_recidivist", "recidivist_suspended", _("累犯不适用缓刑，请核对")
    if sentence.exceeds(_YEAR if is_detention else _YEARS_5):
        yield (
            "term_text",
            "term_too_long",
            _("拘役的缓刑考验期不超过一年，请核对期限")
            if is_detention
            else _("缓刑考验期不超过五年，请核对期限"),
        )
    elif sentence.falls_short_of(_YEAR if sentence.penalty == Penalty.FIXED_TERM else _MONTHS_2):
        yield (
            "term_text",
            "term_too_short",
            _("缓刑考验期不少于二个月（拘役）、一年（有期徒刑），请核对期限"),
        )
    penalty = term_read(sentence.penalty_term) if sentence.penalty_term else None
    if penalty is None:
        return
    if term_last_day(sentence.starts_on, penalty) > term_last_day(sentence.starts_on, _YEARS_3):
        yield "penalty_term", "penalty_too_long", _("缓刑只适用于三年以下刑期，请核对原判刑期")
    if sentence.falls_short_of(penalty):
        yield "term_text", "term_below_penalty", _("缓刑考验期不得短于原判刑期，请核对")


def _parole(sentence: Sentence) -> Iterator[Remark]:
    if sentence.penalty not in ("", Penalty.FIXED_TERM, Penalty.LIFE, Penalty.SUSPENDED_DEATH):
        yield "penalty", "penalty_against_category", _("假释只适用于有期徒刑和无期徒刑，请核对原判刑罚")
    if sentence.organ_name and not any(level in sentence.organ_name for level in _HIGH_COURTS):
        yield "decision_organ_name", "court_too_low", _("假释由中级以上人民法院裁定，请核对决定机关名称")
    penalty = term_read(sentence.penalty_term) if sentence.penalty_term else None
    if penalty and sentence.penalty == Penalty.FIXED_TERM and sentence.exceeds(penalty):
        yield "term_text", "term_above_penalty", _("假释考验期是没有执行完的刑期，不会长于原判刑期，请核对")


def _temporary(sentence: Sentence) -> Iterator[Remark]:
    if sentence.penalty == Penalty.SURVEILLANCE:
        yield "penalty", "penalty_against_category", _("暂予监外执行不适用于管制，请核对原判刑罚")
