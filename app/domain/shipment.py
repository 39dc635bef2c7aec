"""Shipments and the stock moves in them, as an ERP keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.order import SaleLine
from app.domain.ref import Ref

RESERVED = frozenset({"assigned", "picked", "packed", "shipped"})  # states of a Shipment whose goods lie aside for it


@dataclass(frozen=True, slots=True)
class Shipment:
    ref: Ref
    rev: str
    stamp: datetime
    number: str | None
    customer: str
    state: str  # draft, waiting, assigned, picked, packed, shipped, done, cancelled
    planned: date | None
    effective: date | None
    warehouse: str  # key of the Warehouse it leaves
    promised: date | None = None  # the first day that it was planned for
    carrier: str | None = None  # name
    country: str | None = None  # that it goes to, ISO 3166 alpha-2


@dataclass(frozen=True, slots=True)
class Move:
    """Goods from one place to another. ``quantity``: in the unit of the sale; ``stocked``: the same in the product's own, as stock is."""

    ref: Ref
    rev: str
    stamp: datetime
    sale_line: str | None
    shipment: str | None
    product: str
    quantity: Decimal
    stocked: Decimal
    state: str  # draft, staging, assigned, done, cancelled
    planned: date | None
    effective: date | None
    product_key: str  # key of the Product
    place: str  # key of the location that it is taken from
    back: str | None = None  # key of the ReturnShipment that it is a part of
    dropped: str | None = None  # key of the drop shipment by which a supplier sends it: it leaves no warehouse of ours


def lies_aside(move: str, shipment: str) -> bool:
    """By the states of a move and of its shipment: either may tell that the ERP holds the pieces, and may be told before the other."""
    return move == "assigned" or shipment in RESERVED


def missing_move(lines: Iterable[SaleLine], moves: Iterable[Move]) -> bool:
    """Some of these goods have no move: none was made yet, none is needed, or it was not read."""
    moved: dict[str | None, Decimal] = {}
    for m in moves:
        moved[m.sale_line] = moved.get(m.sale_line, Decimal(0)) + m.quantity
    return any(moved.get(x.ref.key, Decimal(0)) < abs(x.quantity) for x in lines if x.product_key)
