"""Staff: postings that fit together, absences within them."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.models import Organisation, Posting, ResponsibleOfficer, Staff, StaffAbsence

FULL = 100


def check_can_add_posting(
    staff: Staff, organisation: Organisation, share: int, starts_on: date, ends_on: date | None
) -> None:
    """Shares of one person never add up to more than a full post on any day (checked where postings begin)."""
    if ends_on is not None and ends_on < starts_on:
        raise BadInput(_("任职终止日期不能早于起始日期。"))
    if not 1 <= share <= FULL:
        raise BadInput(_("投入比例为1至100。"))
    if organisation.closed_on is not None and organisation.closed_on < starts_on:
        raise Refused(_("%(name)s已撤销。") % {"name": organisation.name})
    others = Posting.objects.filter(staff=staff).during(starts_on, ends_on or date.max)
    days = {starts_on, *(posting.starts_on for posting in others if posting.starts_on > starts_on)}
    for day in days:
        held = Posting.objects.filter(staff=staff).on(day).aggregate(total=Sum("share"))["total"] or 0
        if held + share > FULL:
            raise Refused(
                _("%(name)s在%(day)s的投入比例合计将超过100%%，请先结束原任职。")
                % {"name": staff.name, "day": day}
            )


def check_can_end_posting(posting: Posting, ends_on: date, *, on: date) -> None:
    """Who answers for open cases hands them over first."""
    if posting.ends_on is not None and posting.ends_on <= ends_on:
        raise Refused(_("该任职已于%(day)s终止。") % {"day": posting.ends_on})
    if ends_on < posting.starts_on:
        raise BadInput(_("终止日期不能早于起始日期（%(day)s）。") % {"day": posting.starts_on})
    others = Posting.objects.filter(staff=posting.staff_id).exclude(pk=posting.pk).on(on)
    held = ResponsibleOfficer.objects.filter(staff=posting.staff_id, ends_on=None)
    if held.exists() and not others.exists():
        raise Refused(_("该人员还是%(count)d名对象的矫正责任人，请先调整责任人。") % {"count": held.count()})


def check_absence_fits(staff: Staff, starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise BadInput(_("结束日期不能早于开始日期。"))
    if StaffAbsence.objects.filter(staff=staff).during(starts_on, ends_on or date.max).exists():
        raise BadInput(_("与已登记的不在岗时间重叠。"))


def check_can_end_absence(absence: StaffAbsence, ends_on: date) -> None:
    if absence.ends_on is not None and absence.ends_on <= ends_on:
        raise Refused(_("该不在岗已于%(day)s结束。") % {"day": absence.ends_on})
    if ends_on < absence.starts_on:
        raise BadInput(_("结束日期不能早于开始日期（%(day)s）。") % {"day": absence.starts_on})
