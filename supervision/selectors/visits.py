"""A visit in words: whom it met, where it was, what it found that is not normal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.chips import Chip, Tone
from supervision.enums import FindingResult, MetPerson, VisitItem, VisitRisk
from supervision.models import Visit, VisitFinding
from supervision.policies.visits import Found, Learnt

_TONES: dict[str, Tone] = {FindingResult.NOTICED: "warn", FindingResult.PROBLEM: "late"}


def met_words(visit: Visit) -> str:
    """本人、家属: everybody who was seen."""
    return "、".join(str(MetPerson(person).label) for person in (visit.met, *visit.also_met))


def place_words(visit: Visit) -> str:
    """居住地 · 新宁镇1组; the word alone where nothing more was written."""
    kind = str(visit.get_place_kind_display()) if visit.place_kind else ""
    words = [kind] if kind and kind != visit.place else []
    return " · ".join([*words, *([visit.place] if visit.place else [])])


def risk_words(visit: Visit) -> str:
    return "、".join(str(VisitRisk(risk).label) for risk in visit.risks)


def findings_of(visit: Visit) -> dict[VisitItem, VisitFinding]:
    """Item → what was found, in the order of the list; no query where `findings` were fetched with the visit."""
    found = {VisitItem(finding.item): finding for finding in visit.findings.all()}
    return {item: found[item] for item in VisitItem if item in found}


def learnt_of(visit: Visit) -> Learnt:
    """What the visit showed, as it was recorded."""
    return Learnt(
        found=tuple(
            Found(item, FindingResult(finding.result), finding.remark)
            for item, finding in findings_of(visit).items()
        ),
        difficulties=visit.difficulties,
        help_given=visit.help_given,
        risks=tuple(VisitRisk(risk) for risk in visit.risks),
        risk_handled=visit.risk_handled,
        next_step=visit.next_step,
    )


def remark_label(item: VisitItem) -> Any:
    return format_lazy("{item}：{remark}", item=item.label, remark=_("说明"))


def finding_words(finding: VisitFinding) -> str:
    """正常, 需关注：近来常与人争吵."""
    words = str(finding.get_result_display())
    return f"{words}：{finding.remark}" if finding.remark else words


def concern_chips(visit: Visit) -> tuple[Chip, ...]:
    """One for each item that is not normal, and one for the risks; none for a visit that found nothing."""
    chips = [
        Chip(f"{finding.get_item_display()}：{finding.get_result_display()}", _TONES[finding.result])
        for finding in findings_of(visit).values()
        if finding.result in _TONES
    ]
    return (*chips, *(Chip(str(VisitRisk(risk).label), "late") for risk in visit.risks))


def is_concern(visit: Visit) -> bool:
    """Something was not normal, in a visit that stands."""
    return visit.withdrawn_at is None and bool(concern_chips(visit))


def learnt_lines(visit: Visit) -> list[tuple[str, str]]:
    """(label, words) of everything that was learnt beyond the items that are normal: for the file."""
    lines = [
        (str(finding.get_item_display()), finding_words(finding))
        for finding in findings_of(visit).values()
        if finding.remark or finding.result != FindingResult.NORMAL
    ]
    normal = [
        str(finding.get_item_display())
        for finding in findings_of(visit).values()
        if finding.result == FindingResult.NORMAL and not finding.remark
    ]
    if normal:
        lines.insert(0, (str(FindingResult.NORMAL.label), "、".join(normal)))
    return [*lines, *_texts(visit)]


def _texts(visit: Visit) -> Iterable[tuple[str, str]]:
    fields: Any = visit._meta
    for name in ("interviewees", "difficulties", "help_given"):
        if text := getattr(visit, name):
            yield str(fields.get_field(name).verbose_name), text
    if visit.risks:
        yield str(fields.get_field("risks").verbose_name), f"{risk_words(visit)}：{visit.risk_handled}"
    if visit.next_step:
        yield str(fields.get_field("next_step").verbose_name), visit.next_step
