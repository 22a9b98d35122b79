"""What this room does when a lower one changes cases: hooks of AppConfig.ready, run in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import Refused
from corrections.models import User
from supervision.enums import DutyKind
from supervision.models import (
    Approval,
    Assessment,
    Attendance,
    CheckIn,
    CorrectionPlan,
    Duty,
    Leave,
    Movement,
    TravelPermit,
    Trip,
    Visit,
)


def import_undo_blockers(*, case_ids: Sequence[int]) -> list[str]:
    """Records that people made depend on the cases; duties opened by the program do not count."""
    ids = list(case_ids)
    counted = (
        (CheckIn.objects.filter(case_id__in=ids).count(), _("已登记 %(count)s 条报告，涉及本次导入的对象")),
        (Visit.objects.filter(case_id__in=ids).count(), _("已登记 %(count)s 次走访，涉及本次导入的对象")),
        (
            CorrectionPlan.objects.filter(case_id__in=ids).count(),
            _("已制定 %(count)s 份矫正方案，涉及本次导入的对象"),
        ),
        (
            Assessment.objects.filter(case_id__in=ids).count(),
            _("已登记 %(count)s 次月度考核，涉及本次导入的对象"),
        ),
        (
            Approval.objects.filter(case_id__in=ids).count(),
            _("已有 %(count)s 件审批申请，涉及本次导入的对象"),
        ),
        (
            Attendance.objects.filter(case_id__in=ids).count(),
            _("已登记 %(count)s 人次集中活动，涉及本次导入的对象"),
        ),
    )
    return [sentence % {"count": count} for count, sentence in counted if count]


def cases_merged(*, gone_id: int, kept_id: int, by: User) -> None:
    """Reports, visits, plans, assessments and requests go over to the case that stays.

    The duties of the other follow from its facts, so they go with it; a record that was entered as late for one counts
    for the same period of the case that stays, if it has it.
    """
    kept = {(duty.kind, duty.occasion): duty for duty in Duty.objects.standing().filter(case_id=kept_id)}
    for model in (CheckIn, Visit):
        for record in model.objects.filter(case_id=gone_id).select_related("late_for"):
            late_for = record.late_for
            record.case_id = kept_id
            record.late_for = kept.get((late_for.kind, late_for.occasion)) if late_for else None
            record.save(update_fields=["case", "late_for"])
    CorrectionPlan.objects.filter(case_id=gone_id).update(case_id=kept_id)
    assessed = Assessment.objects.filter(case_id=kept_id).values("month")
    Assessment.objects.filter(case_id=gone_id).exclude(month__in=assessed).update(case_id=kept_id)
    called = Attendance.objects.filter(case_id=kept_id).values("day_id")
    Attendance.objects.filter(case_id=gone_id).exclude(day_id__in=called).update(case_id=kept_id)
    _requests_move(gone_id, kept_id)
    Duty.objects.filter(case_id=gone_id).delete()


def _requests_move(gone_id: int, kept_id: int) -> None:
    """With their clocks, leaves and trips; a leave on days of another one no longer holds them."""
    if Trip.objects.filter(case_id__in=(gone_id, kept_id), returned_on=None).count() > 1:
        raise Refused(_("两份档案各有一次尚未返回的外出，请先登记返回再合并。"))
    for leave in Leave.objects.filter(case_id=gone_id, is_standing=True):
        days = {"starts_on__lte": leave.held_to, "held_to__gte": leave.starts_on}
        if Leave.objects.filter(case_id=kept_id, is_standing=True, **days).exists():
            Leave.objects.filter(pk=leave.pk).update(is_standing=False)
    for permit in TravelPermit.objects.filter(case_id=gone_id, is_standing=True):
        days = {"starts_on__lte": permit.ends_on, "ends_on__gte": permit.starts_on}
        if TravelPermit.objects.filter(case_id=kept_id, is_standing=True, **days).exists():
            TravelPermit.objects.filter(pk=permit.pk).update(is_standing=False)
    for model in (Approval, Leave, TravelPermit, Trip, Movement):
        model._default_manager.filter(case_id=gone_id).update(case_id=kept_id)
    clocks = Duty.objects.filter(case_id=gone_id, kind__in=(DutyKind.APPROVAL, DutyKind.ERRAND))
    clocks.update(case_id=kept_id)
