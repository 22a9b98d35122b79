"""The rule book changed by its administrators: a new row from a day on, the old one until the day before."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput, Refused
from corrections.models import Organisation, User
from supervision.enums import RuleCertainty
from supervision.models import Rule
from supervision.policies.rules import (
    check_can_edit_rules,
    check_can_withdraw_rule,
    check_local_bounds,
    check_rule_is_current,
    check_rule_start,
    check_rule_value,
    is_periodic,
)
from supervision.selectors.rules import rule_sheet


@transaction.atomic
def rule_change(
    *,
    by: User,
    rule: Rule,
    effective_from: date,
    legal_basis: str,
    reason: str,
    frequency: str = "",
    number: int | None = None,
    is_moved_to_workday: bool = False,
    organisation: Organisation | None = None,
    note: str = "",
) -> Rule:
    """From that day on the value holds, for the whole province or, with `organisation`, in that office's area.

    `rule` is the row that holds now, the province's or the area's own. Periods that have begun keep the rule of their
    first day, so nothing opened is touched. Raises PermissionDenied, Refused for a row that is over, a second change on
    one day or a local number, BadInput for a day that is not to come, a missing basis or a frequency out of bounds.
    """
    locked = Rule.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=rule.pk)
    check_can_edit_rules(by, organisation)
    check_rule_is_current(locked)
    if not legal_basis.strip() or not reason.strip():
        raise BadInput(_("请写明依据和修改理由。"))
    new = rule_draft(
        locked,
        organisation=organisation,
        frequency=frequency,
        number=number,
        is_moved_to_workday=is_moved_to_workday,
        effective_from=effective_from,
        legal_basis=legal_basis.strip(),
        note=note.strip(),
    )
    own = rule_of_area(locked, organisation)
    check_rule_start(own, effective_from, on=today())
    if Rule.objects.alike(new, organisation).filter(effective_from__gte=effective_from).exists():
        raise Refused(_("该日或以后已有一条尚未施行的变更，请先撤回它。"))
    if own is not None:
        own.effective_to, own.updated_at = effective_from - timedelta(days=1), now()
        own.save(update_fields=["effective_to", "updated_at"])
    new.save()
    event_record(
        "rule_changed",
        by=by,
        subject=new,
        changes={
            "frequency": [locked.frequency, new.frequency],
            "number": [locked.number, new.number],
            "effective_from": [None, effective_from.isoformat()],
        },
        reason=reason.strip()[:300],
        path=organisation.path if organisation else "",
    )
    return new


def rule_draft(
    rule: Rule,
    *,
    organisation: Organisation | None,
    frequency: str,
    number: int | None,
    is_moved_to_workday: bool,
    effective_from: date,
    legal_basis: str,
    note: str,
) -> Rule:
    """The unsaved row that would follow, checked against the book. Raises Refused and BadInput."""
    if organisation is None and rule.organisation is not None:
        organisation = rule.organisation
    check_rule_value(rule, frequency=frequency, number=number)
    if organisation is not None:
        check_local_bounds(
            rule, organisation, frequency=frequency, effective_from=effective_from, sheet=rule_sheet()
        )
    return Rule(
        book=rule.book,
        organisation=organisation,
        key=rule.key,
        category=rule.category,
        level=rule.level,
        frequency=frequency,
        number=None if is_periodic(rule) else number,
        unit=rule.unit,
        is_moved_to_workday=is_moved_to_workday,
        effective_from=effective_from,
        effective_to=rule.book.effective_to,
        legal_basis=legal_basis,
        certainty=RuleCertainty.READ,
        note=note,
        updated_at=now(),
    )


def rule_of_area(rule: Rule, organisation: Organisation | None) -> Rule | None:
    """The row that holds now for exactly that area; None where the area still goes by the one above."""
    if rule.organisation == organisation:
        return rule
    return (
        Rule.objects.select_for_update()
        .alike(rule, organisation)
        .filter(effective_to=rule.book.effective_to)
        .order_by("effective_from")
        .last()
    )


@transaction.atomic
def rule_withdraw(*, by: User, rule: Rule, reason: str) -> None:
    """Takes back a change that has not begun to hold; the row before it goes on. Raises Refused, BadInput."""
    locked = Rule.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=rule.pk)
    check_can_edit_rules(by, locked.organisation)
    check_can_withdraw_rule(locked, on=today())
    if not reason.strip():
        raise BadInput(_("请写明撤回理由。"))
    rows = Rule.objects.alike(locked, locked.organisation)
    before = rows.filter(effective_to=locked.effective_from - timedelta(days=1))
    before.update(effective_to=locked.effective_to, updated_at=now())
    event_record(
        "rule_change_withdrawn",
        by=by,
        subject=locked,
        changes={
            "frequency": [locked.frequency, None],
            "number": [locked.number, None],
            "effective_from": [locked.effective_from.isoformat(), None],
        },
        reason=reason.strip()[:300],
        path=locked.organisation.path if locked.organisation else "",
    )
    locked.delete()
