"""May this person move regularly between 市、县, and is this trip under the permit."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from core.day_words import day_span, full_day
from core.errors import BadInput, Refused
from corrections.models import Case
from supervision.enums import ApprovalStatus
from supervision.models import TravelPermit, Trip


def check_permit_start(case: Case, starts_on: date, *, on: date) -> None:
    """From today on, within the term: a permit is given ahead."""
    if starts_on < on:
        raise BadInput(_("经常性跨市县活动须事先批准，开始日期不能早于今天。"))
    if starts_on > case.term_ends_on:
        raise BadInput(_("开始日期超过矫正期满日（%(day)s）。") % {"day": full_day(case.term_ends_on)})


def check_no_permit(case: Case, first: date, last: date) -> None:
    """No two standing permits share a day: the next one begins when this one is over."""
    found = TravelPermit.objects.filter(case=case, is_standing=True, starts_on__lte=last, ends_on__gte=first)
    if (other := found.first()) is not None:
        raise BadInput(
            _("已有一份申请或批准的期间为%(days)s，期满后再重新申请。")
            % {"days": day_span(other.starts_on, other.ends_on)}
        )


def check_permit_holds(permit: TravelPermit, *, on: date) -> None:
    """Approved and in force."""
    if permit.approval.status != ApprovalStatus.APPROVED:
        raise Refused(_("该申请现为“%(status)s”。") % {"status": permit.approval.get_status_display()})
    if permit.ends_on < on:
        raise Refused(_("批准的有效期已于%(day)s届满，请重新申请。") % {"day": full_day(permit.ends_on)})


def check_can_take_trip(permit: TravelPermit, departed_on: date, *, on: date) -> None:
    """One trip at a time, on a day of the permit."""
    check_permit_holds(permit, on=departed_on)
    if departed_on > on:
        raise BadInput(_("日期不能晚于今天。"))
    if departed_on < permit.starts_on:
        raise BadInput(_("批准自%(day)s起有效。") % {"day": full_day(permit.starts_on)})
    if Trip.objects.filter(case_id=permit.case_id, returned_on=None).exists():
        raise Refused(_("该对象还有一次外出没有登记返回。"))


def check_can_end_trip(trip: Trip, returned_on: date, *, on: date) -> None:
    """On a day from the departure to today."""
    if returned_on > on:
        raise BadInput(_("日期不能晚于今天。"))
    if returned_on < trip.departed_on:
        raise BadInput(_("返回日期早于出发日期（%(day)s）。") % {"day": full_day(trip.departed_on)})
