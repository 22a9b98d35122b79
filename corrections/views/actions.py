"""The buttons of a file: each asks its policy once, whose sentence becomes the reason of a disabled one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from corrections.enums import StatusKind
from corrections.models import Case, StatusSpan, User
from corrections.permissions import Permission
from corrections.policies import case as policies
from corrections.policies.status import check_can_begin_status, check_can_confirm_absconding

BEGIN = {
    StatusKind.LOST_CONTACT: ("lost_contact_begin", _("登记失联")),
    StatusKind.CUSTODY: ("custody_begin", _("登记羁押")),
    StatusKind.HOSPITAL: ("hospital_begin", _("登记住院")),
}
END = {
    StatusKind.LOST_CONTACT: ("lost_contact_end", _("登记已找到（失联结束）")),
    StatusKind.CUSTODY: ("custody_end", _("登记羁押结束")),
    StatusKind.HOSPITAL: ("hospital_end", _("登记出院")),
}


class Buttons:
    """Makes the buttons of one case for one user; `statuses` are the spans of today, where they were read already."""

    def __init__(
        self, user: User, case: Case, *, on: date, statuses: Iterable[StatusSpan] | None = None
    ) -> None:
        self.user, self.case, self.on, self._statuses = user, case, on, statuses

    def may(self, permission: str) -> bool:
        return bool(self.user.may(permission, path=self.case.path))

    def case_action(
        self, permission: str, name: str, label: Any, check: Callable[[], object], **options: Any
    ) -> Iterator[Action]:
        """Nothing for who lacks the right, else the button, enabled or with the policy's sentence."""
        options.setdefault("dialog", True)
        if self.may(permission):
            url = reverse(f"corrections:{name}", args=[self.case.pk])
            yield Action.checked(label, url, check, **options)

    def register(self, **options: Any) -> Iterator[Action]:
        case = self.case

        def check() -> None:
            policies.check_can_register_case(case)
            policies.check_can_receive_case(self.user, case.station, on=self.on)

        return self.case_action(Permission.CASE_RECEIVE, "case_register", _("登记报到"), check, **options)

    def statuses(self) -> Iterator[Action]:
        """Begin or end of lost contact, custody and hospital; at most one query for what holds."""
        if not self.may(Permission.CASE_STATUS_RECORD):
            return
        spans = self._statuses
        if spans is None:
            spans = StatusSpan.objects.filter(case=self.case, ends_on=None)
        held = {span.kind: span for span in spans if span.ends_on is None}
        for kind in StatusKind:
            span = held.get(kind.value)
            if span is None:
                name, label = BEGIN[kind]
                yield from self.case_action(
                    Permission.CASE_STATUS_RECORD,
                    name,
                    label,
                    lambda kind=kind: check_can_begin_status(self.case, kind, held=held),  # type: ignore[misc]
                )
                continue
            yield from span_actions(span)

    def everything(self) -> Iterator[Action]:
        case, p = self.case, Permission
        yield from self.case_action(
            p.CASE_LEVEL_CHANGE,
            "case_level_change",
            _("调整管理等级"),
            lambda: policies.check_can_change_level(case),
        )
        yield from self.case_action(
            p.TEAM_EDIT, "responsible_assign", _("指定责任人"), lambda: policies.check_open(case)
        )
        yield from self.case_action(
            p.OFFENDER_EDIT, "offender_update", _("修改基本信息"), lambda: None, dialog=False
        )
        yield from self.statuses()
        yield from self.case_action(p.CASE_OFFENCE_RECORD, "offence_record", _("登记再犯罪"), lambda: None)
        yield from self.case_action(
            p.CASE_TERM_CHANGE, "term_change", _("变更矫正期限"), lambda: policies.check_can_change_term(case)
        )
        yield from self.case_action(
            p.CASE_RECEIVE,
            "placement_correct",
            _("更正执行地"),
            lambda: policies.check_received(case),
            dialog=False,
        )
        yield from self.case_action(
            p.CASE_LEND, "case_lend", _("指派同事协办"), lambda: policies.check_open(case)
        )
        yield from self.case_action(
            p.OFFENDER_MERGE, "namesake_raise", _("合并重复档案"), lambda: None, dialog=False
        )
        yield from self.restrict()
        yield from self.end()

    def restrict(self) -> Iterator[Action]:
        label = _("解除受限") if self.case.offender.is_restricted else _("设为受限档案")
        return self.case_action(Permission.OFFENDER_EDIT, "offender_restrict", label, lambda: None)

    def end(self) -> Iterator[Action]:
        case = self.case
        if case.ended_on is None:
            return self.case_action(
                Permission.CASE_END,
                "case_end",
                _("登记解除或终止"),
                lambda: policies.check_can_end_case(case),
                kind="danger",
            )
        return self.case_action(
            Permission.CASE_END,
            "case_end_undo",
            _("撤回解除或终止"),
            lambda: policies.check_can_undo_end(case),
        )


def span_actions(span: StatusSpan) -> Iterator[Action]:
    """What may be done with a status that holds; for who may record statuses at the case's office."""
    if span.kind == StatusKind.LOST_CONTACT and span.absconding_from is None:
        yield Action.checked(
            _("认定脱管"),
            reverse("corrections:absconding_confirm", args=[span.pk]),
            lambda: check_can_confirm_absconding(span),
            dialog=True,
        )
    name, label = END[StatusKind(span.kind)]
    yield Action(label, reverse(f"corrections:{name}", args=[span.pk]), dialog=True)


def first_actions(user: User, case: Case, *, on: date) -> list[Action]:
    """What comes before everything else: a person who has not registered yet."""
    if case.registered_on is not None or case.ended_on is not None:
        return []
    return list(Buttons(user, case, on=on).register(kind="primary"))


def case_actions(
    user: User, case: Case, *, on: date, statuses: Iterable[StatusSpan] | None = None
) -> list[Action]:
    """All acts of this room on the case that the user's roles hold, enabled or not."""
    return list(Buttons(user, case, on=on, statuses=statuses).everything())
