"""The rule book to read: what holds on a day, with its legal basis."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import day_parse
from core.views.page import Page
from supervision.permissions import Permission
from supervision.selectors.rule_book import rule_book_on


class RuleBookView(Page):
    """Every number in force on a day (`?on=`), old books included: an old file is read by the rules of its time."""

    permission = Permission.RULE_BOOK_VIEW
    page_title = _("监管规则")
    template_name = "supervision/rule_book.html"

    @property
    def on(self) -> date:
        return day_parse(self.request.GET.get("on", "")[:40]) or today()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(on=self.on, pages=rule_book_on(self.on), **kwargs)
