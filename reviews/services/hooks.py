"""What this room does when lower rooms merge cases or undo an import."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from corrections.models import User
from reviews.models import Appraisal


def cases_merged(*, gone_id: int, kept_id: int, by: User) -> None:
    """A hook: the appraisals of two cases that turned out to be one."""
    Appraisal.objects.filter(case_id=gone_id).update(case_id=kept_id)


def import_undo_blockers(*, case_ids: Sequence[int]) -> list[str]:
    """A hook: appraisals of people whom an import made would go with them."""
    count = Appraisal.objects.filter(case_id__in=case_ids).count()
    return [_("已登记 %(count)s 次社区评议，涉及本次导入的对象") % {"count": count}] if count else []
