"""Rows of the reliability KPIs."""

from __future__ import annotations

from app.store.facts.schema import PIECES
from app.store.figures.service import CORRECTED

_DUE = "SELECT source, 'sale', sale, due, {num}, 1, {known} FROM order_fate WHERE due <= :today AND settled"
_OPEN_FULL = "NOT (in_full IS NULL AND open > 0)"  # what has not left yet is no outcome before it is mature
_SHIPPED = "SELECT source, 'sale', sale, {day}, {num}, {den}, 1 FROM order_fate WHERE shipped AND {when}"
# A delivery is a shipment of an order; the first promise is the shipment's own.
_ON_TIME = """SELECT source, 'shipment', shipment, {day}, CASE WHEN open THEN 0 ELSE left_on <= {day} END, 1, 1
    FROM delivery WHERE {day} <= :today AND (open = 0 OR {day} < :today)"""
_LACKING = """SELECT p.source, 'move', p.move, :today,
    portion(p.moved * l.net_minor, b.worth, p.wanted * b.net), 0,
    b.currency = :currency AND p.wanted <> 0 AND b.net <> 0
    FROM waiting p JOIN booked b ON b.source = p.source AND b.key = p.sale JOIN line l ON l.source = p.source AND l.key = p.line
    WHERE p.promised < {before}"""
_CORRECTED = CORRECTED.format(source="f.source", model="'sale'", key="f.sale")

RELIABILITY = {
    "reliability.perfect_order": _DUE.format(num="coalesce(whole, 0)", known="whole IS NOT NULL"),
    "reliability.in_full": f"{_DUE.format(num='coalesce(in_full, 0)', known='1')} AND {_OPEN_FULL}",
    "reliability.delivery_performance": _DUE.format(num="coalesce(on_time, 0)", known="on_time IS NOT NULL"),
    "reliability.documentation": _DUE.format(num="coalesce(docs, 0)", known="docs IS NOT NULL"),
    "reliability.condition": f"{_DUE.format(num='coalesce(sound, 0)', known='1')} AND sound IS NOT NULL",
    "reliability.otif": f"{_DUE.format(num='coalesce(on_time AND in_full, 0)', known='(on_time AND in_full) IS NOT NULL')} "
    f"AND (on_time = 0 OR {_OPEN_FULL})",
    "reliability.perfect_order_narrow": _SHIPPED.format(
        day="last_day", num="filled AND coalesce(docs, 1) AND coalesce(sound, 1)", den="1", when="open = 0"
    ),
    "reliability.promise_accuracy": "SELECT source, 'line', line, due, 1 - coalesce(late, 1), 1, late IS NOT NULL FROM line_fate "
    "WHERE due <= :today AND (open = 0 OR due < :today)",
    "reliability.promise_bias": "SELECT source, 'line', line, due, CAST(julianday(last_day) - julianday(due) AS INTEGER) * 86400, 1, 1 "
    "FROM line_fate WHERE open = 0 AND moves_done AND due <= :today",
    "reliability.on_time_requested": _ON_TIME.format(day="requested"),
    "reliability.on_time_first": _ON_TIME.format(day="promised"),
    "reliability.on_time_last": _ON_TIME.format(day="planned"),
    "reliability.line_fill": "SELECT source, 'line', line, due, CASE WHEN late = 1 OR first_pieces < wanted THEN 0 ELSE 1 END, 1, 1 "
    "FROM line_fate WHERE due <= :today AND (open = 0 OR due < :today)",
    "reliability.order_fill": _SHIPPED.format(day="first_day", num="filled AND shipments = 1", den="1", when="1"),
    "reliability.unit_fill": "SELECT source, 'line', line, first_day, min(first_pieces, wanted), wanted, 1 FROM line_fate WHERE moves_done",
    "reliability.backorder_rate": "SELECT f.source, 'line', f.line, b.day, f.lacks OR (f.moves_done AND f.first_pieces < f.wanted), 1, 1 "
    "FROM booked b CROSS JOIN line_fate f ON f.source = b.source AND f.sale = b.key",
    "reliability.backorder_open": _LACKING.format(before=":today"),
    "reliability.backorder_old": _LACKING.format(before="date(:today, '-14 days')"),
    "reliability.order_accuracy": "SELECT source, 'sale', sale, last_day, filled AND coalesce(docs, 1) AND coalesce(sound, 1) "
    f"AND NOT {_CORRECTED}, 1, 1 FROM order_fate f WHERE shipped AND open = 0",
    "reliability.split_rate": _SHIPPED.format(day="first_day", num="shipments > 1", den="1", when="1"),
    "reliability.shipments_per_order": _SHIPPED.format(day="first_day", num="shipments", den="1", when="1"),
    # ---- aftermath ----
    "reliability.damage_rate": "SELECT source, 'shipment', shipment, left_on, damaged, 1, 1 FROM delivery WHERE done",
    "reliability.return_rate": "SELECT f.source, 'sale', f.sale, f.last_day, coalesce(f.back, 0), f.delivered, 1 FROM order_fate f "
    "WHERE f.shipped",
    "reliability.return_rate_orders": "SELECT f.source, 'sale', f.sale, f.last_day, f.back IS NOT NULL, 1, 1 FROM order_fate f "
    "WHERE f.shipped",
    "reliability.efficient_returns": "SELECT source, 'sale', key, received, "
    "CASE WHEN credited IS NULL THEN 0 ELSE credited <= workday_after(received, 5) END, 1, 1 FROM returned "
    "WHERE credited IS NOT NULL OR workday_after(received, 5) < :today",
    "reliability.return_cycle": "SELECT source, 'sale', key, credited, CAST(julianday(credited) - julianday(asked) AS INTEGER) "
    "* 86400, 1, 1 FROM returned WHERE credited IS NOT NULL",
    # By where the pieces are now: what came to a shelf for sale, less what was taken off it again.
    "reliability.recovery_rate": f"""SELECT a.source, 'put_away', a.key, :today,
        portion({PIECES.format("a.quantity")}, p.list_price_minor, 10000)
            * (EXISTS (SELECT 1 FROM warehouse w WHERE w.source = a.source AND w.storage = a.goes_to)
            - EXISTS (SELECT 1 FROM warehouse w WHERE w.source = a.source AND w.storage = a.place)),
        CASE WHEN a.shipment IS NULL THEN 0 ELSE portion({PIECES.format("a.quantity")}, p.list_price_minor, 10000) END,
        p.list_price_minor IS NOT NULL AND p.list_price_currency = :currency
        FROM put_away a LEFT JOIN product p ON p.source = a.source AND p.key = a.product_key WHERE a.state = 'done'""",
}
