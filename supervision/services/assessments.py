"""Writes what a month came to: one person, a whole station at once, and the correction of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput, Refused
from corrections.models import Case, User
from corrections.services.case import CaseOutcome, case_lock, check_version
from supervision.enums import AssessmentGrade, DutyKind
from supervision.models import Assessment, Duty
from supervision.permissions import Permission
from supervision.policies.periods import Period
from supervision.policies.plans import check_can_assess, check_can_correct_assessment
from supervision.selectors.assessments import MonthFacts, month_facts
from supervision.services.settlement import duties_settle


@dataclass(frozen=True, slots=True)
class Finding:
    """What the officer found of one person."""

    grade: AssessmentGrade
    words: str


@transaction.atomic
def assessments_record(*, by: User, month: Period, findings: Mapping[int, Finding]) -> list[CaseOutcome]:
    """Records every finding by case, each by itself: done, skipped (assessed already) or refused with why.

    Each keeps the counts of that moment and settles the month's duty. BadInput for no finding at all stops all.
    """
    if not findings:
        raise BadInput(_("还没有选择任何人的等次。"))
    outcomes = []
    for case_id, finding in sorted(findings.items()):
        try:
            with transaction.atomic():
                outcomes.append(_one(by, case_id, month, finding))
        except PermissionDenied:
            outcomes.append(CaseOutcome(case_id, "refused", _("您没有登记此人月度考核的权限。")))
        except (BadInput, Refused) as problem:
            outcomes.append(CaseOutcome(case_id, "refused", problem.sentence))
    return outcomes


@transaction.atomic
def assessment_correct(
    *, by: User, assessment: Assessment, finding: Finding, reason: str, version: int
) -> Assessment:
    """Puts a finding right, with the reason; the day and the counts it was given on stay. Clash when another has
    corrected it since `version`.
    """
    case = case_lock(case_id=assessment.case_id, by=by, permission=Permission.ASSESSMENT_RECORD)
    found: Assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    check_can_correct_assessment(found, reason=reason)
    _check_words(finding)
    check_version(found, version, offender_id=case.offender_id)
    old, found.grade, found.words = found.grade, finding.grade, finding.words.strip()
    found.version += 1
    found.save(update_fields=["grade", "words", "version"])
    _written("assessment_corrected", found, case, by, old=old, reason=reason.strip())
    return found


def _one(by: User, case_id: int, month: Period, finding: Finding) -> CaseOutcome:
    case = case_lock(case_id=case_id, by=by, permission=Permission.ASSESSMENT_RECORD)
    on = today()
    if Assessment.objects.filter(case=case, month=month.first).exists():
        return CaseOutcome(case_id, "skipped", _("这个月已经考核过"))
    duty = Duty.objects.standing().filter(case=case, kind=DutyKind.ASSESSMENT, occasion=month.key).first()
    check_can_assess(duty)
    _check_words(finding)
    facts = month_facts([case_id], month, on=on).get(case_id, MonthFacts())
    made = Assessment.objects.create(
        case=case,
        month=month.first,
        grade=finding.grade,
        words=finding.words.strip(),
        facts=facts.as_json(),
        assessed_on=on,
        recorded_at=now(),
        recorded_by=by,
    )
    duties_settle(on=on, case_ids=[case_id])
    _written("assessment_recorded", made, case, by)
    return CaseOutcome(case_id, "done")


def _check_words(finding: Finding) -> None:
    """An unfavourable finding says why."""
    if finding.grade == AssessmentGrade.UNQUALIFIED and not finding.words.strip():
        raise BadInput(_("“不合格”须写明考核意见。"))


def _written(
    event: str, made: Assessment, case: Case, by: User, *, old: str | None = None, reason: str = ""
) -> None:
    """The grade stands in the event, the officer's words in the assessment."""
    event_record(
        event,
        by=by,
        subject=made,
        changes={"grade": [old, made.grade], "month": [None, f"{made.month:%Y-%m}"]},
        reason=reason,
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
    )
