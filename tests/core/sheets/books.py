"""Workbooks written by hand, as no spreadsheet program would write them."""

import io
import zipfile

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DATE_STYLES = '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>'


def sheet(rows: str, *, before: str = "", after: str = "", head: str = _HEAD) -> str:
    """The XML of a sheet around its rows."""
    return f'{head}<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cell(reference: str, text: str, *, kind: str = "str", formula: str = "") -> str:
    return f'<c r="{reference}" t="{kind}">{formula}<v>{text}</v></c>'


def parts(
    *sheets: str | bytes,
    states: tuple[str, ...] = (),
    properties: str = "",
    extra: dict[str, str | bytes] | None = None,
) -> dict[str, str | bytes]:
    """Every part of a workbook by its name; `extra` adds to them or replaces them."""
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{states[n - 1] if states else "visible"}" r:id="rId{n}"/>'
        for n in range(1, len(sheets) + 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}">{_DATE_STYLES}</styleSheet>',
        **{f"xl/worksheets/sheet{n}.xml": content for n, content in enumerate(sheets, start=1)},
        **(extra or {}),
    }


def packed(entries: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def workbook(rows: str, **settings: str) -> bytes:
    """One sheet with these rows."""
    return packed(parts(sheet(rows, **settings)))
