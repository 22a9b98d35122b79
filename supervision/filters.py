"""Filters of the work lists and of the registers; every one stands in the address."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.filters import DayFilter, YesNoFilter
from core.forms import Form
from core.paths import subtree_q
from corrections.enums import OrganisationKind
from corrections.filters import MINE, number_of, office_options
from corrections.models import Organisation
from corrections.selectors.offices import OfficeChoices, office_choices, staff_near
from supervision.enums import (
    ApprovalKind,
    ApprovalStatus,
    Channel,
    DutyKind,
    FindingResult,
    MetPerson,
    RecordOutcome,
)
from supervision.models import Approval, CheckIn, Duty, Visit, VisitFinding
from supervision.permissions import Permission


class OfCasesFilter(django_filters.FilterSet):
    """Where the case lies and who answers for it. `case` leads from a row to its case, "" on Case itself."""

    permission: ClassVar[str] = Permission.DUTY_VIEW
    order: ClassVar[tuple[str, ...]] = ()

    office = django_filters.ChoiceFilter(label=_("司法所"), method="in_office", empty_label=_("全部"))
    responsible = django_filters.ChoiceFilter(
        label=_("责任人"), method="of_responsible", empty_label=_("全部")
    )

    class Meta:
        form = Form

    def __init__(self, data: Any, queryset: QuerySet[Any], *, request: HttpRequest) -> None:
        super().__init__(data=data, queryset=queryset, request=request)
        user: Any = request.user
        self.case = "case__" if hasattr(queryset.model, "case") else ""
        self.offices: OfficeChoices = office_choices(user, self.permission, number_of(data.get("office")))
        self._offer("office", office_options(self.offices))
        self._offer("responsible", self._responsible_options(user))
        for name in self.order:
            if name in self.filters:
                self.filters.move_to_end(name)

    def _offer(self, name: str, options: list[Any]) -> None:
        """A filter with nothing to choose from is left out."""
        if options:
            self.filters[name].extra["choices"] = options
        else:
            del self.filters[name]

    def _responsible_options(self, user: Any) -> list[tuple[str, Any]]:
        """The staff of one county at most: above it an office is chosen first."""
        mine = [(MINE, _("我负责的"))] if user.staff_id else []
        scope: Organisation | None = self.offices.scope
        if scope is None or scope.kind not in (OrganisationKind.COUNTY, OrganisationKind.STATION):
            return mine
        return [*mine, *((str(staff.pk), staff.name) for staff in staff_near(scope.path, on=today()))]

    def in_office(self, rows: Any, name: str, value: str) -> Any:
        chosen = self.offices.chosen
        return rows.filter(subtree_q(f"{self.case}path", chosen.path)) if chosen else rows

    def of_responsible(self, rows: Any, name: str, value: str) -> Any:
        staff: Any = self.request.user.staff_id if value == MINE else int(value)
        return rows.filter(**{f"{self.case}responsible": staff})


class WorkFilter(OfCasesFilter):
    """The small selects above a work list: no labels to read, the first choice says what is chosen from."""

    permission = Permission.WORKBENCH_VIEW

    kind = django_filters.ChoiceFilter(label=_("类别"), choices=DutyKind, empty_label=_("全部类别"))
    order = ("office", "kind", "responsible")

    class Meta:
        model = Duty
        fields: tuple[str, ...] = ()
        form = Form

    def __init__(self, data: Any, queryset: QuerySet[Any], *, request: HttpRequest) -> None:
        super().__init__(data=data, queryset=queryset, request=request)
        for name, words in (("office", _("全部司法所")), ("responsible", _("全部人员"))):
            if name in self.filters:
                self.filters[name].extra["empty_label"] = words
        if not self.case:
            del self.filters["kind"]  # a list of cases, not of duties


class RecordFilter(OfCasesFilter):
    """What both registers are searched by; `late`: entered late, or for an earlier period (补录、补报)."""

    first = DayFilter(field_name="happened_on", lookup_expr="gte", label=_("发生日期自"))
    last = DayFilter(field_name="happened_on", lookup_expr="lte", label=_("至"))
    outcome = django_filters.ChoiceFilter(choices=RecordOutcome, label=_("结果"), empty_label=_("全部"))
    late = YesNoFilter(label=_("补录、补报"), method="entered_late", empty_label=_("全部"))

    def entered_late(self, rows: Any, name: str, value: str) -> Any:
        is_late = Q(is_entered_late=True) | Q(late_for__isnull=False)
        return rows.filter(is_late if value == "yes" else ~is_late) if value else rows


class CheckInFilter(RecordFilter):
    channel = django_filters.ChoiceFilter(choices=Channel, label=_("方式"), empty_label=_("全部"))
    order = ("office", "responsible", "first", "last", "channel", "outcome", "late")

    class Meta:
        model = CheckIn
        fields: tuple[str, ...] = ()
        form = Form


class VisitFilter(RecordFilter):
    met = django_filters.ChoiceFilter(
        choices=MetPerson, label=_("见到何人"), empty_label=_("全部"), method="seen"
    )
    concern = YesNoFilter(label=_("发现情况"), method="not_normal", empty_label=_("全部"))
    order = ("office", "responsible", "first", "last", "met", "outcome", "concern", "late")

    def seen(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(met=value) | Q(also_met__contains=[value])) if value else rows

    def not_normal(self, rows: Any, name: str, value: str) -> Any:
        """Visits that found something not normal, or a risk."""
        found = VisitFinding.objects.filter(visit=OuterRef("pk")).exclude(result=FindingResult.NORMAL)
        is_concern = Exists(found) | ~Q(risks=[])
        return rows.filter(is_concern if value == "yes" else ~is_concern) if value else rows

    class Meta:
        model = Visit
        fields: tuple[str, ...] = ()
        form = Form


class ApprovalFilter(OfCasesFilter):
    """Which requests: by office, kind and state; `tab` goes along, so that a search stays where it was begun."""

    tab = django_filters.CharFilter(method="as_it_is", widget=HiddenInput)

    kind = django_filters.ChoiceFilter(label=_("申请事项"), choices=ApprovalKind, empty_label=_("全部"))
    status = django_filters.ChoiceFilter(label=_("状态"), choices=ApprovalStatus, empty_label=_("全部"))
    order = ("office", "responsible", "kind", "status")

    class Meta:
        model = Approval
        fields: tuple[str, ...] = ()
        form = Form

    def as_it_is(self, rows: Any, name: str, value: str) -> Any:
        return rows
