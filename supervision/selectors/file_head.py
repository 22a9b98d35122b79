"""What supervision adds to the head of a person's file: how much is overdue, and the two records made every day."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actions import Action
from core.chips import Chip
from core.registry import FileHead
from corrections.models import Case, User
from supervision.models import Duty
from supervision.permissions import Permission


def file_head(*, user: User, case: Case, on: date) -> FileHead:
    """One query; buttons only for those who may record at the case's office, and only on an open case."""
    chips: tuple[Chip, ...] = ()
    if user.may(Permission.DUTY_VIEW, path=case.path):
        late = Duty.objects.filter(case=case).overdue(on=on).count()
        chips = (Chip(_("逾期 %(count)d 项") % {"count": late}, "late"),) if late else ()
    return FileHead(chips, tuple(_actions(user, case)))


def _actions(user: User, case: Case) -> list[Action]:
    if case.received_on is None or case.ended_on is not None:
        return []
    actions = []
    if user.may(Permission.CHECK_IN_RECORD, path=case.path):
        report = reverse("supervision:check_in_record", args=[case.pk])
        actions.append(Action(_("登记报告"), report, kind="primary", dialog=True))
        desk = reverse("supervision:desk_entry_record", args=[case.pk])
        actions.append(Action(_("本人到所"), desk, dialog=True))
    if user.may(Permission.VISIT_RECORD, path=case.path):
        visit = reverse("supervision:visit_record", args=[case.pk])
        actions.append(Action(_("登记走访"), visit, dialog=True))
    return actions
