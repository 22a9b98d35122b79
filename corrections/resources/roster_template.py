"""Our own templates: drop-down lists, numbers as text, and a page that says of each column how it is filled, with an
example.

The example stands beside the instructions, not in a table of its own: nobody uploads it by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from core.sheets.write import Column as SheetColumn
from core.sheets.write import ColumnKind, SheetWriter
from corrections.resources.roster_columns import Column
from corrections.resources.roster_layout import Layout
from corrections.resources.roster_widgets import CodeWidget, DayWidget, YesNoWidget

_AS_TEXT = frozenset(("id_number", "phone"))
_SHOWN_CHOICES = 12

Choices = Mapping[str, Sequence[str] | Mapping[str, Sequence[str]]]
"""Column key → what may stand there, or for each cell of the office column what may stand beside it."""


def template_write(target: Path | IO[bytes], *, layout: Layout, choices: Choices) -> None:
    """A workbook to be filled, and a page of instructions with an example."""
    keys = [key for key in layout.template_keys if key not in layout.template_optional or choices.get(key)]
    columns = [_sheet_column(layout, layout.by_key[key], choices) for key in keys]
    headings = [
        SheetColumn(_("列名"), width=22),
        SheetColumn(_("必填"), width=8),
        SheetColumn(_("怎么填"), width=70),
        SheetColumn(_("示例"), width=34),
    ]
    with SheetWriter(target) as book:
        book.add_table(str(layout.title), columns, [])
        book.add_table(
            _("填表说明"),
            headings,
            _instructions(layout, keys, choices),
            title=_("填表说明"),
            notes=[str(note) for note in layout.notes],
        )


def _heading(layout: Layout, column: Column) -> str:
    return str(layout.template_headings.get(column.key, column.heading))


def _sheet_column(layout: Layout, column: Column, choices: Choices) -> SheetColumn:
    kind: ColumnKind = "text"
    if column.key in _AS_TEXT:
        kind = "id"
    elif isinstance(column.widget, DayWidget):
        kind = "date"
    heading, offered = _heading(layout, column), _offered(column, choices)
    depends_on = _heading(layout, layout.by_key["office"]) if isinstance(offered, Mapping) else ""
    return SheetColumn(
        heading,
        kind=kind,
        width=max(12, 2 * len(heading) + 4),
        required=column.key in layout.template_required,
        choices=offered,
        depends_on=depends_on,
        hint=str(layout.hints.get(column.key, "")),
    )


def _offered(column: Column, choices: Choices) -> Sequence[str] | Mapping[str, Sequence[str]]:
    if column.key in choices:
        return choices[column.key]
    if isinstance(column.widget, CodeWidget):
        return [str(label) for label in column.widget.labels.values()]
    return [_("是"), _("否")] if isinstance(column.widget, YesNoWidget) else ()


def _instructions(layout: Layout, keys: Sequence[str], choices: Choices) -> Iterator[list[Any]]:
    for key in keys:
        column = layout.by_key[key]
        yield [
            _heading(layout, column),
            _("必填") if key in layout.template_required else "",
            _how(layout, column, choices),
            _example(layout, key, choices),
        ]


def _how(layout: Layout, column: Column, choices: Choices) -> str:
    said = [str(layout.hints[column.key])] if column.key in layout.hints else []
    offered = _offered(column, choices)
    if isinstance(offered, Mapping):
        said.append(_("从下拉列表中选择，选项随司法所而变"))
    elif offered and len(offered) <= _SHOWN_CHOICES:
        said.append(_("从下拉列表中选择：%(choices)s") % {"choices": "、".join(offered)})
    elif offered:
        said.append(_("从下拉列表中选择"))
    elif isinstance(column.widget, DayWidget) and not said:
        said.append(_("日期，写成 2026-11-23、2026.11.23 或 2026年11月23日都可以"))
    return "；".join(said)


def _example(layout: Layout, key: str, choices: Choices) -> str:
    """Offices and communities of the office that asked, else what the layout shows."""
    offered = choices.get(key)
    if isinstance(offered, Mapping):
        return next((found[0] for found in offered.values() if found), "")
    if offered:
        return next((office for office in offered if office.endswith("所")), offered[0])
    return str(layout.example.get(key, ""))
