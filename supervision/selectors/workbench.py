"""The workbench: counted cards, each of which is one queryset, so that it opens exactly what it counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.registry import Tone
from corrections.models import Case, User
from corrections.models.access import path_q
from corrections.models.case import CaseQuerySet
from supervision.enums import DutyKind, DutyOwner
from supervision.models import CheckIn, Duty, Visit
from supervision.models.duty import DutyQuerySet, overdue_q
from supervision.models.record import WAITING_Q
from supervision.permissions import Permission
from supervision.selectors.rules import RuleSheet, rule_sheet

Rows = QuerySet[Any]
Part = QuerySet[Any, Any]
"""One row of numbers by their names: a part of the one query that counts a page."""
TABS = ("overdue", "due_today", "due_soon", "this_week", "pending")
"""Cards that are cuts through the list of things to do."""
TAB = "tab:"
"""Before the name of a tab's number: the card of the same key is not filtered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose workbench, on which day, by which rule book."""

    user: User
    on: date
    book: RuleSheet

    def number(self, key: str) -> int:
        return self.book.number(key, on=self.on)


@dataclass(frozen=True, slots=True)
class CardKind:
    """A card as declared: of the rows `among`, those `which`: both what is counted and what the list shows.

    Cards among the same rows are counted in one reading of them. `tone` is for a count. `is_tab`: a cut through the
    list of things to do, not a card of its own.
    """

    key: str
    title: Any
    meaning: Any
    among: Callable[[Asked], Rows]
    which: Callable[[Asked], Q] | None = None
    tone: Tone = "plain"
    order: int = 100
    is_tab: bool = False

    def rows(self, asked: Asked) -> Rows:
        rows = self.among(asked)
        return rows.filter(self.which(asked)) if self.which else rows

    def number(self, asked: Asked) -> Count:
        """The count of the card in a reading of the rows that it is among."""
        return Count("pk", filter=self.which(asked) if self.which else None)


@dataclass(frozen=True, slots=True)
class Card:
    """A card as counted for a user on a day."""

    kind: CardKind
    count: int

    @property
    def key(self) -> str:
        return self.kind.key

    @property
    def title(self) -> Any:
        return self.kind.title

    @property
    def tone(self) -> Tone:
        return self.kind.tone if self.count else "plain"


def workbench_cards(user: User, *, on: date) -> list[Card]:
    """Every card and tab with its count; one query for all of them, and one for the rule book."""
    numbers = numbers_of(card_parts(CARDS, Asked(user, on, rule_sheet())))
    return [Card(kind, numbers[kind.key]) for kind in CARDS.values()]


def card_rows(key: str, user: User, *, on: date, book: RuleSheet | None = None) -> Rows:
    """The duties or cases of that card, nearest deadline first; KeyError for an unknown card."""
    rows = CARDS[key].rows(Asked(user, on, book or rule_sheet()))
    if issubclass(rows.model, Duty):
        return with_people(rows)
    return rows.select_related("offender", "station").order_by("term_ends_on", "pk")


def with_people(duties: QuerySet[Any]) -> QuerySet[Any]:
    """The duties with what a list shows of them, in one query, nearest deadline first."""
    return duties.select_related("case__offender", "case__station", "station", "rule").order_by(
        "due_on", "kind", "pk"
    )


def card_parts(keys: Iterable[str], asked: Asked) -> list[Part]:
    """The counts of these cards by their keys, for `numbers_of`."""
    by_rows: dict[Callable[[Asked], Rows], dict[str, Count]] = defaultdict(dict)
    for key in keys:
        by_rows[CARDS[key].among][key] = CARDS[key].number(asked)
    return [part(among(asked), **counts) for among, counts in by_rows.items()]


def tab_part(duties: Rows, asked: Asked) -> Part:
    """The counts of the tabs among these open duties by their keys, for `numbers_of`."""
    return part(duties, **{TAB + key: CARDS[key].number(asked) for key in TABS})


def part(rows: Rows, **numbers: Aggregate) -> Part:
    """One reading of the rows that gives several numbers, each by its name, for `numbers_of`."""
    whole = rows.order_by().values(part=Value("", output_field=CharField()))
    counted: Part = whole.annotate(numbers=JSONObject(**numbers))
    return counted


def numbers_of(parts: Sequence[Part]) -> Counter[str]:
    """The numbers of all parts by their names; one query. 0 for a name of rows that do not exist for the user."""
    first, *others = parts
    read = first.union(*others, all=True).values_list("part", "numbers")
    return Counter({name: number or 0 for _part, numbers in read for name, number in numbers.items()})


def _duties(user: User) -> DutyQuerySet:
    """What the user's offices have to do or to see to; a request only where the user may decide it, what follows from
    one only at the offices that do it."""
    decides = Q(kind=DutyKind.APPROVAL) & path_q(user, Permission.APPROVAL_DECIDE, "path")
    carries_out = Q(kind=DutyKind.ERRAND) & path_q(user, Permission.APPROVAL_REQUEST, "path")
    theirs = ~Q(kind__in=(DutyKind.APPROVAL, DutyKind.ERRAND)) | decides | carries_out
    return Duty.objects.visible_to(user, Permission.WORKBENCH_VIEW).filter(theirs)


def urgent_duties(user: User, *, at_most: int = 100) -> Rows:
    """Duties that are overdue or due today, to be counted: the number beside 工作台."""
    return _duties(user).pending(on=today()).filter(due_on__lte=today()).order_by()[:at_most]


def _cases(user: User) -> CaseQuerySet:
    return Case.objects.visible_to(user, Permission.WORKBENCH_VIEW)


def pending_duties(asked: Asked) -> Rows:
    """All that is still to be done: what every card and tab of duties is among."""
    return _duties(asked.user).pending(on=asked.on)


def _awaiting_reception(asked: Asked) -> Rows:
    return _cases(asked.user).awaiting_reception()


def _term_ending(asked: Asked) -> Rows:
    last = asked.on + timedelta(days=asked.number("workbench_term_ending"))
    return _cases(asked.user).under_correction(on=asked.on).filter(ended_on=None, term_ends_on__lte=last)


def _term_over(asked: Asked) -> Rows:
    return _cases(asked.user).term_over(on=asked.on)


def _overdue(asked: Asked) -> Q:
    return overdue_q(asked.on)


def _registration_overdue(asked: Asked) -> Q:
    return overdue_q(asked.on) & Q(kind=DutyKind.REGISTRATION)


def _overdue_of(owner: DutyOwner) -> Callable[[Asked], Q]:
    def which(asked: Asked) -> Q:
        return overdue_q(asked.on) & Q(owner=owner)

    return which


def _due_today(asked: Asked) -> Q:
    return Q(due_on=asked.on)


def _due_soon(asked: Asked) -> Q:
    last = asked.on + timedelta(days=asked.number("reminder_ahead"))
    return Q(due_on__gt=asked.on, due_on__lte=last)


def _visits_ahead(asked: Asked) -> Q:
    last = asked.on + timedelta(days=asked.number("workbench_visit_ahead"))
    return Q(kind=DutyKind.VISIT, due_on__lte=last)


def _approvals(asked: Asked) -> Q:
    return Q(kind=DutyKind.APPROVAL)


def _leave_overdue(asked: Asked) -> Q:
    return overdue_q(asked.on) & Q(kind=DutyKind.LEAVE_RETURN)


def _this_week(asked: Asked) -> Q:
    sunday = asked.on + timedelta(days=6 - asked.on.weekday())
    return Q(due_on__gt=asked.on, due_on__lte=sunday)


def _waiting(asked: Asked) -> Q:
    """A standing record about the duty waits for evidence; as long as the duty is open nothing has decided it.

    Few cases have one: which they are is read once, and only their duties are looked at closely.
    """
    within = Q(happened_on__gte=OuterRef("opens_on"), happened_on__lte=OuterRef("due_on"))
    check_ins, visits = CheckIn.objects.filter(WAITING_Q), Visit.objects.filter(WAITING_Q)
    few = Q(case__in=check_ins.values("case")) | Q(case__in=visits.values("case"))
    own_check_ins = check_ins.filter(
        within, case_id=OuterRef("case_id"), settles__contains=[OuterRef("kind")]
    )
    own_visits = visits.filter(within, case_id=OuterRef("case_id"))
    return few & (Q(Exists(own_check_ins)) | Q(Exists(own_visits), kind=DutyKind.VISIT))


_DECLARED = (
    CardKind("awaiting_reception", _("待接收"), _("法律文书已到、人尚未接收"), _awaiting_reception, order=10),
    CardKind(
        "registration_overdue",
        _("未按时报到"),
        _("超过法定期限仍未报到"),
        pending_duties,
        _registration_overdue,
        tone="late",
        order=20,
    ),
    CardKind(
        "due_today", _("今日到期"), _("今天是最后一天"), pending_duties, _due_today, tone="warn", order=30
    ),
    CardKind(
        "overdue_person",
        _("对象逾期"),
        _("对象应做而未做：报到、报告"),
        pending_duties,
        _overdue_of(DutyOwner.PERSON),
        tone="late",
        order=40,
    ),
    CardKind(
        "overdue_office",
        _("本所逾期"),
        _("工作人员应做而未做：走访、建组、方案、考核、查找、解矫准备"),
        pending_duties,
        _overdue_of(DutyOwner.OFFICE),
        tone="late",
        order=50,
    ),
    CardKind(
        "visits_ahead",
        _("本周待走访"),
        _("七日内到期和已逾期的走访"),
        pending_duties,
        _visits_ahead,
        order=60,
    ),
    CardKind(
        "approvals",
        _("待审批"),
        _("等待本单位及下级审批的申请"),
        pending_duties,
        _approvals,
        tone="warn",
        order=70,
    ),
    CardKind(
        "leave_overdue",
        _("超假未归"),
        _("准假期满、尚未返回销假"),
        pending_duties,
        _leave_overdue,
        tone="late",
        order=72,
    ),
    CardKind(
        "waiting",
        _("待补录"),
        _("已登记为待补证明、尚无结果"),
        pending_duties,
        _waiting,
        tone="warn",
        order=80,
    ),
    CardKind("term_ending", _("30日内期满"), _("三十日内矫正期满"), _term_ending, order=90),
    CardKind("term_over", _("期满未解除"), _("矫正期已满、没有解除记录"), _term_over, tone="late", order=95),
    CardKind(
        "overdue",
        _("逾期"),
        _("全部已逾期事项"),
        pending_duties,
        _overdue,
        tone="late",
        order=200,
        is_tab=True,
    ),
    CardKind(
        "due_soon",
        _("即将到期"),
        _("明天起、在监管规则的提醒天数之内到期"),
        pending_duties,
        _due_soon,
        tone="warn",
        order=205,
        is_tab=True,
    ),
    CardKind(
        "this_week",
        _("本周"),
        _("今天以后、本周日以前到期"),
        pending_duties,
        _this_week,
        order=210,
        is_tab=True,
    ),
    CardKind("pending", _("全部"), _("全部未办事项"), pending_duties, order=220, is_tab=True),
)
CARDS: Mapping[str, CardKind] = {kind.key: kind for kind in _DECLARED}
"""The cards of this room in their order. Later kinds of work (待审批 …) bring their own through core.registry."""
