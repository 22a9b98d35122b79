"""What this room does when a lower one changes cases: hooks of AppConfig.ready, run in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from supervision.models import CheckIn, Visit


def import_undo_blockers(*, case_ids: Sequence[int]) -> list[str]:
    """Records that people made depend on the cases; duties opened by the program do not count."""
    ids = list(case_ids)
    counted = (
        (CheckIn.objects.filter(case_id__in=ids).count(), _("已登记 %(count)s 条报告，涉及本次导入的对象")),
        (Visit.objects.filter(case_id__in=ids).count(), _("已登记 %(count)s 次走访，涉及本次导入的对象")),
    )
    return [sentence % {"count": count} for count, sentence in counted if count]
