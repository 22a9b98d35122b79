"""The supervision level 管理等级, one case or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import today
from core.errors import BadInput, Refused
from corrections.enums import Level
from corrections.models import Case, LevelSpan, User
from corrections.permissions import Permission
from corrections.policies.case import check_can_change_level, check_day, check_level_fits
from corrections.services.case import (
    CaseOutcome,
    case_event,
    case_lock,
    case_update,
    cases_changed,
    span_switch,
)


@transaction.atomic
def case_level_change(*, by: User, case: Case, level: Level, starts_on: date, reason: str) -> Case:
    """From `starts_on` (included) the case is supervised at the level; no earlier than the running level's start.

    Raises Refused for an ended or unreceived case or the level it has, BadInput for a day out of range or no reason.
    """
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_LEVEL_CHANGE)
    _level_write(locked, by=by, level=level, starts_on=starts_on, reason=reason)
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    return locked


@transaction.atomic
def cases_level_change(
    *, by: User, case_ids: Sequence[int], level: Level, starts_on: date, reason: str
) -> list[CaseOutcome]:
    """The same for many cases, each by itself: done, skipped (has the level already) or refused with the sentence.

    BadInput about level or reason stops all; a case where the user lacks the right is refused like any other.
    """
    check_level_fits(level)
    _check_reason(reason)
    batch, outcomes = uuid4().hex, []
    for case_id in sorted(set(case_ids)):
        try:
            case = case_lock(case_id=case_id, by=by, permission=Permission.CASE_LEVEL_CHANGE)
            if case.level == level:
                why = _("已是%(level)s") % {"level": level.label}
                outcomes.append(CaseOutcome(case_id, "skipped", why))
                continue
            _level_write(case, by=by, level=level, starts_on=starts_on, reason=reason, batch=batch)
        except PermissionDenied:
            outcomes.append(CaseOutcome(case_id, "refused", _("您没有调整本案等级的权限。")))
        except (Refused, BadInput) as refusal:
            outcomes.append(CaseOutcome(case_id, "refused", refusal.sentence))
        else:
            outcomes.append(CaseOutcome(case_id, "done"))
    cases_changed(case_ids=[o.case_id for o in outcomes if o.result == "done"], on=today(), by=by)
    return outcomes


def _level_write(
    case: Case, *, by: User, level: Level, starts_on: date, reason: str, batch: str = ""
) -> None:
    check_can_change_level(case)
    check_level_fits(level)
    _check_reason(reason)
    check_day(case, starts_on, on=today())
    if case.level == level:
        raise Refused(_("管理等级已经是%(level)s。") % {"level": level.label})
    running = LevelSpan.objects.filter(case=case, ends_on=None).first()
    if running is not None and starts_on < running.starts_on:
        raise BadInput(_("现行等级自%(day)s起执行，调整日期不能更早。") % {"day": running.starts_on})
    span_switch(LevelSpan, case, starts_on=starts_on, by=by, reason=reason, level=level)
    changes = case_update(case, {"level": level})
    changes["starts_on"] = [None, starts_on.isoformat()]
    case_event("case_level_changed", case, by=by, changes=changes, reason=reason, batch=batch)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput(_("请写明调整等级的理由。"))
