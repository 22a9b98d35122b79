"""Makes, adjusts and takes back the correction plan of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from core.audit import event_record
from core.clock import now, today
from corrections.models import Case, User
from corrections.services.case import case_lock
from supervision.models import CorrectionPlan
from supervision.permissions import Permission
from supervision.policies.plans import check_can_plan, check_plan_day
from supervision.policies.records import check_can_withdraw
from supervision.selectors.plans import plan_of
from supervision.services.settlement import duties_settle


@dataclass(frozen=True, slots=True)
class PlanParts:
    """The four parts the law names (社区矫正法实施办法 第二十二条)."""

    situation: str
    evaluation: str
    analysis: str
    measures: str


@transaction.atomic
def plan_make(
    *, by: User, case: Case, made_on: date, parts: PlanParts, adjusted_because: str = ""
) -> CorrectionPlan:
    """The first plan of a case settles the duty to make one; each later one adjusts it and says why.

    Raises BadInput or Refused with one sentence.
    """
    case = case_lock(case_id=case.pk, by=by, permission=Permission.PLAN_EDIT)
    before = plan_of(case)
    check_can_plan(case)
    check_plan_day(case, made_on, before, because=adjusted_because, on=today())
    plan = CorrectionPlan.objects.create(
        case=case,
        made_on=made_on,
        situation=parts.situation.strip(),
        evaluation=parts.evaluation.strip(),
        analysis=parts.analysis.strip(),
        measures=parts.measures.strip(),
        adjusted_because=adjusted_because.strip() if before else "",
        recorded_at=now(),
        recorded_by=by,
    )
    duties_settle(on=today(), case_ids=[case.pk])
    _written("plan_adjusted" if before else "plan_made", plan, case, by, reason=plan.adjusted_because)
    return plan


@transaction.atomic
def plan_withdraw(*, by: User, plan: CorrectionPlan, reason: str) -> CorrectionPlan:
    """It stays in the file with the reason; the version before holds again, the duty is settled or open anew."""
    case = case_lock(case_id=plan.case_id, by=by, permission=Permission.PLAN_EDIT)
    plan = CorrectionPlan.objects.select_for_update().get(pk=plan.pk)
    check_can_withdraw(plan, reason=reason)
    plan.withdrawn_at, plan.withdrawn_by, plan.withdrawn_reason = now(), by, reason.strip()
    plan.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    duties_settle(on=today(), case_ids=[case.pk])
    _written("plan_withdrawn", plan, case, by, reason=plan.withdrawn_reason)
    return plan


def _written(event: str, plan: CorrectionPlan, case: Case, by: User, *, reason: str) -> None:
    """What the plan says stays in the plan."""
    event_record(
        event,
        by=by,
        subject=plan,
        changes={"made_on": [None, plan.made_on.isoformat()]},
        reason=reason,
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
    )
