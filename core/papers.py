"""Papers to sign and to file: one description, printed from the browser and written as a Word document alike.

What is not known is a ruled blank to be filled by hand, never an empty place that looks like an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

_BODY, _TITLE = "仿宋", "方正小标宋简体"
_BODY_SIZE, _TITLE_SIZE, _SMALL_SIZE = Pt(12), Pt(20), Pt(10)
BLANK = "＿＿＿＿＿＿"


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact of the head: `is_wide` takes the whole width."""

    label: str
    value: str = ""
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A longer text under its heading, followed by ruled lines for what is added by hand."""

    heading: str
    text: str = ""
    lines: int = 0

    @property
    def rules(self) -> range:
        """One for each ruled line."""
        return range(self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a heading row; `numbers` are places of columns that stand to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """`signs` are the lines to sign, each followed by a date; `note` stands small at the foot."""

    title: str
    office: str
    cells: tuple[Cell, ...] = ()
    blocks: tuple[Block, ...] = ()
    grid: Grid | None = None
    signs: tuple[str, ...] = ()
    note: str = ""
    is_landscape: bool = False

    @property
    def cell_rows(self) -> list[tuple[Cell, ...]]:
        """Two cells a row, a wide one alone."""
        rows: list[tuple[Cell, ...]] = []
        for cell in self.cells:
            if not cell.is_wide and rows and len(rows[-1]) == 1 and not rows[-1][0].is_wide:
                rows[-1] = (rows[-1][0], cell)
            else:
                rows.append((cell,))
        return rows


def paper_write(target: IO[bytes], paper: Paper) -> None:
    """The paper as a .docx that WPS and Word open."""
    document = Document()
    _page(document, is_landscape=paper.is_landscape)
    _paragraph(document, paper.title, size=_TITLE_SIZE, font=_TITLE, is_centred=True)
    if paper.office:
        _paragraph(document, paper.office, size=_SMALL_SIZE, is_centred=True)
    if paper.cells:
        _cells(document, paper.cell_rows)
    for block in paper.blocks:
        _paragraph(document, block.heading, is_bold=True)
        if block.text:
            _paragraph(document, block.text)
        for _line in block.rules:
            _ruled(document)
    if paper.grid is not None:
        _grid(document, paper.grid)
    for sign in paper.signs:
        _paragraph(document, f"{sign}：{BLANK}　　　　年　　月　　日")
    if paper.note:
        _paragraph(document, paper.note, size=_SMALL_SIZE)
    document.save(target)


def _page(document: Any, *, is_landscape: bool) -> None:
    section = document.sections[0]
    width, height = Cm(21), Cm(29.7)
    if is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _BODY, _BODY_SIZE
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY)


def _paragraph(
    document: Any,
    text: str,
    *,
    size: Any = _BODY_SIZE,
    font: str = _BODY,
    is_bold: bool = False,
    is_centred: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for place, line in enumerate(text.split("\n")):
        run = paragraph.add_run(_clean(line))
        if place:
            run.add_break()
        run.font.size, run.bold, run.font.name = size, is_bold, font
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _ruled(document: Any) -> None:
    """An empty line with a rule below it."""
    paragraph = document.add_paragraph()
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "808080")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _cells(document: Any, rows: Sequence[tuple[Cell, ...]]) -> None:
    table = document.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    for row in rows:
        places = table.add_row().cells
        if len(row) == 1:
            places[1].merge(places[3])
        for place, cell in enumerate(row):
            places[2 * place].text = _clean(cell.label)
            places[2 * place + 1].text = _clean(cell.value) or " "


def _grid(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=1, cols=len(grid.headings))
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, grid.headings, strict=True):
        cell.text = _clean(heading)
    for row in grid.rows:
        for place, (cell, value) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = _clean(value)
            if place in grid.numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(character for character in str(text) if character >= " " or character in "\t\n")
