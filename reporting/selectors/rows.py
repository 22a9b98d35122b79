"""The rows behind a number: the indicator's own facts at one office, run again now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from corrections.models import Case, Organisation, Posting
from corrections.permissions import Permission as CorrectionsPermission
from reporting.enums import Part, RowKind
from reporting.indicators import Indicator, posts_text
from reporting.indicators.tree import Sql, items_sql, numbers_sql, one_office
from reporting.models import Snapshot
from reporting.selectors.as_of import AsOf
from supervision.models import Duty

FIRST_FOUND = 100  # a page at most: the first look finds the first page and the total together


class RowList:
    """The list behind one number of an indicator at an office, by the tree as it was; read page by page.

    Who may read which name follows today's tree: people and duties carry `is_open_to_user`, False for a case outside
    the user's reach today, whose row says nothing of the person (the list stays as long as the figure).
    """

    def __init__(
        self, office: Organisation, *, user: Any, indicator: Indicator, part: Part, as_of: AsOf
    ) -> None:
        self.office = office
        self.user = user
        self.indicator = indicator
        self.part = part
        self.as_of = as_of
        self.period = as_of.period(indicator)

    @property
    def row_kind(self) -> RowKind:
        return self.indicator.row_kind(self.part)

    def count(self) -> int:
        """How many rows there are."""
        return self._first[1]

    def __getitem__(self, part: slice) -> list[Any]:
        start, stop = part.start or 0, part.stop
        if stop is not None and stop <= FIRST_FOUND:
            return self._load(self._first[0][start:stop])
        return self._load(self._find(None if stop is None else stop - start, start)[0])

    @cached_property
    def _first(self) -> tuple[list[int], int]:
        return self._find(FIRST_FOUND, 0)

    def _find(self, limit: int | None, offset: int) -> tuple[list[int], int]:
        """Keys of that stretch of the list, and the length of the whole; 0 for a stretch beyond its end."""
        sql = items_sql(
            self.row_kind,
            self.indicator.facts(self.part, self.period),
            one_office(self.office.pk),
            without=self.indicator.counted(self.period) if self.part is Part.REST else (),
            limit=limit,
            offset=offset,
        )
        found = _fetch(sql)
        return [item for item, _total in found], found[0][1] if found else 0

    def _load(self, items: list[int]) -> list[Any]:
        by_key = {row.pk: row for row in _rows(self.row_kind, self.user).filter(pk__in=items)}
        return [by_key[item] for item in items]

    def number(self) -> int:
        """What the rows add up to now: their number, or the hundredths of the posts."""
        if self.row_kind is not RowKind.POSTINGS:
            return self.count()
        facts = self.indicator.facts(self.part, self.period)
        found = _fetch(numbers_sql(self.row_kind, facts, one_office(self.office.pk)))
        return int(found[0][1]) if found else 0

    def frozen_number(self) -> int | None:
        """What the stored figure says, 0 where a run found nothing to count; None where none was computed."""
        found = Snapshot.objects.filter(
            organisation=self.office,
            indicator=self.indicator.key,
            starts_on=self.period.starts_on,
            ends_on=self.period.ends_on,
        ).first()
        if found is None:
            days = Snapshot.objects.of_days().filter(organisation=self.office, ends_on=self.as_of.day)
            return 0 if days.exists() else None
        if self.part is Part.COUNTED:
            return found.k
        return found.n if self.part is Part.POPULATION or found.n is None else found.n - found.k

    def text(self, number: int) -> str:
        return posts_text(number) if self.row_kind is RowKind.POSTINGS else f"{number:,}"


def _fetch(sql: Sql) -> Sequence[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        found: Sequence[tuple[int, int]] = cursor.fetchall()
        return found


def _rows(kind: RowKind, user: Any) -> QuerySet[Any]:
    """What the table shows of each row, loaded with it."""
    visible = Case.objects.visible_to(user, CorrectionsPermission.OFFENDER_VIEW)
    rows: QuerySet[Any] = Organisation.objects.select_related("parent")
    if kind is RowKind.PEOPLE:
        rows = Case.objects.select_related("offender", "station")
        rows = rows.annotate(is_open_to_user=Exists(visible.filter(pk=OuterRef("pk"))))
    elif kind is RowKind.DUTIES:
        rows = Duty.objects.select_related("case__offender", "station")
        rows = rows.annotate(is_open_to_user=Exists(visible.filter(pk=OuterRef("case_id"))))
    elif kind is RowKind.POSTINGS:
        rows = Posting.objects.select_related("staff", "organisation")
    return rows
