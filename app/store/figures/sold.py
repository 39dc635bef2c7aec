"""Rows of the KPIs over one imported file of sales, which ``imported`` has chosen."""

from __future__ import annotations

from app.store.figures.books import STAYED, THERE

_DOCUMENT = "source, 'sold_document', key, day"
_ONCE = """CASE WHEN customer IS NOT NULL AND row_number() OVER (PARTITION BY customer ORDER BY day DESC, key) = 1 THEN 1 ELSE 0 END"""
_IN = "WHERE day BETWEEN :first AND :last"

IMPORTED = {
    "imported.revenue": f"SELECT {_DOCUMENT}, worth, 0, 1 FROM sold",
    "imported.orders": f"SELECT {_DOCUMENT}, 1, 0, 1 FROM sold_order",
    "imported.aov": f"SELECT {_DOCUMENT}, sold, 1, 1 FROM sold_order",
    "imported.lines_per_order": f"SELECT {_DOCUMENT}, lines, 1, 1 FROM sold_order",
    "imported.returned": f"SELECT {_DOCUMENT}, back, sold, 1 FROM sold",
    "imported.cancelled": f"SELECT {_DOCUMENT}, sold = 0, 1, 1 FROM sold WHERE sold > 0 OR back > 0",
    "imported.customers": f"SELECT {_DOCUMENT}, {_ONCE} AS num, 0, customer IS NOT NULL FROM sold_order {_IN}",
    "imported.purchase_frequency": f"SELECT {_DOCUMENT}, 1, {_ONCE} AS den, 1 FROM sold_to {_IN}",
    "imported.retention": STAYED.format(orders="sold_to", num=THERE),
    "imported.churn": STAYED.format(orders="sold_to", num=f"NOT ({THERE})"),
    "imported.clv": f"SELECT {_DOCUMENT}, sold - back, {_ONCE} AS den, 1 "
    "FROM sold WHERE customer IS NOT NULL AND day BETWEEN :first AND :last",
    "imported.countries": f"SELECT {_DOCUMENT}, worth, 0, 1 FROM sold",
    "imported.articles": "SELECT (SELECT source FROM sold LIMIT 1), 'sold_item', item, :last, sum(worth), 0, 1 FROM sold_row "
    f"{_IN} GROUP BY item",
}
