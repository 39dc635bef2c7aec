"""Who waits for which goods, in which order: read once for all sales that wait for the same, along indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from app.domain.promise import Demand, Queue
from app.domain.shipment import RESERVED
from app.store.fetch import listed
from app.store.making import QUEUED

# What leaves by a shipment leaves its warehouse; what has none yet leaves the place that it is to be taken from.
_WAITING = f"""
    SELECT m.product_key, coalesce(h.warehouse, w.key), m.key, m.stocked, m.planned, coalesce(h.state, ''),
        s.key, coalesce(s.number, ''), coalesce(c.name, '')
    FROM move m INDEXED BY move_open JOIN line l ON l.source = m.source AND l.key = m.sale_line
    JOIN sale s ON s.source = l.source AND s.key = l.sale
    LEFT JOIN customer c ON c.source = s.source AND c.key = s.customer
    LEFT JOIN shipment h ON h.source = m.source AND h.key = m.shipment
    LEFT JOIN warehouse w ON h.key IS NULL AND w.source = m.source AND w.output = m.place
    WHERE m.source = ?1 AND m.product_key IN (SELECT value FROM json_each(?2)) AND m.state IN ('draft', 'staging', 'assigned')
    UNION ALL {QUEUED}
"""
Place = tuple[str, str]  # (product, warehouse)


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
        for product, warehouse, key, pieces, planned, state, *sale in self._db.execute(
            _WAITING, (self._source, listed(products))
        ):
            if warehouse is not None:
                day = date.fromisoformat(planned) if planned else None
                demand = Demand(key, Decimal(pieces), day, state in RESERVED, *sale)
                found[product].setdefault((product, warehouse), []).append(demand)
        return {p: {place: Queue.of(demands) for place, demands in places.items()} for p, places in found.items()}
