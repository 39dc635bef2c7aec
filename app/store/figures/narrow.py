"""Figures of a part of the company: of one system, channel, customer or product."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.domain.figure import Only

_SALE = "SELECT 1 FROM sale s WHERE s.source = i.source AND s.key = i.key AND "
_OF_LINE = (
    "SELECT 1 FROM line l JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE l.source = i.source AND l.key = i.key AND "
)
_OF_MOVE = (
    "SELECT 1 FROM move m JOIN line l ON l.source = m.source AND l.key = m.sale_line JOIN sale s ON s.source = l.source "
    "AND s.key = l.sale WHERE m.source = i.source AND m.{0} = i.key AND "
)
_BILLED = (
    "SELECT 1 FROM bill_of b JOIN sale s ON s.source = b.source AND s.key = b.sale "
    "WHERE b.source = i.source AND b.invoice = i.key AND "
)
_OWED = (
    "SELECT 1 FROM receivable r JOIN bill_of b ON b.source = r.source AND b.invoice = r.invoice JOIN sale s ON s.source = b.source "
    "AND s.key = b.sale WHERE r.source = i.source AND r.key = i.key AND "
)
_ROW = "SELECT 1 FROM order_row o WHERE o.source = i.source AND o.model = 'web_order' AND o.key = {0} AND "
_WEB_KEY = '(SELECT w."order" FROM web_line w WHERE w.source = i.source AND w.key = i.key)'
_CASE = "SELECT 1 FROM case_row c WHERE c.case_id = substr(i.key, 1, instr(i.key || ' ', ' ') - 1) AND "
_OWN = (
    "SELECT 1 FROM {0} r WHERE r.source = i.source AND r.key = i.key AND r.customer = :customer AND r.source = :customer_source"
)
_BOUGHT = "s.customer = :customer AND s.source = :customer_source"
_ERP_BOUGHT = "o.erp_customer = :customer AND o.erp_source = :customer_source"
_CHANNEL = "(coalesce(s.web_origin, '') <> '') = (:channel = 'shop')"
_SOLD = "l.sku = :sku"
# what it is narrowed to -> model of a document -> whether it belongs there, of a row i
_CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "source": {
        **dict.fromkeys(
            ("sale", "line", "move", "shipment", "invoice", "receivable", "customer", "put_away", "case", "feed", "letter"),
            "i.source = :source",
        ),
        "web_order": f"i.source = :source OR EXISTS ({_ROW.format('i.key')} o.erp_source = :source)",
        "web_line": f"i.source = :source OR EXISTS ({_ROW.format(_WEB_KEY)} o.erp_source = :source)",
    },
    "customer": {
        "sale": f"EXISTS ({_SALE} {_BOUGHT})",
        "line": f"EXISTS ({_OF_LINE} {_BOUGHT})",
        "move": f"EXISTS ({_OF_MOVE.format('key')} {_BOUGHT})",
        "shipment": f"EXISTS ({_OF_MOVE.format('shipment')} {_BOUGHT})",
        "invoice": f"EXISTS ({_OWN.format('invoice')})",
        "receivable": f"EXISTS ({_OWN.format('receivable')})",
        "customer": "i.key = :customer AND i.source = :customer_source",
        "web_order": f"EXISTS ({_ROW.format('i.key')} {_ERP_BOUGHT})",
        "web_line": f"EXISTS ({_ROW.format(_WEB_KEY)} {_ERP_BOUGHT})",
        "case": f"EXISTS ({_CASE} c.customer_key = :customer AND c.source = :customer_source)",
    },
    "channel": {
        "sale": f"EXISTS ({_SALE} {_CHANNEL})",
        "line": f"EXISTS ({_OF_LINE} {_CHANNEL})",
        "move": f"EXISTS ({_OF_MOVE.format('key')} {_CHANNEL})",
        "shipment": f"EXISTS ({_OF_MOVE.format('shipment')} {_CHANNEL})",
        "invoice": f"EXISTS ({_BILLED} {_CHANNEL})",
        "receivable": f"EXISTS ({_OWED} {_CHANNEL})",
        "web_order": ":channel = 'shop'",
        "web_line": ":channel = 'shop'",
    },
    "sku": {
        "sale": "EXISTS (SELECT 1 FROM line l WHERE l.source = i.source AND l.sale = i.key AND l.sku = :sku)",
        "line": f"EXISTS ({_OF_LINE} {_SOLD})",
        "move": f"EXISTS ({_OF_MOVE.format('key')} {_SOLD})",
        "shipment": f"EXISTS ({_OF_MOVE.format('shipment')} {_SOLD})",
        "web_order": 'EXISTS (SELECT 1 FROM web_line w WHERE w.source = i.source AND w."order" = i.key AND w.sku = :sku)',
        "web_line": "EXISTS (SELECT 1 FROM web_line w WHERE w.source = i.source AND w.key = i.key AND w.sku = :sku)",
        "put_away": "EXISTS (SELECT 1 FROM put_away a JOIN product p ON p.source = a.source AND p.key = a.product_key "
        "WHERE a.source = i.source AND a.key = i.key AND p.code = :sku)",
    },
}
_WORDS = {"source": "system", "customer": "customer", "channel": "channel", "sku": "product"}
# Where a row stands for a whole customer, a part of what that one bought says nothing.
_WHOLE_CUSTOMERS = {"growth.purchase_frequency": ("channel", "sku")}
_MODEL = re.compile(r"SELECT (?:[\w.]+|'team'), (?:'(\w+)'|(\w+\.)?model\b)")
_EITHER = ("sale", "web_order")  # where the row says itself which


def _names(only: Only) -> Iterator[str]:
    yield from (name for name in _CONDITIONS if getattr(only, name))


def models(query: str) -> frozenset[str]:
    """Of the documents that a query lists."""
    found = {m[1] or "" for m in _MODEL.finditer(query)}
    return frozenset(found - {""} | (set(_EITHER) if "" in found else set()))


def refused(kpi: str, query: str, only: Only) -> str:
    """Why this KPI has no figure so narrowly; "" where it has."""
    for name in _names(only):
        if name in _WHOLE_CUSTOMERS.get(kpi, ()) or models(query) - _CONDITIONS[name].keys():
            return f"This figure is not told by {_WORDS[name]}."
    return ""


def condition(query: str, only: Only) -> str:
    """Of a row ``i`` of this query; "1" where nothing is left out. KeyError where ``refused`` says why."""
    parts = []
    for name in _names(only):
        cases = " ".join(f"WHEN '{model}' THEN ({_CONDITIONS[name][model]})" for model in sorted(models(query)))
        parts.append(f"CASE i.model {cases} END")
    return " AND ".join(parts) or "1"


def parameters(only: Only) -> dict[str, str]:
    found = {"source": only.source, "channel": only.channel, "sku": only.sku}
    if only.customer is not None:
        found |= {"customer": only.customer.key, "customer_source": only.customer.source}
    return {name: value for name, value in found.items() if value}
