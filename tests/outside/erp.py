"""What is in the ERP, read from its tables. Knows nothing of the program."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import psycopg

from tests.outside.shop import Line

_SALES = """
    SELECT s.id, s.number, s.state, a.postal_code FROM sale_sale s LEFT JOIN party_address a ON a.id = s.shipment_address
     WHERE s.web_id = %s AND (s.state <> 'cancelled' OR s.web_shop IS NOT NULL) ORDER BY s.id
"""
_LINES = """
    SELECT p.code, l.quantity, l.unit_price FROM sale_line l JOIN product_product p ON p.id = l.product
     WHERE l.sale = %s AND l.type = 'line' AND l.quantity <> 0 AND l.shipment_cost IS NULL
"""  # freight is the ERP's own line


@dataclass(frozen=True)
class Sale:
    id: int
    number: str
    state: str
    postcode: str
    lines: dict[str, Line]


def sales(dsn: str, shared: str) -> list[Sale]:
    """``sales_in`` over a connection of its own."""
    with psycopg.connect(dsn) as db:
        return sales_in(db, shared)


def sales_in(db: psycopg.Connection, shared: str) -> list[Sale]:
    """All sales of a web order, by the reference that both systems share; what was cancelled and let go of does not count."""
    return [
        Sale(
            id_,
            number or "",
            state,
            postcode or "",
            {code: Line(Decimal(str(q)), Decimal(str(p))) for code, q, p in db.execute(_LINES, (id_,))},
        )
        for id_, number, state, postcode in db.execute(_SALES, (shared,)).fetchall()
    ]
