"""Filters of this room's lists; every one stands in the address, so that a list can be sent to a colleague."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.audit_words import event_titles
from core.clock import today
from core.filters import DayFilter, YesNoFilter
from core.forms import Form, LongSelect
from core.models import AuditEvent
from core.paths import subtree_q
from corrections.enums import (
    CaseState,
    Category,
    Level,
    OrganisationKind,
    ProblemLevel,
    Role,
    RosterOutcome,
    StatusKind,
)
from corrections.models import Case, Organisation, OrganisationGrant, RosterRow, User
from corrections.models.access import ROLE_PREFIX
from corrections.permissions import Permission
from corrections.selectors.accounts import auditable_accounts
from corrections.selectors.offices import OfficeChoices, office_choices, staff_near

STATES = (
    ("all", _("全部")),
    (CaseState.UNDER_CORRECTION.value, CaseState.UNDER_CORRECTION.label),
    (CaseState.AWAITING.value, CaseState.AWAITING.label),
    ("unregistered", _("未报到")),
    (StatusKind.LOST_CONTACT.value, StatusKind.LOST_CONTACT.label),
    ("absconding", _("脱管")),
    (StatusKind.CUSTODY.value, StatusKind.CUSTODY.label),
    (StatusKind.HOSPITAL.value, StatusKind.HOSPITAL.label),
    (CaseState.TERM_OVER.value, CaseState.TERM_OVER.label),
    (CaseState.ENDED.value, CaseState.ENDED.label),
)
"""What `state` of the list may be; empty: open cases, or every case while a search runs."""

ENDING_DAYS = (("7", _("7 日内")), ("30", _("30 日内")), ("90", _("90 日内")))
MINE = "me"


class OffenderFilter(django_filters.FilterSet):
    """Over rows of `case_rows`. `office` is any office of the user's reach; `is_search` widens the empty state."""

    office = django_filters.ChoiceFilter(label=_("司法所"), method="in_office")
    state = django_filters.ChoiceFilter(label=_("状态"), choices=STATES, method="in_state")
    category = django_filters.ChoiceFilter(label=_("矫正类别"), choices=Category)
    level = django_filters.ChoiceFilter(label=_("管理等级"), choices=Level)
    responsible = django_filters.ChoiceFilter(label=_("责任人"), method="of_responsible", widget=LongSelect)
    juvenile = YesNoFilter(label=_("未成年人"), field_name="is_juvenile_track")
    ending = django_filters.ChoiceFilter(label=_("期满"), choices=ENDING_DAYS, method="ending_within")

    class Meta:
        model = Case
        fields = ()
        form = Form

    def __init__(
        self, data: Any, queryset: QuerySet[Case], *, request: HttpRequest, is_search: bool = False
    ) -> None:
        super().__init__(data=data, queryset=queryset, request=request)
        user: Any = request.user
        self.is_search = is_search
        self.offices = office_choices(user, Permission.OFFENDER_VIEW, number_of(data.get("office")))
        self.filters["state"].extra["empty_label"] = _("全部") if is_search else _("未解除")
        self._offer("office", office_options(self.offices))
        self._offer("responsible", self._responsible_options())

    def _offer(self, name: str, options: list[Any]) -> None:
        """A filter with nothing to choose from is left out."""
        if options:
            self.filters[name].extra["choices"] = options
        else:
            del self.filters[name]

    def _responsible_options(self) -> list[tuple[str, Any]]:
        mine = [(MINE, _("我负责的"))] if self.request.user.staff_id else []
        scope = self.offices.scope
        if scope is None or scope.kind not in (OrganisationKind.COUNTY, OrganisationKind.STATION):
            return mine
        return [*mine, *((str(staff.pk), staff.name) for staff in staff_near(scope.path, on=today()))]

    def filter_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        if not self.form.cleaned_data.get("state") and not self.is_search:
            queryset = queryset.filter(ended_on=None)
        found: QuerySet[Case] = super().filter_queryset(queryset)
        return found

    def in_office(self, rows: Any, name: str, value: str) -> Any:
        chosen = self.offices.chosen
        return rows.below(chosen.path) if chosen else rows

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        on = today()
        if value in StatusKind.values:
            return rows.open().in_status(StatusKind(value), on=on)
        chosen = {
            CaseState.UNDER_CORRECTION.value: lambda: rows.under_correction(on=on).open(),
            CaseState.AWAITING.value: rows.awaiting_reception,
            "unregistered": rows.unregistered,
            "absconding": lambda: rows.open().absconding(on=on),
            CaseState.TERM_OVER.value: lambda: rows.term_over(on=on),
            CaseState.ENDED.value: lambda: rows.filter(ended_on__isnull=False),
        }
        return chosen[value]() if value in chosen else rows

    def of_responsible(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(responsible=self.request.user.staff_id if value == MINE else int(value))

    def ending_within(self, rows: Any, name: str, value: str) -> Any:
        on = today()
        return rows.filter(ended_on=None, term_ends_on__range=(on, on + timedelta(days=int(value))))


class AccountFilter(django_filters.FilterSet):
    """Over accounts: office by office down the tree, role of today, enabled or not."""

    office = django_filters.ChoiceFilter(label=_("机构"), method="in_office")
    role = django_filters.ChoiceFilter(label=_("角色"), choices=Role, method="with_role")
    username = django_filters.CharFilter(label=_("用户名"), lookup_expr="icontains", max_length=60)
    active = YesNoFilter(label=_("启用"), field_name="is_active")

    class Meta:
        model = User
        fields = ()
        form = Form

    def __init__(self, data: Any, queryset: QuerySet[User], *, request: HttpRequest, permission: str) -> None:
        super().__init__(data=data, queryset=queryset, request=request)
        user: Any = request.user
        self.offices = office_choices(user, permission, number_of(data.get("office")))
        if options := office_options(self.offices):
            self.filters["office"].extra["choices"] = options
        else:
            del self.filters["office"]

    def in_office(self, rows: Any, name: str, value: str) -> Any:
        chosen = self.offices.chosen
        return rows.filter(subtree_q("office__path", chosen.path)) if chosen else rows

    def with_role(self, rows: Any, name: str, value: str) -> Any:
        held = OrganisationGrant.spans.on(today()).filter(permission__codename=ROLE_PREFIX + value)
        return rows.filter(pk__in=held.values("user_id"))


class AuditFilter(django_filters.FilterSet):
    """Over events: what, who, which days."""

    event = django_filters.ChoiceFilter(label=_("事件"), choices=event_titles, widget=LongSelect)
    actor = django_filters.ModelChoiceFilter(
        label=_("操作人"), queryset=lambda request: auditable_accounts(request.user), method="by_actor"
    )
    since = DayFilter(label=_("自"), field_name="business_date", lookup_expr="gte")
    until = DayFilter(label=_("至"), field_name="business_date", lookup_expr="lte")

    class Meta:
        model = AuditEvent
        fields = ()
        form = Form

    def by_actor(self, rows: Any, name: str, value: User) -> Any:
        return rows.filter(actor_id=value.pk)


class RosterRowFilter(django_filters.FilterSet):
    """Over the rows of one import: what becomes of them, errors or warnings, and which kind."""

    outcome = django_filters.ChoiceFilter(label=_("处理"), choices=RosterOutcome)
    level = django_filters.ChoiceFilter(label=_("问题"), choices=ProblemLevel, method="with_level")
    code = django_filters.ChoiceFilter(label=_("种类"), method="with_code", widget=LongSelect)

    class Meta:
        model = RosterRow
        fields = ()
        form = Form

    def __init__(
        self, data: Any, queryset: QuerySet[RosterRow], *, request: HttpRequest, codes: list[tuple[str, str]]
    ) -> None:
        super().__init__(data=data, queryset=queryset, request=request)
        if codes:
            self.filters["code"].extra["choices"] = codes
        else:
            del self.filters["code"]

    def with_level(self, rows: Any, name: str, value: str) -> Any:
        return rows.with_level(value)

    def with_code(self, rows: Any, name: str, value: str) -> Any:
        return rows.with_code(value)


def number_of(text: Any) -> int | None:
    """The key an address names; None for anything that is none."""
    asked = str(text or "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None


def office_options(offices: OfficeChoices) -> list[tuple[Any, Any]]:
    """Choices of a select: the way back up, the chosen office, its neighbours, and the offices one step down."""

    def named(rows: tuple[Organisation, ...]) -> list[tuple[str, str]]:
        return [(str(office.pk), office.name) for office in rows]

    if offices.chosen is None:
        below = offices.below
        return named(below) if len(below) > 1 or offices.root else []
    groups = (
        (_("上级机构"), offices.above),
        (_("当前机构"), (offices.chosen,)),
        (_("下级机构"), offices.below),
        (_("同级机构"), offices.beside),
    )
    return [(title, named(rows)) for title, rows in groups if rows]
