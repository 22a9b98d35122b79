"""Seats of the 4+X team 矫正小组 (社区矫正法 第二十五条)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import now, today
from core.errors import BadInput, Refused
from corrections.enums import SeatRole, Sex
from corrections.models import Staff, TeamSeat, User
from corrections.models.case import Case
from corrections.models.offender import phone_digits
from corrections.permissions import Permission
from corrections.policies.case import check_can_edit_team, check_day
from corrections.services.case import case_event, case_lock, cases_changed
from corrections.services.changes import created, row_save


@transaction.atomic
def team_seat_add(
    *,
    by: User,
    case: Case,
    role: SeatRole,
    starts_on: date,
    staff: Staff | None = None,
    name: str = "",
    sex: Sex = Sex.UNKNOWN,
    phone: str = "",
    unit_name: str = "",
    knows_minors: bool = False,
) -> TeamSeat:
    """A member takes a seat from that day on: a staff member (name and sex are theirs), or somebody named here.

    A seat that a roster only reported in this role is filled rather than doubled. Raises Refused for an ended case or
    a staff member who sits there already, BadInput without a name or for a day out of range.
    """
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.TEAM_EDIT)
    check_can_edit_team(locked)
    check_day(locked, starts_on, on=today())
    if staff is not None:
        name, sex, knows_minors = staff.name, Sex(staff.sex), staff.knows_minors or knows_minors
        if TeamSeat.objects.filter(case=locked, staff=staff, ends_on=None).exists():
            raise Refused(_("%(name)s已经是矫正小组成员。") % {"name": staff.name})
    if not name.strip():
        raise BadInput(_("请填写小组成员姓名。"))
    reported = TeamSeat.objects.filter(case=locked, role=role, ends_on=None, is_named=False).first()
    seat = reported or TeamSeat(case=locked, role=role)
    for field, value in {
        "starts_on": starts_on,
        "staff": staff,
        "name": name.strip(),
        "sex": sex,
        "phone": phone_digits(phone),
        "unit_name": unit_name.strip(),
        "knows_minors": knows_minors,
        "is_named": True,
        "recorded_at": now(),
        "recorded_by": by,
    }.items():
        setattr(seat, field, value)
    seat.save()
    row_save(locked, set())
    changes = created(seat, "role", "name", "staff_id", "starts_on", "unit_name")
    case_event("team_seat_added", locked, by=by, subject=seat, changes=changes)
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    return seat


@transaction.atomic
def team_seat_end(*, by: User, seat: TeamSeat, ends_on: date, reason: str = "") -> TeamSeat:
    """The member leaves; `ends_on` is the last day in the team."""
    case = case_lock(case_id=seat.case_id, by=by, permission=Permission.TEAM_EDIT)
    locked = TeamSeat.objects.get(pk=seat.pk)
    check_can_edit_team(case)
    if locked.ends_on is not None:
        raise Refused(_("该成员已于%(day)s退出小组。") % {"day": locked.ends_on})
    if not locked.starts_on <= ends_on <= today():
        raise BadInput(_("退出日期应在%(day)s至今天之间。") % {"day": locked.starts_on})
    locked.ends_on, locked.reason = ends_on, reason
    locked.save(update_fields=["ends_on", "reason"])
    row_save(case, set())
    changes = {"ends_on": [None, ends_on.isoformat()]}
    case_event("team_seat_ended", case, by=by, subject=locked, changes=changes, reason=reason)
    cases_changed(case_ids=[case.pk], on=today(), by=by)
    return locked
