"""The rows behind a number: the indicator's own facts at one office, run again now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.expressions import RawSQL

from corrections.models import Case, Organisation, Posting
from corrections.permissions import Permission as CorrectionsPermission
from reporting.enums import Part, RowKind
from reporting.indicators import Indicator, Period, posts_text
from reporting.indicators.tree import items_sql, one_office
from reporting.models import Snapshot
from supervision.models import Duty


@dataclass(frozen=True)
class RowList:
    """The list behind one number of an indicator at an office.

    People and duties carry `is_open_to_user`: False for a case outside the user's reach today, whose row says nothing
    of the person (the list stays as long as the figure).
    """

    office: Organisation
    indicator: Indicator
    part: Part
    period: Period
    rows: QuerySet[Any]

    @property
    def row_kind(self) -> RowKind:
        return self.indicator.row_kind(self.part)

    def number(self) -> int:
        """What the rows add up to now: their number, or the hundredths of the posts."""
        if self.row_kind is RowKind.POSTINGS:
            return int(self.rows.aggregate(total=Sum("share"))["total"] or 0)
        return self.rows.count()

    def frozen_number(self) -> int | None:
        """What the stored figure says; None where none is stored."""
        found = Snapshot.objects.filter(
            organisation=self.office,
            indicator=self.indicator.key,
            starts_on=self.period.starts_on,
            ends_on=self.period.ends_on,
        ).first()
        if found is None:
            return None
        if self.part is Part.COUNTED:
            return found.k
        return found.n if self.part is Part.POPULATION or found.n is None else found.n - found.k

    def text(self, number: int) -> str:
        return posts_text(number) if self.row_kind is RowKind.POSTINGS else f"{number:,}"


def row_list(office: Organisation, *, user: Any, indicator: Indicator, part: Part, period: Period) -> RowList:
    """The rows that make the number, by the tree as it was; who may read which name follows today's tree."""
    kind = indicator.row_kind(part)
    sql = items_sql(
        kind,
        indicator.facts(part, period),
        one_office(office.pk),
        without=indicator.counted(period) if part is Part.REST else (),
    )
    items = RawSQL(sql.text, sql.params)  # noqa: S611 (our own text; every value is a parameter)
    return RowList(office, indicator, part, period, _rows(kind, user, items))


def _rows(kind: RowKind, user: Any, items: RawSQL) -> QuerySet[Any]:
    visible = Case.objects.visible_to(user, CorrectionsPermission.OFFENDER_VIEW)
    rows: QuerySet[Any]
    if kind is RowKind.PEOPLE:
        rows = Case.objects.filter(pk__in=items).select_related("offender", "station").order_by("path", "pk")
        rows = rows.annotate(is_open_to_user=Exists(visible.filter(pk=OuterRef("pk"))))
    elif kind is RowKind.DUTIES:
        rows = Duty.objects.filter(pk__in=items).select_related("case__offender", "station")
        rows = rows.order_by("due_on", "pk")
        rows = rows.annotate(is_open_to_user=Exists(visible.filter(pk=OuterRef("case_id"))))
    elif kind is RowKind.POSTINGS:
        rows = Posting.objects.filter(pk__in=items).select_related("staff", "organisation")
        rows = rows.order_by("path", "pk")
    else:
        rows = Organisation.objects.filter(pk__in=items).select_related("parent").order_by("path")
    return rows
