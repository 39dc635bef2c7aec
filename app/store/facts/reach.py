"""On which sales, shipments, invoices and rows of the order list a change of a record bears, as the records stand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.store.subjects import parts

_K = "(SELECT value FROM json_each(?2))"
_MOVES = "move m JOIN line l ON l.source = m.source AND l.key = m.sale_line"
# noun -> keys of sales
_SALES = {
    "sale": "SELECT value FROM json_each(?2)",
    "line": f"SELECT sale FROM line WHERE source = ?1 AND key IN {_K}",
    "move": f"SELECT l.sale FROM {_MOVES} WHERE m.source = ?1 AND m.key IN {_K}",
    "shipment": f"SELECT l.sale FROM {_MOVES} WHERE m.source = ?1 AND m.shipment IN {_K}",
    "return_shipment": f"SELECT l.sale FROM {_MOVES} WHERE m.source = ?1 AND m.back IN {_K}",
    "invoice": f"SELECT j.value FROM invoice i CROSS JOIN json_each(i.sales) j WHERE i.source = ?1 AND i.key IN {_K} "
    "UNION SELECT l.sale FROM invoice_line n JOIN line l ON l.source = n.source AND l.key = n.sale_line "
    f"WHERE n.source = ?1 AND n.invoice IN {_K}",
    "invoice_line": "SELECT l.sale FROM invoice_line n JOIN line l ON l.source = n.source AND l.key = n.sale_line "
    f"WHERE n.source = ?1 AND n.key IN {_K}",
    "receivable": "SELECT j.value FROM receivable r JOIN invoice i ON i.source = r.source AND i.key = r.invoice "
    f"CROSS JOIN json_each(i.sales) j WHERE r.source = ?1 AND r.key IN {_K}",
    "complaint": f"SELECT sale FROM complaint WHERE source = ?1 AND key IN {_K} AND +sale IS NOT NULL UNION SELECT l.sale FROM complaint c "
    f"JOIN line l ON l.source = c.source AND l.key = c.line WHERE c.source = ?1 AND c.key IN {_K}",
}
# What came back counts for the order that it is of.
_RETURNED = f"SELECT returns FROM sale WHERE source = ?1 AND key IN {_K} AND +returns IS NOT NULL"
# noun -> keys of shipments, beside those of the sales: one line more may make an order another kind of document
_SHIPMENTS = {
    "shipment": "SELECT value FROM json_each(?2)",
    "move": f"SELECT shipment FROM move WHERE source = ?1 AND key IN {_K} AND +shipment IS NOT NULL",
}
_SHIPMENTS_OF = (
    "SELECT m.shipment FROM line l CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key "
    f"WHERE l.source = ?1 AND l.sale IN {_K} AND +m.shipment IS NOT NULL"
)
# noun -> source and key of invoices
_INVOICES = {
    "invoice": "SELECT ?1, value FROM json_each(?2)",
    "invoice_line": f"SELECT source, invoice FROM invoice_line WHERE source = ?1 AND key IN {_K}",
    "receivable": f"SELECT source, invoice FROM receivable WHERE source = ?1 AND key IN {_K} AND +invoice IS NOT NULL",
    "sale": f"SELECT source, invoice FROM bill_of WHERE source = ?1 AND sale IN {_K}",
    "web_order": "SELECT b.source, b.invoice FROM web_order w JOIN sale s ON s.web_origin = w.shared AND s.web_origin <> '' "
    f"JOIN bill_of b ON b.source = s.source AND b.sale = s.key WHERE w.source = ?1 AND w.key IN {_K}",
}
# noun -> rows of the order list, beside those that the list itself writes anew
_ORDERS = {"web_line": f"SELECT source, 'web_order', \"order\" FROM web_line WHERE source = ?1 AND key IN {_K}"}
_ROWS_OF = f"SELECT source, model, key FROM order_row WHERE erp_source = ?1 AND erp_key IN {_K}"
# noun -> what a line is set against, whatever its day
_PRICES = {
    "product": f"SELECT 'product', key, list_price_minor, list_price_currency, unit FROM product WHERE source = ?1 AND key IN {_K}",
    "list_price": "SELECT product, price_list, quantity, price_minor, price_currency FROM list_price "
    f"WHERE source = ?1 AND key IN {_K}",
    "customer": f"SELECT 'customer', key, price_list_key, '', '' FROM customer WHERE source = ?1 AND key IN {_K}",
}

Key = tuple[str, str]  # source, key


@dataclass
class Reached:
    """sales, shipments, invoices by source and key; orders by source, model and key; prices: those that were
    told before or are told now, not both."""

    sales: set[Key] = field(default_factory=set)
    shipments: set[Key] = field(default_factory=set)
    invoices: set[Key] = field(default_factory=set)
    orders: set[tuple[str, str, str]] = field(default_factory=set)
    prices: set[tuple[object, ...]] = field(default_factory=set)


def add(found: Reached, db: sqlite3.Connection, source: str, changed: Mapping[str, Sequence[str]]) -> None:
    """What these records (noun -> keys) bear on as they stand now: asked before they are written and after."""
    for noun, keys in changed.items():
        for part in parts(keys):
            if noun in _SALES:
                own = {row[0] for row in db.execute(_SALES[noun], (source, part))}
                own |= {row[0] for row in db.execute(_RETURNED, (source, json.dumps(sorted(own))))}
                found.sales |= {(source, key) for key in own}
                for some in parts(sorted(own)):
                    found.shipments |= {(source, row[0]) for row in db.execute(_SHIPMENTS_OF, (source, some))}
            if noun in _SHIPMENTS:
                found.shipments |= {(source, row[0]) for row in db.execute(_SHIPMENTS[noun], (source, part))}
            if noun in _INVOICES:
                found.invoices |= set(db.execute(_INVOICES[noun], (source, part)))
            if noun in _PRICES:
                found.prices ^= {(source, *row) for row in db.execute(_PRICES[noun], (source, part))}
            if noun in _ORDERS:
                found.orders |= set(db.execute(_ORDERS[noun], (source, part)))


def rows_of_sales(found: Reached, db: sqlite3.Connection) -> None:
    """Rows of the order list in which these sales stand: whether one is booked may hang on its lines."""
    by_source: dict[str, list[str]] = {}
    for source, key in found.sales:
        by_source.setdefault(source, []).append(key)
    for source, keys in by_source.items():
        for part in parts(keys):
            found.orders |= set(db.execute(_ROWS_OF, (source, part)))
