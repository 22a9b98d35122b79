"""Appraisals are recorded, answered, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import now, today
from core.errors import BadInput
from corrections.models import Case, User
from corrections.services.case import case_event, case_lock
from corrections.services.changes import created
from reviews.enums import AppraisalItem
from reviews.models import Appraisal, AppraisalScore, Representative
from reviews.permissions import Permission
from reviews.policies import (
    check_appraisal_day,
    check_can_appraise,
    check_can_give_feedback,
    check_standing,
    check_voices,
)

Scores = Mapping[Representative, Mapping[AppraisalItem, int]]
"""What each representative said: one mark from 1 to 5 for every item."""


@transaction.atomic
def appraisal_record(
    *, by: User, case: Case, happened_on: date, scores: Scores, words: str = ""
) -> Appraisal:
    """What several representatives of one community said of the person on that day.

    Raises Refused for the juvenile track, a sealed or restricted person and outside the correction; BadInput for a day
    out of range, too few or foreign representatives, and incomplete marks.
    """
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.APPRAISAL_RECORD)
    check_can_appraise(locked, on=today())
    check_appraisal_day(locked, happened_on, on=today())
    check_voices(list(scores), on=happened_on)
    for representative, marks in scores.items():
        _check_marks(representative, marks)
    made = Appraisal.objects.create(
        case=locked,
        community_id=next(iter(scores)).community_id,
        happened_on=happened_on,
        words=words.strip(),
        recorded_at=now(),
        recorded_by=by,
    )
    AppraisalScore.objects.bulk_create(
        AppraisalScore(appraisal=made, representative=representative, item=item, score=score)
        for representative, marks in scores.items()
        for item, score in marks.items()
    )
    changes = created(made, "happened_on", "community_id") | {"representatives": [None, len(scores)]}
    case_event("appraisal_recorded", locked, by=by, subject=made, changes=changes)
    return made


@transaction.atomic
def appraisal_feedback(*, by: User, appraisal: Appraisal, feedback: str, feedback_on: date) -> Appraisal:
    """What the office answers and does after the appraisal; once."""
    case, locked = _appraisal_lock(appraisal, by)
    check_can_give_feedback(locked)
    if not locked.happened_on <= feedback_on <= today():
        raise BadInput(_("反馈日期应在评议日期（%(day)s）至今天之间。") % {"day": locked.happened_on})
    if not feedback.strip():
        raise BadInput(_("请填写反馈内容。"))
    locked.feedback, locked.feedback_on, locked.feedback_by = feedback.strip(), feedback_on, by
    locked.save(update_fields=["feedback", "feedback_on", "feedback_by"])
    changes = {"feedback_on": [None, feedback_on.isoformat()]}
    case_event("appraisal_answered", case, by=by, subject=locked, changes=changes)
    return locked


@transaction.atomic
def appraisal_withdraw(*, by: User, appraisal: Appraisal, reason: str) -> Appraisal:
    """Takes a wrong entry out of the file; the row and its marks stay as they were."""
    case, locked = _appraisal_lock(appraisal, by)
    check_standing(locked)
    if not reason.strip():
        raise BadInput(_("请填写撤回原因。"))
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = now(), by, reason.strip()[:200]
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    case_event("appraisal_withdrawn", case, by=by, subject=locked, reason=reason)
    return locked


def _appraisal_lock(appraisal: Appraisal, by: User) -> tuple[Case, Appraisal]:
    case = case_lock(case_id=appraisal.case_id, by=by, permission=Permission.APPRAISAL_RECORD)
    locked = Appraisal.objects.select_for_update(of=("self",)).filter(pk=appraisal.pk, case=case).first()
    if locked is None:
        raise PermissionDenied
    return case, locked


def _check_marks(representative: Representative, marks: Mapping[AppraisalItem, int]) -> None:
    if set(marks) != set(AppraisalItem):
        raise BadInput(_("%(name)s还有项目没有评分。") % {"name": representative.name})
    if not all(1 <= score <= 5 for score in marks.values()):
        raise BadInput(_("评分应为 1 至 5 分。"))
