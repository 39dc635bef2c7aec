"""Rows as text for other programs: copying and CSV, with cells that a spreadsheet would run as a formula made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from app.domain.sheet import harmless
from ui.tables.column import Column, Line


def _shown(columns: Sequence[Column]) -> list[int]:
    return [i for i, column in enumerate(columns) if column.title]


def rows_of(columns: Sequence[Column], lines: Iterable[Line]) -> list[list[str]]:
    """A head row and one row per line; the columns without a title (gutter, avatar) are left out."""
    shown = _shown(columns)
    return [[columns[i].title for i in shown], *[[harmless(line.cells[i].text) for i in shown] for line in lines]]


def tab_text(columns: Sequence[Column], lines: Iterable[Line]) -> str:
    """What Ctrl+C puts on the clipboard."""
    return "\n".join("\t".join(row) for row in rows_of(columns, lines))


def csv_text(columns: Sequence[Column], lines: Iterable[Line]) -> str:
    """RFC 4180, with CRLF."""
    out = io.StringIO()
    csv.writer(out).writerows(rows_of(columns, lines))
    return out.getvalue()
