"""Notices: what the night found, told once to each office; reading them marks them read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.views import ActionPage, ListPage
from corrections.selectors.names import may_open, name_for
from corrections.tables import file_url
from supervision.permissions import Permission
from supervision.selectors.notices import notice_text, notices_for, unread_count
from supervision.services.notices import notices_read


@dataclass(frozen=True)
class NoticeRow:
    told_on: date
    name: str
    text: str
    office: str
    url: str


class NoticeListView(ListPage):
    permission = Permission.WORKBENCH_VIEW
    page_title = _("消息")
    table_template = "supervision/notice_table.html"
    empty_text = _("没有消息。")

    def get_queryset(self) -> QuerySet[Any]:
        return notices_for(self.user).order_by("-told_on", "-pk")

    def get_actions(self) -> list[Action]:
        if not unread_count(self.user, at_most=1):
            return []
        return [Action(_("全部标为已读"), reverse("supervision:notice_read"), post=True)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [self._row(notice) for notice in context["rows"]]
        return context

    def _row(self, notice: Any) -> NoticeRow:
        case = notice.duty.case if notice.duty else notice.case
        url = file_url(case) if may_open(self.user, case) else ""
        return NoticeRow(
            notice.told_on, name_for(self.user, case), notice_text(notice), notice.office.name, url
        )


class NoticeReadView(ActionPage):
    permission = Permission.WORKBENCH_VIEW

    def perform(self) -> str:
        newest = notices_for(self.user).order_by("pk").last()
        if newest is not None:
            notices_read(by=self.user, up_to=newest)
        return reverse("supervision:notice_list")
