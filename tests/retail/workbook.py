"""The least that is a workbook (ECMA-376): sheets of text, numbers and days, for tests that must not need a spreadsheet to be made."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (a workbook has no zones)


def write_workbook(path: Path, sheets: Mapping[str, Iterable[Iterable[object]]]) -> None:
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            for i in range(1, len(names) + 1)
        )
        z.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACK}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{kinds}</Types>',
        )
        z.writestr("_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
        listed = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
        z.writestr("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>')
        parts = [("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(names) + 1)]
        z.writestr("xl/_rels/workbook.xml.rels", _links([*parts, ("styles", "styles.xml")]))
        z.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/>'
            '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
            '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
        )
        for i, name in enumerate(names, 1):
            with z.open(f"xl/worksheets/sheet{i}.xml", "w") as file:
                file.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                for n, row in enumerate(sheets[name], 1):
                    file.write(f'<row r="{n}">{"".join(_cell(c, j, n) for j, c in enumerate(row))}</row>'.encode())
                file.write(b"</sheetData></worksheet>")


def _links(parts: list[tuple[str, str]]) -> str:
    made = "".join(f'<Relationship Id="rId{i}" Type="{_REL}/{t}" Target="{to}"/>' for i, (t, to) in enumerate(parts, 1))
    return f'<Relationships xmlns="{_PACK}/relationships">{made}</Relationships>'


def _cell(value: object, column: int, row: int) -> str:
    at = f"{chr(65 + column)}{row}"
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return f'<c r="{at}" s="1"><v>{(value - _ZERO).total_seconds() / 86400!r}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value!r}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
