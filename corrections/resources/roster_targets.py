"""What a column of a roster may stand for, as it is stored and as it is said: one of ours, kept cells, or nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from corrections.resources.roster_columns import BY_HEADING, BY_KEY, COLUMNS
from corrections.resources.roster_texts import heading_key

KEPT = ""
"""The cells are kept under the heading's own words."""
PASSED = "-"
"""The column is left out."""


def target_words(target: str) -> str:
    """The heading of our column, or what becomes of the cells without one."""
    if target == PASSED:
        return _("不导入")
    return BY_KEY[target].heading if target in BY_KEY else _("按列名保存")


def target_choices() -> list[str]:
    """Everything a person may say."""
    return [target_words(KEPT), target_words(PASSED), *(column.heading for column in COLUMNS)]


def target_read(text: str) -> str | None:
    """What a person said, in the words of the list or any spelling we know; nothing means kept. None: unknown."""
    for target in (KEPT, PASSED):
        if text in ("", target_words(target)):
            return target
    column = BY_HEADING.get(heading_key(text))
    return column.key if column else None
