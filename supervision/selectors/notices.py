"""The notices a user reads: newest first, how many are unread, and what one says."""

from __future__ import annotations

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from corrections.models import User
from supervision.enums import NoticeKind
from supervision.models import Notice, NoticeReading
from supervision.selectors.occasions import occasion_text


def notices_for(user: User) -> QuerySet[Notice]:
    """The notices of the user's offices with what a list shows of them, newest first."""
    return Notice.objects.visible_to(user).select_related("office", "duty__case__offender", "case__offender")


def unread_count(user: User) -> int:
    """How many are newer than what the user has read; counting stops at a hundred."""
    return unread(user).count()


def unread(user: User, *, at_most: int = 100) -> QuerySet[Notice]:
    """Those newer than what the user has read, to be counted: the number beside 消息."""
    read = NoticeReading.objects.filter(user=user).values("last_notice_id")
    newer = Notice.objects.visible_to(user).filter(pk__gt=Coalesce(Subquery(read), 0)).order_by()
    return newer[:at_most]


def read_up_to(user: User) -> int:
    """The pk of the last notice the user has read; 0 for none."""
    return NoticeReading.objects.filter(user=user).values_list("last_notice_id", flat=True).first() or 0


def notice_text(notice: Notice) -> str:
    """One sentence without the person's name, which the page adds for those who may see it."""
    if notice.kind == NoticeKind.TERM_OVER or notice.duty is None:
        return _("矫正期已满，没有解除记录")
    words = {"kind": notice.duty.get_kind_display(), "occasion": occasion_text(notice.duty)}
    if notice.kind == NoticeKind.ESCALATED:
        return _("%(kind)s（%(occasion)s）逾期未办，现上报") % words
    return _("%(kind)s（%(occasion)s）已逾期") % words
