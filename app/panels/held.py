"""What a shop holds for the lines of a web order, beside the warehouses that they leave from: whether both agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from app.domain.block import Block, Cell, CompareRow, Comparison, Fact, Facts
from app.domain.dossier import GoodsDossier, WebSide
from app.domain.fulfilment import ZERO, Matrix
from app.domain.held import held_for, is_warehouse, leaving, lines_of
from app.domain.shop import WebOrder, WebPlace
from app.rules.orders import plain

K = TypeVar("K")
_HEADS = (("Line", "text"), ("Held in the shop", "text"), ("Leaves from", "text"))


def in_shop(dossier: GoodsDossier, matrix: Matrix) -> tuple[Block, ...]:
    """A block for each order, and for each that was not read."""
    web = dossier.web
    unread = [Facts(f"In the shop, {one}", (Fact("Order", "not read here", "warn"),)) for one in web.unread]
    return (*(_order(dossier, order, matrix) for order in web.orders), *unread)


def read_at(web: WebSide) -> list[tuple[str, datetime | None]]:
    """The shop's source and when it was asked what it holds, where one of its orders is behind the case."""
    return [(web.state.source, web.held_at)] if web.state and web.orders else []


def _order(dossier: GoodsDossier, order: WebOrder, matrix: Matrix) -> Block:
    title = f"In the shop, {order.number}"
    if dossier.web.held is None:
        return Facts(title, (Fact("Goods held", "not read here", "warn"),))
    rows = [_row(dossier, order, matrix, sku) for sku in dict.fromkeys(line.sku for line in matrix.lines)]
    apart = sum(bool(row.mark) for row in rows)
    open_ = f"; {order.locked_by} there" if order.locked_by else ""
    note = f"{apart} of {len(rows)} lines are held elsewhere than they leave from" if apart else "Held where it leaves from"
    return Comparison(title, _HEADS, tuple(rows), f"{note}{open_}")


def _row(dossier: GoodsDossier, order: WebOrder, matrix: Matrix, sku: str) -> CompareRow:
    held, here = _held(dossier, order, sku), leaving(matrix, sku)
    agrees = {_warehouse(dossier, place): n for place, n in held.items()} == here
    names = {w.ref.key: w.name for w in dossier.warehouses}
    there = {p: _name(dossier, p) for p in held}
    cells = (Cell(sku), Cell(_words(held, there), "" if agrees else "warn"), Cell(_words(here, names)))
    return CompareRow("" if agrees else "~", cells)


def _held(dossier: GoodsDossier, order: WebOrder, sku: str) -> dict[WebPlace | str, Decimal]:
    """By location; one that was not read by its key."""
    rows = held_for(dossier.web.held or (), lines_of(dossier.web.lines, order.ref, sku))
    places = {p.ref.key: p for p in dossier.web.places if p.ref.source == order.ref.source}
    found: dict[WebPlace | str, Decimal] = {}
    for row in (row for of_line in rows.values() for row in of_line):
        place = places.get(row.place, row.place)
        found[place] = found.get(place, ZERO) + row.quantity
    return found


def _warehouse(dossier: GoodsDossier, place: WebPlace | str) -> str:
    """The key of the ERP's warehouse that it is; a word that is none where it is none, or not a single one."""
    if isinstance(place, str):
        return f"?{place}"
    found = [w.ref.key for w in dossier.warehouses if is_warehouse(place, w)]
    return found[0] if len(found) == 1 else f"?{place.ref.key}"


def _name(dossier: GoodsDossier, place: WebPlace | str) -> str:
    if isinstance(place, str):
        return "a location not read here"
    known = not _warehouse(dossier, place).startswith("?")
    return place.name if known else f"{place.name or 'A location'} (no warehouse here)"


def _words(pieces: Mapping[K, Decimal], names: Mapping[K, str]) -> str:
    return "; ".join(f"{plain(n)} {names.get(place, 'a warehouse not in use')}" for place, n in pieces.items()) or "–"
