"""Why each person on a page of a list stands there, in a few words; one query a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.day_words import full_day
from corrections.enums import SeatRole
from corrections.models import Case, Offence, StatusSpan, TeamSeat
from reporting.enums import IndicatorKey, Part
from reporting.indicators import Indicator, Period
from reporting.indicators.facts import FIXED_SEATS

OFFENCES = (IndicatorKey.REOFFENDING, IndicatorKey.INDICTED, IndicatorKey.SUSPECTED)
LOSSES = (IndicatorKey.ABSCONDING, IndicatorKey.ABSCONDING_OPEN)


def grounds(indicator: Indicator, part: Part, period: Period, cases: Sequence[Case]) -> dict[int, str]:
    """Case id → the fact that puts the person on the list."""
    ids = [case.pk for case in cases]
    if part is Part.COUNTED and indicator.key in OFFENCES:
        return _joined((found.case_id, _offence(found)) for found in _offences(ids))
    if part is Part.COUNTED and indicator.key in LOSSES:
        return _joined((found.case_id, _loss(found)) for found in _losses(ids, period))
    if part is Part.REST and indicator.key is IndicatorKey.TEAM_COMPLETE:
        return _missing_seats(ids, period)
    return {
        case.pk: _("%(day)s 接收") % {"day": full_day(case.received_on)} for case in cases if case.received_on
    }


def _joined(pairs: Any) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, text in pairs:
        found[case_id].append(text)
    return {case_id: "；".join(texts) for case_id, texts in found.items()}


def _offences(ids: list[int]) -> Any:
    return Offence.objects.filter(case_id__in=ids, kind="new").order_by("committed_on", "pk")


def _offence(found: Offence) -> str:
    words = [_("%(day)s 犯罪（%(crime)s）") % {"day": full_day(found.committed_on), "crime": found.crime}]
    if found.effective_on:
        words.append(_("%(day)s 判决生效") % {"day": full_day(found.effective_on)})
    elif found.indicted_on:
        words.append(_("%(day)s 起诉") % {"day": full_day(found.indicted_on)})
    elif found.suspected_on:
        words.append(_("%(day)s 立案") % {"day": full_day(found.suspected_on)})
    return "，".join(words)


def _losses(ids: list[int], period: Period) -> Any:
    return StatusSpan.objects.filter(
        case_id__in=ids, absconding_from__isnull=False, absconding_from__lte=period.ends_on
    ).order_by("absconding_from", "pk")


def _loss(found: StatusSpan) -> str:
    since = found.absconding_from or found.starts_on
    nature = found.get_absconding_nature_display()
    words = [_("%(day)s 起%(nature)s") % {"day": full_day(since), "nature": nature}]
    if found.ends_on:
        words.append(_("%(day)s 止") % {"day": full_day(found.ends_on)})
    return "，".join(words)


def _missing_seats(ids: list[int], period: Period) -> dict[int, str]:
    """Which of the five are not named: the four fixed seats and X."""
    held: dict[int, set[str]] = {case_id: set() for case_id in ids}
    seats = TeamSeat.objects.on(period.ends_on).filter(case_id__in=ids, is_named=True)
    for case_id, role in seats.values_list("case_id", "role"):
        held[case_id].add(role)
    return {
        case_id: _("缺：%(seats)s") % {"seats": "、".join(_missing(roles))} for case_id, roles in held.items()
    }


def _missing(held: set[str]) -> list[str]:
    missing = [str(role.label) for role in FIXED_SEATS if role not in held]
    has_other = any(SeatRole(role) not in FIXED_SEATS for role in held)
    return missing if has_other else [*missing, _("其他成员（X）")]
