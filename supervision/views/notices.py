"""Notices: what the night found, told once to each office; reading them marks them read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.views import ActionPage, ListPage
from corrections.filters import number_of
from corrections.selectors.names import may_open, name_for
from corrections.tables import file_url
from supervision.models import Digest
from supervision.permissions import Permission
from supervision.selectors.digests import DigestItem, digest_items, digest_of
from supervision.selectors.notices import notice_text, notices_for, read_up_to
from supervision.services.digests import digest_read
from supervision.services.notices import notices_read


@dataclass(frozen=True)
class NoticeRow:
    told_on: date
    is_new: bool
    name: str
    text: str
    office: str
    url: str


@dataclass(frozen=True)
class DigestBox:
    """This morning's digest as a box, until it is put away."""

    made_at: datetime
    items: list[DigestItem]
    actions: tuple[Action, ...]


def digest_box(user: Any) -> DigestBox | None:
    """Today's, as long as it is unread; one query."""
    digest = digest_of(user)
    if digest is None:
        return None
    url = reverse("supervision:digest_read", args=[digest.pk])
    return DigestBox(digest.made_at, digest_items(digest), (Action(_("知道了"), url, post=True),))


class DigestReadView(ActionPage):
    """Puts one's own digest away."""

    permission = Permission.WORKBENCH_VIEW

    def get_queryset(self) -> QuerySet[Any]:
        return Digest.objects.visible_to(self.user)

    def get_object_path(self, found: Any) -> str | None:
        return None

    def perform(self) -> str:
        digest_read(by=self.user, digest=self.object)
        return reverse("supervision:workbench")


class NoticeListView(ListPage):
    permission = Permission.WORKBENCH_VIEW
    page_title = _("消息")
    table_template = "supervision/notice_table.html"
    empty_text = _("没有消息。")

    @cached_property
    def last_read(self) -> int:
        return read_up_to(self.user)

    def get_queryset(self) -> QuerySet[Any]:
        return notices_for(self.user).order_by("-pk")

    def get_actions(self) -> list[Action]:
        """One button, as long as something is unread. What arrives after the page was drawn stays unread."""
        newest = self.get_queryset().first()
        if newest is None or newest.pk <= self.last_read:
            return []
        url = f"{reverse('supervision:notice_read')}?up_to={newest.pk}"
        return [Action(_("全部标为已读"), url, post=True)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [self._row(notice) for notice in context["rows"]]
        return context

    def _row(self, notice: Any) -> NoticeRow:
        case = notice.duty.case if notice.duty else notice.case
        return NoticeRow(
            told_on=notice.told_on,
            is_new=notice.pk > self.last_read,
            name=name_for(self.user, case),
            text=notice_text(notice),
            office=notice.office.name,
            url=file_url(case) if may_open(self.user, case) else "",
        )


class NoticeReadView(ActionPage):
    """Everything up to the notice `?up_to=` is read; without one, everything there is."""

    permission = Permission.WORKBENCH_VIEW

    def perform(self) -> str:
        notices, asked = notices_for(self.user), number_of(self.request.GET.get("up_to"))
        newest = (notices if asked is None else notices.filter(pk__lte=asked)).order_by("pk").last()
        if newest is not None:
            notices_read(by=self.user, up_to=newest)
        return reverse("supervision:notice_list")
