"""What an administrator may change in the rule book, from when, and within which bounds."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.models import Organisation, User
from supervision.enums import Frequency, RuleUnit, Settling
from supervision.models import Rule
from supervision.permissions import Permission
from supervision.selectors.rules import RuleSheet

_OFTEN = {
    Frequency.WEEK: 1.0,
    Frequency.FORTNIGHT: 2.0,
    Frequency.MONTH: 4.35,
    Frequency.TWO_MONTHS: 8.7,
    Frequency.QUARTER: 13.05,
}
"""The length of a period in weeks: a longer one comes less often."""


def check_can_edit_rules(by: User, organisation: Organisation | None) -> None:
    """A row of an office where the user keeps the book there; the province's rows at the top of the tree."""
    if organisation is not None:
        may = by.may(Permission.RULE_BOOK_EDIT, path=organisation.path)
    else:
        may = any(path.count("/") == 1 for _role, path in by.reach.holding(Permission.RULE_BOOK_EDIT))
    if not may:
        raise PermissionDenied(_("您没有在该范围修改监管规则的权限。"))


def check_rule_is_current(rule: Rule) -> None:
    """Only a row that holds, or will hold, can be followed by another."""
    if rule.effective_to is not None:
        raise Refused(
            _("这条规则到%(day)s为止，之后已有新的规定，请在新的一条上修改。") % {"day": rule.effective_to}
        )


def check_rule_start(own: Rule | None, effective_from: date, *, on: date) -> None:
    """A change begins after today, and after the area's own row: what has begun counts by the rule of its first day."""
    if effective_from <= on:
        raise BadInput(_("施行日期应在今天以后：已经开始的周期按原来的规定计算。"))
    if own is not None and effective_from <= own.effective_from:
        raise BadInput(_("现行规定自%(day)s起施行，新规定应在此之后。") % {"day": own.effective_from})


def check_rule_value(rule: Rule, *, frequency: str, number: int | None) -> None:
    """A periodic key has a frequency or none at all; any other a number that is not negative."""
    if is_periodic(rule):
        return
    if frequency:
        raise BadInput(_("这条规则不按频率计算。"))
    if number is None or number < 0:
        raise BadInput(_("请填写数值，不能为负数。"))
    if rule.unit == RuleUnit.SETTLING and number not in Settling.values:
        raise BadInput(_("请选择能否抵作。"))


def check_local_bounds(
    rule: Rule, organisation: Organisation, *, frequency: str, effective_from: date, sheet: RuleSheet
) -> None:
    """A prefecture or county sets frequencies only, and never less often than the office above it."""
    if not is_periodic(rule):
        raise Refused(_("市（州）、县只能另行规定报告和走访的频率。"))
    above = organisation.path.rstrip("/").rpartition("/")[0] + "/"
    upper = sheet.find(rule.key, on=effective_from, level=rule.level, category=rule.category, path=above)
    if upper is None or not upper.frequency:
        return
    if not frequency or _OFTEN[Frequency(frequency)] > _OFTEN[Frequency(upper.frequency)]:
        raise BadInput(
            _("上级规定为“%(often)s”，本地可以更密，不能更疏。") % {"often": Frequency(upper.frequency).label}
        )


def check_can_withdraw_rule(rule: Rule, *, on: date) -> None:
    """Only what has not begun to hold."""
    if rule.effective_from <= on:
        raise Refused(_("这条规则已经施行，不能撤回；请登记一条新的规定。"))


def is_periodic(rule: Rule) -> bool:
    """A key that holds frequencies: it has one, or neither frequency nor number (the book knows none)."""
    return bool(rule.frequency) or rule.number is None
