"""The columns of a quote's lines: what stands in a cell, in which tone, and what one edits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.draft_rows import Row, counted, grouped, percent

NONE = "–"
WAITS = "…"  # the ERP has not answered for the line as it stands


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell says. ``stale``: a figure of the line as it was."""

    text: str
    tone: str = "text.1"
    weight: int = 400
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """``field``: what is typed there, "" where nothing is. ``width`` None: takes the rest. wide: only where there is room."""

    key: str
    title: str
    width: int | None
    show: Callable[[Row, str], Shown]
    field: str = ""
    left: bool = False
    wide: bool = False


def _sku(row: Row, _currency: str) -> Shown:
    return Shown(row.line.sku, "text.1", 500)


def _name(row: Row, _currency: str) -> Shown:
    return Shown(row.line.name, "text.1")


def _quantity(row: Row, _currency: str) -> Shown:
    quantity = row.line.quantity
    if quantity is not None:
        return Shown(counted(quantity))
    return Shown("how many?", "warn") if row.line.product else Shown("")


def _figure(row: Row, value: Decimal | None, currency: str, tone: str) -> Shown:
    if value is None:
        return Shown(WAITS if row.line.product and row.line.quantity and not row.current and not row.refused else "", "text.3")
    return Shown(grouped(value, currency), tone if row.current else "text.3", stale=not row.current)


def _list(row: Row, currency: str) -> Shown:
    return _figure(row, row.list_price, currency, "text.2") if row.list_price is not None else Shown("")


def _own(row: Row, currency: str) -> Shown:
    return _figure(row, row.own, currency, "text.2")


def _discount(row: Row, _currency: str) -> Shown:
    return Shown("" if row.line.discount is None else f"{row.line.discount.normalize():f} %", "warn", 500)


def _price(row: Row, currency: str) -> Shown:
    if row.line.price is not None:
        return Shown(grouped(row.line.price, currency), "warn", 500)
    shown = _figure(row, row.price, currency, "text.1")
    return Shown(shown.text, "warn", 500) if row.line.discount is not None and row.current and row.price is not None else shown


def _net(row: Row, _currency: str) -> Shown:
    if row.refused:
        return Shown("not priced", "bad", 500)
    if row.net is None:
        return Shown(WAITS if row.line.product and row.line.quantity else "", "text.3")
    return Shown(row.net.text(), "text.1" if row.current else "text.3", 500, stale=not row.current)


def _margin(row: Row, _currency: str) -> Shown:
    if row.margin is None:
        return Shown("")
    return Shown(percent(row.margin), "bad" if row.margin < 0 else "text.1" if row.current else "text.3", stale=not row.current)


def _free(row: Row, _currency: str) -> Shown:
    if not row.free:
        return Shown(NONE if row.line.product else "", "text.3")
    total = sum((n for _, n in row.free), Decimal(0))
    return Shown(counted(total), "warn" if row.short else "text.2", 500 if row.short else 400)


COLUMNS: tuple[Column, ...] = (
    Column("sku", "SKU", 116, _sku, "sku", left=True),
    Column("name", "Description", None, _name, "name", left=True),
    Column("quantity", "Quantity", 68, _quantity, "quantity"),
    Column("list", "List", 84, _list, wide=True),
    Column("own", "Contract", 84, _own, wide=True),
    Column("discount", "Discount", 64, _discount, "discount"),
    Column("price", "Net each", 88, _price, "price"),
    Column("net", "Net", 104, _net),
    Column("margin", "Margin", 62, _margin),
    Column("free", "Free", 72, _free),
)


def raw(row: Row, field: str) -> str:
    """What an editor begins with, and what is copied."""
    value = getattr(row.line, field)
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) and field != "price" else str(value)
