"""The term of a case as dated history: commutation 减刑 and correction of a mistake."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import now, today
from core.errors import BadInput
from corrections.enums import TermKind
from corrections.models import Case, Term, User
from corrections.permissions import Permission
from corrections.policies.case import check_can_change_term
from corrections.services.case import case_event, case_lock, case_update, cases_changed
from corrections.services.decision import DecisionWarning, decision_warnings


@transaction.atomic
def term_change(
    *,
    by: User,
    case: Case,
    kind: TermKind,
    starts_on: date,
    ends_on: date,
    decided_on: date | None = None,
    text: str = "",
    document: str = "",
    reason: str = "",
) -> tuple[Term, list[DecisionWarning]]:
    """A new term holds from now on; the earlier ones stay as history. Warnings as at reception, for corrections only.

    Raises Refused for an ended case, BadInput for days that contradict each other, a commutation that does not shorten,
    a commutation without its day of decision, or a correction without a reason.
    """
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_TERM_CHANGE)
    check_can_change_term(locked)
    _check_term(locked, kind, starts_on, ends_on, decided_on, reason)
    term = Term.objects.create(
        case=locked,
        kind=kind,
        decided_on=decided_on,
        starts_on=starts_on,
        ends_on=ends_on,
        text=text,
        document=document,
        recorded_at=now(),
        recorded_by=by,
    )
    values = {"term_starts_on": starts_on, "term_ends_on": ends_on, "term_text": text or locked.term_text}
    changes = case_update(locked, values)
    case_event("term_changed", locked, by=by, subject=term, changes=changes, reason=reason or document)
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    return term, decision_warnings(locked) if kind == TermKind.CORRECTION else []


def _check_term(
    case: Case, kind: TermKind, starts_on: date, ends_on: date, decided_on: date | None, reason: str
) -> None:
    if kind == TermKind.ORIGINAL:
        raise BadInput(_("原定期限在接收时登记，请选择减刑或更正。"))
    if ends_on < starts_on:
        raise BadInput(_("矫正结束日期不能早于开始日期。"))
    if decided_on is not None and decided_on > today():
        raise BadInput(_("决定日期不能晚于今天。"))
    if kind == TermKind.COMMUTATION:
        if decided_on is None:
            raise BadInput(_("请填写减刑裁定日期。"))
        if ends_on >= case.term_ends_on or starts_on != case.term_starts_on:
            raise BadInput(
                _("减刑只缩短期限：开始日期不变，结束日期应早于%(day)s。") % {"day": case.term_ends_on}
            )
    elif not reason.strip():
        raise BadInput(_("更正期限须写明理由。"))
