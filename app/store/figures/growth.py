"""Rows of the growth, price and channel KPIs."""

from __future__ import annotations

from app.store.facts.schema import PIECES

# Net of tax at the rate at which the whole of it was posted.
NET = """SELECT source, 'invoice' AS model, key, day, CASE WHEN total = worth THEN net ELSE portion(net, worth, total) END
    AS net, 0 AS den, worth IS NOT NULL AND net IS NOT NULL AS known FROM billed"""
# Booked lines of goods or services, in company currency at the order's own rate. The plus keeps SQLite at the lines of the one
# order: the index over product keys would take it through all lines for each order.
_LINES = """FROM booked b CROSS JOIN line l ON l.source = b.source AND l.sale = b.key
    LEFT JOIN product p ON p.source = l.source AND p.key = l.product_key
    LEFT JOIN customer c ON c.source = b.source AND c.key = b.customer WHERE +l.product_key IS NOT NULL"""
# Freight and services have no list price of their own; goods are what the ERP moves.
_GOODS = f"{_LINES} AND EXISTS (SELECT 1 FROM line_fate f WHERE f.source = l.source AND f.sale = l.sale AND f.line = l.key)"
_OWN_LINES = "FROM line_fact f WHERE f.source = b.source AND f.sale = b.key"
_WORTH = "portion(l.net_minor, b.worth, b.net)"
_LIST = f"portion({PIECES.format('l.quantity')}, p.list_price_minor, 10000)"
_AGREED = """(SELECT a.price_minor FROM list_price a WHERE a.source = l.source AND a.product = l.product_key
    AND a.price_list IS c.price_list_key AND CAST(a.quantity AS REAL) <= CAST(l.quantity AS REAL) AND a.price_currency = b.net_currency
    ORDER BY CAST(a.quantity AS REAL) DESC LIMIT 1)"""
_PRICED = "minor(l.unit_price, b.net_currency)"

GROWTH = {
    "growth.revenue": NET,
    "growth.booked": "SELECT source, model, key, day, worth, 0, worth IS NOT NULL FROM placed",
    "growth.orders": "SELECT source, model, key, day, 1, 0, 1 FROM placed",
    "growth.aov": "SELECT source, model, key, day, worth, 1, worth IS NOT NULL FROM placed",
    # A customer counts once in the period: on the day of their last order in it.
    "growth.purchase_frequency": """SELECT source, model, key, day, 1 AS num, CASE WHEN row_number() OVER
        (PARTITION BY who ORDER BY day DESC, source, key) = 1 THEN 1 ELSE 0 END AS den, who IS NOT NULL AS known
        FROM placed WHERE day BETWEEN :first AND :last""",
    "growth.lines_per_order": f"SELECT b.source, 'sale', b.key, b.day, (SELECT count(*) {_OWN_LINES}), 1, 1 FROM booked b "
    f"WHERE EXISTS (SELECT 1 {_OWN_LINES})",
    "growth.quote_conversion": "SELECT source, 'sale', key, day, fate = 'accepted', fate <> 'open', 1 FROM quote_fate",
    "growth.quote_conversion_value": """SELECT source, 'sale', key, day, CASE WHEN fate = 'accepted' THEN worth ELSE 0 END,
        CASE WHEN fate <> 'open' THEN worth ELSE 0 END, worth IS NOT NULL FROM quote_fate""",
    "growth.win_margin": f"""SELECT l.source, 'line', l.key, b.day, {_WORTH} - l.cost_minor, {_WORTH},
        l.cost_minor IS NOT NULL AND b.currency = :currency AND l.cost_currency = b.currency AND b.net <> 0 {_LINES}""",
    "growth.discount_depth": f"""SELECT l.source, 'line', l.key, b.day, {_LIST} - {_WORTH}, {_LIST},
        p.list_price_minor IS NOT NULL AND p.list_price_currency = :currency AND b.currency = :currency AND b.net <> 0 AND l.unit = p.unit
        {_GOODS}""",
    "growth.price_override": f"SELECT source, 'line', key, day, coalesce(agreed <> priced, 0), 1, agreed IS NOT NULL "
    f"FROM (SELECT l.source, l.key, b.day, {_AGREED} AS agreed, {_PRICED} AS priced {_GOODS})",
    "growth.price_discrepancy": """SELECT w.source, 'web_line', w.key, d.day, coalesce(
        abs(CAST(w.exact_price AS REAL) - CAST(max(l.unit_price) AS REAL)) > 0.005, 0), 1, count(l.key) = 1 AND w.sku IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM web_line t WHERE t.source = w.source AND t."order" = w."order" AND +t.sku = w.sku AND t.key <> w.key)
        FROM ordered d CROSS JOIN web_order o ON o.source = d.source AND o.key = d.key
        CROSS JOIN web_line w ON w.source = o.source AND w."order" = o.key AND NOT w.replaces
        CROSS JOIN booked b ON b.web_origin = o.shared AND o.shared <> ''
        LEFT JOIN line l ON l.source = b.source AND l.sale = b.key AND l.sku = w.sku
        WHERE d.model = 'web_order' AND d.day BETWEEN :first AND :last AND o.net_currency = b.net_currency
        GROUP BY w.source, w.key""",
    "channel.aov": """SELECT d.source, d.model, d.key, d.day, o.net_minor, 1, o.net_currency = :currency
        FROM ordered d CROSS JOIN web_order o ON o.source = d.source AND o.key = d.key
        WHERE d.model = 'web_order' AND o.state IN ('placed', 'completed')""",
}
