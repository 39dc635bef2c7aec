"""Tables as files for other programs: CSV, or an Excel workbook with what has to be known of it on a second sheet."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.sheet import Sheet, Value, harmless
from app.errors import Trouble

_TITLE = 31  # letters that Excel allows for the name of a sheet
_BAD = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff\ud800-\udfff]")
_WIDEST = 60  # letters of a column
_MOST = 1_048_575  # rows of a sheet, without its head
LONG_TEXT = 32_767  # letters of a cell


def write(path: Path, sheet: Sheet) -> int:
    """By the file's ending, .xlsx or else CSV. How many rows. Trouble where it cannot be."""
    put(path, _workbook(sheet) if path.suffix.lower() == ".xlsx" else _csv(sheet))
    return len(sheet.rows)


def put(path: Path, made: bytes) -> None:
    """Nothing half written stays under that name. Trouble where it cannot be written."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(made)
        draft.replace(path)  # the whole file or none
    except OSError as e:
        draft.unlink(missing_ok=True)
        raise Trouble(f"Could not write {path.name}", f"{e.strerror}. Choose another place.", about=str(path)) from e


def _csv(sheet: Sheet) -> bytes:
    """RFC 4180 with CRLF, UTF-8 with a byte-order mark, which spreadsheets need to read names right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(head) for head in sheet.heads])
    writer.writerows([[_text(value) for value in row] for row in sheet.rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _workbook(sheet: Sheet) -> bytes:
    """Amounts and days are numbers and days there, texts are texts: none is run as a formula."""
    import openpyxl  # only who exports pays for it

    if len(sheet.rows) > _MOST:
        raise Trouble("Too many rows for Excel", "Save it as CSV, or choose a shorter period.", about=sheet.title)
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(_BAD.sub("", sheet.title)[:_TITLE].strip(" '") or "Values")
    for i, wide in enumerate(_widths(sheet)):
        page.column_dimensions[chr(65 + i)].width = wide
    page.freeze_panes = "A2"
    page.append([_cell(page, head, bold=True) for head in sheet.heads])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
    if sheet.about:
        about = book.create_sheet("About")
        about.column_dimensions["A"].width, about.column_dimensions["B"].width = 18, 100
        for title, words in sheet.about:
            about.append([_cell(about, title, bold=True), _cell(about, words)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(sheet: Sheet) -> list[int]:
    """As wide as the first rows need, for at most 26 columns."""
    shown = [sheet.heads, *([_text(v) for v in row] for row in sheet.rows[:200])]
    return [min(_WIDEST, max(len(str(row[i])) for row in shown) + 2) for i in range(min(26, len(sheet.heads)))]


def _cell(page: Any, value: Value, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    if isinstance(value, str):
        cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", harmless(value))[:LONG_TEXT])
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell = WriteOnlyCell(page, value.astimezone(UTC).replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm"
    else:
        cell = WriteOnlyCell(page, value)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, Decimal):
            cell.number_format = "#,##0.00" if value.as_tuple().exponent == -2 else "General"
    if bold:
        cell.font = Font(bold=True)
    return cell
