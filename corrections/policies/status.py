"""Lost contact, custody and hospital: when each may begin and end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.enums import StatusKind
from corrections.models import Case, StatusSpan
from corrections.policies.case import check_day, check_received


def check_can_begin_status(case: Case, kind: StatusKind, *, held: Collection[str] | None = None) -> None:
    """One span of a kind at a time; a person taken into custody is not lost any more.

    `held`: the kinds that hold, for who has read them already.
    """
    check_received(case)
    if held is None:
        held = set(StatusSpan.objects.filter(case=case, ends_on=None).values_list("kind", flat=True))
    if kind in held:
        raise Refused(_("该对象已登记为%(kind)s，尚未结束。") % {"kind": kind.label})
    if kind != StatusKind.LOST_CONTACT and StatusKind.LOST_CONTACT in held:
        raise Refused(_("该对象的失联尚未结束，请先登记已找到。"))
    if kind == StatusKind.LOST_CONTACT and StatusKind.CUSTODY in held:
        raise Refused(_("该对象正被羁押，不能登记失联。"))


def check_begin_fits(case: Case, kind: StatusKind, starts_on: date, *, on: date) -> None:
    """Between reception and today, within the term, and clear of earlier spans of the kind."""
    check_day(case, starts_on, on=on)
    if starts_on > case.term_ends_on:
        raise Refused(
            _("矫正期限已于%(day)s届满，不再登记%(kind)s。") % {"day": case.term_ends_on, "kind": kind.label}
        )
    if StatusSpan.objects.filter(case=case, kind=kind, ends_on__gte=starts_on).exists():
        raise BadInput(_("该日期与以前登记的%(kind)s重叠。") % {"kind": kind.label})


def check_can_end_status(span: StatusSpan) -> None:
    if span.ends_on is not None:
        raise Refused(_("%(kind)s已于%(day)s结束。") % {"kind": span.get_kind_display(), "day": span.ends_on})


def check_status_end_fits(span: StatusSpan, ends_on: date, *, on: date) -> None:
    if ends_on > on:
        raise BadInput(_("日期不能晚于今天（%(today)s）。") % {"today": on})
    if ends_on < (span.absconding_from or span.starts_on):
        raise BadInput(
            _("结束日期不能早于开始日期（%(day)s）。") % {"day": span.absconding_from or span.starts_on}
        )


def check_can_confirm_absconding(span: StatusSpan) -> None:
    check_can_end_status(span)
    if span.kind != StatusKind.LOST_CONTACT:
        raise Refused(_("只有失联才能认定为脱管。"))
    if span.absconding_from is not None:
        raise Refused(_("已认定自%(day)s起脱管。") % {"day": span.absconding_from})
