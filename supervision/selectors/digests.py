"""What a morning's digest says, to whom, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clock import today
from corrections.models import OrganisationGrant, User
from supervision.models import Digest, Notice
from supervision.selectors.rules import rule_sheet
from supervision.selectors.workbench import CARDS, Asked, card_parts, numbers_of

CARD_KEYS = (
    "due_today",
    "due_soon",
    "registration_overdue",
    "overdue_person",
    "overdue_office",
    "waiting",
    "awaiting_reception",
    "term_over",
)
"""Cards of the workbench that the digest counts, in its order."""
NEW = "new"
"""Notices of the night before: what was found overdue or sent up, of which nobody in the office knew yesterday."""


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One count of a digest and the list behind it."""

    title: Any
    count: int
    url: str
    tone: str


def digest_readers(*, on: date) -> QuerySet[User]:
    """Active accounts with a role that holds on that day."""
    held = OrganisationGrant.spans.on(on).values("user_id")
    return User.objects.filter(is_active=True, pk__in=held).order_by("pk")


def digest_counts(user: User, *, on: date) -> dict[str, int]:
    """Card → rows, what is nought left out; empty where nothing waits. Three queries besides the user's reach."""
    numbers = numbers_of(card_parts(CARD_KEYS, Asked(user, on, rule_sheet())))
    numbers[NEW] = Notice.objects.visible_to(user).filter(told_on=on).count()
    return {key: count for key, count in numbers.items() if count}


def digest_of(user: User) -> Digest | None:
    """Today's digest of the user, as long as it is unread."""
    return Digest.objects.visible_to(user).filter(on=today(), read_at=None).first()


def digest_items(digest: Digest) -> list[DigestItem]:
    """Its counts in order, each with the way to its list."""
    items = []
    if count := digest.counts.get(NEW, 0):
        items.append(DigestItem(_("昨夜新发现逾期或上报"), count, reverse("supervision:notice_list"), "warn"))
    for key in CARD_KEYS:
        if count := digest.counts.get(key, 0):
            card = CARDS[key]
            items.append(DigestItem(card.title, count, reverse("supervision:work", args=[key]), card.tone))
    return items
