"""The workbench: counted cards, each of which is one queryset, so that it opens exactly what it counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.registry import Tone
from corrections.models import Case, User
from corrections.models.case import CaseQuerySet
from supervision.enums import DutyKind, DutyOwner, RecordOutcome
from supervision.models import CheckIn, Duty, Visit
from supervision.models.duty import DutyQuerySet
from supervision.permissions import Permission
from supervision.selectors.rules import RuleSheet, rule_sheet

Rows = QuerySet[Any]


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
    """A card as declared: `rows(asked)` is both what is counted and what the list shows; `tone` is for a count.

    `is_tab`: a cut through the list of things to do, not a card of its own.
    """

    key: str
    title: Any
    meaning: Any
    rows: Callable[[Asked], Rows]
    tone: Tone = "plain"
    order: int = 100
    is_tab: bool = False


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
    numbers = numbers_of(rows_of(CARDS, user, on=on))
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


def rows_of(keys: Iterable[str], user: User, *, on: date, book: RuleSheet | None = None) -> dict[str, Rows]:
    """The rows of these cards; the rule book is asked once."""
    asked = Asked(user, on, book or rule_sheet())
    return {key: CARDS[key].rows(asked) for key in keys}


def numbers_of(rows: Mapping[str, Rows], *groups: QuerySet[Any, Any]) -> dict[str, int]:
    """How many rows each of these querysets has, by its key; one query for all of them.

    Each of `groups` brings more (card, number) rows of its own; of what it does not name nothing is said.
    """
    counting = [*(_numbered(key, found) for key, found in rows.items()), *groups]
    counted = dict(counting[0].union(*counting[1:], all=True).values_list("card", "number"))
    return {**dict.fromkeys(rows, 0), **{key: number or 0 for key, number in counted.items()}}


def _numbered(key: str, rows: Rows) -> QuerySet[Any, Any]:
    counted: QuerySet[Any, Any] = (
        rows.order_by().values(card=Value(key, output_field=CharField())).annotate(number=Count("pk"))
    )
    return counted


def _duties(user: User) -> DutyQuerySet:
    return Duty.objects.visible_to(user, Permission.WORKBENCH_VIEW)


def work_count(user: User, *, at_most: int = 100) -> int:
    """How many duties are overdue or due today: the number beside 工作台. Counting stops at `at_most`."""
    urgent = _duties(user).pending(on=today()).filter(due_on__lte=today()).order_by()
    return urgent[:at_most].count()


def _cases(user: User) -> CaseQuerySet:
    return Case.objects.visible_to(user, Permission.WORKBENCH_VIEW)


def _awaiting_reception(asked: Asked) -> Rows:
    return _cases(asked.user).awaiting_reception()


def _registration_overdue(asked: Asked) -> Rows:
    return _duties(asked.user).overdue(on=asked.on).filter(kind=DutyKind.REGISTRATION)


def _due_today(asked: Asked) -> Rows:
    return _duties(asked.user).pending(on=asked.on).filter(due_on=asked.on)


def _due_soon(asked: Asked) -> Rows:
    last = asked.on + timedelta(days=asked.number("reminder_ahead"))
    return _duties(asked.user).pending(on=asked.on).filter(due_on__gt=asked.on, due_on__lte=last)


def _overdue_of(owner: DutyOwner) -> Callable[[Asked], Rows]:
    def rows(asked: Asked) -> Rows:
        return _duties(asked.user).overdue(on=asked.on).owned_by(owner)

    return rows


def _visits_ahead(asked: Asked) -> Rows:
    last = asked.on + timedelta(days=asked.number("workbench_visit_ahead"))
    return _duties(asked.user).pending(on=asked.on).filter(kind=DutyKind.VISIT, due_on__lte=last)


def _waiting(asked: Asked) -> Rows:
    return _duties(asked.user).pending(on=asked.on).filter(_waits())


def _term_ending(asked: Asked) -> Rows:
    last = asked.on + timedelta(days=asked.number("workbench_term_ending"))
    return _cases(asked.user).under_correction(on=asked.on).filter(ended_on=None, term_ends_on__lte=last)


def _term_over(asked: Asked) -> Rows:
    return _cases(asked.user).term_over(on=asked.on)


def _overdue(asked: Asked) -> Rows:
    return _duties(asked.user).overdue(on=asked.on)


def _pending(asked: Asked) -> Rows:
    return _duties(asked.user).pending(on=asked.on)


def _this_week(asked: Asked) -> Rows:
    sunday = asked.on + timedelta(days=6 - asked.on.weekday())
    return _duties(asked.user).pending(on=asked.on).filter(due_on__gt=asked.on, due_on__lte=sunday)


def _waits() -> Q:
    """A standing record about the duty waits for evidence; as long as the duty is open nothing has decided it."""
    within = Q(happened_on__gte=OuterRef("opens_on"), happened_on__lte=OuterRef("due_on"))
    waiting = {"case_id": OuterRef("case_id"), "outcome": RecordOutcome.WAITING, "withdrawn_at": None}
    check_ins = CheckIn.objects.filter(within, **waiting, settles__contains=[OuterRef("kind")])
    visits = Visit.objects.filter(within, **waiting)
    return Q(Exists(check_ins)) | Q(Exists(visits), kind=DutyKind.VISIT)


_DECLARED = (
    CardKind("awaiting_reception", _("待接收"), _("法律文书已到、人尚未接收"), _awaiting_reception, order=10),
    CardKind(
        "registration_overdue",
        _("未按时报到"),
        _("超过法定期限仍未报到"),
        _registration_overdue,
        tone="late",
        order=20,
    ),
    CardKind("due_today", _("今日到期"), _("今天是最后一天"), _due_today, tone="warn", order=30),
    CardKind(
        "overdue_person",
        _("对象逾期"),
        _("对象应做而未做：报到、报告"),
        _overdue_of(DutyOwner.PERSON),
        tone="late",
        order=40,
    ),
    CardKind(
        "overdue_office",
        _("本所逾期"),
        _("工作人员应做而未做：走访、建组、方案、考核、查找、解矫准备"),
        _overdue_of(DutyOwner.OFFICE),
        tone="late",
        order=50,
    ),
    CardKind("visits_ahead", _("本周待走访"), _("七日内到期和已逾期的走访"), _visits_ahead, order=60),
    CardKind("waiting", _("待补录"), _("已登记为待补证明、尚无结果"), _waiting, tone="warn", order=80),
    CardKind("term_ending", _("30日内期满"), _("三十日内矫正期满"), _term_ending, order=90),
    CardKind("term_over", _("期满未解除"), _("矫正期已满、没有解除记录"), _term_over, tone="late", order=95),
    CardKind("overdue", _("逾期"), _("全部已逾期事项"), _overdue, tone="late", order=200, is_tab=True),
    CardKind(
        "due_soon",
        _("即将到期"),
        _("明天起、在监管规则的提醒天数之内到期"),
        _due_soon,
        tone="warn",
        order=205,
        is_tab=True,
    ),
    CardKind("this_week", _("本周"), _("今天以后、本周日以前到期"), _this_week, order=210, is_tab=True),
    CardKind("pending", _("全部"), _("全部未办事项"), _pending, order=220, is_tab=True),
)
CARDS: Mapping[str, CardKind] = {kind.key: kind for kind in _DECLARED}
"""The cards of this room in their order. Later kinds of work (待审批 …) bring their own through core.registry."""
