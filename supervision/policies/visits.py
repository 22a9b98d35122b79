"""What a visit may say it found. Each refusal is one sentence a person can act on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import BadInput
from supervision.enums import FindingResult, MetPerson, VisitItem, VisitRisk

LEADING = tuple(MetPerson)
"""Who stands first where several were met: the person, then who lives with them, then others."""


@dataclass(frozen=True, slots=True)
class Found:
    """One item that was asked about."""

    item: VisitItem
    result: FindingResult
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What a visit showed beyond its words: items, difficulties and help, risks and what was done, the next step."""

    found: tuple[Found, ...] = ()
    difficulties: str = ""
    help_given: str = ""
    risks: tuple[VisitRisk, ...] = ()
    risk_handled: str = ""
    next_step: str = ""


def check_met_together(met: Collection[str]) -> None:
    """Somebody or nobody, not both."""
    if MetPerson.NOBODY in met and len(met) > 1:
        raise BadInput(_("选了“无人在家”，就不能再选见到的人。"))


def check_found(found: Found, *, met: Collection[str]) -> None:
    """What is not normal says what it is; who met nobody learnt nothing."""
    label = VisitItem(found.item).label
    if MetPerson.NOBODY in met:
        raise BadInput(_("无人在家，没有了解到“%(item)s”，请不要选择。") % {"item": label})
    if found.result != FindingResult.NORMAL and not found.remark.strip():
        raise BadInput(
            _("请写明“%(item)s”%(result)s的情况。")
            % {"item": label, "result": FindingResult(found.result).label}
        )


def check_risks(risks: Collection[str], handled: str) -> None:
    """A risk that was found was dealt with somehow; what was done belongs to a risk."""
    if risks and not handled.strip():
        raise BadInput(_("发现风险的，请写明采取了什么措施。"))
    if handled.strip() and not risks:
        raise BadInput(_("写了风险处置的，请选择发现了哪种风险。"))
