"""What the live shop offers: as many pieces as the live ERP has left at each warehouse, as a nightly export would say, but for a few."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

# SKU, warehouse: pieces that the shop offers more (or less) than there are, for whoever wants to find them.
ASTRAY = {("N1004", "HAM"): 24, ("N1019", "DUI"): -60, ("N1042", "LNZ"): 350, ("N1107", "HAM"): 5}

# What lies where it can be sold, less what orders wait for: "sku|warehouse|pieces".
LEFT = """
    WITH RECURSIVE place(house, id) AS (
        SELECT w.id, r.id FROM stock_location w JOIN stock_location r ON r.id IN (w.input_location, w.output_location, w.storage_location)
        WHERE w.type = 'warehouse'
        UNION SELECT p.house, c.id FROM place p JOIN stock_location c ON c.parent = p.id),
    pieces(house, product, quantity) AS (
        SELECT p.house, m.product, m.internal_quantity FROM stock_move m JOIN place p ON p.id = m.to_location WHERE m.state = 'done'
        UNION ALL
        SELECT p.house, m.product, -m.internal_quantity FROM stock_move m JOIN place p ON p.id = m.from_location WHERE m.state = 'done'
        UNION ALL
        SELECT p.house, m.product, -m.internal_quantity FROM stock_move m JOIN place p ON p.id = m.from_location
        WHERE m.state IN ('draft', 'staging', 'assigned') AND m.origin LIKE 'sale.line,%')
    SELECT t.code, w.code, sum(x.quantity) FROM pieces x JOIN stock_location w ON w.id = x.house
    JOIN product_product t ON t.id = x.product WHERE t.code IS NOT NULL AND w.code IS NOT NULL GROUP BY t.code, w.code
"""


def counted(rows: str) -> dict[tuple[str, str], Decimal]:
    """The answer to ``LEFT`` by (SKU, warehouse); below nothing is nothing."""
    told = (line.split("|") for line in rows.splitlines())
    return {(sku, house): max(Decimal(0), Decimal(pieces)) for sku, house, pieces in told}


def statement(left: Mapping[tuple[str, str], Decimal], locations: Mapping[str, str]) -> str:
    """SQL that lets the shop offer that much beside what its own orders hold. ``locations``: its stock locations by warehouse; what the
    ERP does not have at one of them is not offered there, what it does not know at all stays as it is."""
    known = {sku for sku, _ in left}
    rows = [
        {
            "sku": sku,
            "place": place,
            "free": str(max(Decimal(0), left.get((sku, house), Decimal(0)) + ASTRAY.get((sku, house), 0))),
        }
        for sku in sorted(known)
        for house, place in sorted(locations.items())
    ]
    listed = json.dumps(rows).replace("'", "''")
    return f"""
        UPDATE inventory_level l SET stocked_quantity = v.free + l.reserved_quantity,
            raw_stocked_quantity = jsonb_build_object('value', (v.free + l.reserved_quantity)::text, 'precision', 20)
        FROM jsonb_to_recordset('{listed}') AS v(sku text, place text, free numeric), inventory_item i
        WHERE i.sku = v.sku AND i.deleted_at IS NULL AND l.inventory_item_id = i.id AND l.location_id = v.place
    """
