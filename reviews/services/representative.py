"""Representatives come and go, and what is known of them changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import today
from core.errors import BadInput
from corrections.enums import Sex
from corrections.models import Community, User
from corrections.models.offender import phone_digits
from corrections.policies.access import check_may
from corrections.services.changes import changes_apply, created
from reviews.models import Representative
from reviews.permissions import Permission
from reviews.policies import check_can_add_representative, check_can_end_representative


@transaction.atomic
def representative_add(
    *,
    by: User,
    community: Community,
    name: str,
    starts_on: date,
    sex: Sex = Sex.UNKNOWN,
    occupation: str = "",
    phone: str = "",
) -> Representative:
    """A resident represents the community from that day on; never more than five at once."""
    locked = _community_lock(community, by)
    in_office = Representative.objects.filter(community=locked, ends_on=None)
    check_can_add_representative(in_office.count())
    if in_office.filter(name=name.strip()).exists():
        raise BadInput(_("%(name)s已是该村（社区）的评议代表。") % {"name": name.strip()})
    made = Representative.objects.create(
        community=locked,
        name=name.strip(),
        sex=sex,
        occupation=occupation.strip(),
        phone=phone_digits(phone),
        starts_on=starts_on,
    )
    _representative_event(
        "representative_added", made, by=by, changes=created(made, "name", "occupation", "phone", "starts_on")
    )
    return made


@transaction.atomic
def representative_end(
    *, by: User, representative: Representative, ends_on: date, reason: str = ""
) -> Representative:
    """`ends_on` is the last day in office."""
    _community_lock(representative.community, by)
    locked: Representative = Representative.objects.select_for_update(of=("self",)).get(pk=representative.pk)
    check_can_end_representative(locked)
    if not locked.starts_on <= ends_on <= today():
        raise BadInput(_("离任日期应在%(day)s至今天之间。") % {"day": locked.starts_on})
    locked.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    changes = {"ends_on": [None, ends_on.isoformat()]}
    _representative_event("representative_ended", locked, by=by, changes=changes, reason=reason)
    return locked


@transaction.atomic
def representative_update(
    *, by: User, representative: Representative, values: Mapping[str, Any]
) -> Representative:
    """Sex, occupation and telephone; old → new masked in the event."""
    _community_lock(representative.community, by)
    if unknown := set(values) - {"sex", "occupation", "phone"}:
        raise BadInput(_("不能在这里修改：%(names)s") % {"names": "、".join(sorted(unknown))})
    locked: Representative = Representative.objects.select_for_update(of=("self",)).get(pk=representative.pk)
    changes = changes_apply(locked, values)
    if changes:
        locked.save(update_fields=list(changes))
        _representative_event("representative_updated", locked, by=by, changes=changes)
    return locked


def _community_lock(community: Community, by: User) -> Community:
    locked = Community.objects.select_for_update(of=("self",)).select_related("station").get(pk=community.pk)
    check_may(by, Permission.REPRESENTATIVE_EDIT, locked.station.path)
    return locked


def _representative_event(
    event: str, representative: Representative, *, by: User, changes: dict[str, list[Any]], reason: str = ""
) -> None:
    path = representative.community.station.path
    event_record(event, by=by, subject=representative, changes=changes, reason=reason[:500], path=path)
