"""Rows of the lists of this room: files that were imported, lines as they are in a file and as they are read, lines left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.imports import Held, Rejected
from app.kpis.imports import BY_NAME
from ui.tables.column import Cell, Column, Line
from ui.tables.formats import moment, short_date
from ui.tables.listing import Listing, listing

BATCHES = (
    Column("name", "Name", 176, "id"),
    Column("kind", "What it is", 196, "soft"),
    Column("file", "File"),
    Column("rows", "Lines", 76, "num"),
    Column("left", "Left out", 76, "num"),
    Column("who", "By", 110, "soft", wide=True),
    Column("at", "When", 88, "age"),
    Column("state", "State", 156, "status"),
)
LEFT = (Column("line", "Line", 104, "num"), Column("why", "Why it is left out", 360), Column("text", "What stands there"))
_DATED = 132  # px of a day with its time
_NUMBERS = frozenset(
    {"Quantity", "Worth", "Score", "Amount", "Revenue", "Sessions", "Visitors", "Views", "Orders", "UnitPrice", "Price", "Line"}
)
_WIDE = {
    "Description": 0,
    "Comment": 0,
    "Article": 96,
    "Country": 120,
    "Document": 92,
    "Day": 104,
    "Month": 104,
    "Line": 104,
    "Channel": 140,
    "Page": 160,
    "Quantity": 76,
    "Worth": 92,
}


def days(first: date, last: date) -> str:
    """ "1 Dec 2010 to 9 Dec 2011"."""
    return " to ".join(f"{short_date(day, day)} {day.year}" for day in (first, last))


def batch_line(record: object) -> Line:
    assert isinstance(record, Held)
    b = record.batch
    now = datetime.now(b.at.tzinfo)
    if not b.counts:
        state, mark = f"taken back {short_date(b.undone_at.date(), now.date()) if b.undone_at else ''}", "none"
    elif not record.whole:
        state, mark = f"{record.loaded:,} of {b.blocks:,} parts are here", "wait"
    else:
        state, mark = "counts", "ok"
    at = moment(b.at, now)
    left = Cell(f"{b.rejected:,}", "warn" if b.rejected else "text.3")
    quiet = "" if b.counts else "text.3"
    cells = (
        Cell(b.name, quiet), Cell(BY_NAME[b.kind].title, "text.2"), Cell(b.file, "text.2"), Cell(f"{b.rows:,}", quiet), left,
        Cell(record.who, "text.2"), Cell(at, "text.2"), Cell(state, "text.2", mark),
    )  # fmt: skip
    return Line(b.id, cells, f"{b.name}, {b.file}, {b.rows:,} lines, {b.rejected:,} left out, by {record.who}, {at}, {state}")


def batches(held: Sequence[Held]) -> Listing:
    return listing((h.batch.id, h) for h in held)


def left_line(record: object) -> Line:
    assert isinstance(record, Rejected)
    cells = (Cell(f"{record.line:,}"), Cell(record.why, "warn", tip=record.why), Cell(record.text, "text.2", tip=record.text))
    return Line(str(record.line), cells, f"line {record.line}, {record.why}, {record.text}")


def left(rows: Sequence[Rejected]) -> Listing:
    return listing((str(r.line), r) for r in rows)


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of a file, or as it is read. ``key``: its place."""

    key: str
    cells: tuple[str, ...]


def sample_columns(heads: Sequence[str], most: int = 10) -> tuple[Column, ...]:
    """As many as can be seen; the widest text takes what is left."""
    shown = list(heads[:most])
    free = next(
        (i for i, head in enumerate(shown) if head.casefold() in ("description", "comment", "bezeichnung")), len(shown) - 1
    )
    return tuple(
        Column(
            f"c{i}",
            head,
            0 if i == free else _WIDE.get(head, _DATED if "date" in head.casefold() or "datum" in head.casefold() else 100),
            "num" if head in _NUMBERS else "text",
        )
        for i, head in enumerate(shown)
    )


def sample_line(columns: int) -> Callable[[object], Line]:
    def line(record: object) -> Line:
        assert isinstance(record, Sample)
        cells = [*record.cells, *[""] * columns][:columns]
        return Line(record.key, tuple(Cell(" ".join(text.split()), tip=text) for text in cells), ", ".join(record.cells))

    return line


def samples(rows: Sequence[tuple[str, tuple[str, ...]]]) -> Listing:
    return listing((key, Sample(key, cells)) for key, cells in rows)
