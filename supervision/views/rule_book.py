"""The rule book to read: what holds on a day, with its legal basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.views.page import Page
from supervision.forms import RuleDayForm
from supervision.models import RuleBook
from supervision.permissions import Permission
from supervision.selectors.rule_book import rule_book_on


@dataclass(frozen=True)
class BookTab:
    """A book, opened on the last day on which it holds."""

    label: str
    url: str
    is_current: bool


class RuleBookView(Page):
    """Every number in force on a day (`?on=`), old books included: an old file is read by the rules of its time."""

    permission = Permission.RULE_BOOK_VIEW
    page_title = _("监管规则")
    template_name = "supervision/rule_book.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = RuleDayForm(self.request.GET if "on" in self.request.GET else {"on": today().isoformat()})
        on = (form.cleaned_data["on"] or today()) if form.is_valid() else None
        pages = rule_book_on(on) if on else []
        shown = {page.book.pk for page in pages}
        tabs = [self._tab(book, book.pk in shown) for book in RuleBook.objects.all()]
        return super().get_context_data(form=form, on=on, pages=pages, tabs=tabs, **kwargs)

    @staticmethod
    def _tab(book: RuleBook, is_current: bool) -> BookTab:
        url = reverse("supervision:rule_book")
        day = book.effective_to
        return BookTab(book.name, f"{url}?on={day}" if day and day < today() else url, is_current)
