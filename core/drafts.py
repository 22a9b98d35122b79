"""Drafts: what is typed survives a closed window, a lost network, a session that ran out. Only for who typed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.clock import now
from core.errors import BadInput
from core.models import Draft

KEPT_FOR = timedelta(days=7)
MOST_CHARACTERS = 20_000
_LONGEST_PAGE = 200

Answers = Mapping[str, list[str]]
"""Field → what was sent for it."""


def draft_save(*, by: Any, page: str, answers: Answers) -> Draft:
    """Keeps the answers for the person and page, instead of those kept before. BadInput for what is no form of ours."""
    if not page.startswith("/") or len(page) > _LONGEST_PAGE:
        raise BadInput(page[:20])
    if sum(len(text) for texts in answers.values() for text in texts) > MOST_CHARACTERS:
        raise BadInput(str(MOST_CHARACTERS))
    draft, _made = Draft.objects.update_or_create(
        user=by, page=page, defaults={"answers": dict(answers), "saved_at": now()}
    )
    return draft


def draft_of(user: Any, page: str) -> Draft | None:
    """What the person had typed there, if not too long ago."""
    return Draft.objects.filter(user=user, page=page, saved_at__gt=now() - KEPT_FOR).first()


def draft_forget(*, by: Any, page: str) -> None:
    """The form was sent, or the person wants to begin anew."""
    Draft.objects.filter(user=by, page=page).delete()


def drafts_expire() -> int:
    """Forgets drafts older than seven days; how many."""
    count, _rows = Draft.objects.filter(saved_at__lte=now() - KEPT_FOR).delete()
    return count
