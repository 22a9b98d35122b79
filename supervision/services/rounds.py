"""Many people one after the other: a round of telephone calls, a group day with its roll-call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput, Refused
from corrections.models import Case, Organisation, User
from corrections.policies.access import check_may
from corrections.services.case import CaseOutcome
from supervision.enums import Attended, Channel, DutyKind, RecordOutcome, RoundKind
from supervision.models import Attendance, CheckIn, GroupDay
from supervision.permissions import Permission
from supervision.services.records import check_in_record


@dataclass(frozen=True, slots=True)
class Mark:
    """What the officer noted beside one person; `words` go before what is said of all."""

    attended: Attended
    words: str = ""


@transaction.atomic
def round_record(
    *,
    by: User,
    kind: RoundKind,
    station: Organisation,
    happened_on: date,
    marks: Mapping[int, Mark],
    content: str = "",
    topic: str = "",
    hours: Decimal | None = None,
    is_report: bool = True,
) -> list[CaseOutcome]:
    """Records every marked person by case, each by itself: done, skipped (noted that day already) or refused with why.

    A group day keeps its roll-call too, and with `is_report` who came has reported in person. BadInput for no mark, or
    a day to come, stops all.
    """
    check_may(by, Permission.CHECK_IN_RECORD, station.path)
    if not marks:
        raise BadInput(_("还没有标记任何人。"))
    if happened_on > today():
        raise BadInput(_("发生日期不能晚于今天。"))
    day = None if kind == RoundKind.PHONE else _day_make(by, kind, station, happened_on, topic, hours)
    counts = is_report or kind in (RoundKind.PHONE, RoundKind.REPORT)
    outcomes = []
    for case in Case.objects.filter(pk__in=marks).order_by("pk"):
        mark = marks[case.pk]
        try:
            with transaction.atomic():
                outcomes.append(_one(by, case, kind, day, happened_on, mark, content, counts))
        except PermissionDenied:
            outcomes.append(CaseOutcome(case.pk, "refused", _("您没有登记此人报告的权限。")))
        except (BadInput, Refused) as problem:
            outcomes.append(CaseOutcome(case.pk, "refused", problem.sentence))
    if day is not None:
        event_record(
            "group_day_recorded",
            by=by,
            subject=day,
            changes={"kind": [None, kind.value], "count": [None, day.attendances.count()]},
            path=day.path,
        )
    return outcomes


def _day_make(
    by: User, kind: RoundKind, station: Organisation, happened_on: date, topic: str, hours: Decimal | None
) -> GroupDay:
    return GroupDay.objects.create(
        kind=kind,
        station=station,
        path=station.path,
        happened_on=happened_on,
        topic=topic.strip(),
        hours=hours,
        recorded_at=now(),
        recorded_by=by,
    )


def _one(
    by: User,
    case: Case,
    kind: RoundKind,
    day: GroupDay | None,
    happened_on: date,
    mark: Mark,
    content: str,
    counts: bool,
) -> CaseOutcome:
    channel = Channel.PHONE if kind == RoundKind.PHONE else Channel.IN_PERSON
    came = mark.attended == Attended.PRESENT
    outcome = RecordOutcome.COMPLIED if came else RecordOutcome.FAILED_ATTEMPT
    check_in = None
    if counts:
        if _is_noted(case, channel, outcome, happened_on):
            return CaseOutcome(case.pk, "skipped", _("当天已经登记过"))
        words = [mark.words, content if came else ""]
        check_in = check_in_record(
            by=by,
            case=case,
            channel=channel,
            happened_on=happened_on,
            outcome=outcome,
            content="；".join(filter(None, (text.strip() for text in words))),
            settles=[DutyKind.ORAL_REPORT],
        )
    if day is not None:
        Attendance.objects.create(
            day=day, case=case, attended=mark.attended, words=mark.words.strip()[:200], check_in=check_in
        )
    return CaseOutcome(case.pk, "done")


def _is_noted(case: Case, channel: Channel, outcome: RecordOutcome, happened_on: date) -> bool:
    """The same result by the same channel on that day: a list sent again, or somebody who called in already."""
    return (
        CheckIn.objects.standing()
        .filter(case=case, channel=channel, outcome=outcome, happened_on=happened_on)
        .exists()
    )
