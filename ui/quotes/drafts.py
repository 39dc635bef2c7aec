"""My drafts: every quote that was begun on this machine and not offered yet, the last written first."""

from __future__ import annotations

from datetime import datetime

from app.domain.draft import Draft
from ui.tables.column import Cell, Column, Line
from ui.tables.formats import moment
from ui.tables.listing import Listing, listing

COLUMNS = (
    Column("number", "Quote", 132, "id"),
    Column("customer", "Customer"),
    Column("lines", "Lines", 64, "num"),
    Column("state", "What it is", 260, "soft"),
    Column("changed", "Last written", 104, "age"),
)


def line(record: object) -> Line:
    assert isinstance(record, Draft)
    lines = sum(1 for x in record.content.lines if not x.empty)
    state = f"changes {record.base.number}" if record.base is not None else "not in the ERP yet"
    if record.offered:
        state = "on its way to the ERP"
    elif record.said:
        state = f"not offered: {record.said}"
    elif record.typing is not None:
        state += ", a field was being written"
    at = moment(record.changed_at, datetime.now(record.changed_at.tzinfo))
    cells = (Cell(record.number), Cell(record.customer_name), Cell(str(lines)), Cell(state, "text.2"), Cell(at, "text.2"))
    return Line(record.id, cells, f"{record.number}, {record.customer_name}, {lines} lines, {state}, written {at}")


def vector(drafts: tuple[Draft, ...]) -> Listing:
    return listing((x.id, x) for x in drafts)
