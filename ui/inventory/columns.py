"""Columns of the inventory, and how what a system counts becomes a row of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from app.domain.inventory import AHEAD, ShelfRow
from ui.cases.words import system
from ui.tables.column import Cell, Column, Line
from ui.tables.formats import MINUS, NONE, age, short_date

VIEWS = (
    ("all", "All", "Nothing is counted yet. It comes with the next reading of ERP and shop."),
    ("short", "Short", "Nothing is short. Nowhere more is promised than lies there."),
    ("differs", "Shop differs", "Shop and ERP agree. What the shop offers is what the ERP has left."),
)
UNKNOWN = "unknown"


def columns(today: date) -> tuple[Column, ...]:
    """The days of ``AHEAD`` stand in the heads."""
    days = [short_date(today + ahead, today) for ahead in AHEAD[1:]]
    return (
        Column("sku", "SKU", 80, "id", "sku"),
        Column("name", "Product", 0, "text", "name"),
        Column("place", "Place", 104, "text", "place"),
        Column("source", "Source", 136, "soft"),
        Column("on_hand", "On hand", 72, "num", "on_hand"),
        Column("reserved", "Reserved", 78, "num", "reserved"),
        Column("free", "Free today", 84, "num"),
        *(Column(f"free{n}", day, 64, "num") for n, day in enumerate(days, 1)),
        Column("forecast", "All plans", 76, "num", "forecast"),
        Column("unit", "Unit", 44, "soft"),
        Column("note", "Says", 150, "soft"),
    )


def line(record: object, *, gathered: bool = False) -> Line:
    """``gathered``: the rows of a product follow on one another, and all but the first name it quietly."""
    assert isinstance(record, ShelfRow)
    now = datetime.now(UTC)
    name = system(record.ref.source)[1]
    old = age(record.asof, now)
    soft = "text.3" if gathered and not record.leads else ""
    free = record.free if not record.shop else (*record.free, *[None] * (len(AHEAD) - 1))
    cells = (
        Cell(record.sku, soft),
        Cell(record.name, soft or "text.2"),
        Cell(record.place),
        Cell(f"{name} {old}" if record.asof else name, "warn" if record.stale else "text.2", tip=_read(record, name)),
        _figure(record, record.on_hand),
        _figure(record, record.reserved),
        *(_ahead(record, n, figure) for n, figure in enumerate(free)),
        Cell(NONE, "text.3") if record.shop else _figure(record, record.forecast),
        Cell(record.unit, "text.3"),
        Cell(record.note, record.tone or "text.3"),
    )
    return Line(str(record.id), cells, _spoken(record, name, old))


def count(figure: Decimal) -> str:
    """As it is counted, with our minus sign: 12, 2.5, −17."""
    text = f"{abs(figure).normalize():,f}"
    return f"{MINUS}{text}" if figure < 0 else text


def _ahead(record: ShelfRow, n: int, figure: Decimal | None) -> Cell:
    """What a shop has left is known today only: it plans nothing."""
    if record.shop and n:
        return Cell(NONE, "text.3", tip="A shop plans nothing: it says what is left today")
    if figure is not None and figure < 0:
        return Cell(
            count(figure), "bad", stale=record.stale, tip=f"{count(-figure)} are promised that neither lie there nor come"
        )
    return _figure(record, figure)


def _figure(record: ShelfRow, figure: Decimal | None) -> Cell:
    if figure is None:
        return Cell(UNKNOWN, "warn", tip=record.note)
    return Cell(count(figure), "bad" if figure < 0 else "", stale=record.stale, tip=_read(record, system(record.ref.source)[1]))


def _read(record: ShelfRow, name: str) -> str:
    if record.asof is None:
        return f"{name}, never read to its end"
    return f"{name} as of {record.asof.astimezone():%H:%M:%S}{', older than it should be' if record.stale else ''}"


def _spoken(record: ShelfRow, name: str, old: str) -> str:
    said = (("on hand", record.on_hand), ("reserved", record.reserved), ("free today", record.free[0]))
    figures = [f"{words} {UNKNOWN if figure is None else count(figure)}" for words, figure in said]
    stale = f"{name}, {old} old" if record.asof else name
    parts = (record.sku, record.name, record.place, stale, *figures, record.unit, record.note)
    return ", ".join(p for p in parts if p)
