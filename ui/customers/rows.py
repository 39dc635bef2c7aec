"""How what a customer has becomes rows of one table: a heading per section, its rows, and how many more there are."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.customers import CustomerRow, CustomerView
from ui.tables.column import Cell, Column, Group, Line
from ui.tables.formats import NONE, spoken
from ui.tables.listing import Listing, listing
from ui.tables.live import Leaving

COLUMNS = (
    Column("number", "Document", 132, "id"),
    Column("about", "About"),
    Column("state", "State", 112, "status"),
    Column("amount", "Amount", 128, "money"),
    Column("when", "When", 112, "num"),
)


@dataclass(frozen=True, slots=True)
class More:
    """Stands at the end of a section that is not listed whole."""

    section: str
    count: int


def line(record: object) -> Line:
    if isinstance(record, Leaving):
        return line(record.record)
    if isinstance(record, More):
        words = f"{record.count:,} more"
        return Line(more_key(record.section), (Cell(""), Cell(f"{words}, ↵ to list them", "text.2"), *[Cell("")] * 3), words)
    assert isinstance(record, CustomerRow)
    amount = f"{record.amount.currency} {record.amount.text()}" if record.amount is not None else ""
    tone = "" if record.kind != "none" else "text.2"
    cells = (
        Cell(record.number),
        Cell(record.about or NONE, "text.2"),
        Cell(record.state, tone, mark=record.kind if record.state else ""),
        Cell(amount),
        Cell(record.when, record.tone or "text.2"),
    )
    told = (record.number, record.about, record.state, spoken(record.amount) if record.amount else "", record.when)
    return Line(record.key, cells, ", ".join(x for x in told if x))


def vector(view: CustomerView, closed: frozenset[str]) -> Listing:
    """``closed``: names of sections of which only the heading is shown."""
    pairs: list[tuple[str, object]] = []
    for section in view.sections:
        key = group_key(section.name)
        pairs.append((key, Group(key, section.title, section.note, closed=section.name in closed)))
        if section.name not in closed:
            pairs += [(row.key, row) for row in section.rows]
            pairs += [(more_key(section.name), More(section.name, section.more))] if section.more else []
    return listing(pairs)


def group_key(section: str) -> str:
    return f"group:{section}"


def more_key(section: str) -> str:
    return f"more:{section}"
