"""What may be done next about a duty or a case: the buttons of a work list's row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.paths import ancestors
from corrections.enums import DelegatedMatter
from corrections.models import Case, Delegation, User
from corrections.models.access import caseload_q
from corrections.permissions import Permission as CasePermission
from corrections.selectors.names import may_open
from supervision.enums import DutyKind, DutyOutcome
from supervision.models import Duty
from supervision.models.duty import REPORTED_KINDS
from supervision.permissions import Permission


class Acts:
    """The buttons of one list for one user; none on a file that is closed to the user.

    Two queries at most, whatever the list's length: whose phone opens without a reason, which stations may receive.
    `back` is the address of the list: forms of other rooms lead back to it.
    """

    def __init__(self, user: User, cases: Iterable[Case], *, on: date, back: str) -> None:
        self.user, self.on, self.back = user, on, back
        self._cases = [case for case in cases if may_open(user, case)]
        self._openable = {case.pk for case in self._cases}

    def of_duty(self, duty: Duty) -> tuple[Action, ...]:
        """What settles this duty, the most likely first; nothing for one that is settled."""
        case: Any = duty.case
        if case.pk not in self._openable or duty.outcome != DutyOutcome.OPEN:
            return ()
        return tuple(self._settling(duty, case, is_late=duty.due_on < self.on))

    def of_case(self, case: Case) -> tuple[Action, ...]:
        """Reception for who is awaited, the end for whose term is over, preparing it for whose term is ending."""
        if case.pk not in self._openable:
            return ()
        if case.received_on is None:
            return tuple(self._register(case, kind="primary"))
        if case.term_ends_on < self.on:
            return tuple(self._case_form(CasePermission.CASE_END, "case_end", _("登记解除"), case))
        return (Action(_("办理"), reverse("corrections:case_ending", args=[case.pk])),)

    def phone_url(self, case: Case) -> str:
        """Where one click opens the phone number: one's own caseload, with a number on file; else empty."""
        may = case.pk in self._own and self.user.may(CasePermission.OFFENDER_REVEAL, path=case.path)
        return reverse("supervision:phone_reveal", args=[case.pk]) if may and case.offender.phone else ""

    def _settling(self, duty: Duty, case: Case, *, is_late: bool) -> Iterator[Action]:
        p, kind = CasePermission, duty.kind
        primary: Any = "primary" if is_late else "default"
        if kind in REPORTED_KINDS:
            yield from self._record(Permission.CHECK_IN_RECORD, "check_in_record", _("登记报告"), duty)
        elif kind == DutyKind.VISIT:
            yield from self._record(Permission.VISIT_RECORD, "visit_record", _("登记走访"), duty)
        elif kind == DutyKind.DISCHARGE_PREPARATION:
            yield from self._record(Permission.CHECK_IN_RECORD, "desk_entry_record", _("收个人总结"), duty)
        elif kind in (DutyKind.REGISTRATION, DutyKind.HANDOVER):
            yield from self._register(case, kind=primary)
            if is_late and case.received_on is not None and kind == DutyKind.REGISTRATION:
                yield from self._case_form(
                    p.CASE_STATUS_RECORD, "lost_contact_begin", _("组织查找"), case, kind="default"
                )
        elif kind == DutyKind.TEAM:
            if self.user.may(p.TEAM_EDIT, path=case.path):
                yield Action(_("组建小组"), reverse("corrections:case_team", args=[case.pk]))
        elif kind == DutyKind.PLAN:
            if self.user.may(Permission.PLAN_EDIT, path=case.path):
                yield Action(_("制定方案"), reverse("supervision:plan_make", args=[case.pk]))
        elif kind == DutyKind.ASSESSMENT:
            if self.user.may(Permission.ASSESSMENT_RECORD, path=case.path):
                query = urlencode({"station": duty.station_id, "month": duty.occasion})
                yield Action(_("考核"), f"{reverse('supervision:assessments')}?{query}")
        elif kind == DutyKind.SEARCH:
            yield from self._searched(duty, case)
        elif kind == DutyKind.APPROVAL:
            yield Action(
                _("审批"), reverse("supervision:approval_detail", args=[_number(duty)]), kind="primary"
            )
        elif kind == DutyKind.ERRAND:
            yield Action(_("登记告知"), reverse("supervision:errand_done", args=[_number(duty)]), dialog=True)
        elif kind == DutyKind.LEAVE_RETURN and self.user.may(Permission.APPROVAL_REQUEST, path=case.path):
            url = reverse("supervision:leave_return", args=[_number(duty)])
            yield Action(_("登记返回"), url, kind=primary, dialog=True)

    def _record(self, permission: str, name: str, label: Any, duty: Duty) -> Iterator[Action]:
        if self.user.may(permission, path=duty.case.path):  # type: ignore[union-attr]
            url = reverse(f"supervision:{name}", args=[duty.case_id])
            yield Action(label, f"{url}?duty={duty.pk}", dialog=True)

    def _case_form(
        self,
        permission: str,
        name: str,
        label: Any,
        case: Case,
        *,
        kind: Any = "primary",
        pk: int | None = None,
    ) -> Iterator[Action]:
        """A form of corrections, about the case or about one of its rows, that leads back to this list."""
        if self.user.may(permission, path=case.path):
            url = reverse(f"corrections:{name}", args=[pk or case.pk])
            yield Action(label, f"{url}?{urlencode({'next': self.back})}", kind=kind, dialog=True)

    def _register(self, case: Case, *, kind: Any) -> Iterator[Action]:
        """The county registers; a station only under its county's delegation (社区矫正法 第九条)."""
        county = ancestors(case.path)[:-1][-1:]
        at_county = any(self.user.may(CasePermission.CASE_RECEIVE, path=path) for path in county)
        if at_county or case.station_id in self._delegated:
            yield from self._case_form(
                CasePermission.CASE_RECEIVE, "case_register", _("登记报到"), case, kind=kind
            )

    def _searched(self, duty: Duty, case: Case) -> Iterator[Action]:
        """The search is over when the person is found; `lost:<id>` names the status that caused it."""
        span = duty.occasion.partition(":")[2]
        if span.isdecimal():
            record = CasePermission.CASE_STATUS_RECORD
            yield from self._case_form(record, "lost_contact_end", _("登记已找到"), case, pk=int(span))

    @cached_property
    def _own(self) -> set[int]:
        staff = self.user.staff_id
        if staff is None or not self._cases:
            return set()
        own = Case.objects.filter(caseload_q(staff, "pk", on=self.on), pk__in=self._openable)
        return set(own.values_list("pk", flat=True))

    @cached_property
    def _delegated(self) -> set[int]:
        stations = {case.station_id for case in self._cases}
        held = Delegation.objects.on(self.on).filter(
            station__in=stations, matter=DelegatedMatter.RECEPTION, county_id=F("station__parent_id")
        )
        return set(held.values_list("station_id", flat=True))


def _number(duty: Duty) -> int:
    """The row that the occasion names: `approval:7:1`, `leave:12`."""
    return int(duty.occasion.split(":")[1])
