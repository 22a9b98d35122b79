"""When two files may be made one, and a question of identity decided."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.errors import Refused
from corrections.enums import NamesakeState, RosterState
from corrections.models import Case, Namesake, Offender, User
from corrections.permissions import Permission
from corrections.selectors.names import may_open


def check_can_merge(by: User, people: Collection[Offender], cases: Collection[Case]) -> None:
    """Two people, with every case of theirs within the user's reach: what is merged unseen could not be judged."""
    if len(people) != 2:
        raise Refused(_("其中一份档案已经合并或删除，请刷新后再看。"))
    reached = Case.objects.visible_to(by, Permission.OFFENDER_MERGE).filter(
        pk__in=[case.pk for case in cases]
    )
    seen = set(reached.values_list("pk", flat=True))
    if not seen:
        raise PermissionDenied(_("您没有合并档案的权限。"))
    if len(seen) < len(cases):
        raise Refused(_("其中一人在您的辖区以外还有案件，请由上级社区矫正机构合并。"))
    if not all(may_open(by, case) for case in cases):
        raise Refused(_("其中一份是受限档案，请由有权查看的人员合并。"))


def check_can_decide(by: User, question: Namesake) -> None:
    """Once, by who may, and not while the roster that asks is being written."""
    if not Namesake.objects.visible_to(by).filter(pk=question.pk).exists():
        raise PermissionDenied(_("您没有认定疑似重复的权限。"))
    if question.state != NamesakeState.OPEN:
        who = question.decided_by.display_name if question.decided_by else ""
        raise Refused(
            _("%(name)s已认定为“%(state)s”。") % {"name": who, "state": question.get_state_display()}
        )
    if question.roster is not None and question.roster.state in (RosterState.CONFIRMED, RosterState.UPLOADED):
        raise Refused(_("名册正在检查或导入，请稍后再认定。"))
