"""What must be true of a person and a decision before a case is opened."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from core.terms import Term, term_last_day, term_parse
from corrections.enums import Category
from corrections.models import Case, Community, Offender, Organisation, User

SEALED_AT_MOST = Term(years=5)
"""刑事诉讼法 第二百八十六条: under 18 at the offence and five years or less."""


class DecisionDays(Protocol):
    @property
    def category(self) -> str: ...
    @property
    def temporary_kind(self) -> str: ...
    @property
    def term_starts_on(self) -> date: ...
    @property
    def term_ends_on(self) -> date: ...
    @property
    def effective_on(self) -> date | None: ...
    @property
    def documents_received_on(self) -> date | None: ...


def check_decision_fits(
    decision: DecisionDays, *, received_on: date | None, registered_on: date | None, on: date
) -> None:
    """The term has an order, nothing received lies in the future, a ground belongs to 暂予监外执行 only."""
    if decision.category not in Category.values:
        raise BadInput(_("请选择矫正类别。"))
    if decision.term_ends_on < decision.term_starts_on:
        raise BadInput(_("矫正结束日期不能早于开始日期。"))
    if decision.temporary_kind and decision.category != Category.TEMPORARY:
        raise BadInput(_("只有暂予监外执行才填写暂予监外执行情形。"))
    for day in (received_on, registered_on, decision.documents_received_on, decision.effective_on):
        if day is not None and day > on:
            raise BadInput(_("接收、报到、文书收到和生效日期不能晚于今天（%(today)s）。") % {"today": on})
    if registered_on is not None and received_on is None:
        raise BadInput(_("已经报到的，请填写接收日期。"))


def check_no_open_case(offender: Offender, by: User, *, starts_on: date) -> None:
    """One open case a person; the sentence names the office only to who may see it. Ended cases do not overlap."""
    held = Case.objects.open().filter(offender=offender).select_related("station").first()
    if held is not None:
        if Case.objects.visible_to(by).filter(pk=held.pk).exists():
            raise Refused(
                _("此人在%(station)s有未解除的案件，一人同时只能有一个案件。")
                % {"station": held.station.name}
            )
        raise Refused(_("此人在其他机构有未解除的案件，不能重复接收，请联系上级社区矫正机构协调。"))
    last = Case.objects.filter(offender=offender, ended_on__gt=starts_on).exists()
    if last:
        raise Refused(_("接收日期早于此人上一案件的结束日期，请核对。"))


def check_community_fits(community: Community | None, station: Organisation) -> None:
    if community is not None and community.station_id != station.pk:
        raise BadInput(_("所选村（社区）不属于%(station)s。") % {"station": station.name})


def is_to_be_sealed(penalty_term: str) -> bool:
    """For one who was under 18 at the offence: whether the sentence is five years or less. Unreadable: no."""
    try:
        term = term_parse(penalty_term)
    except ValueError:
        return False
    start = date(2001, 1, 1)
    return term_last_day(start, term) <= term_last_day(start, SEALED_AT_MOST)
