"""What a case allows now: reception, registration, level, term, team, end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.enums import Category, DelegatedMatter, EndKind, Level, OrganisationKind
from corrections.models import Case, Delegation, Organisation, Staff, User
from corrections.permissions import Permission
from corrections.policies.access import check_may

_OF_EVERY_CATEGORY = {EndKind.DISCHARGE, EndKind.PARDON, EndKind.DEATH, EndKind.TRANSFER_OUT, EndKind.OTHER}
END_KINDS: Mapping[Category, frozenset[EndKind]] = {
    Category.SURVEILLANCE: frozenset(_OF_EVERY_CATEGORY),
    Category.SUSPENDED: frozenset({*_OF_EVERY_CATEGORY, EndKind.REVOKED_SUSPENSION}),
    Category.PAROLE: frozenset({*_OF_EVERY_CATEGORY, EndKind.REVOKED_PAROLE}),
    Category.TEMPORARY: frozenset({*_OF_EVERY_CATEGORY, EndKind.RECALLED}),
}
"""How a case of each category may end (社区矫正法 第四十四条、第四十五条). 管制 cannot be revoked."""

BEFORE_RECEPTION = frozenset({EndKind.DEATH, EndKind.TRANSFER_OUT, EndKind.OTHER})
"""How a case that was never received may end."""


def check_open(case: Case) -> None:
    """An ended case changes no more."""
    if case.ended_on is not None:
        raise Refused(_("本案已于%(day)s解除或终止，不能再办理。") % {"day": case.ended_on})


def check_received(case: Case) -> None:
    check_open(case)
    if case.received_on is None:
        raise Refused(_("该对象还没有报到接收，请先登记报到。"))


def check_day(case: Case, day: date, *, on: date) -> None:
    """A fact of the case happened between its reception and today."""
    if day > on:
        raise BadInput(_("日期不能晚于今天（%(today)s）。") % {"today": on})
    if case.received_on is not None and day < case.received_on:
        raise BadInput(_("日期不能早于接收日期（%(day)s）。") % {"day": case.received_on})


def check_can_receive_case(by: User, station: Organisation, *, on: date) -> None:
    """The county receives; a station only under its county's dated delegation (社区矫正法 第九条)."""
    if station.kind != OrganisationKind.STATION or station.parent is None:
        raise BadInput(_("请选择负责的司法所。"))
    if station.closed_on is not None and station.closed_on < on:
        raise Refused(_("%(station)s已撤销，不能接收。") % {"station": station.name})
    check_may(by, Permission.CASE_RECEIVE, station.path)
    if by.may(Permission.CASE_RECEIVE, path=station.parent.path):
        return
    if not has_delegation(station, DelegatedMatter.RECEPTION, on=on):
        raise Refused(
            _("%(county)s没有把接收委托给%(station)s，请由县级社区矫正机构办理接收（社区矫正法第九条）。")
            % {"county": station.parent.name, "station": station.name}
        )


def has_delegation(station: Organisation, matter: DelegatedMatter, *, on: date) -> bool:
    """Whether the station's own county has delegated the matter to it on that day."""
    held = Delegation.objects.on(on).filter(station=station, county_id=station.parent_id, matter=matter)
    return bool(held.exists())


def check_can_register_case(case: Case) -> None:
    check_open(case)
    if case.registered_on is not None:
        raise Refused(_("该对象已于%(day)s报到。") % {"day": case.registered_on})


def check_can_change_level(case: Case) -> None:
    check_received(case)


def check_level_fits(level: Level) -> None:
    if level == Level.UNDETERMINED:
        raise BadInput(_("“待定级”只在接收时使用，请选择严管、普管或宽管。"))


def check_can_change_term(case: Case) -> None:
    check_open(case)


def check_can_edit_team(case: Case) -> None:
    check_open(case)


def check_can_assign_responsible(case: Case, staff: Staff, *, on: date) -> None:
    """The responsible officer works at the case's station or at an office above it."""
    check_open(case)
    paths = staff.postings.on(on).values_list("path", flat=True)
    if not any(case.path.startswith(path) for path in paths):
        raise Refused(
            _("%(name)s在该日期不在本所或上级机构任职，不能担任矫正责任人。") % {"name": staff.name}
        )


def check_can_end_case(case: Case) -> None:
    check_open(case)


def check_end_fits(case: Case, kind: EndKind, ended_on: date, reason: str, *, on: date) -> None:
    """The kind fits the category, the day lies between reception and today, a discharge waits for the term."""
    if kind not in END_KINDS[Category(case.category)]:
        if case.category == Category.SURVEILLANCE:
            raise Refused(_("管制不能撤销：严重违反规定的，提请公安机关给予治安管理处罚。"))
        raise Refused(
            _("%(category)s案件不能以“%(kind)s”结束。")
            % {"category": case.get_category_display(), "kind": kind.label}
        )
    if case.received_on is None and kind not in BEFORE_RECEPTION:
        raise Refused(_("该对象还没有报到接收，不能办理%(kind)s。") % {"kind": kind.label})
    check_day(case, ended_on, on=on)
    if kind == EndKind.DISCHARGE and ended_on < case.term_ends_on:
        raise Refused(_("矫正期限到%(day)s届满，届满前不能期满解除。") % {"day": case.term_ends_on})
    if kind == EndKind.OTHER and not reason.strip():
        raise BadInput(_("以“其他”结束的，请写明原因。"))


def check_can_undo_end(case: Case) -> None:
    if case.ended_on is None:
        raise Refused(_("本案没有解除或终止，不需要撤回。"))
    if Case.objects.open().filter(offender_id=case.offender_id).exists():
        raise Refused(_("此人已有新的未解除案件，不能撤回本案的解除或终止。"))
