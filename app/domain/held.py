"""Where a shop holds an order's goods, and where they leave from: which location is which warehouse, and what would have to move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from app.domain.fulfilment import ZERO, Matrix
from app.domain.ref import Ref
from app.domain.shop import WebLine, WebPlace, WebReservation
from app.domain.stock import Warehouse

Pieces = dict[str, Decimal]  # by location or by warehouse, in an order that means something


def is_warehouse(place: WebPlace, warehouse: Warehouse) -> bool:
    """By the ERP's code that the location carries; one that carries none by its name, as the ERP's code or name."""
    if place.warehouse is not None:
        return place.warehouse == warehouse.code
    return bool(place.name) and place.name in (warehouse.code, warehouse.name)


def locations(places: Iterable[WebPlace], source: str, warehouse: Warehouse) -> tuple[WebPlace, ...]:
    """The shop's that are this warehouse: rightly one; with none or several nobody can say where to hold."""
    return tuple(p for p in places if p.ref.source == source and is_warehouse(p, warehouse))


def leaving(matrix: Matrix, sku: str) -> Pieces:
    """Warehouse -> pieces of the product that have not left yet; first the one that something leaves from first."""
    found: Pieces = {}
    first: dict[str, date] = {}
    for group in (g for g in matrix.used() if not g.left):
        pieces = sum((matrix.at(line.key, group.key) for line in matrix.lines if line.sku == sku), ZERO)
        if pieces:
            found[group.warehouse] = found.get(group.warehouse, ZERO) + pieces
            first[group.warehouse] = min(first.get(group.warehouse, date.max), group.planned or date.max)
    return dict(sorted(found.items(), key=lambda item: (first[item[0]], -item[1], item[0])))


def lines_of(lines: Iterable[WebLine], order: Ref, sku: str) -> tuple[WebLine, ...]:
    """A web order's lines of a product whose pieces this sale sends; what makes others good belongs to a sale of its own."""
    return tuple(x for x in lines if (x.ref.source, x.order, x.sku) == (order.source, order.key, sku) and not x.replaces)


def held_for(rows: Iterable[WebReservation], lines: Iterable[WebLine]) -> dict[str, list[WebReservation]]:
    """Line -> what the shop holds for it."""
    keys = {(x.ref.source, x.ref.key): x.ref.key for x in lines}
    found: dict[str, list[WebReservation]] = {key: [] for key in keys.values()}
    for row in rows:
        if (row.ref.source, row.line) in keys:
            found[row.line].append(row)
    return found


def held_at(rows: Iterable[WebReservation]) -> Pieces:
    """Location -> pieces, the one that the line is tied to first."""
    found: Pieces = {}
    for row in sorted(rows, key=lambda r: (r.aside, r.ref)):
        found[row.place] = found.get(row.place, ZERO) + row.quantity
    return found


def shared(now: Mapping[str, Pieces], wanted: Pieces) -> dict[str, Pieces]:
    """Line -> location -> pieces, as many for each line as now: what lies right stays, the rest fills up in order of ``wanted``."""
    left, found = dict(wanted), {line: dict.fromkeys(wanted, ZERO) for line in now}
    for line, places in now.items():
        for place, pieces in places.items():
            _take(found[line], left, place, pieces)
    for line, places in now.items():
        for place in wanted:
            _take(found[line], left, place, sum(places.values(), ZERO) - sum(found[line].values(), ZERO))
    return {line: {place: n for place, n in places.items() if n} for line, places in found.items()}


def _take(line: Pieces, left: Pieces, place: str, most: Decimal) -> None:
    part = min(most, left.get(place, ZERO))
    if part > 0:
        line[place] += part
        left[place] -= part
