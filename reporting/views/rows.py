"""The people, duties, posts or offices behind one number; says whether they are as many as the figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import Crumb, ListPage
from reporting.enums import Part, RowKind
from reporting.permissions import Permission
from reporting.selectors import RowList
from reporting.selectors.grounds import grounds
from reporting.selectors.people import duty_rows, person_rows
from reporting.views.office import Links, OfficePage, dashboard_title

UNITS = {
    RowKind.PEOPLE: gettext_lazy("人"),
    RowKind.DUTIES: gettext_lazy("项"),
    RowKind.POSTINGS: gettext_lazy("名（按投入比例折合）"),
    RowKind.OFFICES: gettext_lazy("所"),
}


class RowListView(OfficePage, ListPage):
    permission = Permission.INDICATOR_PEOPLE_VIEW
    template_name = "reporting/rows.html"

    @cached_property
    def found(self) -> RowList:
        indicator, word = self.indicator_of(self.kwargs["indicator"]), self.kwargs["part"]
        if word not in Part.values or Part(word) not in indicator.words:
            raise Http404
        return RowList(self.object, user=self.user, indicator=indicator, part=Part(word), as_of=self.as_of)

    @cached_property
    def links(self) -> Links:
        return Links(self.as_of, self.found.indicator)

    def get_page_title(self) -> str:
        words = self.found.indicator.words[self.found.part]
        return f"{self.object.short_name} · {words.title}"

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return [
            Crumb(dashboard_title(self.object), self.links.office(self.object)),
            Crumb(self.found.indicator.title),
        ]

    def get_queryset(self) -> Any:
        """The list itself, which the paginator counts and slices like a queryset."""
        return self.found

    def order(self, rows: Any) -> Any:
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows, kind = list(context["rows"]), self.found.row_kind
        if kind is RowKind.PEOPLE:
            reasons = grounds(self.found.indicator, self.found.part, self.found.period, rows)
            rows = person_rows(self.user, rows, reasons)
        elif kind is RowKind.DUTIES:
            rows = duty_rows(self.user, rows)
        number = self.found.number() if kind is RowKind.POSTINGS else context["pager"].total
        return context | {
            "rows": rows,
            "found": self.found,
            "table_template": f"reporting/rows_{kind.value}.html",
            "parts": [
                (words.title, self.links.rows(self.object, part), part is self.found.part)
                for part, words in self.found.indicator.words.items()
            ],
            "agreement": self.agreement(number),
        }

    def agreement(self, number: int) -> dict[str, Any]:
        """The figure of the dashboard beside the number of rows now."""
        frozen, unit = self.found.frozen_number(), UNITS[self.found.row_kind]
        words = {"now": self.found.text(number), "unit": unit}
        if frozen is None:
            return {
                "level": "info",
                "text": _("名单现有 %(now)s %(unit)s；这一期间还没有保存看板数字。") % words,
            }
        if frozen == number:
            return {"level": "success", "text": _("名单 %(now)s %(unit)s，与看板数字一致。") % words}
        words["then"] = self.found.text(frozen)
        sentence = _("看板当时 %(then)s %(unit)s，现在 %(now)s %(unit)s：保存数字之后又有登记或更正。")
        return {"level": "warning", "text": sentence % words}
