"""The rule book to read, and for its administrators to change: what holds on a day, since when, on what ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.clock import today
from core.day_words import month_name
from core.views import Crumb, DetailPage, FormPage
from core.views.page import Page
from corrections.views.checked import CheckedFormPage
from supervision.enums import RuleUnit
from supervision.forms import RuleChangeForm, RuleDayForm, RuleWithdrawForm
from supervision.forms.rules import rule_initial
from supervision.models import Rule, RuleBook
from supervision.permissions import Permission
from supervision.policies.rules import (
    check_can_edit_rules,
    check_can_withdraw_rule,
    check_rule_is_current,
    is_periodic,
)
from supervision.selectors.rule_book import RuleLine, rule_book_on, rule_history, rule_scope, rule_value
from supervision.selectors.rule_words import rule_title
from supervision.services.rule_change import rule_change, rule_draft, rule_withdraw
from supervision.services.rule_preview import rule_effect


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
        return super().get_context_data(
            form=form,
            on=on,
            pages=[
                (
                    page.book,
                    [
                        (heading, [(line, self._values(line)) for line in lines])
                        for heading, lines in page.groups
                    ],
                )
                for page in pages
            ],
            tabs=tabs,
            **kwargs,
        )

    @staticmethod
    def _tab(book: RuleBook, is_current: bool) -> BookTab:
        url = reverse("supervision:rule_book")
        day = book.effective_to
        return BookTab(book.name, f"{url}?on={day}" if day and day < today() else url, is_current)

    @staticmethod
    def _values(line: RuleLine) -> list[tuple[str, str, str]]:
        """(for whom, what holds, address of its history) of each row of the line."""
        addresses = [reverse("supervision:rule_detail", args=[rule.pk]) for rule in line.rules]
        return [(scope, value, url) for (scope, value), url in zip(line.values, addresses, strict=True)]


class RulePage(Page):
    """What the pages of one row share."""

    permission = Permission.RULE_BOOK_VIEW

    def get_queryset(self) -> QuerySet[Rule]:
        return Rule.objects.select_related("book", "organisation")

    def get_object_path(self, found: Any) -> str | None:
        return None

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        rule: Rule = self.object  # type: ignore[attr-defined]
        return (
            Crumb(_now("监管规则"), reverse("supervision:rule_book")),
            Crumb(rule_words(rule), reverse("supervision:rule_detail", args=[rule.pk])),
            Crumb(self.get_page_title()),
        )

    def get_cancel_url(self) -> str:
        return reverse("supervision:rule_detail", args=[self.object.pk])  # type: ignore[attr-defined]


class RuleDetailView(RulePage, DetailPage):
    """One subject for one area, category and level: every row it had or will have."""

    template_name = "supervision/rule_detail.html"

    def get_page_title(self) -> Any:
        return rule_words(self.object)

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (Crumb(_now("监管规则"), reverse("supervision:rule_book")), Crumb(self.get_page_title()))

    def get_actions(self) -> list[Action]:
        rule = next(iter(rule_history(self.object)))
        if not self.user.may(Permission.RULE_BOOK_EDIT):
            return []
        buttons = [
            Action.checked(
                _now("修改"),
                reverse("supervision:rule_change", args=[rule.pk]),
                lambda: check_rule_is_current(rule),
                kind="primary",
            )
        ]
        if rule.effective_from > today():
            buttons.append(
                Action.checked(
                    _now("撤回未施行的变更"),
                    reverse("supervision:rule_withdraw", args=[rule.pk]),
                    lambda: check_can_withdraw_rule(rule, on=today()),
                    kind="danger",
                    dialog=True,
                )
            )
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(rule, rule_value(rule), _holds(rule, on=today())) for rule in rule_history(self.object)]
        return super().get_context_data(rows=rows, **kwargs)


class RuleChangeView(RulePage, CheckedFormPage):
    """A row that follows this one, read once more with what it would do to next month's duties."""

    permission = Permission.RULE_BOOK_EDIT
    page_title = _("修改规则")
    form_class = RuleChangeForm
    success_message = _("已登记，自施行之日起按新规定计算。")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_rule_is_current(self.object)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return rule_initial(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"rule": self.object, "user": self.user}

    def get_answers(self, form: Any) -> Sequence[tuple[Any, Any]]:
        return [
            (_now("规则"), rule_words(self.object)),
            (_now("现行规定"), rule_value(self.object)),
            *super().get_answers(form),
        ]

    def get_warnings(self, form: Any) -> Sequence[Any]:
        values = form.values(self.object)
        check_can_edit_rules(self.user, values["organisation"])
        draft = rule_draft(self.object, **values)
        if self.object.unit == RuleUnit.SETTLING:
            return [_now("自施行之日起发生的报告按新规定抵作，以前的记录不变。")]
        if not is_periodic(self.object):
            return [_now("今后新开的事项按新规定计算，已开的事项期限不变。")]
        effect = rule_effect(draft)
        return [
            _now("按现有人员推算，%(month)s到期的此类事项由 %(before)s 件变为 %(after)s 件。")
            % {"month": month_name(effect.month), "before": effect.before, "after": effect.after}
        ]

    def perform(self, form: Any) -> str:
        made = rule_change(
            by=self.user, rule=self.object, reason=form.cleaned_data["reason"], **form.values(self.object)
        )
        return reverse("supervision:rule_detail", args=[made.pk])


class RuleWithdrawView(RulePage, FormPage):
    permission = Permission.RULE_BOOK_EDIT
    page_title = _("撤回未施行的变更")
    form_class = RuleWithdrawForm
    submit_label = _("撤回")
    success_message = _("已撤回，原来的规定继续施行。")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_can_withdraw_rule(self.object, on=today())
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        rule_withdraw(by=self.user, rule=self.object, reason=form.cleaned_data["reason"])
        return reverse("supervision:rule_book")


def rule_words(rule: Rule) -> str:
    """The subject, for whom, where."""
    words = [str(rule_title(rule.key, rule.note)), rule_scope(rule)]
    if rule.organisation is not None:
        words.append(rule.organisation.name)
    return " · ".join(filter(None, words))


def _holds(rule: Rule, *, on: date) -> str:
    """past, now or to come."""
    if rule.effective_from > on:
        return "later"
    return "past" if rule.effective_to is not None and rule.effective_to < on else "now"
