"""A file as rows of text with the number of their line: CSV in the encodings and delimiters that programs write, and workbooks."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import dropwhile
from pathlib import Path
from typing import Any

from app.errors import Refused

Row = tuple[int, tuple[str, ...]]  # number of its first line in the file, from 1; cells
MOST_BYTES = 2_000_000_000
_UNPACKED = 3_000_000_000  # bytes that a workbook may unpack to
_PROBE = 65_536
_DELIMITERS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
_WIDE = 200  # columns that are looked at
_TITLES = 20  # lines that may stand above the heads
_LONG = 4_000  # letters of a cell that are kept
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True, slots=True)
class Opened:
    """How a file is read. ``sheets``: of a workbook, else none. ``encoding``, ``delimiter``: of a text. ``head``: line of the row with the
    heads; what stands above it is no part of the table."""

    path: Path
    size: int
    sha256: str
    sheets: tuple[str, ...]
    sheet: str
    encoding: str
    delimiter: str
    head: int = 0

    @property
    def words(self) -> str:
        if self.sheets:
            return f"workbook, sheet {self.sheet}"
        shown = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Western (cp1252)", "utf-16": "UTF-16"}
        return f"{shown[self.encoding]}, columns by {_DELIMITERS[self.delimiter]}"


def look(path: Path, sheet: str = "") -> Opened:
    """Refused, in words, for what cannot be read: not there, empty, no table, a workbook that is damaged or shut by a password."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise Refused(f"Could not read {path.name}", "It is not a file.")
        if not size:
            raise Refused(f"Could not read {path.name}", "The file is empty.")
        if size > MOST_BYTES:
            raise Refused(f"Could not read {path.name}", "It is larger than 2 GB: take it in parts.")
        digest = _sha256(path)
        head = _head(path)
    except OSError as e:
        raise Refused(f"Could not read {path.name}", f"{e.strerror or e}.") from e
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or path.suffix.casefold() in _WORKBOOKS:
        sheets = tuple(_book(path).sheet_names)
        if not sheets:
            raise Refused(f"Could not read {path.name}", "The workbook has no sheets.")
        return Opened(path, size, digest, sheets, sheet if sheet in sheets else sheets[0], "", "")
    if head.count(0) * 20 > len(head) and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused(f"Could not read {path.name}", "It is neither a text with columns (CSV) nor a workbook (xlsx).")
    encoding = _encoding(path, head)
    return Opened(path, size, digest, (), "", encoding, _delimiter(_decoded(head, encoding)))


def rows(opened: Opened) -> Iterator[Row]:
    """Every row with anything in it, the heads first. Refused where the file went away or changed its form meanwhile."""
    try:
        every = _sheet_rows(opened) if opened.sheets else _text_rows(opened)
        yield from dropwhile(lambda row: row[0] < opened.head, every)
    except OSError as e:
        raise Refused(f"Could not read {opened.path.name}", f"{e.strerror or e}.") from e


# ---- text ----


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_PROBE)


def _encoding(path: Path, head: bytes) -> str:
    """UTF-8 where the whole file is that, else the Western one of Windows: every text in it can be read."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(1 << 20):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _decoded(head: bytes, encoding: str) -> str:
    return head.decode(encoding, "ignore")


def _delimiter(text: str) -> str:
    """What parts the heads into several cells, and the most lines below them into as many. They are the first line, or, where that does
    not look like heads, a later one that does and parts more."""
    if text.startswith("sep=") and len(text) > 5 and text[4] in _DELIMITERS:
        return text[4]
    lines = text.splitlines()[:200]
    lines = lines[:-1] if len(lines) > 1 else lines  # the last may be cut
    widths = {delimiter: found for delimiter in _DELIMITERS if (found := _widths(lines, delimiter))}
    least, first, _ = _parted(widths, 0)
    for top in range(_TITLES):
        told, delimiter, heads = _parted(widths, top)
        if heads and (told > least or not top):
            return delimiter
    return first


def _parted(widths: dict[str, list[int]], top: int) -> tuple[int, str, bool]:
    """By the delimiter that parts line ``top`` into several cells and the most lines below it into as many: how many cells more that makes,
    and whether it looks like heads: half of the lines go with it, or three cells or more with as many right below them."""
    found = []
    for delimiter, every in widths.items():
        if below := every[top:]:
            told = below.count(below[0]) * (below[0] - 1)
            many = 2 * below.count(below[0]) >= len(below) or (below[0] >= 3 and below[:2] == [below[0]] * 2)
            found.append((told, delimiter, told > 0 and many))
    most = max(found, key=lambda one: one[0], default=(0, "", False))
    return most if most[0] else (0, ",", False)


def _widths(lines: list[str], delimiter: str) -> list[int]:
    """How many cells each line has that is not empty; none where they cannot be told."""
    try:
        return [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
    except csv.Error:
        return []


def _text_rows(opened: Opened) -> Iterator[Row]:
    csv.field_size_limit(10_000_000)
    with opened.path.open("r", encoding=opened.encoding, errors="replace", newline="") as file:
        start = 1
        if file.read(4) == "sep=":
            file.readline()
            start = 2
        else:
            file.seek(0)
        reader = csv.reader(_without_nul(file), delimiter=opened.delimiter)
        at = start
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as e:
                raise Refused(
                    f"Could not read {opened.path.name} beyond line {at:,}", f"Its quotation marks do not fit ({e})."
                ) from e
            if any(cells):
                yield at, tuple(cells[:_WIDE]) if len(cells) > _WIDE else tuple(cells)
            at = reader.line_num + start


def _without_nul(file: io.TextIOBase | Iterable[str]) -> Iterator[str]:
    for line in file:
        yield line.replace("\0", "") if "\0" in line else line


# ---- workbooks ----


def _book(path: Path) -> Any:
    """python-calamine reads a sheet of half a million rows in two seconds without holding up other threads (docs/decisions/0022)."""
    import python_calamine as calamine  # only who imports a workbook pays for it

    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
                    raise Refused(f"Could not read {path.name}", "It unpacks to more than 3 GB.")
        return calamine.load_workbook(path)
    except calamine.PasswordError as e:
        raise Refused(f"Could not read {path.name}", "It is shut by a password: save it without one.") from e
    except (calamine.CalamineError, zipfile.BadZipFile) as e:
        raise Refused(f"Could not read {path.name}", "It is no workbook, or damaged: save it again as xlsx or CSV.") from e


def _sheet_rows(opened: Opened) -> Iterator[Row]:
    import python_calamine as calamine

    try:
        sheet = _book(opened.path).get_sheet_by_name(opened.sheet)
    except (calamine.CalamineError, calamine.WorksheetNotFound) as e:
        raise Refused(f"Could not read {opened.path.name}", f"Sheet {opened.sheet} cannot be read.") from e
    top = sheet.start[0] if sheet.start else 0
    for at, cells in enumerate(sheet.iter_rows(), top + 1):
        if any(cell != "" for cell in cells):
            yield at, tuple([_text(cell) for cell in cells[:_WIDE]])


def _text(cell: object) -> str:
    """As a person would type it: whole numbers without a point, days in ISO 8601."""
    if isinstance(cell, str):
        return cell[:_LONG]
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else f"{cell:.15g}"  # without binary dust
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
