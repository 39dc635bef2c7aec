"""Who waits for which goods, in which order: read once for all sales that wait for the same, along indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.promise import Demand, Queue
from app.domain.shipment import lies_aside
from app.store.fetch import listed
from app.store.making import TAKES
from app.store.shelf_rows import HOUSE, MOVES, OPEN

# A move whose order was not read waits all the same: the ERP holds the goods for it.
_WAITS = f"""
    SELECT m.product_key, {HOUSE}, m.state, m.key, m.stocked, m.planned,
        coalesce(s.key, ''), coalesce(s.number, ''), coalesce(c.name, ''), coalesce(c.number, ''),
        coalesce(h.key, ''), coalesce(h.number, ''), coalesce(h.state, ''), coalesce(h.rev, '')
    FROM {MOVES} LEFT JOIN line l ON l.source = m.source AND l.key = m.sale_line
    LEFT JOIN sale s ON s.source = l.source AND s.key = l.sale LEFT JOIN customer c ON c.source = s.source AND c.key = s.customer
    WHERE m.source = ?1 AND m.product_key IN (SELECT value FROM json_each(?2)) AND {OPEN}
    UNION ALL {TAKES}
"""
Place = tuple[str, str]  # (product, warehouse)


@dataclass(frozen=True, slots=True)
class Waiting:
    """``warehouse``: that the goods leave, "" for none of ours."""

    product: str
    warehouse: str
    demand: Demand


def waits(db: sqlite3.Connection, source: str, products: Iterable[str]) -> Iterator[Waiting]:
    """All that is to leave of these products and has not."""
    for product, house, state, key, quantity, planned, *known in db.execute(_WAITS, (source, listed(products))):
        day, aside = date.fromisoformat(planned) if planned else None, lies_aside(state, known[-2])
        yield Waiting(product, house or "", Demand(key, Decimal(quantity), day, aside, *known))


class Queues:
    """Those of one ERP, as they were when each was first asked for: for as long as nothing is written."""

    def __init__(self, db: sqlite3.Connection, source: str) -> None:
        self._db = db
        self._source = source
        self._known: dict[str, Mapping[Place, Queue]] = {}  # by product

    def of(self, products: Iterable[str | None]) -> dict[Place, Queue]:
        """Of these products; a warehouse where nobody waits for one has none."""
        wanted = {p for p in products if p is not None}
        new = wanted - self._known.keys()
        if new:
            self._known |= self._read(new)
        return {place: queue for product in wanted for place, queue in self._known[product].items()}

    def _read(self, products: set[str]) -> dict[str, Mapping[Place, Queue]]:
        found: dict[str, dict[Place, list[Demand]]] = {product: {} for product in products}
        for one in waits(self._db, self._source, products):
            if one.warehouse:
                found[one.product].setdefault((one.product, one.warehouse), []).append(one.demand)
        return {p: {place: Queue.of(demands) for place, demands in places.items()} for p, places in found.items()}
