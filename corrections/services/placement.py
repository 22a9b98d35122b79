"""The station and community where a person counts."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import today
from core.errors import BadInput, Refused
from corrections.enums import OrganisationKind, PlacementKind
from corrections.models import Case, Community, Organisation, Placement, User
from corrections.permissions import Permission
from corrections.policies.access import check_may
from corrections.policies.case import check_day, check_received
from corrections.policies.reception import check_community_fits
from corrections.services.case import case_event, case_lock, case_update, cases_changed, span_switch
from corrections.services.organisation import organisation_lock


@transaction.atomic
def placement_correct(
    *,
    by: User,
    case: Case,
    station: Organisation,
    community: Community | None,
    starts_on: date,
    reason: str,
) -> Placement:
    """From that day the person counts at another station of the same county, or in another community.

    For mistakes and changed areas; moving house and 执行地变更 are procedures of their own. Raises Refused for an ended
    case, a station of another county or a closed one; BadInput without a reason or for a day out of range.
    """
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_RECEIVE)
    station = organisation_lock(station)
    check_may(by, Permission.CASE_RECEIVE, station.path)
    check_received(locked)
    check_community_fits(community, station)
    check_day(locked, starts_on, on=today())
    if not reason.strip():
        raise BadInput(_("请写明理由。"))
    if station.kind != OrganisationKind.STATION or station.closed_on is not None:
        raise Refused(_("请选择现有的司法所。"))
    if station.parent_id != locked.station.parent_id:
        raise Refused(_("跨县（市、区）的须办理执行地变更。"))
    running = Placement.objects.get(case=locked, ends_on=None)
    if starts_on < running.starts_on:
        raise BadInput(_("现执行地自%(day)s起，更正日期不能更早。") % {"day": running.starts_on})
    span_switch(
        Placement,
        locked,
        starts_on=starts_on,
        by=by,
        reason=reason,
        station=station,
        community=community,
        kind=PlacementKind.CORRECTION,
    )
    changes = case_update(locked, {"station": station, "path": station.path})
    changes["community"] = [running.community_id, community.pk if community else None]
    case_event("placement_corrected", locked, by=by, changes=changes, reason=reason)
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    return Placement.objects.get(case=locked, ends_on=None)
