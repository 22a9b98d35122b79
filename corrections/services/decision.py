"""Warnings about a decision entered by hand: the same bounds of the law that a roster's rows are held against."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.terms import term_last_day
from corrections.enums import Category, Penalty, TemporaryKind
from corrections.models import Case
from corrections.services.roster_law import Sentence, law_remarks, term_read


@dataclass(frozen=True, slots=True)
class DecisionWarning:
    """`field` is the field of Case to look at, `message` one sentence for who typed it. Warnings never refuse."""

    field: str
    code: str
    message: str


def decision_warnings(case: Case) -> list[DecisionWarning]:
    """Where the case contradicts the bounds of rules.md §1.8, and for 缓刑 where the end does not follow from the term.

    管制, 假释 and 暂予监外执行 have odd remainders: there the document's last day stands (§2.15).
    """
    term = term_read(case.term_text) if case.term_text else None
    sentence = Sentence(
        category=case.category,
        starts_on=case.term_starts_on,
        ends_on=case.term_ends_on,
        term=term,
        penalty=case.penalty,
        penalty_term=case.penalty_term,
        crimes=tuple(case.crimes),
        organ=case.decision_organ,
        organ_name=case.decision_organ_name,
        is_multiple=len(case.crimes) > 1,
        has_prohibition_order=case.has_prohibition_order,
    )
    warnings = [DecisionWarning(*remark) for remark in law_remarks(sentence)]
    if case.category == Category.SUSPENDED and term:
        last_day = term_last_day(case.term_starts_on, term)
        if last_day != case.term_ends_on:
            message = _("按开始日期和%(term)s计算，缓刑考验期应到%(day)s止，请核对") % {
                "term": term,
                "day": last_day,
            }
            warnings.append(DecisionWarning("term_ends_on", "term_end_differs", message))
    if (
        case.category == Category.TEMPORARY
        and case.penalty == Penalty.LIFE
        and case.temporary_kind not in ("", TemporaryKind.PREGNANCY)
    ):
        message = _("无期徒刑只有怀孕或者正在哺乳的，才可以暂予监外执行，请核对")
        warnings.append(DecisionWarning("temporary_kind", "life_against_ground", message))
    return warnings
