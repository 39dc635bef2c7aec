"""What rules, deeds and pages about leaving goods have in common: the matrix of a sale as the ERP has it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.domain.dossier import GoodsDossier
from app.domain.finding import Unknown
from app.domain.fulfilment import NEW, ONE, ZERO, Group, Line, Matrix
from app.domain.shipment import Move
from app.rules.orders import plain, unreadable

_FEEDS = {
    "sales": "orders",
    "lines": "order lines",
    "shipments": "shipments",
    "moves": "stock moves",
    "warehouses": "warehouses",
    "stock": "stock",
}
_GONE = "cancelled"


def lacking(dossier: GoodsDossier) -> Unknown | None:
    """What keeps it from being judged, in words: part of it is unreadable, else the first feed that was never read to its end."""
    if dossier.unreadable:
        return unreadable()
    name = next((words for feed, words in _FEEDS.items() if feed not in dossier.complete), None)
    return None if name is None else Unknown(f"the ERP's {name} not read completely yet")


def matrix_of(dossier: GoodsDossier) -> Matrix:
    """Its goods as they are planned to leave, with an empty group for every warehouse that nothing open leaves yet.

    A line whose goods leave by no shipment (services, goods sent by a supplier) is none of it.
    """
    shipments = {s.ref.key: s for s in dossier.shipments if s.state != _GONE}
    names = {w.ref.key: w.name for w in dossier.warehouses}
    moves = [m for m in dossier.moves if m.shipment in shipments and m.state != _GONE]
    groups = [
        Group(
            s.ref.key,
            s.number or f"#{s.ref.key}",
            s.warehouse,
            names.get(s.warehouse, "a warehouse not in use"),
            s.state,
            s.planned,
        )
        for s in sorted(shipments.values(), key=lambda s: (s.planned is None, s.planned, s.ref))
    ]
    taken = {g.warehouse for g in groups if not g.fixed}
    groups += [Group(f"{NEW}{key}", "", key, name, "", None) for key, name in names.items() if key not in taken]
    cells: dict[tuple[str, str], Decimal] = {}
    for m in moves:
        place = (str(m.sale_line), str(m.shipment))
        cells[place] = cells.get(place, ZERO) + _pieces(m.quantity)
    lines = tuple(
        _line(dossier, key, cells, moves)
        for key in dict.fromkeys(x.ref.key for x in dossier.lines)
        if any(p[0] == key for p in cells)
    )
    return Matrix(lines, tuple(groups), {k: v for k, v in cells.items() if v}, _room(dossier, moves, {g.key: g for g in groups}))


def _line(dossier: GoodsDossier, key: str, cells: Mapping[tuple[str, str], Decimal], moves: list[Move]) -> Line:
    """What was ordered and is in no shipment any more was cancelled; what was added to a shipment by hand counts as ordered."""
    line = next(x for x in dossier.lines if x.ref.key == key)
    placed = sum((q for (of, _), q in cells.items() if of == key), ZERO)
    ordered = max(_pieces(line.quantity), placed)
    each = next((_pieces(m.stocked / m.quantity) for m in moves if m.sale_line == key and m.quantity), ONE)
    return Line(key, line.sku or line.product, line.product, line.product_key or "", ordered, ordered - placed, each)


def _room(dossier: GoodsDossier, moves: list[Move], groups: Mapping[str, Group]) -> dict[tuple[str, str], Decimal]:
    """Of what is there, as much as others' plans leave over: the ERP's forecast has this order's own pieces taken off already."""
    own: dict[tuple[str, str], Decimal] = {}
    for m in moves:
        group = groups[str(m.shipment)]
        if not group.left:
            place = (m.product_key, group.warehouse)
            own[place] = own.get(place, ZERO) + _pieces(m.stocked)
    return {
        (x.product, x.warehouse): _pieces(max(ZERO, min(x.on_hand, x.forecast + own.get((x.product, x.warehouse), ZERO))))
        for x in dossier.levels
    }


def _pieces(quantity: Decimal) -> Decimal:
    """Without idle zeros, so that it reads as a person would write it."""
    return Decimal(plain(quantity))
