"""What a visit found, written beside it. Called inside the transaction of the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from supervision.enums import FindingResult, VisitRisk
from supervision.models import Visit, VisitFinding
from supervision.policies.visits import Found, Learnt, check_found, check_met_together, check_risks


def visit_learn(visit: Visit, learnt: Learnt) -> None:
    """Checks what was learnt against whom the visit met, and puts it onto the visit, unsaved. Raises BadInput."""
    met = [visit.met, *visit.also_met]
    check_met_together(met)
    for found in learnt.found:
        check_found(found, met=met)
    check_risks(learnt.risks, learnt.risk_handled)
    visit.risks = [VisitRisk(risk).value for risk in learnt.risks]
    for name in ("difficulties", "help_given", "risk_handled", "next_step"):
        setattr(visit, name, getattr(learnt, name).strip())


def findings_keep(visit: Visit, found: Sequence[Found]) -> None:
    """Writes the items of a saved visit instead of those kept before."""
    VisitFinding.objects.filter(visit=visit).delete()
    VisitFinding.objects.bulk_create(
        VisitFinding(visit=visit, item=each.item, result=each.result, remark=each.remark.strip())
        for each in found
    )


def learnt_facts(learnt: Learnt) -> dict[str, Any]:
    """For the event: codes, none of the words of the person."""
    noticed = [found.item.value for found in learnt.found if found.result != FindingResult.NORMAL]
    return {"not_normal": noticed, "risks": [VisitRisk(risk).value for risk in learnt.risks]}
