"""审计记录: who did what, for the audit administrator."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.audit_words import event_lines
from core.models import AuditEvent
from core.views import ListPage
from core.views.listing import clamp
from corrections.filters import AuditFilter
from corrections.permissions import Permission
from corrections.selectors.accounts import audit_events
from corrections.selectors.offices import office_names

MOST = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts to ten thousand and no further: of millions of events the count would take longer than the page."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST].count())


class AuditListView(ListPage):
    permission = Permission.AUDIT_VIEW
    page_title = _("审计记录")
    template_name = "corrections/audit_list.html"
    table_template = "corrections/audit_table.html"
    filterset_class = AuditFilter
    page_sizes = (50, 100)

    def get_queryset(self) -> QuerySet[AuditEvent]:
        return audit_events(self.user)

    def get_page(self, rows: QuerySet[Any]) -> Page[Any]:
        paginator = CappedPaginator(rows, self.get_page_size())
        return paginator.page(clamp(self.request.GET.get("page", ""), low=1, high=paginator.num_pages))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        lines = event_lines(context["rows"])
        offices = office_names(line.path for line in lines)
        context["rows"] = [(line, offices.get(line.path, "")) for line in lines]
        context["is_capped"] = context["pager"].total >= MOST
        return context
