"""What suppliers send straight to the customer of an order: with their purchase, and when it comes."""

from __future__ import annotations

from datetime import date

from app.commands import words
from app.domain.block import Block, Cell, CompareRow, Comparison
from app.domain.dossier import OrderParts
from app.domain.ref import NO_NUMBER
from app.domain.stock import Incoming
from app.panels.figures import count

_HEADS = (("Purchase", "text"), ("Supplier", "text"), ("Product", "text"), ("Pieces", "num"), ("Comes", "text"))
_STATES = {"done": "sent", "cancelled": "cancelled"}


def blocks(parts: OrderParts, today: date) -> tuple[Block, ...]:
    """Nothing where all goods leave a warehouse of ours, or what comes cannot be read."""
    rows = tuple(_row(parts, x, today) for x in parts.dropped)
    return (Comparison("Sent by suppliers straight to the customer", _HEADS, rows),) if rows else ()


def _row(parts: OrderParts, x: Incoming, today: date) -> CompareRow:
    numbers = {p.ref.key: p.number for p in parts.purchases}
    skus = {line.product_key: line.sku for line in parts.order.sale_lines}
    day, tone = when(x, today)
    told = _STATES.get(x.state, day)
    cells = (
        Cell(numbers.get(x.purchase or "") or NO_NUMBER),
        Cell(x.supplier),
        Cell(skus.get(x.product_key) or ""),
        Cell(count(x.quantity)),
        Cell(told, "" if x.state in _STATES else tone),
    )
    return CompareRow("", cells)


def when(x: Incoming, today: date) -> tuple[str, str]:
    """In words, with a tone. What nobody plans goes by the day that the supplier said."""
    day = x.planned or x.promised
    if day is None:
        return "no day", "bad"
    return (f"due {words.day(day, today)}", "bad") if day < today else (words.day(day, today), "")
