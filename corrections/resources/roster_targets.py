"""What a column of a roster may stand for, as it is stored and as it is said: one of ours, kept cells, or nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from corrections.resources.roster_layout import PEOPLE, Layout
from corrections.resources.roster_texts import heading_key

KEPT = ""
"""The cells are kept under the heading's own words."""
PASSED = "-"
"""The column is left out."""


def target_words(target: str, layout: Layout = PEOPLE) -> str:
    """The heading of our column, or what becomes of the cells without one."""
    if target == PASSED:
        return _("不导入")
    return layout.by_key[target].heading if target in layout.by_key else _("按列名保存")


def target_choices(layout: Layout = PEOPLE) -> list[str]:
    """Everything a person may say."""
    others = (KEPT, PASSED) if layout.keeps_rest else (PASSED,)
    return [*map(target_words, others), *(column.heading for column in layout.columns)]


def target_read(text: str, layout: Layout = PEOPLE) -> str | None:
    """What a person said, in the words of the list or any spelling we know; nothing means kept. None: unknown."""
    for target in (KEPT, PASSED) if layout.keeps_rest else (PASSED,):
        if text in ("", target_words(target)):
            return target
    column = layout.by_heading.get(heading_key(text))
    return column.key if column else None
