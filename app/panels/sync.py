"""The page of an order that the two systems do not agree on, or that one of them cannot be understood about."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

from app.domain.block import Block, Cell, CompareRow, Comparison
from app.domain.dossier import OrderDossier
from app.domain.feed import Bad
from app.domain.finding import Fires
from app.panels import conflict, order_page, versions
from app.panels.order_page import several
from app.panels.panel import Panel
from app.rules import sync as rule
from app.rules.linking import candidates
from app.rules.orders import standing

_MOST_RAW = 80  # characters of what a system sent that fit beside its name


def tell(dossier: OrderDossier, found: Fires) -> str:
    facts = found.facts
    match found.cause:
        case rule.QUANTITIES:
            listed = found.faults
            first = listed[0]
            more = f" and {several(len(listed) - 1, 'more product')} differ" if len(listed) > 1 else ""
            return f"{first['placed']} of {first['sku']} placed, {first['booked']} booked{more}."
        case rule.CANCELLED:
            where = "the shop, and stands in the ERP" if facts.get("shop") == "cancelled" else "the ERP, and stands in the shop"
            return f"Cancelled in {where}.{' Goods have gone out already.' if facts.get('gone_out') else ''}"
        case rule.UNLINKED:
            return f"{facts.get('sale') or 'A draft'} in the ERP has the same goods and no reference. Link the two, or it is booked twice."
        case rule.DOUBLED:
            booked = facts.get("sales")
            sales = [str(s[0]) for s in booked] if isinstance(booked, list | tuple) else []
            return f"{' and '.join(sales)} were both booked for one web order. One of them has to go."
        case rule.UNPLACED:
            return f"The sale carries {facts.get('reference')}, and the shop has no such order."
        case rule.EARLY_PAYMENT:
            return "A payment arrived, and the order it belongs to has not."
        case _:
            return (
                f"A record of this order cannot be read: {facts.get('path')}, {facts.get('why')}. Nothing else was stopped by it."
            )


def _blocks(dossier: OrderDossier, shown: Fires | None) -> tuple[Block, ...]:
    found: list[Block] = []
    order, sales = dossier.order, dossier.sales
    if shown is not None and order is not None and sales:
        if shown.cause == rule.QUANTITIES:
            found.append(conflict.of_quantities(dossier, shown, order, standing(dossier)[0]))
        elif shown.cause == rule.CANCELLED:
            found.append(conflict.of_states(dossier, shown, order, sales[-1]))
    found += [versions.as_booked(dossier, sale) for sale in standing(dossier)]
    found += [versions.as_keyed(dossier, one.sale) for one in candidates(dossier) if one.likely]
    found += [_raw(bad) for bad in dossier.unreadable]
    return tuple(found)


def _raw(bad: Bad) -> Comparison:
    """Where a record cannot be read, why, and what stands there as the system sent it."""
    told = (("Record", str(bad.ref)), ("Where", bad.path or "the record as a whole"), ("Why", bad.why), ("As sent", _value(bad)))
    rows = tuple(CompareRow("", (Cell(label), Cell(text, "bad" if label == "As sent" else ""))) for label, text in told)
    return Comparison("What cannot be read", (("", "text"), ("", "text")), rows)


def _value(bad: Bad) -> str:
    """The raw value at the path where it can be found, else the beginning of the record."""
    try:
        found: Any = json.loads(bad.raw)
        for step in re.findall(r"[^.\[\]]+", bad.path):
            found = found[int(step)] if isinstance(found, list) else found[step]
    except (ValueError, LookupError, TypeError):
        return bad.raw[:_MOST_RAW]
    return json.dumps(found, ensure_ascii=False)[:_MOST_RAW]


KIND = order_page.Kind(rule.SYNC, "Out of step", tell, _blocks)
PANELS = (Panel(rule.SYNC.type, partial(order_page.build, KIND)),)
